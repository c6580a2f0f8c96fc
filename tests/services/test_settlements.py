"""The final weight settles a contract once: within the tolerance by both sides, outside with a facilitator too."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from sqlalchemy import select

from marketplace.domain.contracts.settlement import SettlementState, Weighing
from marketplace.domain.errors import NotAllowed, NotFound, Refused, Stale
from marketplace.domain.mass import Mass
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.contracts.settlements import Settlement
from marketplace.queries.contracts.settlements import list_unanswered_weights
from marketplace.services.settlements import (
    agree_weight,
    approve_weight,
    contest_weight,
    dispute_weight,
    expire_weight,
    refuse_weight,
    state_weight,
)
from tests.approved import Approved
from tests.market import NOW, Market
from tests.races import race
from tests.services.test_fixings import FOLLOWS

WHY = "Our own scale shows eleven kilograms more."


@pytest.fixture
def deal(market: Market) -> Approved:
    arrived = Approved.in_market(market, sample_basis="none")
    arrived.arrive()
    return arrived


def weigh(deal: Approved, by: Viewer, kilograms: str = "985.2", *, seen: int | None = None) -> None:
    weighing = Weighing(Mass(Decimal(kilograms)), NOW.date(), "SGS Hamburg, report 4711")
    deal.market.do(state_weight, deal.id, weighing, seen=seen, by=by, now=NOW)


def settlement(deal: Approved) -> Settlement:
    return deal.market.do(lambda: db.session.scalars(select(Settlement)).one())


def test_what_both_sides_agree_on_within_the_tolerance_is_settled(deal: Approved) -> None:
    weigh(deal, deal.maker)
    deal.market.do(agree_weight, deal.id, seen=1, by=deal.producer, now=NOW)
    row = settlement(deal)
    assert (row.state, row.amount, row.difference) == (
        SettlementState.SETTLED,
        Decimal("5566.38"),
        Decimal("-83.62"),
    )


def test_outside_the_tolerance_a_facilitator_has_to_agree_too(deal: Approved) -> None:
    weigh(deal, deal.maker, "960")
    deal.market.do(agree_weight, deal.id, seen=1, by=deal.producer, now=NOW)
    waiting = (settlement(deal).state, deal.turns("settlement"))
    deal.market.do(approve_weight, deal.id, seen=2, by=deal.facilitator, now=NOW)
    assert waiting == (SettlementState.CONSENTED, {("settlement.judge", None)})
    assert (settlement(deal).state, settlement(deal).difference) == (SettlementState.SETTLED, Decimal("-226.00"))


LATER = NOW + timedelta(days=10)


def test_a_weight_that_nobody_answers_comes_before_a_facilitator(market: Market, deal: Approved) -> None:
    weigh(deal, deal.maker)
    row = settlement(deal)
    assert market.do(expire_weight, row.id, now=LATER - timedelta(seconds=1)) is False
    assert market.do(list_unanswered_weights, LATER) == [row.id]
    assert market.do(expire_weight, row.id, now=LATER) is True
    waiting = (settlement(deal).state, deal.turns("settlement"))
    market.do(approve_weight, deal.id, seen=2, by=deal.facilitator, now=LATER)
    assert waiting == (SettlementState.CONTESTED, {("settlement.judge", None)})
    assert settlement(deal).state is SettlementState.SETTLED


def test_two_sides_who_do_not_agree_may_ask_a_facilitator(market: Market, deal: Approved) -> None:
    weigh(deal, deal.maker)
    market.do(dispute_weight, deal.id, WHY, seen=1, by=deal.producer, now=NOW)
    page = market.browser(deal.producer).get(f"/contracts/{deal.id}/settlement/").text
    sent = {"version": "2", "note": WHY}
    market.browser(deal.producer).post(f"/contracts/{deal.id}/settlement/contest", sent)
    assert ("Ask a facilitator to decide" in page, settlement(deal).state) == (True, SettlementState.CONTESTED)
    with pytest.raises(NotAllowed):
        market.do(approve_weight, deal.id, seen=3, by=deal.maker, now=NOW)
    market.do(refuse_weight, deal.id, WHY, seen=3, by=deal.facilitator, now=NOW)
    assert settlement(deal).state is SettlementState.DISPUTED


def test_nobody_asks_a_facilitator_about_a_weight_that_nobody_disputes(market: Market, deal: Approved) -> None:
    weigh(deal, deal.maker)
    with pytest.raises(Refused, match=r"settlement\.wrong_state"):
        market.do(contest_weight, deal.id, WHY, seen=1, by=deal.producer, now=NOW)


def test_a_facilitator_sends_a_weight_back_with_a_reason(deal: Approved) -> None:
    weigh(deal, deal.maker, "960")
    deal.market.do(agree_weight, deal.id, seen=1, by=deal.producer, now=NOW)
    deal.market.do(refuse_weight, deal.id, WHY, seen=2, by=deal.facilitator, now=NOW)
    assert (settlement(deal).state, settlement(deal).note) == (SettlementState.DISPUTED, WHY)


def test_a_disputed_weight_is_stated_anew_by_either_side(deal: Approved) -> None:
    weigh(deal, deal.maker)
    deal.market.do(dispute_weight, deal.id, WHY, seen=1, by=deal.producer, now=NOW)
    weigh(deal, deal.producer, "996.3", seen=2)
    row = settlement(deal)
    assert (row.state, row.stated_by_id, row.final_weight) == (
        SettlementState.STATED,
        deal.producer.organization_id,
        Mass(Decimal("996.300")),
    )


def test_a_dispute_needs_a_reason(deal: Approved) -> None:
    weigh(deal, deal.maker)
    with pytest.raises(Refused, match=r"settlement\.note_missing"):
        deal.market.do(dispute_weight, deal.id, "no", seen=1, by=deal.producer, now=NOW)


def test_nobody_agrees_to_an_own_weight(deal: Approved) -> None:
    weigh(deal, deal.maker)
    with pytest.raises(NotAllowed, match=r"settlement\.own_weight"):
        deal.market.do(agree_weight, deal.id, seen=1, by=deal.maker, now=NOW)


def test_no_weight_takes_the_place_of_one_that_waits(deal: Approved) -> None:
    weigh(deal, deal.maker)
    with pytest.raises(Refused, match=r"settlement\.wrong_state"):
        weigh(deal, deal.producer, seen=1)


def test_nothing_is_weighed_before_it_arrives(market: Market) -> None:
    at_home = Approved.in_market(market)
    with pytest.raises(Refused, match=r"settlement\.not_arrived"):
        weigh(at_home, at_home.maker)


def test_a_price_that_may_still_move_settles_nothing(market: Market) -> None:
    moving = Approved.in_market(market, sample_basis="none", **FOLLOWS)
    moving.arrive()
    with pytest.raises(Refused, match=r"settlement\.price_provisional"):
        weigh(moving, moving.maker)


def test_strangers_learn_nothing_of_a_settlement(deal: Approved) -> None:
    weigh(deal, deal.maker)
    with pytest.raises(NotFound):
        deal.market.do(agree_weight, deal.id, seen=1, by=deal.market.a_producer(), now=NOW)


def test_agreeing_and_disputing_at_once_does_one_of_the_two(deal: Approved) -> None:
    weigh(deal, deal.maker)
    partner = deal.market.a_person(deal.producer.organization_id)
    outcomes = race(
        deal.market,
        ("lots", deal.contract.lot_id),
        partial(deal.market.do, agree_weight, deal.id, seen=1, by=deal.producer, now=NOW),
        partial(deal.market.do, dispute_weight, deal.id, WHY, seen=1, by=partner, now=NOW),
    )
    assert sorted(type(each).__name__ for each in outcomes) == ["NoneType", Stale.__name__]
