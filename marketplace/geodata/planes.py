"""Exact shapes as the geometry library knows them and back: one unit of its plane is a millionth of a degree.

Whole numbers of that size are exact in a float, so nothing is lost between the two.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import cast

import shapely
from shapely.geometry.base import BaseGeometry

from marketplace.domain.plots.shapes import Position, Ring, Shape, ShapeKind

MOST_CORNERS, MOST_MEETINGS, SIDES_LOOKED_AT = 20_000, 200_000, 50
"""Of an outline that is untangled: corners, sides near one another, and how many sides are looked at to know."""
LEAST_RING = 4
"""Positions of a triangle, the first said again at the end."""


def sound_plane(shape: Shape) -> BaseGeometry:
    """Return a shape as the library draws it, mended where it is not sound, so that it can be measured and compared."""
    if shape.is_point:
        return shapely.Point(next(shape.positions))
    areas = [sound_area(ring) for ring in shape.rings]
    return areas[0] if len(areas) == 1 else shapely.union_all(areas)


def sound_area(ring: Ring) -> BaseGeometry:
    """Return the area within a ring, closed and untangled where it has to be; a point or line where it has none.

    A scribble that nobody walked is taken for all the land that it goes around: untangling it would take for ever.
    """
    closed = ring if ring[0] == ring[-1] else (*ring, ring[0])
    if len(set(closed)) == 1:
        return shapely.Point(closed[0])
    if len(closed) < LEAST_RING:
        return shapely.LineString(closed)
    area = shapely.Polygon(closed)
    if area.is_valid:
        return area
    if is_scribble(closed):
        return area.convex_hull
    return shapely.make_valid(area, method="structure", keep_collapsed=True)


def is_scribble(ring: Ring) -> bool:
    """Say whether a ring's sides meet so often that no walk around a plot could have drawn it.

    Judged by a few of its sides: those of a walk are short, and lie near two or three others.
    """
    if len(ring) ** 2 <= MOST_MEETINGS:
        return False
    if len(ring) > MOST_CORNERS:
        return True
    sides = shapely.linestrings(list(pairwise(ring)))
    looked_at = sides[:: max(1, len(sides) // SIDES_LOOKED_AT)]
    meetings = shapely.STRtree(sides).query(looked_at).shape[1]
    return bool(meetings * len(sides) > MOST_MEETINGS * len(looked_at))


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
