"""Which corner of an outline a fault is about, so that it can be named by the number that people see."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from marketplace.domain.plots.shapes import Position, Shape


@dataclass(frozen=True, slots=True)
class Corner:
    """A corner by its number, from 1 through all parts; `is_after`: the place lies on the side that begins there."""

    number: int
    is_after: bool


def corner_at(shape: Shape, at: Position) -> Corner:
    """Name the corner that stands at a place, or the one where the nearest side begins."""
    corners = list(_corners(shape))
    exact = next((number for number, corner in enumerate(corners, 1) if corner == at), None)
    if exact is not None:
        return Corner(exact, is_after=False)
    sides = list(_sides(shape))
    nearest = min(range(len(sides)), key=lambda each: _distance(at, *sides[each]))
    return Corner(nearest + 1, is_after=True)


def _corners(shape: Shape) -> Iterator[Position]:
    for ring in shape.rings:
        yield from ring[:-1] or ring


def _sides(shape: Shape) -> Iterator[tuple[Position, Position]]:
    for ring in shape.rings:
        yield from pairwise(ring) if len(ring) > 1 else iter([(ring[0], ring[0])])


def _distance(at: Position, start: Position, end: Position) -> Fraction:
    """Return the square of the distance from a side, exactly."""
    east, north = end.lon - start.lon, end.lat - start.lat
    dx, dy = at.lon - start.lon, at.lat - start.lat
    length = east * east + north * north
    share = Fraction(min(max(dx * east + dy * north, 0), length), length or 1)
    return (dx - share * east) ** 2 + (dy - share * north) ** 2
