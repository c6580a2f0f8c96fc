"""Draws a plot for pages and paper: outline, neighbours, walked trace, what is wrong and where, scale and north.

Lines take the colour of the text around them, so that a picture is readable in the dark and in print without any style;
the classes (`plot-outline`, `plot-neighbour`, `plot-trace`, `plot-fault`) are for pages that want more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import shapely
from markupsafe import Markup, escape
from shapely.geometry.base import BaseGeometry

from marketplace.domain.plots.checks import Fault
from marketplace.domain.plots.shapes import Bounds, Position, Ring, Shape
from marketplace.geodata.measuring import metres_per_unit
from marketplace.geodata.planes import areas_of, sound_plane

WIDTH, HEIGHT, EDGE, FOOT = 320, 260, 14, 30
LEAST_METRES = 120
"""A picture shows at least so much land, so that a point does not fill the world."""
MOST_CORNERS = 240
MOST_NEIGHBOURS, MOST_FAULTS = 30, 9
BAR_SHARE = 0.4
NEATNESS = (5, 2, 1)
KILOMETRE = 1_000
NORTH = '<g class="plot-north"><path d="M302 12l5 15-5-4-5 4z" fill="currentColor"/></g>'


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What is drawn, and how it is called for those who do not see it; numbers of faults follow their order."""

    title: str
    shape: Shape | None
    description: str = ""
    neighbours: Sequence[Shape] = ()
    faults: Sequence[Fault] = ()
    trace: Sequence[Position] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """How places become points of the picture: the corner at the upper left, and dots for each unit of both axes."""

    west: float
    north: float
    across: float
    down: float
    metre: float
    """Dots for a metre."""

    def at(self, lon: float, lat: float) -> str:
        """Return where a place is drawn."""
        return f"{(lon - self.west) * self.across:.1f},{(self.north - lat) * self.down:.1f}"

    def holds(self, place: Position) -> bool:
        """Say whether a place is in the picture."""
        x, y = (place.lon - self.west) * self.across, (self.north - place.lat) * self.down
        return 0 <= x <= WIDTH and 0 <= y <= HEIGHT

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Return the land that is in the picture, as least and greatest longitude and latitude."""
        return self.west, self.north - HEIGHT / self.down, self.west + WIDTH / self.across, self.north


def draw(picture: Picture) -> Markup:
    """Draw a plot as SVG of a few kilobytes; raise `ValueError` where there is nothing to draw."""
    frame = _frame(_bounds(picture))
    layers = [
        *(_neighbour(each, frame) for each in picture.neighbours[:MOST_NEIGHBOURS]),
        _outline(picture.shape, frame),
        _trace(picture.trace, frame),
        *_faults(picture.faults, frame),
        NORTH,
        _scale(frame),
    ]
    return Markup(  # noqa: S704 - the words are escaped, everything else is numbers
        f'<svg class="plot-picture" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img">'
        f"<title>{escape(picture.title)}</title><desc>{escape(picture.description)}</desc>{''.join(layers)}</svg>"
    )


def _bounds(picture: Picture) -> Bounds:
    positions = [*(picture.shape.positions if picture.shape else ()), *picture.trace]
    if not positions:
        msg = "there is nothing to draw"
        raise ValueError(msg)
    lons, lats = zip(*positions, strict=True)
    return min(lons), min(lats), max(lons), max(lats)


def _frame(bounds: Bounds) -> Frame:
    min_lon, min_lat, max_lon, max_lat = bounds
    east, north = metres_per_unit((min_lat + max_lat) / 2)
    wide = max((max_lon - min_lon) * east, LEAST_METRES)
    high = max((max_lat - min_lat) * north, LEAST_METRES)
    metre = min((WIDTH - 2 * EDGE) / wide, (HEIGHT - EDGE - FOOT) / high)
    across, down = metre * east, metre * north
    west = (min_lon + max_lon) / 2 - WIDTH / 2 / across
    top = (min_lat + max_lat) / 2 + (HEIGHT + EDGE - FOOT) / 2 / down
    return Frame(west, top, across, down, metre)


def _neighbour(shape: Shape, frame: Frame) -> str:
    plane = shapely.clip_by_rect(sound_plane(shape), *frame.box)
    paths = "".join(_path([each.exterior.coords for each in areas_of(_simpler(plane, frame))], frame))
    style = 'fill="currentColor" fill-opacity=".1" stroke="currentColor" stroke-opacity=".45"'
    return f'<path class="plot-neighbour" {style} d="{paths}"/>' if paths else ""


def _outline(shape: Shape | None, frame: Frame) -> str:
    if shape is None:
        return ""
    if shape.is_point:
        x, y = frame.at(*next(shape.positions)).split(",")
        return f'<circle class="plot-outline" cx="{x}" cy="{y}" r="5" fill="currentColor"/>'
    rings = [_fewer(ring, frame) for ring in shape.rings]
    style = 'fill="currentColor" fill-opacity=".12" stroke="currentColor" stroke-width="2" stroke-linejoin="round"'
    return f'<path class="plot-outline" fill-rule="evenodd" {style} d="{_path(rings, frame)}"/>'


def _fewer(ring: Ring, frame: Frame) -> Iterable[Sequence[float]]:
    """Leave out corners that nobody would see; a ring as a line, since it need not be sound."""
    if len(ring) <= MOST_CORNERS:
        return ring
    return list(_simpler(shapely.LineString(ring), frame).coords)


def _simpler(plane: BaseGeometry, frame: Frame) -> BaseGeometry:
    return shapely.simplify(plane, 0.4 / frame.across)


def _path(rings: Iterable[Iterable[Sequence[float]]], frame: Frame) -> str:
    """Write rings as a path; one that is open is drawn open, so that it is seen."""
    drawn = []
    for ring in rings:
        corners = [frame.at(*corner[:2]) for corner in ring]
        is_closed = corners[0] == corners[-1]
        drawn.append(f"M{'L'.join(corners[:-1] if is_closed else corners)}{'Z' if is_closed else ''}")
    return "".join(drawn)


def _trace(trace: Sequence[Position], frame: Frame) -> str:
    if not trace:
        return ""
    places = list(shapely.LineString(trace).simplify(0.4 / frame.across).coords) if len(trace) > 1 else trace
    points = " ".join(frame.at(*each[:2]) for each in places)
    style = 'fill="none" stroke="currentColor" stroke-width="1.6" stroke-dasharray="1 4" stroke-linecap="round"'
    return f'<polyline class="plot-trace" {style} points="{points}"/>'


def _faults(faults: Sequence[Fault], frame: Frame) -> Iterable[str]:
    for number, each in enumerate(faults[:MOST_FAULTS], start=1):
        if each.position is not None and frame.holds(each.position):
            x, y = frame.at(*each.position).split(",")
            beside = float(x) + (11 if float(x) < WIDTH - EDGE * 2 else -20)
            above = float(y) + (-7 if float(y) > EDGE * 2 else 19)
            yield (
                f'<g class="plot-fault"><circle cx="{x}" cy="{y}" r="8" fill="none" stroke="currentColor"'
                f' stroke-width="2.5"/><text x="{beside:.1f}" y="{above:.1f}" font-size="14"'
                f' font-weight="700" fill="currentColor">{number}</text></g>'
            )


def _scale(frame: Frame) -> str:
    """Draw a bar of a round number of metres."""
    longest = WIDTH * BAR_SHARE / frame.metre
    power = 1
    while power * 10 <= longest:
        power *= 10
    length = next(power * each for each in NEATNESS if power * each <= longest or each == NEATNESS[-1])
    said = f"{length // KILOMETRE:,} km" if length >= KILOMETRE else f"{length} m"
    end, y = EDGE + length * frame.metre, HEIGHT - 9
    return (
        f'<g class="plot-scale"><path d="M{EDGE},{y - 5}v5H{end:.1f}v-5" fill="none" stroke="currentColor"'
        f' stroke-width="1.5"/><text x="{end + 6:.1f}" y="{y}" font-size="13" fill="currentColor">{said}</text>'
        f'<text x="302" y="40" font-size="11" text-anchor="middle" fill="currentColor">N</text></g>'
    )
