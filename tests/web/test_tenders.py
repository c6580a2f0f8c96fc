"""Sealed-bid rounds on the pages: opened from the lot, bid in by a sentence, read by nobody, checked by anybody."""

import hashlib
import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from marketplace import clock
from marketplace.domain.ids import TenderId
from marketplace.domain.tenders.terms import Feedback, TieRule
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.bidding.tenders import SealedBid, Tender
from marketplace.services.tenders.closing import close_tender, confirm_award
from tests.domain.tenders.cases import usd
from tests.market import Browser, Market
from tests.web.test_budgets import MOST_QUERIES, counted

PROMISED = re.compile(r'name="promised"\s+value="([0-9a-f]{64})"')
BID = {"bags": "20", "least_bags": "10", "amount": "5432.10", "destination": "FR"}


def start() -> datetime:
    return clock.now() - timedelta(minutes=1)


def a_tender(market: Market, producer: Viewer, **changes: Any) -> int:
    market.set_freight()
    return market.a_tender(producer, at=start(), **changes)


def bid(browser: Browser, tender_id: int, **changes: str) -> str:
    """Fill the form in, read the promise, tick it, and send it; return the page that follows."""
    form = {**BID, **changes}
    page = browser.post(f"/tenders/{tender_id}/bid", {**form, "do": "preview"})
    assert page.status_code == 200, page.text
    promised = PROMISED.search(page.text)
    assert promised, page.text
    sent = {**form, "promised": promised.group(1), "binding": "y"}
    return browser.post(f"/tenders/{tender_id}/bid", sent, follow_redirects=True).text


def close(market: Market, tender_id: int, closes_at: datetime | None = None) -> None:
    row = market.do(lambda: db.session.get_one(Tender, tender_id))
    market.do(close_tender, TenderId(tender_id), now=(closes_at or row.closes_at) + timedelta(seconds=5))


def test_a_group_opens_one_from_its_lot(market: Market) -> None:
    market.set_references()
    producer = market.a_producer()
    code = market.code_of_lot(market.a_lot(producer))
    browser = market.browser(producer)
    assert f"/tenders/for/{code}" in browser.get(f"/lots/{code}").text
    assert browser.get(f"/tenders/for/{code}").status_code == 200
    ends = (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    typed = {
        "bags": "60",
        "parcel": "10",
        "minimum": "5000",
        "is_minimum_shown": "yes",
        "closes_at": ends,
        "payment": "own_price",
        "tie_rule": "draw",
        "feedback": "light",
        "amber": "5",
        "allows_part": "y",
        "shows_winning_price": "y",
        "confirm_days": "3",
        "remark": "The only bags of this year.",
    }
    page = browser.post(f"/tenders/for/{code}", typed, follow_redirects=True)
    assert "The only bags of this year." in page.text
    row = market.do(lambda: db.session.query(Tender).one())
    assert row.closes_at.strftime("%Y-%m-%dT%H:%M") == (datetime.fromisoformat(ends) + timedelta(hours=5)).strftime(
        "%Y-%m-%dT%H:%M"
    )
    assert "/tenders/" in market.browser().get(f"/lots/{code}").text


def test_what_is_wrong_stands_beside_its_field(market: Market) -> None:
    market.set_references()
    producer = market.a_producer()
    code = market.code_of_lot(market.a_lot(producer))
    page = market.browser(producer).post(f"/tenders/for/{code}", {"bags": "9000", "minimum": "100"})
    assert page.status_code == 422
    assert page.text.count("has-error") >= 1


def test_a_bid_is_first_said_as_a_sentence_and_then_sealed(market: Market) -> None:
    tender_id = a_tender(market, market.a_producer())
    browser = market.browser(market.a_maker())
    page = browser.post(f"/tenders/{tender_id}/bid", {**BID, "do": "preview"}).text
    assert "at 5,432.1 USD/t FOB Callao" in page
    assert market.do(lambda: db.session.query(SealedBid).count()) == 0
    page = bid(browser, tender_id)
    assert "Nobody but you reads it" in page
    assert "5,432.1" in page


def test_another_promise_than_the_one_shown_is_not_placed(market: Market) -> None:
    tender_id = a_tender(market, market.a_producer())
    browser = market.browser(market.a_maker())
    shown = PROMISED.search(browser.post(f"/tenders/{tender_id}/bid", {**BID, "do": "preview"}).text)
    assert shown
    sent = {**BID, "bags": "30", "promised": shown.group(1), "binding": "y"}
    answer = browser.post(f"/tenders/{tender_id}/bid", sent)
    assert answer.status_code == 422
    assert "look at it again" in answer.text


def test_a_promise_must_be_ticked(market: Market) -> None:
    tender_id = a_tender(market, market.a_producer())
    browser = market.browser(market.a_maker())
    shown = PROMISED.search(browser.post(f"/tenders/{tender_id}/bid", {**BID, "do": "preview"}).text)
    assert shown
    for promised, sentence in ((shown.group(1), "binds you"), ("", "look at it again")):
        answer = browser.post(f"/tenders/{tender_id}/bid", {**BID, "promised": promised})
        assert (answer.status_code, sentence in answer.text) == (422, True)


def test_where_the_money_goes_is_read_before_a_sealed_bid_is_placed(market: Market) -> None:
    tender_id = a_tender(market, market.a_producer())
    market.set_figures(platform_fee="2")
    browser = market.browser(market.a_maker())
    page = browser.post(f"/tenders/{tender_id}/bid", {**BID, "do": "preview"}).text
    said = ("USD 5,432.10", "USD 54.32", "USD 5,486.42", "USD 5,377.78", "5,862.1 USD/t")
    assert [each for each in said if each not in page] == []


def test_a_fee_that_changed_after_it_was_read_binds_nobody(market: Market) -> None:
    tender_id = a_tender(market, market.a_producer())
    browser = market.browser(market.a_maker())
    shown = PROMISED.search(browser.post(f"/tenders/{tender_id}/bid", {**BID, "do": "preview"}).text)
    assert shown
    market.set_figures(platform_fee="5")
    answer = browser.post(f"/tenders/{tender_id}/bid", {**BID, "promised": shown.group(1), "binding": "y"})
    assert (answer.status_code, "look at it again" in answer.text) == (422, True)


def test_what_a_colleague_placed_meanwhile_is_not_replaced_unread(market: Market) -> None:
    tender_id = a_tender(market, market.a_producer())
    maker = market.a_maker()
    browser = market.browser(maker)
    shown = PROMISED.search(browser.post(f"/tenders/{tender_id}/bid", {**BID, "do": "preview"}).text)
    assert shown
    market.a_sealed_bid(tender_id, maker, at=clock.now(), amount=Decimal(6000))
    answer = browser.post(f"/tenders/{tender_id}/bid", {**BID, "promised": shown.group(1), "binding": "y"})
    assert (answer.status_code, "6,000 USD/t" in answer.text) == (422, True)


def test_what_an_award_brings_is_read_before_it_is_confirmed_by_each_side_its_own(market: Market) -> None:
    producer, makers = market.a_producer(), [market.a_maker() for _ in range(2)]
    tender_id = a_tender(market, producer)
    market.set_figures(platform_fee="2")
    for maker, dollars in zip(makers, (5432, 5311), strict=True):
        market.a_sealed_bid(tender_id, maker, at=start() + timedelta(seconds=1), amount=Decimal(dollars))
    close(market, tender_id)
    market.set_figures(platform_fee="9")  # the figure of that day is corrected: it binds nobody who bid before
    pages = [market.browser(each).get(f"/tenders/{tender_id}/result").text for each in (producer, *makers)]
    said = ["USD 10,635.57", "USD 5,486.32", "USD 5,364.11"]
    assert [[each in page for each in said] for page in pages] == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
    ]


def test_a_time_long_past_opens_it_now(market: Market) -> None:
    market.set_references()
    producer = market.a_producer()
    code = market.code_of_lot(market.a_lot(producer))
    ends = (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    typed = {"bags": "60", "parcel": "10", "minimum": "5000", "is_minimum_shown": "yes", "confirm_days": "3"}
    times = {"opens_at": "0001-01-01T00:00", "closes_at": ends}
    rules = {"payment": "own_price", "tie_rule": "draw", "feedback": "none", "amber": "5"}
    answers = [
        market.browser(producer).post(f"/tenders/for/{code}", typed | rules | times | changed).status_code
        for changed in ({"closes_at": "0001-01-01T00:00"}, {"closes_at": "9999-12-31T23:59"}, {})
    ]
    [row] = market.do(lambda: db.session.query(Tender).all())
    assert (answers, row.opens_at == row.opened_at) == ([422, 422, 303], True)


def test_a_bid_can_be_taken_back(market: Market) -> None:
    tender_id = a_tender(market, market.a_producer())
    browser = market.browser(market.a_maker())
    bid(browser, tender_id)
    page = browser.post(f"/tenders/{tender_id}/take-back", follow_redirects=True).text
    assert "You took your bid back" in page
    assert browser.post(f"/tenders/{tender_id}/take-back").status_code == 422


@pytest.mark.parametrize(
    ("feedback", "said"),
    [(Feedback.RANK, "Place 2 of all bids"), (Feedback.LIGHT, "With at most 5% more"), (Feedback.NONE, "")],
)
def test_a_maker_is_told_of_the_own_bid_as_the_rules_have_it(market: Market, feedback: Feedback, said: str) -> None:
    tender_id = a_tender(market, market.a_producer(), feedback=feedback)
    bid(market.browser(market.a_maker()), tender_id, amount="5600", bags="60", least_bags="60")
    page = bid(market.browser(market.a_maker()), tender_id, amount="5500", bags="60", least_bags="60")
    assert said in page
    assert "5,600" not in page
    assert feedback is not Feedback.NONE or ("Place" not in page and "badge is-warn" not in page)


def test_the_result_names_makers_to_the_group_alone_and_prices_as_published(market: Market) -> None:
    producer = market.a_producer()
    tender_id = a_tender(market, producer)
    winner, loser = market.a_maker(name="Winning House"), market.a_maker(name="Losing House")
    bid(market.browser(winner), tender_id, amount="5600", bags="60", least_bags="60")
    bid(market.browser(loser), tender_id, amount="5500", bags="60", least_bags="60")
    close(market, tender_id)
    pages = {
        who: market.browser(viewer).get(f"/tenders/{tender_id}/result").text
        for who, viewer in {"group": producer, "winner": winner, "loser": loser, "stranger": None}.items()
    }
    assert "Winning House" in pages["group"]
    assert "Losing House" in pages["group"]
    assert "Winning House" not in pages["loser"] + pages["stranger"]
    assert "Losing House" not in pages["winner"] + pages["stranger"]
    assert "Others bid more" in pages["loser"]
    assert "2 of 2" in pages["loser"]
    assert all("5,600" in page for page in pages.values())
    assert "5,500" not in pages["winner"] + pages["stranger"]


def test_prices_that_are_not_published_are_told_to_nobody_else(market: Market) -> None:
    tender_id = a_tender(market, market.a_producer(), shows_winning_price=False)
    winner, loser = market.a_maker(), market.a_maker()
    bid(market.browser(winner), tender_id, amount="5678", bags="60", least_bags="60")
    bid(market.browser(loser), tender_id, amount="5500", bags="60", least_bags="60")
    close(market, tender_id)
    for viewer in (loser, None):
        assert "5,678" not in market.browser(viewer).get(f"/tenders/{tender_id}/result").text


def test_a_stranger_can_compute_the_draw_again(market: Market) -> None:
    tender_id = a_tender(market, market.a_producer(), tie_rule=TieRule.DRAW)
    for _ in range(3):
        bid(market.browser(market.a_maker()), tender_id, amount="5500", bags="20", least_bags="20")
    close(market, tender_id)
    page = market.browser().get(f"/tenders/{tender_id}/result").text
    salt, least = re.findall(r"printf '%s' '([0-9a-f]+):([0-9.]+)'", page)[0]
    commitment = hashlib.sha256(f"{salt}:{least}".encode()).hexdigest()
    receipts = re.findall(r'class="fingerprint">([0-9a-f]{16})<', page)
    hashes = [hashlib.sha256(f"{salt}:{receipt}".encode()).hexdigest() for receipt in receipts]
    assert page.count(commitment) == 1
    assert len(receipts) == 3
    assert hashes == sorted(hashes)
    assert all(each in page for each in hashes)


def test_the_group_confirms_on_the_result(market: Market) -> None:
    producer = market.a_producer()
    tender_id = a_tender(market, producer)
    winner = market.a_maker()
    bid(market.browser(winner), tender_id)
    close(market, tender_id)
    browser = market.browser(producer)
    version = re.findall(r'name="version"\s+value="(\d+)"', browser.get(f"/tenders/{tender_id}/result").text)[0]
    page = browser.post(f"/tenders/{tender_id}/confirm", {"version": version}, follow_redirects=True).text
    assert "The contracts of the winners are drafted" in page
    assert "/contracts/" in market.browser(winner).get(f"/tenders/{tender_id}/result").text
    assert browser.post(f"/tenders/{tender_id}/confirm", {"version": version}).status_code == 409


def test_cancelling_says_why_to_all_who_bid(market: Market) -> None:
    producer, maker = market.a_producer(), market.a_maker()
    tender_id = a_tender(market, producer)
    bid(market.browser(maker), tender_id)
    browser = market.browser(producer)
    assert browser.post(f"/tenders/{tender_id}/cancel", {"version": "1", "note": ""}).status_code == 422
    browser.post(f"/tenders/{tender_id}/cancel", {"version": "1", "note": "The store burnt down."})
    assert "The store burnt down." in market.browser(maker).get(f"/tenders/{tender_id}").text


def test_a_hidden_minimum_is_told_when_it_closes(market: Market) -> None:
    producer, maker = market.a_producer(), market.a_maker()
    tender_id = a_tender(market, producer, is_minimum_shown=False, minimum=usd(5111))
    pages = [market.browser(viewer).get(f"/tenders/{tender_id}").text for viewer in (maker, None)]
    assert all("5,111" not in page and "5111" not in page for page in pages)
    assert "5,111" in market.browser(producer).get(f"/tenders/{tender_id}").text
    bid(market.browser(maker), tender_id)
    close(market, tender_id)
    assert "5111.00" in market.browser().get(f"/tenders/{tender_id}/result").text


def test_the_list_shows_what_takes_bids_and_what_is_over(market: Market) -> None:
    producer = market.a_producer()
    tender_id = a_tender(market, producer)
    browser = market.browser()
    assert f'href="/tenders/{tender_id}"' in browser.get("/tenders/").text
    assert f'href="/tenders/{tender_id}"' not in browser.get("/tenders/?state=over").text
    close(market, tender_id)
    assert f'href="/tenders/{tender_id}"' in browser.get("/tenders/?state=over").text


def test_nothing_of_an_award_is_lost_on_the_way_to_the_contract(market: Market) -> None:
    producer, maker = market.a_producer(), market.a_maker()
    tender_id = a_tender(market, producer)
    bid(market.browser(maker), tender_id)
    close(market, tender_id)
    row = market.do(lambda: db.session.get_one(Tender, tender_id))
    market.do(confirm_award, TenderId(tender_id), seen=row.version, by=producer, now=row.closed_at)
    page = market.browser(maker).get(f"/tenders/{tender_id}/result").text
    address = re.findall(r'href="(/contracts/\d+)"', page)[0]
    assert "5,432.10" in market.browser(maker).get(address).text


def test_its_pages_ask_the_database_little(market: Market) -> None:
    producer, maker = market.a_producer(), market.a_maker()
    tender_id = a_tender(market, producer, feedback=Feedback.LIGHT)
    for bidder in (maker, *(market.a_maker() for _ in range(5))):
        market.a_sealed_bid(tender_id, bidder, at=start() + timedelta(seconds=1))
    asked = {}
    for who, viewer in {"maker": maker, "group": producer, "anybody": None}.items():
        with counted(market.app) as statements:
            assert market.browser(viewer).get(f"/tenders/{tender_id}").status_code == 200
        asked[who] = len(statements)
    close(market, tender_id)
    with counted(market.app) as statements:
        assert market.browser(producer).get(f"/tenders/{tender_id}/result").status_code == 200
    asked["result"] = len(statements)
    assert max(asked.values()) <= MOST_QUERIES, asked


def test_who_was_too_late_is_told_so_on_a_page_that_takes_no_bids_any_more(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    tender_id, browser = a_tender(market, market.a_producer()), market.browser(market.a_maker())
    page = browser.post(f"/tenders/{tender_id}/bid", BID | {"do": "preview"})
    promised = PROMISED.search(page.text)
    assert promised
    closed = clock.now() + timedelta(days=3)
    monkeypatch.setattr(clock, "now", lambda: closed)
    late = browser.post(f"/tenders/{tender_id}/bid", BID | {"promised": promised[1], "binding": "y"})
    assert late.status_code == 422
    assert "The time to bid is over: it closed at" in late.text
    assert "The bids are being opened" in late.text
