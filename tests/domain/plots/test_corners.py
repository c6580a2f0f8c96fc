"""Faults are named by the corner that people see on the picture."""

import pytest

from marketplace.domain.plots.corners import Corner, corner_at
from marketplace.domain.plots.shapes import Position, Shape, point, polygon

BOW_TIE = polygon([(0, 0), (100, 100), (100, 0), (0, 100), (0, 0)])
TWO = polygon([(0, 0), (10, 0), (10, 10), (0, 0)], [(50, 0), (60, 0), (60, 10), (50, 0)])


@pytest.mark.parametrize(
    ("shape", "at", "corner"),
    [
        (BOW_TIE, Position(100, 0), Corner(3, is_after=False)),
        (BOW_TIE, Position(0, 0), Corner(1, is_after=False)),
        (BOW_TIE, Position(50, 50), Corner(1, is_after=True)),
        (BOW_TIE, Position(102, 40), Corner(2, is_after=True)),
        (TWO, Position(60, 10), Corner(6, is_after=False)),
        (point(5, 5), Position(7, 7), Corner(1, is_after=True)),
    ],
)
def test_a_place_is_named_by_its_corner(shape: Shape, at: Position, corner: Corner) -> None:
    assert corner_at(shape, at) == corner
