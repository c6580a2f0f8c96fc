"""Outlines as people type and paste them: every usual way is read, and what is none is told by its line."""

import pytest

from marketplace.domain.plots.shapes import MICRO, Shape, ShapeKind, point, polygon
from marketplace.forms.typed_outlines import UnreadableLineError, read_typed, write_typed
from marketplace.geodata.judging import judge_plot

TRIANGLE = polygon(
    [(-76_320_000, -8_450_000), (-76_318_500, -8_450_000), (-76_318_500, -8_448_250), (-76_320_000, -8_450_000)]
)
LINES = ["-8.45, -76.32", "-8.45, -76.3185", "-8.44825, -76.3185"]


def shape_of(text: str) -> Shape:
    (feature,) = read_typed(text).features
    (shape,) = judge_plot(feature).shapes
    return shape


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(LINES),
        "\r\n".join(LINES),
        "\n".join([*LINES, LINES[0]]),
        "\n".join(line.replace(", ", " ") for line in LINES),
        "\n".join(line.replace(", ", ";") for line in LINES),
        "-8,45 -76,32\n-8,45 -76,3185\n-8,44825 -76,3185",
        "-8,45, -76,32\n-8,45, -76,3185\n-8,44825, -76,3185",
        "8.45 S, 76.32 W\n8.45° S 76.3185° O\n8.44825 s; 76.3185 w",
        "(-8.45, -76.32)\n(-8.45, -76.3185)\n(-8.44825, -76.3185)",
        "POLYGON ((-76.32 -8.45, -76.3185 -8.45, -76.3185 -8.44825, -76.32 -8.45))",
        "SRID=4326;polygon z((-76.32 -8.45 610, -76.3185 -8.45 612.5,\n -76.3185 -8.44825 609, -76.32 -8.45 610))",
        '{"type":"Polygon","coordinates":[[[-76.32,-8.45],[-76.3185,-8.45],[-76.3185,-8.44825],[-76.32,-8.45]]]}',
    ],
)
def test_the_same_outline_is_read_however_it_is_written(text: str) -> None:
    assert shape_of(text) == TRIANGLE


@pytest.mark.parametrize("text", ["-8.45 -76.32", "POINT(-76.32 -8.45)", " 8,45 S; 76,32 W "])
def test_one_place_is_a_point(text: str) -> None:
    assert shape_of(text) == point(-76_320_000, -8_450_000)


def test_an_empty_line_begins_another_part() -> None:
    moved = "\n".join(line.replace("-76.3", "-76.4") for line in LINES)
    shape = shape_of("\n".join(LINES) + "\n\n" + moved)
    assert shape.kind is ShapeKind.MULTI_POLYGON
    assert shape.rings[0] == TRIANGLE.rings[0]
    assert shape_of(write_typed(shape)) == shape


def test_several_parts_are_read_from_wkt() -> None:
    part = "((-76.32 -8.45, -76.3185 -8.45, -76.3185 -8.44825, -76.32 -8.45))"
    assert len(shape_of(f"MULTIPOLYGON ({part}, {part.replace('-76.3', '-76.4')})").rings) == 2


@pytest.mark.parametrize("shape", [TRIANGLE, point(-76 * MICRO, -8 * MICRO)])
def test_what_is_written_is_read_back(shape: Shape) -> None:
    assert shape_of(write_typed(shape)) == shape


@pytest.mark.parametrize(("text", "number"), [("casa", 1), ("-8.45, -76.32\n\n-8.45", 3), ("-8.45, -76.32, 610", 1)])
def test_a_line_that_is_no_place_is_told_by_its_number(text: str, number: int) -> None:
    with pytest.raises(UnreadableLineError) as caught:
        read_typed(text)
    assert caught.value.number == number


@pytest.mark.parametrize("text", ["", "  \n ", "{", "<kml>", "POLYGON (())", "POINT (1)", "\n".join(["1 1"] * 20_002)])
def test_nothing_and_nonsense_are_no_exception(text: str) -> None:
    assert not any(judge_plot(each).shapes for each in read_typed(text).features)
