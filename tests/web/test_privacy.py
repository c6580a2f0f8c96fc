"""The pages about personal data: what is kept, consents, handing over, erasing, closing an account."""

import pytest

from marketplace.domain.viewers import Viewer
from tests.land import a_farmer, a_plot
from tests.market import Market
from tests.signing import PASSWORD, choose_password


@pytest.fixture
def group(market: Market) -> Viewer:
    return market.a_producer()


@pytest.fixture
def address(market: Market, group: Viewer) -> str:
    return f"/farmers/{a_farmer(market, group, name='Zoraida Canario', national_id='45871239')}"


def test_anybody_may_read_what_is_kept_and_why(market: Market) -> None:
    assert "29733" in market.browser(None).get("/privacy").text


def test_a_yes_is_recorded_and_shown(market: Market, group: Viewer, address: str) -> None:
    browser = market.browser(group)
    said = {"purpose": "customs", "answer": "yes", "way": "paper", "said_on": "2026-11-20"}
    assert browser.post(f"{address}/consents", said).status_code == 303
    assert "20 Nov 2026" in browser.get(f"{address}/data").text


def test_a_yes_of_tomorrow_is_refused_beside_its_field(market: Market, group: Viewer, address: str) -> None:
    said = {"purpose": "customs", "answer": "yes", "way": "paper", "said_on": "2199-01-01"}
    answer = market.browser(group).post(f"{address}/consents", said)
    assert (answer.status_code, "Please choose a day that has come." in answer.text) == (422, True)


def test_the_data_are_saved_as_a_file_that_nobody_keeps_on_the_way(market: Market, group: Viewer, address: str) -> None:
    answer = market.browser(group).get(f"{address}/data.json")
    assert answer.headers["Cache-Control"] == "no-store"
    assert (answer.json or {})["farmer"][0]["name"] == "Zoraida Canario"


def test_erasing_asks_for_a_tick(market: Market, group: Viewer, address: str) -> None:
    browser = market.browser(group)
    assert browser.post(f"{address}/erase", {"version": "1"}).status_code == 422
    assert browser.post(f"{address}/erase", {"version": "1", "is_asked": "y"}).status_code == 303
    assert "Zoraida" not in browser.get(f"{address}/data").text


def test_an_erased_farmer_with_plots_still_has_a_page(market: Market, group: Viewer, address: str) -> None:
    a_plot(market, group, farmer_id=int(address.rpartition("/")[2]))
    browser = market.browser(group)
    browser.post(f"{address}/erase", {"version": "1", "is_asked": "y"})
    assert [browser.get(each).status_code for each in (address, f"{address}/data")] == [200, 200]


def test_an_account_is_saved_and_closed(market: Market) -> None:
    person = market.a_person(None)
    market.do(choose_password, person)
    browser = market.browser(person)
    assert (browser.get("/account/data.json").json or {})["format"] == "mazorca-person-1"
    assert browser.post("/account/close", {"password": "wrong"}).status_code == 422
    assert browser.post("/account/close", {"password": PASSWORD}).status_code == 303
    assert "/sign-in" in (browser.get("/account").location or "")
