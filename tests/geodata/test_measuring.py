"""Areas and lengths on the ellipsoid, against values known elsewhere."""

from decimal import Decimal

import pytest

from marketplace.domain.plots.shapes import MICRO, Position, Shape, point, polygon
from marketplace.geodata.measuring import (
    area_of,
    centre_of,
    length_of,
    metres_between,
    metres_per_unit,
    perimeter_of,
    square_metres_per_unit,
)
from tests.geodata.samples import LAT, LON, a_circle, a_shape, a_square

ONE_DEGREE = polygon([(0, 0), (MICRO, 0), (MICRO, MICRO), (0, MICRO), (0, 0)])


def test_a_square_degree_at_the_equator_has_its_known_area() -> None:
    assert abs(area_of(ONE_DEGREE) - Decimal("1230877.8361")) < Decimal("0.01")


def test_a_degree_has_its_known_length() -> None:
    assert metres_between(Position(0, 0), Position(MICRO, 0)) == Decimal("111319.5")
    assert metres_between(Position(0, 0), Position(0, MICRO)) == Decimal("110574.4")
    assert length_of([Position(0, 0), Position(MICRO, 0), Position(0, 0)]) == Decimal("222639.0")


def test_direction_and_parts_do_not_matter() -> None:
    square = a_square()
    turned = polygon(square.rings[0][::-1])
    both = polygon(square.rings[0], a_square(5_000).rings[0])
    assert area_of(turned) == area_of(square)
    assert abs(area_of(both) - 2 * area_of(square)) <= Decimal("0.0001")


def test_a_point_has_no_extent() -> None:
    here = point(LON, LAT)
    assert (area_of(here), perimeter_of(here), centre_of(here)) == (Decimal(0), Decimal(0), Position(LON, LAT))


def test_a_perimeter_is_the_way_around() -> None:
    assert perimeter_of(a_square()) == Decimal("441.6")


def test_local_scale_agrees_with_the_geodesic() -> None:
    shape = a_circle(360)
    east, north = metres_per_unit(LAT)
    assert abs(east * 1_000 - float(metres_between(Position(LON, LAT), Position(LON + 1_000, LAT)))) < 0.1
    assert abs(north * 1_000 - float(metres_between(Position(LON, LAT), Position(LON, LAT + 1_000)))) < 0.1
    flat = 3.14143 * 1_000_000 * square_metres_per_unit(LAT) / 10_000
    assert abs(flat - float(area_of(shape))) < 0.001


@pytest.mark.parametrize(
    "shape",
    [
        a_square(),
        a_shape((0, 0), (900, 0), (900, 900), (0, 900), (0, 800), (800, 800), (800, 100), (0, 100), (0, 0)),
        a_shape((0, 0), (900, 900), (900, 0), (0, 900), (0, 0)),
        a_shape((0, 0), (900, 0)),
    ],
)
def test_the_middle_lies_within_the_bounds(shape: Shape) -> None:
    min_lon, min_lat, max_lon, max_lat = shape.bounds
    middle = centre_of(shape)
    assert min_lon <= middle.lon <= max_lon
    assert min_lat <= middle.lat <= max_lat
