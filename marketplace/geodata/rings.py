"""Judges one outline: what the EU system refuses of a ring, and at which position."""

import re
from collections.abc import Iterator
from itertools import islice, pairwise

import shapely

from marketplace.domain.plots.checks import Fault, FaultCode, fault
from marketplace.domain.plots.shapes import Position, Ring
from marketplace.geodata.planes import LEAST_RING, ring_to_plane

PLACE = re.compile(r"\[(\S+) (\S+)\]")
MOST_SIDES = 200
"""So many sides through one place are looked at, however many a hostile outline has."""
NEARBY = 1.5
"""Millionths of a degree around a crossing within which its sides are looked for."""


def ring_faults(ring: Ring) -> Iterator[Fault]:
    """Say what is wrong with a ring, whose positions were cut off after six decimals already (domain.md 5.3)."""
    if ring[0] != ring[-1]:
        if len(set(ring)) < LEAST_RING - 1:
            yield fault(FaultCode.TOO_FEW_POINTS, ring[0])
            return
        yield fault(FaultCode.RING_NOT_CLOSED, ring[-1])
        ring = (*ring, ring[0])
    twice = next((one for one, other in pairwise(ring) if one == other), None)
    distinct = len(set(ring))
    if twice is not None and distinct > 1:
        yield fault(FaultCode.DUPLICATE_POINT, twice)
    if distinct < LEAST_RING - 1:
        yield fault(FaultCode.TOO_FEW_POINTS, ring[0])
    elif is_flat(ring):
        yield fault(FaultCode.FLAT_POLYGON, ring[0])
    else:
        yield from _crossings(without_repeats(ring))


def without_repeats(ring: Ring) -> Ring:
    """Leave out positions that follow themselves."""
    return (ring[0], *(other for one, other in pairwise(ring) if one != other))


def is_flat(ring: Ring) -> bool:
    """Say whether all positions lie on one straight line."""
    first = ring[0]
    second = next((each for each in ring if each != first), first)
    return all(turn((first, second), each) == 0 for each in ring)


def turn(side: tuple[Position, Position], at: Position) -> int:
    """Return, exactly, twice the area between a side and a position: above zero to its left, zero in line with it."""
    one, other = side
    return (other.lon - one.lon) * (at.lat - one.lat) - (other.lat - one.lat) * (at.lon - one.lon)


def _crossings(ring: Ring) -> Iterator[Fault]:
    plane = ring_to_plane(ring)
    if shapely.is_valid(plane):
        return
    at = place_in(str(shapely.is_valid_reason(plane)))
    sides = list(islice(((one, other) for one, other in pairwise(ring) if _is_near(one, other, at)), MOST_SIDES))
    is_overlap = any(_run_together(one, other) for number, one in enumerate(sides) for other in sides[:number])
    yield fault(FaultCode.OVERLAPPING_SIDES if is_overlap else FaultCode.SELF_INTERSECTION, at)


def place_in(words: str) -> Position | None:
    """Read where a fault is out of the library's own words: `Self-intersection[5 20]`."""
    found = PLACE.search(words)
    return None if found is None else Position(round(float(found[1])), round(float(found[2])))


def _is_near(one: Position, other: Position, at: Position | None) -> bool:
    if at is None:
        return False
    low_lon, high_lon = sorted((one.lon, other.lon))
    low_lat, high_lat = sorted((one.lat, other.lat))
    if not (low_lon - 1 <= at.lon <= high_lon + 1 and low_lat - 1 <= at.lat <= high_lat + 1):
        return False
    length = max(high_lon - low_lon, high_lat - low_lat)
    return abs(turn((one, other), at)) <= NEARBY * length


def _run_together(one: tuple[Position, Position], other: tuple[Position, Position]) -> bool:
    """Say whether two sides lie on each other for more than a single position."""
    start, end = one
    if any(turn(one, each) for each in other):
        return False
    along = 0 if start.lon != end.lon else 1
    low, high = sorted((start[along], end[along]))
    least, most = sorted((other[0][along], other[1][along]))
    return max(low, least) < min(high, most)
