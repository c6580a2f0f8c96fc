"""Exact shapes as the geometry library knows them and back: one unit of its plane is a millionth of a degree.

Whole numbers of that size are exact in a float, so nothing is lost between the two.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import cast

import shapely
from shapely.geometry.base import BaseGeometry

from marketplace.domain.plots.shapes import Position, Ring, Shape, ShapeKind

LEAST_RING = 4
"""Positions of a triangle, the first said again at the end."""


def sound_plane(shape: Shape) -> BaseGeometry:
    """Return a shape as the library draws it, mended where it is not sound, so that it can be measured and compared."""
    if shape.is_point:
        return shapely.Point(next(shape.positions))
    areas = [sound_area(ring) for ring in shape.rings]
    return areas[0] if len(areas) == 1 else shapely.union_all(areas)


def sound_area(ring: Ring) -> BaseGeometry:
    """Return the area within a ring, closed and untangled where it has to be; a point or line where it has none."""
    closed = ring if ring[0] == ring[-1] else (*ring, ring[0])
    if len(set(closed)) == 1:
        return shapely.Point(closed[0])
    if len(closed) < LEAST_RING:
        return shapely.LineString(closed)
    area = shapely.Polygon(closed)
    return area if area.is_valid else shapely.make_valid(area, method="structure", keep_collapsed=True)


def ring_to_plane(ring: Ring) -> shapely.Polygon:
    """Return the area within a ring."""
    return shapely.Polygon(ring)


def from_plane(plane: BaseGeometry) -> Shape | None:
    """Return the areas of a geometry as a shape, corners rounded to whole units; None where there is none.

    Holes are dropped: whoever must not lose one splits it first (`repairing`).
    """
    rings = tuple(_ring(each) for each in areas_of(plane))
    if not rings:
        return None
    return Shape(ShapeKind.POLYGON if len(rings) == 1 else ShapeKind.MULTI_POLYGON, rings)


def areas_of(plane: BaseGeometry) -> Iterator[shapely.Polygon]:
    """Yield the areas of which a geometry consists; points and lines are left out."""
    if isinstance(plane, shapely.Polygon):
        if not plane.is_empty:
            yield plane
    else:
        for part in cast("Iterable[BaseGeometry]", getattr(plane, "geoms", ())):
            yield from areas_of(part)


def is_counterclockwise(ring: Ring) -> bool:
    """Say whether a ring runs as RFC 7946 wants an outer one to."""
    return twice_area(ring) >= 0


def twice_area(ring: Ring) -> int:
    """Return twice the area of a ring, in whole units: above zero where it runs counterclockwise."""
    return sum(one.lon * other.lat - other.lon * one.lat for one, other in pairwise(ring))


def on_grid(plane: BaseGeometry) -> BaseGeometry:
    """Move every corner to a whole unit so that the geometry stays sound."""
    return shapely.set_precision(plane, 1.0)


def _ring(area: shapely.Polygon) -> Ring:
    return tuple(Position(round(x), round(y)) for x, y, *_ in area.exterior.coords)
