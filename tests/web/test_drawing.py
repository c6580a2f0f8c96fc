"""The page on which plots are drawn, as it answers: what it carries and refuses, and what it tells a waiting list."""

import html
import io
import json
import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from marketplace.domain.viewers import Level, Viewer
from marketplace.models.base import db
from marketplace.models.rows.traces.plots import Plot
from tests.land import SIDE, SOUTH, WEST, a_farmer, a_plot, a_square
from tests.market import Browser, Market

CORNERS = [(SOUTH, WEST), (SOUTH, WEST + SIDE), (SOUTH + SIDE, WEST + SIDE), (SOUTH + SIDE, WEST)]


def typed(*numbers: int) -> str:
    """Type the corners of the square of these numbers."""
    return "\n".join(f"{CORNERS[each][0] / 1e6:.6f}, {CORNERS[each][1] / 1e6:.6f}" for each in numbers)


class Ground:
    """A group, a farmer of it, and the page for a new plot."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.group: Viewer = market.a_producer()
        self.farmer = a_farmer(market, self.group)
        self.browser: Browser = market.browser(self.group)
        self.place = f"/farmers/{self.farmer}/plots/new"

    def send(self, form: dict[str, Any], **kwargs: Any) -> TestResponse:
        """Send the form."""
        return self.browser.post(self.place, {"tenure": "unstated", **form}, **kwargs)

    def plots(self) -> list[tuple[str, str]]:
        """Say how the farmer's plots became known, and as what."""
        query = db.select(Plot.source, Plot.kind).where(Plot.farmer_id == self.farmer)
        return self.market.do(lambda: [(str(one), str(other)) for one, other in db.session.execute(query)])


@pytest.fixture
def ground(market: Market) -> Ground:
    return Ground(market)


def facts_of(page: str, place: str = "plot-map") -> dict[str, Any]:
    found = re.search(rf'id="{place}".*?data-facts="(.*?)"', page, re.DOTALL)
    assert found
    facts: dict[str, Any] = json.loads(html.unescape(found[1]))
    return facts


def test_a_typed_plot_is_recorded(ground: Ground) -> None:
    answer = ground.send({"shape": typed(0, 1, 2, 3), "name": "El Mirador"})
    assert answer.status_code == 303
    assert ground.plots() == [("drawn", "polygon")]


def test_a_file_is_recorded_as_brought(ground: Ground) -> None:
    track = "".join(f'<trkpt lat="{lat / 1e6}" lon="{lon / 1e6}"/>' for lat, lon in [*CORNERS, CORNERS[0]])
    gpx = f'<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1"><trk><trkseg>{track}</trkseg></trk></gpx>'
    first = ground.send({"shape": "", "file": (io.BytesIO(gpx.encode()), "track.gpx")})
    assert first.status_code == 422
    assert "Make the walked line an outline" in first.text
    mended = ground.send({"repair": "close_track", "file": (io.BytesIO(gpx.encode()), "track.gpx")})
    assert mended.status_code == 200
    assert typed(0, 1, 2, 3) in mended.text.replace("\r", "")
    assert ground.plots() == []


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"shape": typed(0, 2, 1, 3)}, "The outline crosses"),
        ({"shape": "casa\n-8, -76"}, "Line 1 is not a latitude"),
        ({"shape": ""}, "Please walk or draw the plot"),
        ({"shape": typed(0, 1)}, "at least three different corners"),
        ({"shape": "-76.32, -8.45"}, "seem to be swapped"),
        ({"shape": typed(0), "declared_area": "5"}, "a point is not enough"),
        ({"shape": typed(0, 1, 2), "planted_year": "1492"}, "Please give a year"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(ground: Ground, form: dict[str, str], words: str) -> None:
    answer = ground.send({**form, "name": "El Mirador"})
    assert answer.status_code == 422
    assert words in html.unescape(answer.text)
    assert "El Mirador" in answer.text
    assert ground.plots() == []


def test_the_corner_at_fault_is_named_by_its_number(ground: Ground) -> None:
    answer = ground.send({"shape": typed(0, 2, 1, 3)})
    assert re.search(r"(After corner|Corner) \d: The outline crosses", answer.text)
    assert "<svg" in answer.text


def test_looking_first_records_nothing(ground: Ground) -> None:
    answer = ground.send({"shape": typed(0, 1, 2, 3), "look": "1"})
    assert answer.status_code == 200
    assert "2.2" in answer.text
    assert ground.plots() == []


def test_the_page_carries_the_groups_own_neighbours_and_no_others(ground: Ground) -> None:
    a_plot(ground.market, ground.group, shape=a_square(east=3000))
    a_plot(ground.market, ground.market.a_producer(), shape=a_square(east=6000))
    facts = facts_of(ground.browser.get(ground.place).text)
    (neighbour,) = facts["neighbours"]
    assert neighbour[1][:4] == [WEST + 3000, SOUTH, SIDE, 0]


def test_only_these_pages_may_ask_where_the_phone_is(ground: Ground) -> None:
    assert "geolocation=(self)" in ground.browser.get(ground.place).headers["Permissions-Policy"]
    assert "geolocation=()" in ground.browser.get("/").headers["Permissions-Policy"]


def test_a_waiting_list_is_told_where_it_went_and_is_heard_once(ground: Ground) -> None:
    form = {"shape": typed(0, 1, 2, 3), "idempotency_key": "from-the-phone"}
    first = ground.send(form, headers={"X-Plot-Queue": "later"})
    again = ground.send(form, headers={"X-Plot-Queue": "later"})
    assert (first.status_code, again.status_code) == (201, 303)
    assert first.location == again.location
    assert len(ground.plots()) == 1


def test_a_waiting_list_learns_who_would_send(ground: Ground) -> None:
    said = ground.browser.get("/plots/sender").json or {}
    assert (said["person"], said["organization"]) == (ground.group.user_id, ground.group.organization_id)
    assert (ground.market.browser().get("/plots/sender").json or {})["person"] is None


def test_drawing_over_what_changed_meanwhile_asks_first(ground: Ground) -> None:
    plot = a_plot(ground.market, ground.group, ground.farmer)
    place = f"/plots/{plot}/draw"
    answer = ground.browser.post(place, {"shape": typed(0, 1, 2), "version": "0"})
    assert answer.status_code == 409
    assert facts_of(answer.text)["meanwhile"]
    over = re.search(r'name="over"\s+value="(\d+)"', answer.text)
    assert over
    assert ground.browser.post(place, {"shape": typed(0, 1, 2), "version": "0", "over": over[1]}).status_code == 303


def test_who_only_looks_on_draws_nothing(ground: Ground) -> None:
    reader = ground.market.a_person(ground.group.organization_id, Level.READER)
    assert ground.market.browser(reader).get(ground.place).status_code == 403
