"""Pictures of plots: small, without styles, and with words for those who do not see them."""

from xml.etree import ElementTree as ET

import pytest

from marketplace.domain.plots.checks import FaultCode, fault
from marketplace.domain.plots.shapes import Position, Shape, point
from marketplace.geodata.judging import judge_shape
from marketplace.geodata.pictures import Picture, draw
from tests.geodata.samples import LAT, LON, a_circle, a_shape, a_square

BOW = a_shape((0, 0), (900, 900), (900, 0), (0, 900), (0, 0))


def drawn(picture: Picture) -> dict[str, list[ET.Element]]:
    """Return the elements of a picture by their class, or by their name where they have none."""
    found: dict[str, list[ET.Element]] = {}
    for each in ET.fromstring(draw(picture)).iter():  # noqa: S314 - our own picture
        found.setdefault(each.get("class") or each.tag, []).append(each)
    return found


def test_a_picture_has_words_and_no_style() -> None:
    picture = Picture(title="P1 <b>", description="1.2 ha", shape=a_square())
    found = drawn(picture)
    assert [each.text for each in found["title"] + found["desc"]] == ["P1 <b>", "1.2 ha"]
    assert "style=" not in draw(picture)


def test_faults_are_marked_with_a_ring_and_their_number() -> None:
    marks = drawn(Picture(title="P", shape=BOW, faults=judge_shape(BOW)))["plot-fault"]
    assert [each.findtext("text") for each in marks] == ["1"]


def test_faults_without_a_place_or_beside_the_picture_are_not_marked() -> None:
    faults = [fault(FaultCode.AREA_DIFFERS), fault(FaultCode.OUTSIDE_PERU, Position(0, 0))]
    assert "plot-fault" not in drawn(Picture(title="P", shape=a_square(), faults=faults))


def test_an_open_outline_is_drawn_open() -> None:
    shape = a_shape((0, 0), (900, 0), (900, 900))
    assert not drawn(Picture(title="P", shape=shape))["plot-outline"][0].get("d", "Z").endswith("Z")


def test_neighbours_and_the_walk_are_drawn_beside() -> None:
    near, far = a_square(1_000), a_square(900_000)
    found = drawn(Picture(title="P", shape=a_square(), neighbours=[near, far], trace=a_square().rings[0]))
    assert (len(found["plot-neighbour"]), len(found["plot-trace"])) == (1, 1)


@pytest.mark.parametrize(
    ("shape", "scale"), [(point(LON, LAT), "50 m"), (a_square(), "50 m"), (a_square(side=90_000), "5 km")]
)
def test_the_scale_is_a_round_number(shape: Shape, scale: str) -> None:
    assert drawn(Picture(title="P", shape=shape))["plot-scale"][0].findtext("text") == scale


def test_a_walk_is_drawn_before_there_is_a_plot() -> None:
    assert "plot-trace" in drawn(Picture(title="P", shape=None, trace=[Position(LON, LAT)]))


def test_a_picture_stays_small_whatever_was_walked() -> None:
    crowd = [a_circle(2_000, east=700 * number) for number in range(100)]
    picture = draw(Picture(title="P", shape=a_circle(50_000), neighbours=crowd, trace=a_circle(50_000).rings[0]))
    assert len(picture) < 40_000


def test_nothing_cannot_be_drawn() -> None:
    with pytest.raises(ValueError, match="nothing to draw"):
        draw(Picture(title="P", shape=None))
