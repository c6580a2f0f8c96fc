"""What the EU system would say to a file, with the code of each fault and its place."""

import json
from typing import Any

import pytest

from marketplace.domain.plots.checks import MOST_BYTES, has_errors
from marketplace.domain.plots.shapes import Position
from marketplace.geodata import geojson, judging
from marketplace.geodata.judging import judge_feature, judge_file, judge_plot, judge_shape
from marketplace.geodata.reading import read_features
from tests.geodata.samples import (
    BAD,
    GOOD,
    MANY_DECIMALS,
    OUTLINE,
    PROPERTIES,
    a_feature,
    a_file,
    a_shape,
    a_square,
    codes,
)

POINT = [-76.123456, -8.123456]


@pytest.mark.parametrize("bad", BAD, ids=[each["name"] for each in BAD])
def test_each_bad_example_gets_exactly_its_code(bad: dict[str, Any]) -> None:
    assert codes(judge_file(a_file(bad["feature"]))) == bad["expect"]
    assert codes(judge_file(json.dumps(bad["feature"]).encode())) == bad["expect"]


def test_every_seeded_plot_is_taken() -> None:
    assert judge_file(GOOD) == []


def test_multi_polygons_with_many_decimals_and_other_properties_are_taken() -> None:
    faults = judge_file(MANY_DECIMALS)
    assert (set(codes(faults)), has_errors(faults)) == ({"country_missing"}, False)


def _polygon(*corners: tuple[float, float], **properties: object) -> dict[str, Any]:
    return a_feature([[list(each) for each in corners]], properties=PROPERTIES | properties)


@pytest.mark.parametrize(
    ("feature", "expected"),
    [
        (a_feature(), []),
        (a_feature([[[*each, 412.5] for each in OUTLINE]]), []),
        (a_feature(POINT, "Point"), []),
        (a_feature([POINT, [-76.2, -8.2]], "MultiPoint"), []),
        (_polygon((-76.1, -8.1), (-76.09, -8.1000001), (-76.08, -8.1), (-76.1, -8.1)), ["flat_polygon"]),
        (
            _polygon((-76.1, -8.1), (-76.09, -8.1), (-76.0900004, -8.1), (-76.09, -8.09), (-76.1, -8.1)),
            ["duplicate_point"],
        ),
        (
            _polygon((-76.1, -8.1), (-76.09, -8.1), (-76.09, -8.08), (-76.09, -8.09), (-76.1, -8.09), (-76.1, -8.1)),
            ["overlapping_sides"],
        ),
        (_polygon((-76.1, -8.1), (-76.09, -8.1), (-76.1, -8.1)), ["too_few_points"]),
        (_polygon((-76.1, -8.1), (-76.09, -8.1)), ["too_few_points"]),
        (_polygon((-76.1, -8.1), (-76.09, -98.1), (-76.08, -8.2), (-76.1, -8.1)), ["out_of_range"]),
        (_polygon((2.1, 48.1), (2.2, 48.1), (2.2, 48.2), (2.1, 48.1)), ["outside_peru"]),
        (_polygon((2.1, 48.1), (2.2, 48.1), (2.2, 48.200001), (2.1, 48.1), ProducerCountry="FR"), []),
        (_polygon(*OUTLINE, ProducerCountry="XX"), ["country_wrong"]),
        (_polygon(*OUTLINE, ProducerCountry="pe"), ["country_wrong"]),
        (_polygon(*OUTLINE, ProducerCountry=["PE"]), ["country_wrong"]),
        (_polygon(*OUTLINE, ProducerName="x" * 501), ["name_too_long"]),
        (_polygon(*OUTLINE, ProductionPlace=7), ["property_not_text"]),
        (_polygon(*OUTLINE, Area=1.2), []),
        (_polygon(*OUTLINE, Area=2), ["area_differs"]),
        (_polygon(*OUTLINE, Area=0), ["area_too_small", "area_differs"]),
        (_polygon(*OUTLINE, Area=True), ["area_not_number"]),
        (_polygon(*OUTLINE, Area=None), []),
        (_polygon(*OUTLINE, producername="x"), ["unknown_property_case:producername"]),
        (a_feature(POINT, "Point", properties=PROPERTIES | {"Area": 4}), []),
        (a_feature(POINT, "Point", properties=PROPERTIES | {"Area": 0.00009}), ["area_too_small"]),
        (a_feature([POINT], "MultiPoint", properties=PROPERTIES | {"Area": 4.1}), ["point_area_over_4ha"]),
        (a_feature("here", "Point"), ["coordinates_malformed"]),
        (a_feature(["-76.1", "-8.1"], "Point"), ["coordinates_malformed"]),
        (a_feature([True, -8.1], "Point"), ["coordinates_malformed"]),
        (a_feature([-76.1], "Point"), ["coordinates_malformed"]),
        (a_feature({"0": 1}, "Point"), ["coordinates_malformed"]),
        (a_feature([["a", "b"]], "Point"), ["point_coordinates_nested"]),
        (a_feature([7], "Polygon"), ["coordinates_malformed"]),
        (a_feature([[[1e300, 2]]], "Polygon"), ["out_of_range"]),
        (a_feature([[[-76.1, -8.1], [-76.2, -8.2]]], "MultiLineString"), ["geometry_type_not_allowed"]),
        (a_feature(POINT, "Circle"), ["geometry_type_not_allowed"]),
        ({"type": "Feature", "properties": None, "geometry": None}, ["geometry_missing", "country_missing"]),
        ({"type": "Feature", "geometry": {"coordinates": POINT}}, ["geometry_missing", "country_missing"]),
        (
            {"type": "Feature", "properties": 3, "geometry": None},
            ["not_geojson", "geometry_missing", "country_missing"],
        ),
        ({"type": "feature"}, ["not_geojson", "geometry_missing", "country_missing"]),
        (17, ["not_geojson", "geometry_missing", "country_missing"]),
    ],
)
def test_features_are_judged_as_customs_would(feature: object, expected: list[str]) -> None:
    assert codes(judge_file(a_file(feature))) == expected


def test_a_collection_is_judged_member_by_member() -> None:
    members = [{"type": "Point", "coordinates": POINT}, {"type": "LineString", "coordinates": [POINT, POINT]}, 5]
    feature = a_feature() | {"geometry": {"type": "GeometryCollection", "geometries": members}}
    assert codes(judge_file(a_file(feature))) == ["geometry_type_not_allowed", "geometry_missing"]
    empty = a_feature() | {"geometry": {"type": "GeometryCollection", "geometries": []}}
    assert codes(judge_file(a_file(empty))) == ["geometry_missing"]


def test_parts_of_a_plot_may_not_lie_on_each_other() -> None:
    shifted = [[lon + 0.0005, lat] for lon, lat in OUTLINE]
    faults = judge_file(a_file(a_feature([[OUTLINE], [shifted]], "MultiPolygon")))
    assert (codes(faults), faults[0].position is not None) == (["parts_overlap"], True)


def test_the_offending_vertex_is_named() -> None:
    faults = judge_file(a_file(a_feature(), BAD[1]["feature"]))
    assert [(each.feature, each.position) for each in faults] == [(2, Position(-76_099_500, -8_099_500))]


def test_what_is_drawn_twice_is_told_once_cut_off() -> None:
    near = [[lon - 0.0000001, lat - 0.0000001] for lon, lat in OUTLINE[1:]]
    drawn = a_feature([[*near, near[0]]], properties={"ProducerCountry": "PE"})
    faults = judge_file(a_file(drawn, drawn))
    assert [(each.text, each.feature, each.facts["other"]) for each in faults] == [("duplicate_plot", 2, "1")]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([{}, {}], ["country_missing", "country_missing"]),
        ([{"ProducerCountry": "PE"}, {}], ["country_missing"]),
        ([{"ProducerName": "A", "ProducerCountry": "PE"}, {"ProducerCountry": "PE"}], ["name_missing"]),
    ],
)
def test_a_file_of_several_producers_names_them_all(said: list[dict[str, str]], expected: list[str]) -> None:
    features = [a_feature([-76.123456, -8.123456 - at], "Point", properties=each) for at, each in enumerate(said)]
    assert codes(judge_file(a_file(*features))) == expected


def test_one_producer_may_leave_the_country_to_the_form() -> None:
    alone = judge_file(a_file(a_feature(properties={})))
    mixed = judge_file(
        a_file(a_feature(properties={"ProducerCountry": "PE"}), a_feature(POINT, "Point", properties={}))
    )
    assert (has_errors(alone), has_errors(mixed)) == (False, True)


def test_swapped_axes_are_doubted_even_without_a_country() -> None:
    faults = judge_file(a_file(a_feature([[-8.1, -76.123456]], "MultiPoint", properties={})))
    assert codes(faults) == ["outside_peru_bbox_maybe_swapped", "country_missing"]
    assert not has_errors(faults)


def test_a_file_has_at_most_a_thousand_producers() -> None:
    def named(number: int) -> dict[str, Any]:
        said = {"ProducerName": f"Socia {number}", "ProducerCountry": "PE"}
        return a_feature([-76.123456, -8 - number / 10_000], "Point", properties=said)

    assert codes(judge_file(a_file(*map(named, range(1_000))))) == []
    assert codes(judge_file(a_file(*map(named, range(1_001))))) == ["too_many_producers"]


def test_an_error_is_told_after_however_many_warnings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "MOST_FAULTS", 2)
    coarse = [a_feature([-76.1, -8 - at / 1_000], "Point") for at in range(5)]
    wrong = [a_feature(POINT, "Circle")] * 5
    warnings, errors = ["fewer_than_6_decimals_warning"] * 2, ["geometry_type_not_allowed"] * 2
    assert codes(judge_file(a_file(*coarse, *wrong))) == warnings + errors


def test_a_file_has_no_more_features_than_fit_with_a_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geojson, "MOST_FEATURES", 1)
    assert codes(judge_file(a_file(a_feature(), a_feature()))) == ["too_many_features"]


def test_a_file_has_at_most_25_megabytes() -> None:
    exact = a_file(a_feature()).ljust(MOST_BYTES)
    assert codes(judge_file(exact)) == []
    assert codes(judge_file(exact + b" ")) == ["file_too_large"]


def test_a_shape_is_judged_as_it_is_kept() -> None:
    assert judge_shape(a_square()) == []
    assert codes(judge_shape(a_shape((0, 0), (9, 0), (9, 9)))) == ["ring_not_closed"]
    assert codes(judge_shape(a_square(50_000_000))) == ["outside_peru"]


def test_a_register_takes_the_plots_whatever_their_properties() -> None:
    feature = read_features("x", a_file(BAD[5]["feature"])).features[0]
    judged = judge_plot(feature)
    assert ([each.is_point for each in judged.shapes], judged.faults) == ([True], ())
    assert codes(judge_feature(feature)) == ["area_not_number"]


def test_a_register_is_told_of_holes_and_places() -> None:
    hole, swapped = (read_features("x", a_file(BAD[number]["feature"])).features[0] for number in (3, 2))
    assert codes(judge_plot(hole).faults) == ["has_hole"]
    assert codes(judge_plot(swapped).faults) == ["outside_peru_bbox_maybe_swapped"]
