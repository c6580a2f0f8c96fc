"""Turns written coordinates into exact outlines, cut off after six decimals, and says which of them make no sense."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from marketplace.domain.plots.checks import Fault, FaultCode, fault
from marketplace.domain.plots.shapes import (
    DIGITS,
    MOST_LAT,
    MOST_LON,
    Position,
    Ring,
    Shape,
    ShapeKind,
    decimals,
    micro,
    point,
)
from marketplace.geodata.features import Geometry

Cut = Callable[[Decimal], int]
LONGEST_WORD = 40
DEEPEST_COLLECTION = 8


@dataclass(slots=True)
class Outline:
    """What a geometry draws: points, areas as an outer ring with its holes, and lines, which are no plot.

    `finest` is the most decimals with which any coordinate was written, `cut` how it becomes a whole number.
    """

    points: list[Position] = field(default_factory=list)
    areas: list[tuple[Ring, ...]] = field(default_factory=list)
    lines: list[Ring] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    finest: int = 0
    cut: Cut = micro

    @property
    def shapes(self) -> list[Shape]:
        """Return the plots that are drawn, without holes: each point is one, all areas together are another."""
        rings = tuple(area[0] for area in self.areas)
        kind = ShapeKind.POLYGON if len(rings) == 1 else ShapeKind.MULTI_POLYGON
        return [point(*each) for each in self.points] + ([Shape(kind, rings)] if rings else [])


class MalformedError(ValueError):
    """Coordinates that are no coordinates; `fault` says how."""

    def __init__(self, what: Fault) -> None:
        """Keep the fault."""
        self.fault = what
        super().__init__(what.text)


def outline_of(geometry: Geometry | None, *, cut: Cut = micro) -> Outline:
    """Read a geometry's coordinates; what cannot be read is left out and told among the faults."""
    outline = Outline(cut=cut)
    _read(geometry, outline, depth=0)
    return outline


def _read(geometry: Geometry | None, outline: Outline, *, depth: int) -> None:
    if geometry is None:
        outline.faults.append(fault(FaultCode.GEOMETRY_MISSING))
        return
    try:
        if geometry.type == "GeometryCollection":
            _read_members(geometry, outline, depth=depth)
        elif reader := READERS.get(geometry.type):
            reader(geometry.coordinates, outline)
        else:
            outline.faults.append(fault(FaultCode.GEOMETRY_TYPE_NOT_ALLOWED, type=geometry.type[:LONGEST_WORD]))
    except MalformedError as malformed:
        outline.faults.append(malformed.fault)


def _read_members(geometry: Geometry, outline: Outline, *, depth: int) -> None:
    if not geometry.members or depth >= DEEPEST_COLLECTION:
        raise MalformedError(fault(FaultCode.GEOMETRY_MISSING))
    for member in geometry.members:
        _read(member, outline, depth=depth + 1)


def _point(coordinates: Any, outline: Outline) -> None:  # noqa: ANN401 - whatever was written
    if isinstance(coordinates, list) and coordinates and isinstance(coordinates[0], list):
        inner = coordinates[0]
        at = _position(inner, Outline()) if _looks_like_a_position(inner) else None
        raise MalformedError(fault(FaultCode.POINT_COORDINATES_NESTED, at))
    outline.points.append(_position(coordinates, outline))


def _points(coordinates: Any, outline: Outline) -> None:  # noqa: ANN401 - as above
    outline.points.extend(_position(each, outline) for each in _filled(coordinates))


def _polygon(coordinates: Any, outline: Outline) -> None:  # noqa: ANN401 - as above
    rings = tuple(_ring(each, outline) for each in _filled(coordinates))
    outline.areas.append(rings)


def _polygons(coordinates: Any, outline: Outline) -> None:  # noqa: ANN401 - as above
    for each in _filled(coordinates):
        _polygon(each, outline)


def _line(coordinates: Any, outline: Outline) -> None:  # noqa: ANN401 - as above
    line = _ring(coordinates, Outline(cut=outline.cut))
    outline.faults.append(fault(FaultCode.GEOMETRY_TYPE_NOT_ALLOWED, line[0], type="LineString"))
    outline.lines.append(line)


def _lines(coordinates: Any, outline: Outline) -> None:  # noqa: ANN401 - as above
    lines = [_ring(each, Outline(cut=outline.cut)) for each in _filled(coordinates)]
    outline.faults.append(fault(FaultCode.GEOMETRY_TYPE_NOT_ALLOWED, lines[0][0], type="MultiLineString"))
    outline.lines.extend(lines)


READERS = {
    "Point": _point,
    "MultiPoint": _points,
    "Polygon": _polygon,
    "MultiPolygon": _polygons,
    "LineString": _line,
    "MultiLineString": _lines,
}


def _filled(coordinates: Any) -> Iterator[Any]:  # noqa: ANN401 - as above
    if not isinstance(coordinates, list) or not coordinates:
        raise MalformedError(fault(FaultCode.COORDINATES_MALFORMED))
    return iter(coordinates)


def _ring(coordinates: Any, outline: Outline) -> Ring:  # noqa: ANN401 - as above
    return tuple(_position(each, outline) for each in _filled(coordinates))


def _looks_like_a_position(coordinates: Any) -> bool:  # noqa: ANN401 - as above
    return isinstance(coordinates, list) and all(isinstance(each, Decimal) for each in coordinates[:2])


def _position(coordinates: Any, outline: Outline) -> Position:  # noqa: ANN401 - as above
    try:
        lon, lat = coordinates[:2]
        at = Position(outline.cut(lon), outline.cut(lat))
    except (TypeError, AttributeError, KeyError) as error:
        raise MalformedError(fault(FaultCode.COORDINATES_MALFORMED)) from error
    except ValueError as error:
        is_number = _looks_like_a_position(coordinates) and len(coordinates) > 1
        code = FaultCode.OUT_OF_RANGE if is_number else FaultCode.COORDINATES_MALFORMED
        raise MalformedError(fault(code)) from error
    if abs(at.lon) > MOST_LON or abs(at.lat) > MOST_LAT:
        raise MalformedError(fault(FaultCode.OUT_OF_RANGE, at))
    if outline.finest < DIGITS:
        outline.finest = max(outline.finest, decimals(lon), decimals(lat))
    return at
