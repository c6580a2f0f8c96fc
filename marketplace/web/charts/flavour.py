"""Flavour as a shape: the radar of thirteen totals on the Cacao of Excellence scale, large and as a mark in lists."""

from collections.abc import Mapping
from decimal import Decimal
from math import cos, pi, sin

from flask_babel import gettext
from markupsafe import Markup, escape

Profile = Mapping[str, Decimal | None]
Point = tuple[float, float]

AXES = (
    "cacao",
    "acidity_total",
    "bitterness",
    "astringency",
    "roast_degree",
    "fresh_fruit_total",
    "browned_fruit_total",
    "vegetal_total",
    "floral_total",
    "woody_total",
    "spice_total",
    "nutty_total",
    "caramel_panela",
)
OFF = "off_total"
BASE = 5  # the first five belong to every cacao and are drawn darker; the notes after them tell one from another
TOP = 10  # of the scale
UNKNOWN = "\N{EN DASH}"
DIRECTIONS = [(sin(2 * pi * i / len(AXES)), -cos(2 * pi * i / len(AXES))) for i in range(len(AXES))]

# The large drawing, in its own units.
WIDTH, HEIGHT, MIDDLE, RADIUS = 380, 330, (190, 156), 118
LABEL_GAP, LINE, LONGEST_LINE = 10, 14, 11

# The mark in lists: the same petals, its rim at 6, where a note begins to dominate.
MARK_MIDDLE, MARK_RADIUS, MARK_TOP = 48, 46, 6
STEPS = 10  # to one point of the scale
PETAL_SIDE, PETAL_REACH = 1.15, 0.66  # where a petal is drawn out to: axes aside, part of its length


def _petal(axis: int, reach: float, places: int) -> str:
    """Draw a leaf from the middle to `reach` and back, relative to the middle; more can follow in the same path."""
    (left, up), (across, down), (right, low) = (
        (sin(angle) * length, -cos(angle) * length)
        for angle, length in (
            (2 * pi * (axis - PETAL_SIDE) / len(AXES), reach * PETAL_REACH),
            (2 * pi * axis / len(AXES), reach),
            (2 * pi * (axis + PETAL_SIDE) / len(AXES), reach * PETAL_REACH),
        )
    )
    numbers = (left, up, across, down, right - across, low - down, -across, -down)
    return " ".join(f"{round(each, places) + 0:g}" for each in numbers)


def _mark_petal(axis: int, tenths: int) -> str:
    return _petal(axis, min(tenths / STEPS / MARK_TOP, 1) * MARK_RADIUS, 0)


MARK_PETALS = [(key, [_mark_petal(i, tenths) for tenths in range(TOP * STEPS + 1)]) for i, key in enumerate(AXES)]
MARK_OPEN = '<svg class="spark" viewBox="0 0 96 96" width="48" height="48" '
MARK_RIM = '<circle class="spark-rim" cx="48" cy="48" r="47"/>'
MARK_BASE = '<path class="petals is-base" d="M48 48q'
MARK_NOTES = '"/><path class="petals" d="M48 48q'


def sparkline(profile: Profile, *, title: str = "") -> Markup:
    """Draw the 48 px mark of a profile; without a `title` it is hidden from screen readers as an ornament."""
    get = profile.get
    petals = [lengths[int((get(key) or 0) * STEPS)] for key, lengths in MARK_PETALS]
    base, others = " ".join(petals[:BASE]), " ".join(petals[BASE:])
    name = f'role="img"><title>{escape(title)}</title>' if title else 'aria-hidden="true">'
    return Markup(f'{MARK_OPEN}{name}{MARK_RIM}{MARK_BASE}{base}{MARK_NOTES}{others}"/></svg>')  # noqa: S704 - the title is escaped


def notes(profile: Profile, labels: Mapping[str, str], *, count: int = 3) -> list[tuple[str, Decimal]]:
    """List the strongest of the notes that tell one cacao from another, with their intensities from 1 up."""
    present = [(value, key) for key in AXES[BASE:] if (value := profile.get(key)) is not None and value >= 1]
    present.sort(key=lambda each: -each[0])
    return [(labels.get(key, key), value) for value, key in present[:count]]


def radar(
    profile: Profile,
    *,
    labels: Mapping[str, str],
    target: Profile | None = None,
    spread: Profile | None = None,
    size: int = WIDTH,
) -> Markup:
    """Draw a profile on thirteen axes from 0 to 10.

    `target` is laid over it as a dashed line; `spread` (standard deviations of the panel) as a band around it;
    off-flavours stand outside as a badge, because on an axis a defect would look like richness.
    """
    said = _description(profile, labels)
    if target:
        sought = gettext("Sought, as a dashed line: %(list)s.", list=_listed(target, labels))
        said = f"{said} {sought}"
    over = (_band(profile, spread) if spread else "", _dashed(target) if target else "")
    return _radar(profile, said, over=over, labels=labels, size=size)


def tasted_radar(panel: Profile, tasted: Profile, *, labels: Mapping[str, str], size: int = WIDTH) -> Markup:
    """Draw what a panel found, with what a maker tasted in a sample laid over it as a dashed line."""
    said = _description(panel, labels)
    dashed = gettext("Tasted by the maker, as a dashed line: %(list)s.", list=_listed(tasted, labels))
    return _radar(panel, f"{said} {dashed}", over=("", _tasted(tasted)), labels=labels, size=size)


def _radar(profile: Profile, said: str, *, over: tuple[str, str], labels: Mapping[str, str], size: int) -> Markup:
    """Draw a profile; `over` are a band under its shape and a line above it."""
    band, line = over
    parts = [
        f'<svg class="radar" viewBox="0 0 {WIDTH} {HEIGHT}" width="{size}" height="{size * HEIGHT // WIDTH}"',
        f' role="img"><title>{escape(gettext("Flavour profile"))}</title>',
        f"<desc>{escape(said)}</desc>",
        GRID,
        band,
        f'<polygon class="radar-shape" points="{_polygon(profile)}"/>',
        _petals(profile),
        line,
        "".join(_dot(axis, profile.get(key)) for axis, key in enumerate(AXES)),
        "".join(_axis_label(axis, labels.get(key, key), profile.get(key)) for axis, key in enumerate(AXES)),
        _off_badge(profile.get(OFF), labels.get(OFF, OFF)),
        "</svg>",
    ]
    return Markup("".join(parts))  # noqa: S704 - every word is escaped where it is laid in


def _at(axis: float, value: float) -> Point:
    angle, reach = 2 * pi * axis / len(AXES), max(0.0, min(value, TOP)) / TOP * RADIUS
    return MIDDLE[0] + sin(angle) * reach, MIDDLE[1] - cos(angle) * reach


def _written(point: Point) -> str:
    return f"{point[0]:.1f},{point[1]:.1f}"


def _polygon(profile: Profile) -> str:
    return " ".join(_written(_at(axis, float(profile.get(key) or 0))) for axis, key in enumerate(AXES))


def _petals(profile: Profile) -> str:
    leaves = [_petal(axis, float(profile.get(key) or 0) / TOP * RADIUS, 1) for axis, key in enumerate(AXES)]
    start = f"M{MIDDLE[0]} {MIDDLE[1]}q"
    return (
        f'<path class="petals is-base" d="{start}{" ".join(leaves[:BASE])}"/>'
        f'<path class="petals" d="{start}{" ".join(leaves[BASE:])}"/>'
    )


def _dashed(target: Profile) -> str:
    corners = _polygon(target)
    return f'<polygon class="radar-halo" points="{corners}"/><polygon class="radar-target" points="{corners}"/>'


def _tasted(profile: Profile) -> str:
    """Mark each score and join them; what was not scored is left out, for it was not tasted as nil."""
    corners = [_at(axis, float(value)) for axis, key in enumerate(AXES) if (value := profile.get(key)) is not None]
    marks = "".join(f'<circle class="radar-target" cx="{x:.1f}" cy="{y:.1f}" r="4"/>' for x, y in corners)
    points = " ".join(map(_written, corners))
    return f'<polygon class="radar-halo" points="{points}"/><polygon class="radar-target" points="{points}"/>{marks}'


def _band(profile: Profile, spread: Profile) -> str:
    around = [(float(profile.get(key) or 0), float(spread.get(key) or 0)) for key in AXES]
    outer = " L".join(_written(_at(axis, value + sd)) for axis, (value, sd) in enumerate(around))
    inner = " L".join(_written(_at(axis, value - sd)) for axis, (value, sd) in enumerate(around))
    return f'<path class="radar-band" fill-rule="evenodd" d="M{outer} Z M{inner} Z"/>'


def _dot(axis: int, value: Decimal | None) -> str:
    if value is None:
        return ""
    x, y = _at(axis, float(value))
    return f'<circle class="radar-dot" cx="{x:.1f}" cy="{y:.1f}" r="2"/>'


def _axis_label(axis: int, label: str, value: Decimal | None) -> str:
    across, down = DIRECTIONS[axis]
    x = MIDDLE[0] + across * (RADIUS + LABEL_GAP)
    lines = [f"<tspan>{escape(line)}</tspan>" for line in _broken(label)]
    lines.append(f'<tspan class="radar-value">{UNKNOWN if value is None else f"{value:.1f}"}</tspan>')
    top = MIDDLE[1] + down * (RADIUS + LABEL_GAP) - LINE * len(lines) * (1 - down) / 2 + LINE * 0.8
    anchor = "middle" if abs(across) < 0.25 else "start" if across > 0 else "end"  # noqa: PLR2004 - near the vertical
    placed = [line.replace("<tspan", f'<tspan x="{x:.0f}" y="{top + i * LINE:.0f}"', 1) for i, line in enumerate(lines)]
    return f'<text class="radar-label" text-anchor="{anchor}">{"".join(placed)}</text>'


def _broken(label: str) -> list[str]:
    lines: list[str] = []
    for word in label.split():
        if lines and len(lines[-1]) + len(word) < LONGEST_LINE:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _off_badge(value: Decimal | None, label: str) -> str:
    if not value:
        return ""
    return (
        f'<g class="radar-off"><path d="M6 {HEIGHT - 8} l6 -11 l6 11 z"/>'
        f'<text x="24" y="{HEIGHT - 8}">{escape(label)} {value:.1f}</text></g>'
    )


def _description(profile: Profile, labels: Mapping[str, str]) -> str:
    return str(gettext("Intensity from 0 to 10: %(list)s.", list=_listed(profile, labels)))


def _listed(profile: Profile, labels: Mapping[str, str]) -> str:
    return ", ".join(
        f"{labels.get(key, key)} {value:.1f}" for key in (*AXES, OFF) if (value := profile.get(key)) is not None
    )


def _grid() -> str:
    x, y = MIDDLE
    rings = "".join(
        f'<circle class="{kind}" cx="{x}" cy="{y}" r="{RADIUS * ring / TOP:g}"/>'
        for ring, kind in (
            (2, "radar-ring"),
            (4, "radar-ring"),
            (6, "radar-ring"),
            (8, "radar-ring"),
            (TOP, "radar-rim"),
        )
    )
    spokes = "".join(f"M{x} {y}L{_written(_at(axis, TOP))}" for axis in range(len(AXES)))
    half_step = (DIRECTIONS[0][0] + DIRECTIONS[-1][0]) / 2, (DIRECTIONS[0][1] + DIRECTIONS[-1][1]) / 2
    numbers = "".join(
        f'<text class="radar-scale" text-anchor="middle" x="{x + half_step[0] * RADIUS * ring / TOP:.0f}"'
        f' y="{y + half_step[1] * RADIUS * ring / TOP + 3:.0f}">{ring}</text>'
        for ring in (4, 6, 8, TOP)
    )
    return f'{rings}<path class="radar-spoke" d="{spokes}"/>{numbers}'


GRID = _grid()
