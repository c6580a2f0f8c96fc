"""Who trades with whom: bands from groups on the left to makers on the right, as wide as the volume."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext
from markupsafe import Markup, escape

Flow = tuple[str, str, float]
WIDTH, LEFT, RIGHT, NODE = 780, 262, 518, 10
GAP, LEAST_ROW, TALLEST = 10, 22, 460
MOST_NAMED, LONGEST_NAME = 12, 25


@dataclass(frozen=True, slots=True)
class Side:
    """Where the ends of one side stand, and on which side of them their names."""

    node: int
    text: int
    anchor: str


SIDES = (Side(LEFT - NODE, LEFT - NODE - 8, "end"), Side(RIGHT, RIGHT + NODE + 8, "start"))


def flow_chart(flows: Sequence[Flow]) -> Markup:
    """Draw (group, maker, tonnes) flows; names beyond the twelve largest of a side are drawn together as others."""
    gathered = _gathered(flows)
    if not gathered:
        return Markup("")
    left, right = _sums(gathered, 0), _sums(gathered, 1)
    scale = _scale(left, right)
    tops = _tops(left, scale), _tops(right, scale)
    height = max(_height(left, scale), _height(right, scale))
    drawn = _bands(gathered, tops, scale)
    for side, sums, top in zip(SIDES, (left, right), tops, strict=True):
        drawn += [_node(name, volume, top[name], side=side, scale=scale) for name, volume in sums.items()]
    said = ", ".join(f"{group} \N{RIGHTWARDS ARROW} {maker} {volume:.3g} t" for group, maker, volume in gathered)
    return Markup(  # noqa: S704 - every word is escaped where it is laid in
        f'<svg class="flows" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" height="{height:.0f}" role="img">'
        f"<title>{escape(gettext('Who sells to whom'))}</title><desc>{escape(said)}</desc>{''.join(drawn)}</svg>"
    )


def _gathered(flows: Sequence[Flow]) -> list[Flow]:
    """Draw the small ones of each side together, and add up what then runs between the same two."""
    named = [{*list(_sums(flows, side))[:MOST_NAMED]} for side in (0, 1)]
    volumes: dict[tuple[str, str], float] = defaultdict(float)
    for group, maker, volume in flows:
        ends = (group if group in named[0] else _others(), maker if maker in named[1] else _others())
        volumes[ends] += volume
    return [(group, maker, volume) for (group, maker), volume in volumes.items()]


def _others() -> str:
    return str(gettext("others"))


def _sums(flows: Sequence[Flow], side: int) -> dict[str, float]:
    """Sum one side up, the largest first."""
    sums: dict[str, float] = defaultdict(float)
    for flow in flows:
        sums[(flow[0], flow[1])[side]] += flow[2]
    return dict(sorted(sums.items(), key=lambda each: -each[1]))


def _scale(left: Mapping[str, float], right: Mapping[str, float]) -> float:
    rows = max(len(left), len(right))
    room = min(TALLEST, max(160, rows * 44)) - GAP * rows
    return room / max(sum(left.values()), 1e-9)


def _row(volume: float, scale: float) -> float:
    return max(volume * scale, LEAST_ROW)


def _tops(sums: Mapping[str, float], scale: float) -> dict[str, float]:
    tops, top = {}, 4.0
    for name, volume in sums.items():
        tops[name] = top
        top += _row(volume, scale) + GAP
    return tops


def _height(sums: Mapping[str, float], scale: float) -> float:
    return 8 + sum(_row(volume, scale) + GAP for volume in sums.values())


def _bands(flows: Sequence[Flow], tops: tuple[Mapping[str, float], Mapping[str, float]], scale: float) -> list[str]:
    starts, ends = dict(tops[0]), dict(tops[1])
    order = sorted(flows, key=lambda flow: (tops[0][flow[0]], tops[1][flow[1]]))
    drawn = []
    middle = (LEFT + RIGHT) / 2
    for group, maker, volume in order:
        width, start, end = volume * scale, starts[group], ends[maker]
        drawn.append(
            f'<path class="flow-band" d="M{LEFT} {start:.1f}C{middle:.0f} {start:.1f} {middle:.0f} {end:.1f} {RIGHT} '
            f"{end:.1f}v{width:.1f}C{middle:.0f} {end + width:.1f} {middle:.0f} {start + width:.1f} {LEFT} "
            f'{start + width:.1f}z"/>'
        )
        starts[group], ends[maker] = start + width, end + width
    return drawn


def _node(name: str, volume: float, top: float, *, side: Side, scale: float) -> str:
    short = name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "\N{HORIZONTAL ELLIPSIS}"
    return (
        f'<rect class="flow-node" x="{side.node}" y="{top:.1f}" width="{NODE}" height="{max(volume * scale, 1):.1f}"/>'
        f'<text class="flow-name" x="{side.text}" y="{top + 12:.1f}" text-anchor="{side.anchor}">{escape(short)}'
        f'<tspan class="flow-volume" dx="6">{volume:.3g} t</tspan></text>'
    )
