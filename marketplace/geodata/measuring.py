"""Measures shapes on the ellipsoid WGS84: hectares, metres, the place in the middle."""

from collections.abc import Sequence
from decimal import Decimal
from math import cos, radians, sin, sqrt

from pyproj import Geod

from marketplace.domain.plots.shapes import MICRO, Position, Ring, Shape
from marketplace.geodata.planes import sound_plane

EARTH = Geod(ellps="WGS84")
HECTARE = 10_000
AREA_STEP = Decimal("0.0001")
METRE_STEP = Decimal("0.1")
EQUATOR, FLATTENING = 6_378_137.0, 1 / 298.257223563
SQUEEZED = FLATTENING * (2 - FLATTENING)


def area_of(shape: Shape) -> Decimal:
    """Return the geodesic area in hectares with four decimals; a point has none."""
    return hectares(sum(_square_metres(ring) for ring in shape.rings))


def perimeter_of(shape: Shape) -> Decimal:
    """Return the length of the outline in metres with one decimal; a point has none."""
    return metres(sum(_measured(ring)[1] for ring in shape.rings))


def length_of(positions: Sequence[Position]) -> Decimal:
    """Return how many metres one walks along these positions, with one decimal."""
    lons, lats = _degrees(positions)
    return metres(EARTH.line_length(lons, lats))


def metres_between(one: Position, other: Position) -> Decimal:
    """Return the distance of two positions in metres with one decimal."""
    return length_of((one, other))


def centre_of(shape: Shape) -> Position:
    """Return a position in the middle of a shape, and within it."""
    plane = sound_plane(shape)
    middle = plane.centroid
    if not plane.contains(middle):
        middle = plane.representative_point()
    return Position(round(middle.x), round(middle.y))


def metres_per_unit(lat: float) -> tuple[float, float]:
    """Return how long a millionth of a degree is at a latitude (in millionths): to the east, and to the north."""
    angle = radians(lat / MICRO)
    bend = 1 - SQUEEZED * sin(angle) ** 2
    east = EQUATOR * cos(angle) / sqrt(bend)
    north = EQUATOR * (1 - SQUEEZED) / bend**1.5
    return radians(east / MICRO), radians(north / MICRO)


def square_metres_per_unit(lat: float) -> float:
    """Return how large a square of a millionth of a degree is at a latitude (in millionths)."""
    east, north = metres_per_unit(lat)
    return east * north


def hectares(square_metres: float) -> Decimal:
    """Return square metres as hectares with four decimals."""
    return Decimal(square_metres / HECTARE).quantize(AREA_STEP)


def metres(length: float) -> Decimal:
    """Return a length in metres with one decimal."""
    return Decimal(length).quantize(METRE_STEP)


def _square_metres(ring: Ring) -> float:
    return abs(_measured(ring)[0])


def _measured(ring: Ring) -> tuple[float, float]:
    lons, lats = _degrees(ring)
    area, length = EARTH.polygon_area_perimeter(lons, lats)
    return float(area), float(length)


def _degrees(positions: Sequence[Position]) -> tuple[list[float], list[float]]:
    return [each.lon / MICRO for each in positions], [each.lat / MICRO for each in positions]
