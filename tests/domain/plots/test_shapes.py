"""Outlines in whole millionths of a degree."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.plots.shapes import (
    Position,
    Shape,
    ShapeKind,
    decimals,
    degrees,
    degrees_text,
    micro,
    point,
    polygon,
    rounded_micro,
)

SQUARE = ((0, 0), (10, 0), (10, 20), (0, 20), (0, 0))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("-76.1234569", -76_123_456),
        ("76.1234569", 76_123_456),
        ("-76.1", -76_100_000),
        ("0.0000009", 0),
        ("0e500", 0),
        ("1e-999999", 0),
        ("-76.12345699999999999999999999999999999", -76_123_456),
    ],
)
def test_a_coordinate_is_cut_off_after_six_decimals(written: str, kept: int) -> None:
    assert micro(Decimal(written)) == kept


@pytest.mark.parametrize(
    ("written", "kept"),
    [("-76.1234565", -76_123_457), ("76.1234564999999999999999999999999", 76_123_456), ("0.0000005", 1)],
)
def test_a_coordinate_may_be_rounded_instead(written: str, kept: int) -> None:
    assert rounded_micro(Decimal(written)) == kept


@pytest.mark.parametrize("written", ["1e400", "9e999999999", "-1e10", "NaN", "sNaN", "Infinity"])
def test_what_is_on_no_globe_is_no_coordinate(written: str) -> None:
    with pytest.raises(ValueError, match="no coordinate"):
        micro(Decimal(written))


@pytest.mark.parametrize(("written", "count"), [("-76.12", 2), ("5", 0), ("1e3", 0), ("-8.1000000", 7), ("NaN", 0)])
def test_decimals_are_counted_as_written(written: str, count: int) -> None:
    assert decimals(Decimal(written)) == count


@given(st.integers(-180_000_000, 180_000_000))
def test_degrees_are_written_with_six_decimals_and_read_back_exactly(value: int) -> None:
    text = degrees_text(value)
    assert len(text.partition(".")[2]) == 6
    assert micro(Decimal(text)) == value == micro(degrees(value))


def test_a_position_is_said_as_maps_say_it() -> None:
    assert str(Position(-76_100_000, -8_000_001)) == "-76.100000, -8.000001"


@pytest.mark.parametrize("shape", [point(-76_000_000, -8_000_000), polygon(SQUARE), polygon(SQUARE, SQUARE)])
def test_a_shape_is_kept_as_json_and_read_back(shape: Shape) -> None:
    assert Shape.from_json(shape.to_json()) == shape


def test_a_shape_knows_its_bounds_and_whether_it_is_a_point() -> None:
    assert polygon(SQUARE, ((30, -5), (31, -5), (31, 4), (30, -5))).bounds == (0, -5, 31, 20)
    assert point(3, 4).bounds == (3, 4, 3, 4)
    assert point(3, 4).is_point
    assert not polygon(SQUARE).is_point


def test_outlines_make_a_polygon_or_a_multi_polygon() -> None:
    assert [polygon(SQUARE).kind, polygon(SQUARE, SQUARE).kind] == [ShapeKind.POLYGON, ShapeKind.MULTI_POLYGON]


@pytest.mark.parametrize(
    ("kind", "rings"),
    [
        (ShapeKind.POLYGON, ()),
        (ShapeKind.POLYGON, ((),)),
        (ShapeKind.POLYGON, ((Position(0, 0),), (Position(0, 0),))),
        (ShapeKind.POINT, ((Position(0, 0), Position(1, 1)),)),
    ],
)
def test_what_cannot_be_drawn_is_no_shape(kind: ShapeKind, rings: tuple[tuple[Position, ...], ...]) -> None:
    with pytest.raises(ValueError, match="one"):
        Shape(kind, rings)


@pytest.mark.parametrize(
    "plain",
    [
        {},
        {"kind": "line", "rings": [[[0, 0]]]},
        {"kind": "point"},
        {"kind": "point", "rings": 3},
        {"kind": "point", "rings": [[[0.5, 0]]]},
        {"kind": "point", "rings": [[[0, True]]]},
        {"kind": "point", "rings": [[[0]]]},
    ],
)
def test_what_is_no_shape_is_not_read(plain: dict[str, object]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says, it is the one kind of no
        Shape.from_json(plain)
