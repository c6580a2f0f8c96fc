"""Whatever a file holds, the checker answers; and what it calls clean is sound, and is taken again once written.

`MAZORCA_FUZZ=100000` tries so many files of each kind instead of a few.
"""

import os
from datetime import timedelta
from decimal import Decimal

import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.domain.plots.checks import Fault, has_errors
from marketplace.domain.plots.shapes import Shape
from marketplace.geodata.judging import judge_feature, judge_file, judge_plot, judge_shape
from marketplace.geodata.measuring import area_of, centre_of
from marketplace.geodata.overlapping import overlaps
from marketplace.geodata.pictures import Picture, draw
from marketplace.geodata.reading import read_features
from marketplace.geodata.repairing import offers, offers_for
from marketplace.geodata.writing import PackPlot, write_eudr
from marketplace.wordings import SENTENCES
from tests.geodata.mutations import FILES, RINGS, Json, torn, written
from tests.geodata.samples import GOOD
from tests.geodata.test_reading import GPX, HOLE, KML, SHAPE

TRIES = int(os.environ.get("MAZORCA_FUZZ", "60"))
fuzzed = settings(
    max_examples=TRIES,
    deadline=timedelta(seconds=10),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
BINARIES = [SHAPE, KML.format(hole=HOLE, more="").encode(), GPX.encode(), GOOD[:3_000]]


def judged(content: bytes) -> list[Fault]:
    """Judge a file in every way there is, and look at what is made of it."""
    faults = judge_file(content)
    assert all(f"plot.{each.code}" in SENTENCES for each in faults)
    reading = read_features("plots.geojson", content)
    assert reading.features or has_errors(reading.faults)
    for feature in reading.features:
        judge_feature(feature)
        for shape in judge_plot(feature).shapes:
            looked_at(shape)
        assert all(judge_shape(each.shape) == [] for each in offers(feature))
    return faults


def looked_at(shape: Shape) -> None:
    """Measure, draw and mend a shape, sound or not."""
    area_of(shape)
    centre_of(shape)
    assert draw(Picture(title="P", shape=shape, neighbours=[shape], faults=judge_shape(shape)))
    assert all(judge_shape(each.shape) == [] for each in offers_for(shape))


@fuzzed
@given(FILES)
def test_no_file_is_too_strange_to_be_judged(file: Json) -> None:
    content = written(file)
    if not has_errors(judged(content)):
        check_clean(content)


def check_clean(content: bytes) -> None:
    """See that what is taken is sound once cut off, and is taken again once written anew."""
    shapes = [shape for each in read_features("p", content).features for shape in judge_plot(each).shapes]
    for shape in shapes:
        rings = [shapely.Polygon(ring) for ring in shape.rings] if not shape.is_point else []
        assert shapely.MultiPolygon(rings).is_valid
        assert all(ring.is_valid and ring.area > 0 for ring in rings)
    unique = list(dict.fromkeys(shapes))
    plots = [PackPlot("Socia", "BR", f"P{at}", area_of(each) or Decimal(1), each) for at, each in enumerate(unique)]
    for file in write_eudr(plots):
        assert not has_errors(judge_file(file))


@fuzzed
@given(st.sampled_from(BINARIES).flatmap(torn))
def test_no_torn_file_is_too_strange_to_be_read(content: bytes) -> None:
    judged(content)


@fuzzed
@given(st.lists(RINGS, min_size=1, max_size=4))
def test_outlines_of_any_kind_are_compared(rings: list[list[list[float]]]) -> None:
    drawn = {"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]}
    (feature,) = read_features("p", written(drawn)).features
    shapes = judge_plot(feature).shapes
    found = overlaps(dict(enumerate(shapes * 2)))
    assert all(each.hectares >= 0 for each in found)
