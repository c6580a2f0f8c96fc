"""Drawings: what they show, what they say to those who cannot see them, and how fast they are."""

from collections.abc import Iterator
from decimal import Decimal
from math import dist
from xml.etree.ElementTree import Element, fromstring

import pytest

from marketplace.web.charts import (
    AXES,
    Sighting,
    bar,
    cut_test_bar,
    flow_chart,
    gauge,
    notes,
    progress_chart,
    radar,
    share_bar,
    sparkline,
    tasted_radar,
    waterfall_chart,
    zone_map,
)
from tests.web.sheet import a_sheet

LABELS = {key: key.removesuffix("_total").replace("_", " ").capitalize() for key in (*AXES, "off_total")}
TENTHS = (52, 26, 31, 29, 46, 34, 16, 8, 21, 11, 7, 18, 12)
PROFILE = {key: Decimal(tenths) / 10 for key, tenths in zip(AXES, TENTHS, strict=True)}
MIDDLE, RADIUS = (190, 156), 118
STEPS = [("At most <all>", Decimal(100)), ("Freight", Decimal(30)), ("Asked", Decimal(-5)), ("Value", Decimal(75))]
DRAWINGS = {
    "radar": lambda: radar(PROFILE, labels=LABELS, target=PROFILE, spread=PROFILE),
    "tasted radar": lambda: tasted_radar(PROFILE, PROFILE, labels=LABELS),
    "mark": lambda: sparkline(PROFILE, title="Flavour of <SACHA-26-01>"),
    "share": lambda: share_bar(68),
    "bar": lambda: bar(Decimal("5.2"), title="Cacao 5.2"),
    "cut test": lambda: cut_test_bar({"well_fermented": 79, "violet": 21}, labels=LABELS),
    "gauge": lambda: gauge(Decimal("0.31"), marks=[(Decimal("0.5"), "limit")], maximum=1, unit="mg/kg"),
    "zones": lambda: zone_map({"SAM": PROFILE, "XXX": PROFILE}, labels={"SAM": "San <Martín>"}),
    "progress": lambda: progress_chart([Sighting(1, 10, 12)]),
    "waterfall": lambda: waterfall_chart(STEPS),
    "flows": lambda: flow_chart([("Group <A>", "Maker", 2.0), ("Group B", "Maker", 1.0)]),
}


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with a_sheet().test_request_context():
        yield


def drawn(svg: str) -> Element:
    return fromstring(svg)  # noqa: S314 - our own drawing


def of_class(svg: str, name: str) -> list[Element]:
    return [each for each in drawn(svg).iter() if name in (each.get("class") or "").split()]


def corners(svg: str, name: str) -> list[list[float]]:
    (shape,) = of_class(svg, name)
    return [[float(number) for number in corner.split(",")] for corner in (shape.get("points") or "").split()]


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_is_an_image_with_a_name(name: str) -> None:
    image = drawn(DRAWINGS[name]())
    assert image.get("role") == "img"
    assert image.findtext("title")


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_has_neither_styles_nor_ids(name: str) -> None:
    assert not [each for each in drawn(DRAWINGS[name]()).iter() if each.get("style") or each.get("id")]


def test_the_radar_says_every_number_that_it_shows() -> None:
    said = drawn(radar(PROFILE, labels=LABELS)).findtext("desc") or ""
    assert said.startswith("Intensity from 0 to 10: Cacao 5.2, Acidity 2.6")
    assert all(f"{LABELS[key]} {value}" in said for key, value in PROFILE.items())


def test_each_corner_of_the_radar_lies_as_far_out_as_its_intensity() -> None:
    reaches = [dist(corner, MIDDLE) for corner in corners(radar(PROFILE, labels=LABELS), "radar-shape")]
    assert reaches == pytest.approx([float(value) / 10 * RADIUS for value in PROFILE.values()], abs=0.1)


def test_the_first_axis_points_up_and_the_others_follow_clockwise() -> None:
    first, second, *_rest = corners(radar(dict.fromkeys(AXES, Decimal(10)), labels=LABELS), "radar-shape")
    assert first == [190, 38]
    assert second[0] > first[0]
    assert second[1] > first[1]


def test_what_is_sought_lies_over_the_lot_as_a_line_of_its_own() -> None:
    svg = radar(PROFILE, labels=LABELS, target={"floral_total": Decimal(5)})
    assert max(dist(corner, MIDDLE) for corner in corners(svg, "radar-target")) == pytest.approx(59, abs=0.1)
    assert "Sought, as a dashed line: Floral 5.0." in (drawn(svg).findtext("desc") or "")


def test_the_panels_spread_never_leaves_the_scale() -> None:
    (band,) = of_class(radar(PROFILE, labels=LABELS, spread=dict.fromkeys(AXES, Decimal(9))), "radar-band")
    points = [part.strip("MLZ ") for part in (band.get("d") or "").replace("L", "M").split("M") if part.strip("MLZ ")]
    assert max(dist(map(float, point.split(",")), MIDDLE) for point in points) <= RADIUS + 0.1


def test_off_flavours_are_a_badge_and_no_axis() -> None:
    svg = radar({**PROFILE, "off_total": Decimal("1.4")}, labels=LABELS)
    (badge,) = of_class(svg, "radar-off")
    assert "".join(badge.itertext()) == "Off 1.4"
    assert len(corners(svg, "radar-shape")) == 13


def test_a_clean_cacao_has_no_badge() -> None:
    assert not of_class(radar({**PROFILE, "off_total": Decimal(0)}, labels=LABELS), "radar-off")


def test_what_was_not_tasted_has_no_dot_and_no_number() -> None:
    svg = radar({"cacao": Decimal(5)}, labels=LABELS)
    assert len(of_class(svg, "radar-dot")) == 1
    assert [each.text for each in of_class(svg, "radar-value")].count("\N{EN DASH}") == 12


def test_labels_cannot_break_out_of_the_drawing() -> None:
    svg = radar(PROFILE, labels=dict.fromkeys(AXES, "<b>&"))
    assert not drawn(svg).findall(".//b")


def test_the_mark_without_a_title_is_an_ornament() -> None:
    image = drawn(sparkline(PROFILE))
    assert (image.get("aria-hidden"), image.get("role")) == ("true", None)


def test_marks_of_different_cacaos_differ() -> None:
    assert sparkline(PROFILE) != sparkline({**PROFILE, "floral_total": Decimal("2.4")})


def test_the_mark_bears_missing_and_extreme_values() -> None:
    assert drawn(sparkline({"cacao": Decimal(10), "floral_total": None})).get("class") == "spark"


def test_the_notes_are_the_strongest_that_tell_one_cacao_from_another() -> None:
    assert [name for name, _value in notes(PROFILE, LABELS)] == ["Fresh fruit", "Floral", "Nutty"]


def test_traces_are_no_notes() -> None:
    assert notes({"floral_total": Decimal("0.9"), "cacao": Decimal(5)}, LABELS) == []


@pytest.mark.parametrize(("share", "width"), [(68, "68"), (Decimal("68.14"), "68.14"), (0, "0"), (120, "100")])
def test_the_hairline_under_a_price_is_the_farmers_share(share: Decimal | int, width: str) -> None:
    (part,) = of_class(share_bar(share), "bar-part")
    assert part.get("width") == width


def test_a_share_is_said_in_words() -> None:
    assert drawn(share_bar(68)).findtext("title") == "68% of the price reaches the farmers"


def test_a_bar_of_nothing_is_empty() -> None:
    (part,) = of_class(bar(3, maximum=0), "bar-part")
    assert part.get("width") == "0"


def test_a_cut_test_fills_the_bar_from_end_to_end() -> None:
    parts = drawn(cut_test_bar({"well_fermented": 75, "slaty": 25}, labels=LABELS)).findall("rect")
    assert [part.get("x") for part in parts] == ["0.0", "270.0"]


def test_a_cut_test_says_every_class_that_was_found() -> None:
    svg = cut_test_bar({"well_fermented": Decimal("97.5"), "flat": Decimal("2.5"), "slaty": 0}, labels={"flat": "Flat"})
    assert drawn(svg).findtext("desc") == "well_fermented 97.5%, Flat 2.5%"


@pytest.mark.parametrize(("value", "x"), [(Decimal(0), 8.0), (Decimal("0.6"), 180.0), (Decimal(9), 352.0)])
def test_the_pointer_of_a_gauge_stands_at_its_value_and_never_outside(value: Decimal, x: float) -> None:
    (pointer,) = of_class(gauge(value, marks=[], maximum=Decimal("1.2"), unit="mg/kg"), "gauge-value")
    assert float((pointer.get("d") or "").split()[0][1:]) == x


def test_limits_on_a_gauge_have_names_that_do_not_overlap() -> None:
    marks = [(Decimal("0.5"), "this maker"), (Decimal("0.55"), "another")]
    names = of_class(gauge(Decimal("0.31"), marks=marks, maximum=1, unit="mg/kg"), "gauge-name")
    assert [name.text for name in names] == ["this maker 0.5", "another 0.55"]
    assert len({name.get("y") for name in names}) == 2


def test_a_round_that_has_found_nothing_yet_has_no_drawing() -> None:
    assert progress_chart([Sighting(0.1, None, None)]) == ""


def test_plan_and_limit_meet_where_nothing_better_can_be() -> None:
    svg = progress_chart([Sighting(0, None, 120), Sighting(1, 80, 110), Sighting(2, 100, 100)])
    ends = [(of_class(svg, name)[0].get("d") or "").split("V")[-1] for name in ("progress-best", "progress-bound")]
    assert ends[0] == ends[1]


def test_the_names_of_two_lines_that_meet_do_not_overlap() -> None:
    names = of_class(progress_chart([Sighting(0, 80, 120), Sighting(2, 100, 100)]), "progress-name")
    limit, best = (float(name.get("y") or 0) for name in names)
    assert best - limit >= 15


def test_a_waterfall_takes_each_part_off_where_the_one_before_ended() -> None:
    bars = [*of_class(waterfall_chart(STEPS), "waterfall-whole"), *of_class(waterfall_chart(STEPS), "waterfall-part")]
    ends = [(float(each.get("x") or 0), float(each.get("width") or 0)) for each in bars]
    (whole, value, freight, asked) = ends
    assert freight[0] + freight[1] == pytest.approx(whole[0] + whole[1], abs=0.2)
    assert asked[0] == pytest.approx(freight[0], abs=0.2)
    assert asked[0] + asked[1] == pytest.approx(value[0] + value[1], abs=0.2)


def test_a_part_that_adds_says_so() -> None:
    amounts = [each.text for each in of_class(waterfall_chart(STEPS), "waterfall-amount")]
    assert amounts == ["100", "\N{MINUS SIGN}30", "+5", "75"]


def test_flows_are_as_wide_as_their_volume() -> None:
    nodes = of_class(flow_chart([("A", "X", 2.0), ("B", "X", 1.0)]), "flow-node")
    heights = [float(each.get("height") or 0) for each in nodes]
    assert heights == pytest.approx([heights[1] * 2, heights[1], heights[1] * 3], abs=0.3)


def test_many_flows_are_drawn_with_the_small_ones_together() -> None:
    svg = flow_chart([(f"Group {number}", f"Maker {number}", 20.0 - number) for number in range(18)])
    names = ["".join(each.itertext()) for each in of_class(svg, "flow-name")]
    assert (len(names), sum(name.startswith("others") for name in names)) == (26, 2)


def test_nothing_is_drawn_of_nothing() -> None:
    assert (waterfall_chart([]), flow_chart([])) == ("", "")


def test_a_maker_is_not_said_to_have_tasted_nil_where_nothing_was_scored() -> None:
    svg = tasted_radar(PROFILE, {"cacao": Decimal(2), "bitterness": Decimal(6)}, labels=LABELS)
    assert len((of_class(svg, "radar-halo")[0].get("points") or "").split()) == 2
    assert "Tasted by the maker, as a dashed line: Cacao 2.0, Bitterness 6.0." in (drawn(svg).findtext("desc") or "")
