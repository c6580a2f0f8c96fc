"""What is written for customs is taken by customs, and by whoever reads GeoJSON."""

import json
from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pyogrio
import pytest

from marketplace.domain.plots.shapes import Shape, point, polygon
from marketplace.geodata.judging import judge_file, judge_plot
from marketplace.geodata.measuring import area_of
from marketplace.geodata.reading import read_features
from marketplace.geodata.writing import PackPlot, geometry_text, write_eudr
from tests.geodata.samples import LAT, LON, a_circle, a_square

AREA = Decimal("1.2191")


def packed(shapes: Iterable[Shape], *, names: int = 1_000, area: Decimal | None = None) -> list[PackPlot]:
    """Put shapes into a pack, growers taking turns."""
    return [
        PackPlot(f'Socia "{number % names}" Ñ', "PE", f"P{number}", area or area_of(shape) or Decimal(1), shape)
        for number, shape in enumerate(shapes)
    ]


def test_what_is_written_is_taken_and_says_the_same() -> None:
    shapes = [a_square(), point(LON + 9, LAT - 10), polygon(a_square(5_000).rings[0], a_square(9_000).rings[0][::-1])]
    (written,) = write_eudr(packed(shapes))
    assert judge_file(written) == []
    read = [judge_plot(each).shapes[0] for each in read_features("p.geojson", written).features]
    assert [area_of(each) for each in read] == [area_of(each) for each in shapes]
    assert [each.kind for each in read] == [each.kind for each in shapes]


def test_coordinates_keep_all_six_decimals_and_areas_are_numbers() -> None:
    (written,) = write_eudr(packed([point(-76_100_000, -8_000_010)], area=Decimal("1.50")))
    assert b'"coordinates":[-76.100000,-8.000010]' in written
    assert b'"Area":1.50}' in written


def test_outer_rings_run_counterclockwise() -> None:
    clockwise = polygon(a_square().rings[0][::-1])
    assert geometry_text(clockwise) == geometry_text(polygon(a_square().rings[0][::-1][::-1][::-1]))
    corners = json.loads(geometry_text(clockwise))["coordinates"][0]
    assert sum(x * b - a * y for (x, y), (a, b) in pairwise(corners)) > 0


def test_another_reader_sees_the_same_plots(tmp_path: Path) -> None:
    shapes = [a_square(), a_circle(40, east=9_000), point(LON - 9_000, LAT)]
    file = tmp_path / "pack.geojson"
    file.write_bytes(b"".join(write_eudr(packed(shapes))))
    told, _index, geometries, columns = pyogrio.raw.read(file)
    assert (len(geometries), told["crs"]) == (3, "EPSG:4326")
    assert list(told["fields"]) == ["ProducerName", "ProducerCountry", "ProductionPlace", "Area"]
    assert list(columns[2]) == ["P0", "P1", "P2"]
    assert next(iter(columns[0])) == 'Socia "0" Ñ'


def test_files_stay_below_their_size_and_keep_producers_together() -> None:
    plots = packed([a_circle(50, east=5_000 * number) for number in range(60)], names=20)
    files = list(write_eudr(plots, most_bytes=20_000))
    assert max(map(len, files)) <= 20_000
    assert [judge_file(each) for each in files] == [[] for _ in files]
    names = [{each.properties["ProducerName"] for each in read_features("p", file).features} for file in files]
    assert len(set().union(*names)) == sum(map(len, names)) == 20
    assert sum(len(read_features("p", file).features) for file in files) == 60


def test_one_producer_too_large_for_a_file_is_divided() -> None:
    plots = packed([a_circle(50, east=5_000 * number) for number in range(9)], names=1)
    files = list(write_eudr(plots, most_bytes=5_000))
    assert (len(files) > 2, max(map(len, files)) <= 5_000) == (True, True)
    assert sum(len(read_features("p", file).features) for file in files) == 9


def test_a_file_has_at_most_a_thousand_producers() -> None:
    files = list(write_eudr(packed([point(LON + number, LAT) for number in range(1_001)], names=1_001)))
    assert [len(read_features("p", file).features) for file in files] == [1_000, 1]


def test_one_plot_too_large_for_any_file_is_refused() -> None:
    with pytest.raises(ValueError, match="one plot alone"):
        list(write_eudr(packed([a_circle(50)]), most_bytes=1_000))


def test_nothing_makes_no_file() -> None:
    assert list(write_eudr([])) == []
