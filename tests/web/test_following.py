"""Prices that follow a terminal, on the pages: read back whole, told as provisional, no figure ever made up."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from marketplace import clock
from marketplace.domain.contracts.clauses import Side
from marketplace.domain.prices import PriceKind, Terminal
from marketplace.domain.terminals.calendar import listed_months
from tests.approved import Approved
from tests.market import Market
from tests.web.test_bids import TYPED, Desk
from tests.web.test_budgets import MOST_QUERIES, counted

TODAY = clock.now().date()
MONTH, LATER = listed_months(Terminal.NEW_YORK, TODAY)[2:4]
FIXED_BY = TODAY + timedelta(days=30)
FOLLOWING = TYPED | {
    "price_kind": "differential",
    "terminal": "ice_ny",
    "terminal_month": MONTH,
    "differential": "2500",
    "fixation_side": "maker",
    "fixation_by": FIXED_BY.isoformat(),
}
TERMS: dict[str, Any] = {
    "price_kind": PriceKind.DIFFERENTIAL,
    "terminal": Terminal.NEW_YORK,
    "terminal_month": MONTH,
    "differential": Decimal(2500),
    "fixation_side": Side.MAKER,
    "fixation_by": FIXED_BY,
}


@pytest.fixture
def desk(market: Market) -> Desk:
    desk = Desk(market)
    market.set_levels("3200", month=MONTH, since=TODAY - timedelta(days=1))
    return desk


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_it_is_read_back_as_one_sentence_with_who_fixes_it_until_when(desk: Desk) -> None:
    page = words(desk.send(f"/lots/{desk.code}/bid", FOLLOWING | {"preview": "1"}).text)
    assert f"at ICE New York {MONTH} +2,500 USD/t, provisionally 5,700 USD/t FOB Callao (by 3,200 of" in page
    assert "provisionally USD 5,700.00 in all" in page
    assert "The price is fixed by the maker at the level of the day it chooses, until" in page


def test_in_spanish_too(desk: Desk) -> None:
    browser = desk.market.browser(desk.maker, "es_PE")
    until = (clock.now() + timedelta(days=5)).strftime("%Y-%m-%dT18:00")
    answer = browser.post(f"/lots/{desk.code}/bid", FOLLOWING | {"preview": "1", "valid_until": until})
    assert "El precio lo fija el chocolatero al nivel del día que elija" in words(answer.text)


def test_a_month_without_a_figure_is_compared_by_another_and_told_so(desk: Desk) -> None:
    page = words(desk.send(f"/lots/{desk.code}/bid", FOLLOWING | {"terminal_month": LATER, "preview": "1"}).text)
    assert f"(by {MONTH}, 3,200 of" in page
    assert f"for {LATER} has no figure yet)" in page


def test_what_only_the_other_kind_of_price_needs_is_left_out(desk: Desk) -> None:
    answers = [
        desk.promised(f"/lots/{desk.code}/bid", FOLLOWING | changed)
        for changed in ({"price_currency": "EUR", "price_amount": "7"}, {"price_kind": "fixed", "bags": "30"})
    ]
    assert [each.status_code for each in answers] == [303, 303]
    said = [(each.newest.price_kind, each.newest.terminal_month, each.newest.quote.amount) for each in desk.bids()]
    assert said == [(PriceKind.DIFFERENTIAL, MONTH, Decimal(1)), (PriceKind.FIXED, None, Decimal(5600))]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"terminal_month": "2027-04"}, "The terminal months are March, May, July"),
        ({"terminal_month": "2020-03"}, "2020-03 is traded until 16 Mar 2020 only."),
        ({"fixation_by": (TODAY + timedelta(days=900)).isoformat()}, f"{MONTH} is traded until"),
        ({"fixation_by": TODAY.isoformat()}, "The price can only be fixed once the bid is agreed"),
        ({"differential": "-2000"}, "By today&#39;s figure this makes 1,200 USD/t"),
        ({"differential": ""}, "Please state the differential"),
        ({"fixation_side": ""}, "Please say which side fixes the price."),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(desk: Desk, changed: dict[str, str], said: str) -> None:
    answer = desk.send(f"/lots/{desk.code}/bid", FOLLOWING | changed | {"preview": "1"})
    assert (answer.status_code, said in answer.text) == (422, True)


def test_all_bids_are_compared_as_provisional_within_the_budget(desk: Desk) -> None:
    for _number in range(3):
        desk.a_bid(**TERMS)
    browser = desk.market.browser(desk.producer)
    with counted(desk.market.app) as statements:
        page = browser.get(f"/lots/{desk.code}/bids")
    assert (page.status_code, page.text.count("provisionally 5,700")) == (200, 3)
    assert len(statements) <= MOST_QUERIES


def test_where_no_figure_is_the_page_says_so_and_to_whom_to_turn(market: Market) -> None:
    market.set_references()
    deal = Approved.in_market(market, **TERMS)
    address = f"/contracts/{deal.id}/fixing/"
    maker = words(market.browser(deal.maker).get(address).text)
    facilitator = market.browser(deal.facilitator).get(address).text
    assert f"Nobody has brought a figure of ICE New York {MONTH} yet" in maker
    assert "bring the figures. Please tell them in the contract's thread" in maker.replace("&#39;", "'")
    assert ("Fix the price at" in maker, 'href="/references/#bring"' in facilitator) == (False, True)


def test_a_stale_figure_is_no_figure_of_the_day(market: Market) -> None:
    market.set_references()
    market.set_levels("3200", month=MONTH, since=TODAY - timedelta(days=20))
    deal = Approved.in_market(market, **TERMS)
    page = words(market.browser(deal.maker).get(f"/contracts/{deal.id}/fixing/").text)
    assert (f"The newest figure of ICE New York {MONTH} is of" in page, "Fix the price at" in page) == (True, False)


def test_the_paper_says_the_month_before_and_after(market: Market) -> None:
    market.set_references()
    market.set_levels("3200", month=MONTH, since=TODAY)
    deal = Approved.in_market(market, **TERMS)
    browser = market.browser(deal.maker)
    before = words(browser.get(f"/contracts/{deal.id}/print").text)
    shown = {"shown": "5700.00", "version": str(deal.contract.version)}
    assert browser.post(f"/contracts/{deal.id}/fixing/", shown).status_code == 303
    after = words(browser.get(f"/contracts/{deal.id}/print").text)
    assert f"Provisional: ICE New York {MONTH} with a differential of 2,500 USD/t" in before
    assert "It is fixed at the level of that month and of no other." in before
    assert f"ICE New York {MONTH} stood at 3,200 (figure of" in after
    assert "Deposit of USD 1,695 (30%)" in after


def test_a_month_is_rolled_in_the_form_of_changes(market: Market) -> None:
    market.set_references()
    deal = Approved.in_market(market, **TERMS)
    page = market.browser(deal.maker).get(f"/contracts/{deal.id}/amendments/new/terms").text
    assert all(f'name="{name}"' in page for name in ("terminal_month", "differential", "fixation_side", "fixation_by"))
    outright = Approved.in_market(market)
    page = market.browser(outright.maker).get(f"/contracts/{outright.id}/amendments/new/terms").text
    assert 'name="terminal_month"' not in page


def test_a_day_that_is_over_waits_for_the_figure_and_says_so(market: Market) -> None:
    market.set_references()
    deal = Approved.in_market(market, **TERMS | {"fixation_by": date(2026, 11, 24)})
    page = words(market.browser(deal.maker).get(f"/contracts/{deal.id}/fixing/").text)
    assert "It waits for the figure by which it is fixed; nothing is put in its place." in page
