"""What is read before it is meant: a rate, a price, a maker or a version that changed in between binds nobody."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from marketplace import clock
from marketplace.domain.bids.life import BidState
from marketplace.domain.freight import FreightMode, FreightRow
from marketplace.domain.ids import LotId
from marketplace.domain.lots import Visibility
from marketplace.domain.money import Incoterm
from marketplace.domain.plain import to_plain
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.services.references import set_freight_rates
from tests.domain.samples import a_stack
from tests.market import Market
from tests.web.test_bids import BOUGHT, TYPED, Desk

IN_SOLES = TYPED | {"price_amount": "19.6", "price_currency": "PEN", "price_unit": "kg"}


@pytest.fixture
def desk(market: Market) -> Desk:
    return Desk(market)


def mean(desk: Desk, page: TestResponse, *, at: str, form: dict[str, Any], by: Viewer | None = None) -> TestResponse:
    """Tick what a page read back, and send it."""
    found = re.search(r'name="promised"[^>]*value="([0-9a-f]{64})"', page.text)
    assert found, page.text
    return desk.send(at, form | {"promised": found[1], "is_meant": "y"}, by)


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
    answer = mean(desk, page, at=address, form=IN_SOLES)
    assert (answer.status_code, "Something has changed" in answer.text, desk.bids()) == (422, True, [])
    assert mean(desk, answer, at=address, form=IN_SOLES).status_code == 303


def test_an_offer_goes_to_those_makers_alone_who_were_read_back(desk: Desk) -> None:
    other = desk.market.a_maker()
    address, form = f"/lots/{desk.code}/offer", TYPED | {"makers": [str(desk.maker.organization_id)]}
    page = desk.send(address, form | {"preview": "1"}, desk.producer)
    more = form | {"makers": [str(desk.maker.organization_id), str(other.organization_id)]}
    answer = mean(desk, page, at=address, form=more, by=desk.producer)
    assert (answer.status_code, desk.bids()) == (422, [])


def test_a_name_that_was_to_stay_untold_is_not_told_after_it_was_read(desk: Desk) -> None:
    address = f"/lots/{desk.code}/bid"
    page = desk.send(address, TYPED | {"is_anonymous": "y", "preview": "1"})
    assert (mean(desk, page, at=address, form=TYPED).status_code, desk.bids()) == (422, [])


def test_a_list_price_that_was_raised_meanwhile_is_shown_and_what_was_typed_stays(market: Market) -> None:
    desk = Desk(market, sells_at_list=True)
    address = f"/lots/{desk.code}/buy"
    form = BOUGHT | {
        "message": "For our single origin.",
        "list_price": list_price(market.browser(desk.maker).get(address)),
    }
    page = desk.send(address, form | {"preview": "1"})
    market.do(raise_list_price, desk.talk.lot_id)
    answers = [desk.send(address, form | {"preview": "1"}), mean(desk, page, at=address, form=form)]
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


def test_what_hangs_on_a_bid_is_read_before_it_is_meant(desk: Desk) -> None:
    first, second = (desk.talk.row(desk.a_bid()).code for _ in range(2))
    tied = {"only_together_with": first, "counted_with": second, "most_kg_in_all": "6000", "is_anonymous": "y"}
    page = desk.send(f"/lots/{desk.code}/bid", TYPED | tied | {"preview": "1"}).text
    said = [
        "It goes to France. Pre-shipment sample: Subject to approval of the sample (SAS).",
        f"Only together with {first}: both or neither.",
        f"At most 6,000 kg in all, counted together with {second}.",
        "My organization stays unnamed until the group accepts.",
    ]
    assert [each for each in said if each not in page] == []


def test_conditions_that_cannot_be_stand_open_with_their_fault(desk: Desk) -> None:
    desk.a_bid()
    page = desk.send(f"/lots/{desk.code}/bid", TYPED | {"most_kg_in_all": "999", "preview": "1"})
    assert (page.status_code, page.text.count("One bid alone is for more")) == (422, 2)
    assert re.search(r"<details open>\s*<summary>Conditions with other bids", page.text)


def test_a_group_reads_of_a_condition_but_not_which_bid_it_names(desk: Desk) -> None:
    first = desk.a_bid()
    desk.a_bid(either_of=desk.talk.row(first).code)
    browser = desk.market.browser(desk.producer)
    page = browser.get(f"/bids/{first}").text
    assert ("another bid of the same maker" in page, "<ins>another bid of the same maker</ins>" in page) == (True, True)
    assert f"<ins>{desk.talk.row(first).code}</ins>" in desk.market.browser(desk.maker).get(f"/bids/{first}").text


def test_without_a_way_to_compare_no_price_is_called_the_best(market: Market) -> None:
    desk = Desk(market, price_incoterm="FCA")
    for _ in range(2):
        desk.a_bid(incoterm=Incoterm.FCA)
    page = market.browser(desk.producer).get(f"/lots/{desk.code}/bids").text
    assert (page.count("best price"), page.count("most money")) == (0, 2)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"valid_until": "9999-12-31T23:59"}, 422),
        ({"valid_until": "0001-01-01T00:00"}, 422),
        ({"price_amount": "5.6250", "price_unit": "kg"}, 200),
        ({"price_amount": "5600", "price_unit": "kg"}, 422),
        ({"price_amount": "1000000"}, 422),
    ],
)
def test_no_moment_is_too_far_and_no_price_too_fine_to_be_read(desk: Desk, typed: dict[str, str], code: int) -> None:
    assert desk.send(f"/lots/{desk.code}/bid", TYPED | typed | {"preview": "1"}).status_code == code


def test_a_share_of_nothing_is_not_taken_for_the_usual_one(desk: Desk) -> None:
    until = (clock.now() + timedelta(days=90)).date().isoformat()
    reserving = {"reserved_until": until, "reservation_percent": "0", "preview": "1"}
    answer = desk.send(f"/lots/{desk.code}/bid", TYPED | reserving)
    assert (answer.status_code, "not refunded lies above 0" in answer.text) == (422, True)


def parts_in(page: str) -> list[Decimal]:
    """Read the amounts in USD/t of the list on where the money goes, from the farm gate to the landed price."""
    shown = page[page.index("Where the money goes") : page.index("Price of all bags")]
    amounts = re.findall(r"<dd[^>]*>\s*([^\s<]+) USD/t", shown)
    return [Decimal(each.replace(",", "").replace("\u2212", "-")) for each in amounts]


def with_parts(market: Market) -> Desk:
    return Desk(market, price_stack=to_plain(a_stack()))


@pytest.mark.parametrize(
    "typed",
    [
        {"price_amount": "5600.55"},
        {"price_amount": "19.6321", "price_currency": "PEN", "price_unit": "kg"},
        {"price_amount": "2.5512", "price_unit": "lb"},
    ],
)
def test_the_parts_of_a_price_add_up_to_the_cent_from_the_farm_gate_to_the_door(
    market: Market, typed: dict[str, str]
) -> None:
    desk = with_parts(market)
    page = desk.send(f"/lots/{desk.code}/bid", TYPED | typed | {"preview": "1"}).text
    *parts, price, freight, landed = parts_in(page)
    assert (len(parts), sum(parts), price + freight) == (5, price, landed)


def test_the_parts_of_a_price_on_another_basis_say_what_the_way_costs(market: Market) -> None:
    desk = with_parts(market)
    rates = [FreightRow(Incoterm.EXW, "FR", mode, Decimal("612.25"), date(2026, 1, 1)) for mode in FreightMode]
    desk.market.do(set_freight_rates, rates, "samples", is_fictional=True, by=desk.market.a_facilitator())
    page = desk.send(f"/lots/{desk.code}/bid", TYPED | {"price_incoterm": "EXW", "preview": "1"}).text
    *parts, way, price, freight, landed = parts_in(page)
    assert (sum(parts), way, price, price + freight) == (Decimal("5782.25"), Decimal("-182.25"), Decimal(5600), landed)
    assert "From FOB to EXW" in page


def test_a_private_lot_is_led_to_only_while_it_may_be_seen(market: Market) -> None:
    desk = Desk(market, visibility=Visibility.PRIVATE)
    form = TYPED | {"makers": [str(desk.maker.organization_id)]}
    desk.promised(f"/lots/{desk.code}/offer", form, desk.producer)
    [bid], browser = desk.bids(), market.browser(desk.maker)
    leads = [f'href="/lots/{desk.code}"' in browser.get(f"/bids/{bid.id}").text]
    desk.talk.refuse(bid.id, desk.maker)
    leads.append(f'href="/lots/{desk.code}"' in browser.get(f"/bids/{bid.id}").text)
    assert (leads, browser.get(f"/lots/{desk.code}").status_code) == ([True, False], 404)


def test_a_double_click_is_led_to_the_bid_and_to_the_contract_that_the_first_made(desk: Desk) -> None:
    at, once = f"/lots/{desk.code}/bid", TYPED | {"idempotency_key": "one click"}
    page = desk.send(at, once | {"preview": "1"})
    placed = [mean(desk, page, at=at, form=once) for _ in range(2)]
    [bid] = desk.bids()
    assert [(each.status_code, each.location) for each in placed] == [(303, f"/bids/{bid.id}")] * 2
    seen = desk.talk.seen(bid.id)
    yes = {"number": str(seen.number), "digest": seen.digest, "is_meant": "y", "idempotency_key": "one yes"}
    agreed = [desk.market.browser(desk.producer).post(f"/bids/{bid.id}/accept", yes) for _ in range(2)]
    assert [(each.status_code, each.location) for each in agreed] == [(303, agreed[0].location)] * 2
    assert re.fullmatch(r"/contracts/\d+", agreed[0].location)
