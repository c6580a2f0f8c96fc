"""Exact shapes as the geometry library knows them and back: one unit of its plane is a millionth of a degree.

Whole numbers of that size are exact in a float, so nothing is lost between the two.
"""

from collections.abc import Iterable, Iterator
from typing import cast

import shapely
from shapely.geometry.base import BaseGeometry

from marketplace.domain.plots.shapes import Position, Ring, Shape, ShapeKind, point

Area = shapely.Polygon | shapely.MultiPolygon


def to_plane(shape: Shape) -> BaseGeometry:
    """Return a shape as the library draws it; rings are taken as they are, sound or not.

    Raises `ValueError` for a ring of fewer than four positions, or one that is open.
    """
    if shape.is_point:
        return shapely.Point(next(shape.positions))
    areas = [ring_to_plane(ring) for ring in shape.rings]
    return areas[0] if shape.kind is ShapeKind.POLYGON else shapely.MultiPolygon(areas)


def ring_to_plane(ring: Ring) -> shapely.Polygon:
    """Return the area within a ring."""
    return shapely.Polygon(ring)


def from_plane(plane: BaseGeometry) -> Shape | None:
    """Return the areas of a geometry as a shape, corners rounded to whole units; None where there is none.

    Holes are dropped: whoever must not lose one splits it first (`repairing`).
    """
    if isinstance(plane, shapely.Point) and not plane.is_empty:
        return point(round(plane.x), round(plane.y))
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


def on_grid(plane: BaseGeometry) -> BaseGeometry:
    """Move every corner to a whole unit so that the geometry stays sound."""
    return shapely.set_precision(plane, 1.0)


def _ring(area: shapely.Polygon) -> Ring:
    return tuple(Position(round(x), round(y)) for x, y, *_ in area.exterior.coords)
