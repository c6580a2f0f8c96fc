"""Plots that lie on each other are found, each pair once, with how much."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.plots.checks import FaultCode
from marketplace.domain.plots.shapes import Shape, point, polygon
from marketplace.geodata.measuring import area_of
from marketplace.geodata.overlapping import overlaps, overlaps_with
from tests.geodata.samples import LAT, LON, a_shape, a_square

HALF = a_square(500)


def test_the_shared_land_is_measured() -> None:
    (found,) = overlaps({"one": a_square(), "other": HALF, "far": a_square(90_000)})
    assert (found.one, found.other, found.share, found.is_noise) == ("one", "other", Decimal("0.5"), False)
    assert abs(found.hectares - area_of(a_square()) / 2) < Decimal("0.001")
    assert (found.fault().code, found.fault().is_error) == (FaultCode.OVERLAPS_OTHER, True)
    assert found.fault().facts == {"other": "other", "hectares": str(found.hectares)}


@pytest.mark.parametrize(
    ("other", "count"),
    [
        (a_square(1_000), 0),
        (a_square(1_000, 1_000), 0),
        (a_square(2_000), 0),
        (a_square(999, side=1_200), 1),
        (a_square(100, 100, side=100), 1),
        (point(LON + 10, LAT + 10), 1),
        (point(LON - 10, LAT), 0),
        (polygon(a_square(9_000).rings[0], HALF.rings[0]), 1),
        (a_shape((0, 0), (900, 900), (900, 0), (0, 900), (0, 0)), 1),
    ],
)
def test_neighbours_only_touch(other: Shape, count: int) -> None:
    assert len(overlaps({1: a_square(), 2: other})) == count


@pytest.mark.parametrize(
    ("other", "is_noise"), [(a_square(990), True), (a_square(100, 100, side=50), True), (HALF, False)]
)
def test_a_little_may_come_from_measuring(other: Shape, is_noise: bool) -> None:  # noqa: FBT001 - a parameter of a test
    (found,) = overlaps({1: a_square(), 2: other})
    assert (found.is_noise, found.fault().is_error) == (is_noise, not is_noise)


def test_two_points_on_one_place_are_found() -> None:
    (found,) = overlaps({1: point(LON, LAT), 2: point(LON, LAT)})
    assert (found.hectares, found.share) == (Decimal(0), Decimal(1))


def test_one_shape_is_compared_with_many_and_the_largest_overlap_comes_first() -> None:
    found = overlaps_with(a_square(), {"far": a_square(90_000), "little": a_square(900), "much": a_square(100)})
    assert [(each.one, each.other) for each in found] == [(None, "much"), (None, "little")]


def test_nothing_overlaps_among_none() -> None:
    assert overlaps({}) == []
    assert overlaps_with(a_square(), {}) == []


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=12, unique=True))
def test_the_index_finds_what_looking_at_every_pair_finds(corners: list[tuple[int, int]]) -> None:
    shapes = {number: a_square(100 * east, 100 * north, side=400) for number, (east, north) in enumerate(corners)}
    found = {(each.one, each.other) for each in overlaps(shapes)}
    known = {
        (one, other)
        for one, (x, y) in enumerate(corners)
        for other, (east, north) in enumerate(corners)
        if one < other and abs(x - east) < 4 and abs(y - north) < 4
    }
    assert found == known
