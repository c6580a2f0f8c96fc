"""What is read before it is meant: a rate, a price, a maker or a version that changed in between binds nobody."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from marketplace import clock
from marketplace.domain.bids.life import BidState
from marketplace.domain.ids import LotId
from marketplace.models.base import db
from tests.market import Market
from tests.web.test_bids import BOUGHT, TYPED, Desk

IN_SOLES = TYPED | {"price_amount": "19.6", "price_currency": "PEN", "price_unit": "kg"}


@pytest.fixture
def desk(market: Market) -> Desk:
    return Desk(market)


def mean(desk: Desk, page: TestResponse, address: str, form: dict[str, Any], **by: Any) -> TestResponse:
    """Tick what a page read back, and send it."""
    found = re.search(r'name="promised"[^>]*value="([0-9a-f]{64})"', page.text)
    assert found, page.text
    return desk.send(address, form | {"promised": found[1], "is_meant": "y"}, **by)


def list_price(page: TestResponse) -> str:
    found = re.search(r'name="list_price"[^>]*value="([^"]*)"', page.text)
    assert found
    return found[1]


def raise_list_price(lot_id: LotId) -> None:
    db.session.execute(text("UPDATE lots SET price_amount = 5700 WHERE id = :lot"), {"lot": lot_id})
    db.session.commit()


@pytest.mark.parametrize("changed", [{"fx_pen_usd": "3.6"}, {"platform_fee": "3"}])
def test_a_figure_that_changed_after_it_was_read_is_read_again(desk: Desk, changed: dict[str, str]) -> None:
    address = f"/lots/{desk.code}/bid"
    page = desk.send(address, IN_SOLES | {"preview": "1"})
    desk.market.set_figures(**changed)
    answer = mean(desk, page, address, IN_SOLES)
    assert (answer.status_code, "Something has changed" in answer.text, desk.bids()) == (422, True, [])
    assert mean(desk, answer, address, IN_SOLES).status_code == 303


def test_an_offer_goes_to_those_makers_alone_who_were_read_back(desk: Desk) -> None:
    other = desk.market.a_maker()
    address, form = f"/lots/{desk.code}/offer", TYPED | {"makers": [str(desk.maker.organization_id)]}
    page = desk.send(address, form | {"preview": "1"}, desk.producer)
    more = form | {"makers": [str(desk.maker.organization_id), str(other.organization_id)]}
    answer = mean(desk, page, address, more, by=desk.producer)
    assert (answer.status_code, desk.bids()) == (422, [])


def test_a_name_that_was_to_stay_untold_is_not_told_after_it_was_read(desk: Desk) -> None:
    address = f"/lots/{desk.code}/bid"
    page = desk.send(address, TYPED | {"is_anonymous": "y", "preview": "1"})
    assert (mean(desk, page, address, TYPED).status_code, desk.bids()) == (422, [])


def test_a_list_price_that_was_raised_meanwhile_is_shown_and_what_was_typed_stays(market: Market) -> None:
    desk = Desk(market, sells_at_list=True)
    address = f"/lots/{desk.code}/buy"
    form = BOUGHT | {
        "message": "For our single origin.",
        "list_price": list_price(market.browser(desk.maker).get(address)),
    }
    page = desk.send(address, form | {"preview": "1"})
    market.do(raise_list_price, desk.talk.lot_id)
    answers = [desk.send(address, form | {"preview": "1"}), mean(desk, page, address, form)]
    assert [(each.status_code, "The list price has changed" in each.text) for each in answers] == [(409, True)] * 2
    assert ("For our single origin." in answers[1].text, list_price(answers[1]), desk.bids()) == (True, "5700.00", [])


@pytest.mark.parametrize("price", ["NaN", "sNaN", "Infinity", "1e400", "-1", "", "abc"])
def test_a_forged_list_price_buys_nothing(market: Market, price: str) -> None:
    desk = Desk(market, sells_at_list=True)
    answer = desk.send(f"/lots/{desk.code}/buy", BOUGHT | {"list_price": price, "preview": "1"})
    assert (answer.status_code, 'id="promise"' in answer.text) == (409, False)


def test_a_counter_to_an_old_version_says_so_and_keeps_what_was_typed(desk: Desk) -> None:
    bid_id = desk.a_bid()
    seen = desk.talk.seen(bid_id)
    form = TYPED | {"price_amount": "5655", "number": str(seen.number), "digest": seen.digest}
    desk.talk.revise(bid_id, desk.maker, bags=30)
    answer = desk.send(f"/bids/{bid_id}/counter", form | {"preview": "1"}, desk.producer)
    assert (answer.status_code, "The terms have changed" in answer.text, 'value="5655"' in answer.text) == (
        409,
        True,
        True,
    )
    assert re.search(r'name="number"[^>]*value="2"', answer.text)


def test_who_accepts_an_old_version_reads_the_new_one_on_the_same_page(desk: Desk) -> None:
    bid_id = desk.a_bid()
    old = desk.talk.seen(bid_id)
    desk.talk.revise(bid_id, desk.maker, bags=30)
    answer = desk.accept(bid_id, number=str(old.number), digest=old.digest)
    assert (answer.status_code, "The terms have changed" in answer.text) == (409, True)
    assert ("30 bags" in answer.text, desk.talk.states(bid_id)) == (True, [BidState.OPEN])


def test_who_refuses_an_old_version_keeps_the_words(desk: Desk) -> None:
    bid_id = desk.a_bid()
    old = desk.talk.seen(bid_id)
    desk.talk.revise(bid_id, desk.maker, bags=30)
    form = {"ending": "terms", "note": "Too few for us.", "number": str(old.number), "digest": old.digest}
    answer = desk.market.browser(desk.producer).post(f"/bids/{bid_id}/refuse", form)
    assert (answer.status_code, "Too few for us." in answer.text) == (409, True)
    assert desk.talk.states(bid_id) == [BidState.OPEN]


@pytest.mark.parametrize("step", ["accept", "refuse"])
def test_who_answers_too_late_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    bid_id = desk.a_bid()
    seen = desk.talk.seen(bid_id)
    over = clock.now() + timedelta(days=5)
    monkeypatch.setattr(clock, "now", lambda: over)
    form = {"number": str(seen.number), "digest": seen.digest, "is_meant": "y", "ending": "terms", "note": ""}
    answer = desk.market.browser(desk.producer).post(f"/bids/{bid_id}/{step}", form)
    assert (answer.status_code, "The time to answer is over" in answer.text) == (422, True)
