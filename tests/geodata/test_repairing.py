"""Repairs are offered, sound, and say what they change."""

from decimal import Decimal
from typing import Any

import pytest

from marketplace.domain.plots.repairs import RepairKind
from marketplace.domain.plots.shapes import Shape, degrees, point
from marketplace.geodata.judging import judge_shape
from marketplace.geodata.measuring import area_of
from marketplace.geodata.overlapping import overlaps
from marketplace.geodata.reading import read_features
from marketplace.geodata.repairing import offers, offers_for
from tests.geodata.samples import BAD, OUTLINE, a_feature, a_file, a_ring, a_shape, a_square, codes

NAMED = {each["name"]: each["feature"] for each in BAD}
WALK = [[-76.1, -8.1], [-76.099, -8.1], [-76.099, -8.1], [-76.099, -8.099], [-76.1, -8.099], [-76.10001, -8.0999]]


def offered(feature: dict[str, Any]) -> list[tuple[str, Decimal]]:
    """Return the codes of what is offered, and how many square metres each changes, all of it sound."""
    found = offers(read_features("p.geojson", a_file(feature)).features[0])
    assert [judge_shape(each.shape) for each in found] == [[] for _ in found]
    return [(each.code, each.square_metres) for each in found]


@pytest.mark.parametrize(
    ("feature", "expected"),
    [
        (a_feature(), []),
        (NAMED["open_ring"], [("close_ring", Decimal("0.0"))]),
        (NAMED["bow_tie"], [("untangle", Decimal("0.0"))]),
        (NAMED["swapped_lat_lon"], [("swap_axes", Decimal("12190.0"))]),
        (NAMED["linestring"], []),
        (NAMED["point_nested_array"], []),
        (a_feature(WALK, "LineString"), [("close_track", Decimal("12250.0"))]),
        (a_feature([WALK, WALK], "MultiLineString"), []),
        (a_feature([-8.1, -76.123456], "Point"), [("swap_axes", Decimal("0.0"))]),
        (a_feature([[[lat, lon] for lon, lat in OUTLINE[:-1]]]), [("swap_axes+close_ring", Decimal("12196.0"))]),
        (a_feature([[lat, lon] for lon, lat in WALK], "LineString"), [("swap_axes+close_track", Decimal("12250.0"))]),
        (a_feature([[[-76.1, -8.1], [-76.09, -8.1], [-76.08, -8.1], [-76.1, -8.1]]]), []),
        (a_feature([[[2.1, 48.1], [2.2, 48.1], [2.2, 48.2]]]), []),
    ],
)
def test_what_would_be_refused_may_be_mended(feature: dict[str, Any], expected: list[tuple[str, Decimal]]) -> None:
    assert offered(feature) == expected


def test_corners_that_fall_together_may_be_left_out_or_rounded_apart() -> None:
    near = [[-76.1000016, -8.1], [-76.1000011, -8.1], [-76.099, -8.099], [-76.1, -8.099], [-76.1000016, -8.1]]
    assert [code for code, _changed in offered(a_feature([near]))] == ["drop_duplicates", "round"]


def test_a_hole_is_split_into_two_parts_that_keep_the_rest() -> None:
    (offer,) = offers(read_features("p", a_file(NAMED["hole"])).features[0])
    assert (offer.kind, len(offer.shape.rings)) == (RepairKind.SPLIT_HOLE, 2)
    assert Decimal("3.65") < area_of(offer.shape) < Decimal("3.66")
    assert offer.square_metres < 25


def test_two_holes_and_a_crossing_are_put_in_order_at_once() -> None:
    outer = [[-76.1, -8.1], [-76.09, -8.1], [-76.09, -8.09], [-76.1, -8.09], [-76.1, -8.1]]
    holes = [
        [[x, y], [x + 0.001, y], [x + 0.001, y + 0.001], [x, y]] for x, y in ((-76.098, -8.098), (-76.095, -8.094))
    ]
    crossing = [[-76.08, -8.1], [-76.07, -8.09], [-76.07, -8.1], [-76.08, -8.09], [-76.08, -8.1]]
    assert [code for code, _ in offered(a_feature([[outer, *holes], [crossing]], "MultiPolygon"))] == ["split_hole"]


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (a_square(), []),
        (a_shape((0, 0), (900, 0), (900, 900)), ["close_ring"]),
        (a_shape((0, 0), (900, 900), (900, 0), (0, 900), (0, 0)), ["untangle"]),
        (a_shape((0, 0), (900, 0), (900, 900), (900, 1_800), (900, 900), (0, 900), (0, 0)), ["untangle"]),
        (a_shape((0, 0), (1, 1), (1, 0), (0, 1), (0, 0)), []),
        (point(-8_100_000, -76_100_000), ["swap_axes"]),
        (point(2_000_000, 48_000_000), []),
    ],
)
def test_a_drawn_shape_may_be_mended(shape: Shape, expected: list[str]) -> None:
    assert [each.code for each in offers_for(shape)] == expected


def test_a_scribble_is_told_but_not_mended() -> None:
    crossed = [corner for step in range(0, 900, 2) for corner in ((step, 0), (step + 1, 90_000), (900 - step, 45_000))]
    shape = a_shape(*crossed, crossed[0])
    assert codes(judge_shape(shape)) == ["self_intersection"]
    assert offers_for(shape) == []
    assert len(overlaps({1: shape, 2: a_square()})) == 1


def test_an_outline_of_very_many_corners_is_not_mended() -> None:
    ring = [(step, step % 2) for step in range(21_000)]
    assert offers_for(a_shape(*ring, (0, 90_000), ring[0])) == []


def test_more_holes_than_anybody_walks_are_not_split() -> None:
    outer = a_ring((0, 0), (900_000, 0), (900_000, 900), (0, 900), (0, 0))
    holes = [a_ring((x, 10), (x + 5, 10), (x + 5, 20), (x, 10)) for x in range(100, 1_200, 10)]
    drawn = [[[float(degrees(each.lon)), float(degrees(each.lat))] for each in ring] for ring in (outer, *holes)]
    assert offered(a_feature(drawn)) == []
