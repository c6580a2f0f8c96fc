"""Finds plots that lie on each other, by an index: twenty thousand outlines in about a second."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar, cast

import shapely
from shapely.geometry.base import BaseGeometry

from marketplace.domain.plots.checks import Fault, FaultCode, fault, warning
from marketplace.domain.plots.shapes import Position, Shape
from marketplace.geodata.measuring import hectares, square_metres_per_unit
from marketplace.geodata.planes import sound_plane

Key = TypeVar("Key")
LEAST = Decimal("0.0001")
"""Hectares; less is one shared boundary, measured twice."""
NOISE_HECTARES, NOISE_SHARE = Decimal("0.01"), Decimal("0.02")
"""Below either of these (the share is of the smaller plot) an overlap is what receivers are usually off by."""


@dataclass(frozen=True, slots=True)
class Overlap(Generic[Key]):
    """Two plots on the same land: how much of it, which part of the smaller one, and a place within.

    A plot recorded as a point overlaps with no area: it lies within the other's outline, or on the same point.
    """

    one: Key
    other: Key
    hectares: Decimal
    share: Decimal
    place: Position

    @property
    def is_noise(self) -> bool:
        """Say whether it is so little that it may come from measuring alone."""
        return self.hectares < NOISE_HECTARES or self.share < NOISE_SHARE

    def fault(self) -> Fault:
        """Return the overlap as a fault; as a warning where it may come from measuring alone."""
        judged = warning if self.is_noise else fault
        return judged(FaultCode.OVERLAPS_OTHER, self.place, other=self.other, hectares=self.hectares)


def overlaps(shapes: Mapping[Key, Shape]) -> list[Overlap[Key]]:
    """List the pairs among these that overlap, each once, in the order in which they were given."""
    if not shapes:
        return []
    keys, planes = list(shapes), [sound_plane(shape) for shape in shapes.values()]
    ones, others = shapely.STRtree(planes).query(planes, predicate="intersects")
    pairs = sorted((int(one), int(other)) for one, other in zip(ones, others, strict=True) if one < other)
    return _measured(keys, planes, pairs)


def overlaps_with(shape: Shape, others: Mapping[Key, Shape]) -> list[Overlap[Key | None]]:
    """List which of the `others` lie on this shape, whose own key in the answer is None, the largest overlap first."""
    if not others:
        return []
    keys: list[Key | None] = [None, *others]
    planes = [sound_plane(shape), *(sound_plane(each) for each in others.values())]
    found = shapely.STRtree(planes[1:]).query(planes[0], predicate="intersects")
    pairs = [(0, int(other) + 1) for other in sorted(found)]
    return sorted(_measured(keys, planes, pairs), key=lambda each: -each.hectares)


def _measured(keys: list[Key], planes: list[BaseGeometry], pairs: list[tuple[int, int]]) -> list[Overlap[Key]]:
    shared = _intersections(planes, pairs)
    found = []
    for (one, other), common in zip(pairs, shared, strict=True):
        middle = common.representative_point()
        unit = square_metres_per_unit(middle.y)
        area = hectares(common.area * unit)
        smaller = min(planes[one].area, planes[other].area)
        if area >= LEAST or smaller == 0:
            share = Decimal(common.area / smaller if smaller else 1).quantize(LEAST)
            place = Position(round(middle.x), round(middle.y))
            found.append(Overlap(keys[one], keys[other], area, share, place))
    return found


def _intersections(planes: list[BaseGeometry], pairs: list[tuple[int, int]]) -> Iterable[BaseGeometry]:
    ones = [planes[one] for one, _other in pairs]
    others = [planes[other] for _one, other in pairs]
    return cast("Iterable[BaseGeometry]", shapely.intersection(ones, others)) if pairs else ()
