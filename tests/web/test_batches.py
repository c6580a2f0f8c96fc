"""Batches and filling lots through the browser's client."""

import re

import pytest

from marketplace.domain.viewers import Viewer
from tests.market import Browser, Market
from tests.tracing import a_batch, a_delivery, kg


@pytest.fixture
def producer(market: Market) -> Viewer:
    return market.a_producer()


@pytest.fixture
def browser(market: Market, producer: Viewer) -> Browser:
    return market.browser(producer)


def test_from_wet_cacao_to_a_lot(market: Market, producer: Viewer, browser: Browser) -> None:
    number = a_delivery(market, producer, weight=kg(1000))
    begun = browser.post("/batches/new", {"began_on": "2026-06-10", "fermentation_days": "5,5"}, follow_redirects=True)
    address = begun.request.path
    assert begun.status_code == 200, begun.text
    filled = browser.post(f"{address}/fill", {"take": f"d-{number}"}, follow_redirects=True).text
    assert "Put in." in filled
    weighed = {"version": 2, "dry_weight": "380,25", "ended_on": "2026-06-24"}
    closed = browser.post(f"{address}/close", weighed, follow_redirects=True).text
    assert "380.25 kg" in closed
    code = market.code_of_lot(market.a_lot(producer))
    box = address.rpartition("/")[2]
    assert f'value="b-{box}" checked' in browser.get(f"/lots/{code}/origin").text
    page = browser.post(
        f"/lots/{code}/origin/fill", {"take": f"b-{box}", f"weight-b-{box}": "100,5"}, follow_redirects=True
    )
    assert "100.5 kg" in page.text
    back = {"take": f"b-{box}", f"weight-b-{box}": "0.5", "why": "saco roto"}
    assert "100 kg" in browser.post(f"/lots/{code}/origin/back", back, follow_redirects=True).text


def test_a_batch_gives_back_and_opens_again(market: Market, producer: Viewer, browser: Browser) -> None:
    number = a_delivery(market, producer)
    box = a_batch(market, producer, number, dry=38)
    assert "Open it again" in browser.get(f"/batches/{box}").text
    browser.post(f"/batches/{box}/reopen", {"version": 3})
    back = {"take": f"d-{number}", f"weight-d-{number}": "10", "why": "equivocada"}
    assert "Given back" in browser.post(f"/batches/{box}/back", back, follow_redirects=True).text
    refused = browser.post(f"/batches/{box}/back", {"take": f"d-{number}", f"weight-d-{number}": "1,500"})
    assert "two ways" in refused.text
    unread = browser.post(f"/batches/{box}/fill", {"take": f"d-{number}", f"weight-d-{number}": "much"})
    assert unread.status_code == 422


def test_numbers_that_no_page_names_are_no_trouble(market: Market, producer: Viewer, browser: Browser) -> None:
    box = a_batch(market, producer)
    for number in ("9" * 18, "9" * 30, "9" * 5_000):
        answer = browser.post(f"/batches/{box}/fill", {"take": f"d-{number}"})
        assert answer.status_code in (404, 422)
        assert browser.post("/deliveries/new", {"farmer": number, "plot": number}).status_code == 422


def test_a_batch_that_cannot_be_says_so(market: Market, producer: Viewer, browser: Browser) -> None:
    box = a_batch(market, producer, a_delivery(market, producer), dry=60)
    assert "no more than 42 kg can come" in browser.get(f"/batches/{box}").text
    assert "E26-00001" in browser.get(f"/batches/{box}").text


def test_a_batch_is_changed(market: Market, producer: Viewer, browser: Browser) -> None:
    box = a_batch(market, producer)
    changed = {"version": 1, "began_on": "2026-06-10", "note": "Cajón 3"}
    assert "Cajón 3" in browser.post(f"/batches/{box}/change", changed, follow_redirects=True).text
    assert (
        browser.post(f"/batches/{box}/change", {**changed, "began_on": "2099-01-01", "version": 2}).status_code == 422
    )


def test_a_lot_is_begun_with_the_bags_that_batches_fill(market: Market, producer: Viewer, browser: Browser) -> None:
    box = a_batch(market, producer, a_delivery(market, producer, weight=kg(400)), dry=152)
    page = browser.post("/batches/build", {"take": str(box), "bag_weight": "50"}, follow_redirects=True)
    assert "Begun with 3 bags" in page.text
    assert browser.post("/batches/build", {"bag_weight": "50"}).status_code == 422
    steps = browser.get(re.sub(r"/[a-z-]+$", "/volume", page.request.path)).text
    assert 'value="3"' in steps
