"""Bids on the pages: read back before they bind, answered in turns, compared on one basis, hidden from rivals."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from marketplace import clock
from marketplace.domain.bids.life import BidState
from marketplace.domain.exchange import Quote
from marketplace.domain.ids import BidId
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.bidding.bids import Bid
from tests.bids import Talk
from tests.market import Market
from tests.web.test_budgets import MOST_QUERIES, counted

TYPED = {
    "bags": "20",
    "price_kind": "fixed",
    "price_amount": "5600",
    "price_currency": "USD",
    "price_unit": "t",
    "price_incoterm": "FOB",
    "price_place": "Callao",
    "destination": "FR",
    "sample_basis": "sas",
}
BOUGHT = {"bags": "20", "destination": "FR", "sample_basis": "sas", "list_price": "5650.00"}


class Desk:
    """A lot on sale, and people with browsers who talk about it right now."""

    def __init__(self, market: Market, **lot: Any) -> None:
        self.talk = Talk(market, **lot)
        market.set_figures(platform_fee="2")
        self.market, self.maker, self.producer = market, self.talk.maker, self.talk.producer
        self.code = market.code_of_lot(self.talk.lot_id)

    def send(self, address: str, form: dict[str, Any], by: Viewer | None = None) -> TestResponse:
        """Send a form as the maker, or as told."""
        until = (clock.now() + timedelta(days=5)).strftime("%Y-%m-%dT18:00")
        return self.market.browser(by or self.maker).post(address, {"valid_until": until, **form})

    def promised(self, address: str, form: dict[str, Any], by: Viewer | None = None) -> TestResponse:
        """Read back what a form promises, then mean it."""
        page = self.send(address, form | {"preview": "1"}, by)
        found = re.search(r'name="promised"[^>]*value="([0-9a-f]{64})"', page.text)
        assert found, page.text
        return self.send(address, form | {"promised": found[1], "is_meant": "y"}, by)

    def a_bid(self, **changes: Any) -> BidId:
        """Place a bid by the services, right now."""
        return BidId(self.market.a_bid(self.producer, self.maker, lot_id=self.talk.lot_id, **changes))

    def accept(self, bid_id: BidId, by: Viewer | None = None, **form: str) -> TestResponse:
        """Accept as the group what stands now."""
        seen = self.talk.seen(bid_id)
        said = {"number": str(seen.number), "digest": seen.digest, "is_meant": "y"} | form
        return self.market.browser(by or self.producer).post(f"/bids/{bid_id}/accept", said)

    def bids(self) -> list[Bid]:
        """List all bids."""
        return self.market.do(lambda: list(db.session.scalars(select(Bid).order_by(Bid.id))))


@pytest.fixture
def desk(market: Market) -> Desk:
    return Desk(market)


def test_a_bid_is_read_back_as_one_sentence_before_it_binds(desk: Desk) -> None:
    page = desk.send(f"/lots/{desk.code}/bid", TYPED | {"preview": "1"})
    said = f"I buy 20 bags (1,000 kg) of {desk.code} at 5,600 USD/t FOB Callao, USD 5,600.00 in all, valid until"
    assert (page.status_code, said in page.text, desk.bids()) == (200, True, [])


def test_where_the_money_goes_is_shown_before_anybody_commits(desk: Desk) -> None:
    page = desk.send(f"/lots/{desk.code}/bid", TYPED | {"preview": "1"}).text
    assert [each in page for each in ("USD 5,656.00", "USD 5,544.00", "6,030 USD/t", "430 USD/t")] == [True] * 4


def test_a_bid_that_was_read_and_is_meant_is_placed(desk: Desk) -> None:
    answer = desk.promised(f"/lots/{desk.code}/bid", TYPED)
    [bid] = desk.bids()
    assert (answer.status_code, answer.location, bid.bags) == (303, f"/bids/{bid.id}", 20)


def test_without_the_tick_nothing_is_placed(desk: Desk) -> None:
    page = desk.send(f"/lots/{desk.code}/bid", TYPED | {"preview": "1"})
    found = re.search(r'name="promised"[^>]*value="([0-9a-f]{64})"', page.text)
    assert found
    answer = desk.send(f"/lots/{desk.code}/bid", TYPED | {"promised": found[1]})
    assert (answer.status_code, "Please tick" in answer.text, desk.bids()) == (422, True, [])


def test_what_was_changed_after_it_was_read_is_read_again(desk: Desk) -> None:
    old = "0" * 64
    answer = desk.send(f"/lots/{desk.code}/bid", TYPED | {"promised": old, "is_meant": "y"})
    assert (answer.status_code, "Something has changed" in answer.text, desk.bids()) == (422, True, [])
    assert "checked" not in re.findall(r'<input[^>]*name="is_meant"[^>]*>', answer.text)[0]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"bags": "5"}, "This lot is sold from 10 bags on"),
        ({"bags": "500"}, "Only 120 bags of this lot are left"),
        ({"price_amount": "3000"}, "Below what the farmers of this lot are paid"),
        ({"price_amount": ""}, "A price lies above 0"),
        ({"price_currency": "EUR"}, "A figure of the day is missing"),
        ({"valid_until": "2020-01-01T10:00"}, "still to come"),
        ({"price_kind": "differential"}, "Please choose the terminal market"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(desk: Desk, changed: dict[str, str], sentence: str) -> None:
    answer = desk.send(f"/lots/{desk.code}/bid", TYPED | changed | {"preview": "1"})
    assert (answer.status_code, sentence in answer.text) == (422, True)


def test_a_bid_in_soles_for_a_kilogram_shows_its_rate(desk: Desk) -> None:
    changed = {"price_amount": "19.6", "price_currency": "PEN", "price_unit": "kg"}
    page = desk.send(f"/lots/{desk.code}/bid", TYPED | changed | {"preview": "1"}).text
    assert "19.6 PEN/kg FOB Callao (5,600 USD/t at 3.5 of 1 Jan 2026)" in page


def test_accepting_leads_to_the_contract(desk: Desk) -> None:
    bid_id = desk.a_bid()
    answer = desk.accept(bid_id)
    [contract] = desk.talk.contracts()
    assert (answer.status_code, answer.location) == (303, f"/contracts/{contract.id}")


def test_accepting_needs_the_tick(desk: Desk) -> None:
    bid_id = desk.a_bid()
    assert (desk.accept(bid_id, is_meant="").status_code, desk.talk.states(bid_id)) == (422, [BidState.OPEN])


def test_accepting_what_has_changed_is_told_as_such(desk: Desk) -> None:
    bid_id = desk.a_bid()
    answer = desk.accept(bid_id, digest="0" * 64)
    assert (answer.status_code, "Nothing was done" in answer.text) == (409, True)


def test_a_counter_shows_what_it_changes(desk: Desk) -> None:
    bid_id = desk.a_bid()
    seen = desk.talk.seen(bid_id)
    form = TYPED | {"price_amount": "5650", "number": str(seen.number), "digest": seen.digest}
    answer = desk.promised(f"/bids/{bid_id}/counter", form, desk.producer)
    page = desk.market.browser(desk.maker).get(f"/bids/{bid_id}").text
    assert (answer.status_code, "<ins>5,650 USD/t</ins>" in page, "Your answer is awaited" in page) == (303, True, True)


def test_the_form_of_a_counter_shows_what_stands(desk: Desk) -> None:
    page = desk.market.browser(desk.producer).get(f"/bids/{desk.a_bid()}/counter").text
    assert re.search(r'name="price_amount"[^>]*value="5600"', page)


def test_a_refusal_is_read_by_the_other_side(desk: Desk) -> None:
    bid_id = desk.a_bid()
    seen = desk.talk.seen(bid_id)
    said = {"number": str(seen.number), "digest": seen.digest}
    form = said | {"ending": "price_too_low", "note": "We paid more to our members."}
    desk.market.browser(desk.producer).post(f"/bids/{bid_id}/refuse", form)
    page = desk.market.browser(desk.maker).get(f"/bids/{bid_id}").text
    assert ("We paid more to our members." in page, "The price is too low" in page) == (True, True)


def test_a_withdrawal_needs_a_reason(desk: Desk) -> None:
    bid_id = desk.a_bid()
    answers = [
        desk.market.browser(desk.maker).post(f"/bids/{bid_id}/withdraw", form) for form in ({}, {"ending": "mistake"})
    ]
    assert ([each.status_code for each in answers], desk.talk.states(bid_id)) == ([422, 303], [BidState.WITHDRAWN])


def test_buying_at_list_price_takes_two_presses(market: Market) -> None:
    desk = Desk(market, sells_at_list=True)
    answer = desk.promised(f"/lots/{desk.code}/buy", BOUGHT)
    [contract] = desk.talk.contracts()
    assert (answer.location, desk.talk.reserved()) == (f"/contracts/{contract.id}", 20)


def test_what_is_not_sold_at_list_price_has_no_page_that_says_so(desk: Desk) -> None:
    page = desk.market.browser(desk.maker).get(f"/lots/{desk.code}/buy")
    assert (page.status_code, "without asking" in page.text) == (422, False)


def test_what_hangs_together_is_not_said_to_be_drafted_at_once(desk: Desk) -> None:
    first, code = desk.a_bid(), desk.bids()[0].code
    tied = desk.a_bid(only_together_with=code)
    browser = desk.market.browser(desk.producer)
    late = "the contract is drafted when the bids that it goes only together with are accepted too"
    assert late in browser.get(f"/bids/{tied}").text
    desk.accept(first)
    assert late not in browser.get(f"/bids/{tied}").text


def test_an_offer_reaches_the_maker(desk: Desk) -> None:
    form = TYPED | {"makers": str(desk.maker.organization_id)}
    answer = desk.promised(f"/lots/{desk.code}/offer", form, desk.producer)
    page = desk.market.browser(desk.maker).get("/bids").text
    assert (answer.status_code, "Private offer" in page, "Your answer is awaited" in page) == (303, True, True)


def test_an_offer_to_several_doors_is_read_back_for_each_maker(desk: Desk) -> None:
    lyon, paris = (desk.market.a_maker(name=f"Maison {city}", city=city) for city in ("Lyon", "Paris"))
    makers = [str(each.organization_id) for each in (lyon, paris)]
    form = TYPED | {"makers": makers, "destination": "", "price_incoterm": "DAP", "price_amount": "6200"}
    page = " ".join(desk.send(f"/lots/{desk.code}/offer", form | {"preview": "1"}, desk.producer).text.split())
    for city in ("Lyon", "Paris"):
        assert f"<strong>Maison {city}</strong>" in page
        assert f"6,200 USD/t DAP {city} (5,770 USD/t FOB Callao, after freight of 430 USD/t)" in page


def test_an_offer_to_nobody_is_not_read_back(desk: Desk) -> None:
    answer = desk.market.browser(desk.producer).post(f"/lots/{desk.code}/offer", TYPED | {"preview": "1"})
    assert (answer.status_code, 'id="makers-error"' in answer.text, 'id="promise"' in answer.text) == (422, True, False)


def test_bids_are_compared_on_one_basis(desk: Desk) -> None:
    desk.a_bid()
    other = desk.market.a_maker()
    desk.market.a_bid(desk.producer, other, lot_id=desk.talk.lot_id, bags=60)
    page = desk.market.browser(desk.producer).get(f"/lots/{desk.code}/bids").text
    assert (page.count("best price"), page.count("most money"), "5,544" in page) == (2, 1, True)


def test_a_rival_finds_no_trace_of_a_bid(desk: Desk) -> None:
    bid_id, rival = desk.a_bid(quote=Quote(Decimal(5617))), desk.market.browser(desk.market.a_maker())
    addresses = [f"/bids/{bid_id}", f"/lots/{desk.code}/bids", f"/bids/{bid_id}/counter"]
    assert [rival.get(each).status_code for each in addresses] == [404, 403, 404]
    pages = "".join(rival.get(each).text for each in ("/bids", "/", f"/lots/{desk.code}", "/inbox"))
    assert "B-20" not in pages
    assert "5,617" not in pages


def test_an_unnamed_maker_is_named_nowhere_before_it_is_accepted(desk: Desk) -> None:
    desk.promised(f"/lots/{desk.code}/bid", TYPED | {"is_anonymous": "y"})
    [bid] = desk.bids()
    name = desk.talk.market.do(lambda: db.session.get_one(Bid, bid.id).maker.name)
    browser = desk.market.browser(desk.producer)
    pages = [f"/bids/{bid.id}", "/bids", f"/lots/{desk.code}/bids", "/", "/inbox"]
    assert [each for each in pages if name in browser.get(each).text] == []
    assert "A verified maker in France" in browser.get(f"/bids/{bid.id}").text


def test_a_bid_reads_in_spanish(desk: Desk) -> None:
    page = desk.market.browser(desk.producer, locale="es_PE").get(f"/bids/{desk.a_bid()}").text
    assert ("Aceptar 20 sacos a 5,600 USD/t FOB Callao" in page, "Accept" in page) == (True, False)


@pytest.mark.parametrize(
    "page", ["/bids", "/bids/{bid}", "/bids/{bid}/counter", "/lots/{lot}/bids", "/lots/{lot}/offer"]
)
def test_pages_with_many_bids_ask_the_database_little(desk: Desk, page: str) -> None:
    bids = [desk.a_bid() for _ in range(5)]
    desk.talk.market.a_bid(desk.producer, desk.market.a_maker(), lot_id=desk.talk.lot_id)
    browser = desk.market.browser(desk.producer)
    with counted(desk.market.app) as statements:
        answer = browser.get(page.format(bid=bids[0], lot=desk.code))
    assert (answer.status_code, len(statements) <= MOST_QUERIES) == (200, True), "\n".join(statements)
