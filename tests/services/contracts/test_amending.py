"""What one side changes the other confirms, in time, and nobody is bound by what they did not sign."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from marketplace.domain.contracts.clauses import Forum
from marketplace.domain.contracts.life import SIGNING_TIME, ContractState
from marketplace.domain.errors import NotAllowed, NotFound, Refused, Stale
from marketplace.domain.money import Currency
from marketplace.domain.prices import Conversion
from marketplace.queries.contracts.showing import get_contract, list_overdue
from marketplace.services.contracts import amending
from tests import agreements
from tests.agreements import Agreed
from tests.market import NOW, Market
from tests.races import race

REASON = "The shipment window does not fit the harvest."
TOO_LATE = NOW + SIGNING_TIME


@pytest.fixture
def agreed(market: Market) -> Agreed:
    return agreements.drafted(market)


def revise(agreed: Agreed, *, claim_days: int = 30) -> None:
    terms = agreed.terms(claim_days=claim_days)
    agreed.market.do(amending.revise_contract, agreed.id, terms, seen=agreed.seen, by=agreed.producer, now=NOW)


def test_a_drafted_contract_waits_for_both_sides(agreed: Agreed) -> None:
    assert (agreed.state, agreed.row.sign_by, agreed.row.review_by) == (ContractState.SIGNING, TOO_LATE, None)


def test_what_one_side_changes_the_other_confirms(market: Market, agreed: Agreed) -> None:
    revise(agreed)
    market.do(amending.confirm_contract, agreed.id, seen=agreed.seen, by=agreed.maker, now=NOW)
    page = market.do(get_contract, agreed.id, agreed.facilitator, now=NOW)
    assert page.line.state is ContractState.SIGNING
    assert [(each.name, each.old, each.new) for each in page.changes] == [("claim_days", 21, 30)]


def test_nobody_confirms_an_own_change(market: Market, agreed: Agreed) -> None:
    revise(agreed)
    with pytest.raises(NotAllowed, match=r"contract\.own_change"):
        market.do(amending.confirm_contract, agreed.id, seen=agreed.seen, by=agreed.producer, now=NOW)


def test_the_other_side_may_change_it_further(market: Market, agreed: Agreed) -> None:
    revise(agreed)
    terms = agreed.terms(forum=Forum.ICC, law="Peru")
    market.do(amending.revise_contract, agreed.id, terms, seen=agreed.seen, by=agreed.maker, now=NOW)
    page = market.do(get_contract, agreed.id, agreed.producer, now=NOW)
    assert "confirm" in page.steps
    assert "confirm" not in market.do(get_contract, agreed.id, agreed.maker, now=NOW).steps


def test_the_price_may_be_renegotiated_and_the_total_follows(market: Market, agreed: Agreed) -> None:
    old = agreed.terms()
    price = old.price.__class__(old.price.amount + 100, old.price.currency, old.price.incoterm, old.price.place)
    terms = agreed.terms(price=price, price_stack=None)
    market.do(amending.revise_contract, agreed.id, terms, seen=agreed.seen, by=agreed.maker, now=NOW)
    assert agreed.row.total.amount == old.total.amount + old.volume.tonnes * 100


def test_the_price_is_not_renegotiated_below_what_the_farmers_are_paid(market: Market) -> None:
    agreed = agreements.settled(market, farm_gate=Conversion(Decimal(3000), Currency.USD, Decimal("3.5"), NOW.date()))
    terms = agreed.terms(price=replace(agreed.terms().price, amount=Decimal(2999)), price_stack=None)
    with pytest.raises(Refused, match=r"bid\.below_farm_gate"):
        market.do(amending.revise_contract, agreed.id, terms, seen=agreed.seen, by=agreed.maker, now=NOW)


def test_bags_are_not_renegotiated(market: Market, agreed: Agreed) -> None:
    with pytest.raises(Refused, match=r"contract\.term_fixed"):
        market.do(
            amending.revise_contract, agreed.id, agreed.terms(bags=21), seen=agreed.seen, by=agreed.producer, now=NOW
        )


def test_a_stranger_does_not_learn_that_a_contract_exists(market: Market, agreed: Agreed) -> None:
    with pytest.raises(NotFound):
        market.do(amending.confirm_contract, agreed.id, seen=1, by=market.a_maker(), now=NOW)


@pytest.mark.parametrize("by", ["producer", "maker"])
def test_either_side_may_step_back_before_it_binds(market: Market, agreed: Agreed, by: str) -> None:
    market.do(amending.cancel_contract, agreed.id, REASON, seen=agreed.seen, by=getattr(agreed, by), now=NOW)
    assert (agreed.state, agreed.reserved) == (ContractState.CANCELLED, 0)


def test_an_approved_contract_is_not_cancelled_by_one_side(market: Market) -> None:
    agreed = agreements.approved(market)
    with pytest.raises(Refused, match=r"contract\.wrong_state"):
        market.do(amending.cancel_contract, agreed.id, REASON, seen=agreed.seen, by=agreed.maker, now=NOW)


def test_what_is_not_signed_in_time_expires_and_gives_its_bags_back(market: Market, agreed: Agreed) -> None:
    assert market.do(list_overdue, TOO_LATE) == [agreed.id]
    assert market.do(amending.expire_contract, agreed.id, now=TOO_LATE)
    assert (agreed.state, agreed.reserved) == (ContractState.EXPIRED, 0)


def test_it_expires_once(market: Market, agreed: Agreed) -> None:
    answers = [market.do(amending.expire_contract, agreed.id, now=TOO_LATE) for _ in range(2)]
    assert (answers, agreed.reserved) == ([True, False], 0)


def test_nothing_expires_before_its_time(market: Market, agreed: Agreed) -> None:
    before = TOO_LATE - timedelta(seconds=1)
    assert market.do(list_overdue, before) == []
    assert not market.do(amending.expire_contract, agreed.id, now=before)


def test_what_waits_for_a_facilitator_does_not_expire(market: Market) -> None:
    agreed = agreements.signed(market)
    assert market.do(list_overdue, TOO_LATE) == []
    assert not market.do(amending.expire_contract, agreed.id, now=TOO_LATE)


def test_too_late_is_too_late_even_before_the_job_comes(market: Market, agreed: Agreed) -> None:
    terms = agreed.terms(claim_days=30)
    with pytest.raises(Refused, match=r"contract\.signing_over"):
        market.do(amending.revise_contract, agreed.id, terms, seen=agreed.seen, by=agreed.maker, now=TOO_LATE)


def test_a_confirmed_change_gives_both_sides_their_time_anew(market: Market, agreed: Agreed) -> None:
    revise(agreed)
    later = NOW + timedelta(days=5)
    market.do(amending.confirm_contract, agreed.id, seen=agreed.seen, by=agreed.maker, now=later)
    assert agreed.row.sign_by == later + SIGNING_TIME


def test_two_cancellations_at_once_give_the_bags_back_once(market: Market, agreed: Agreed) -> None:
    seen = agreed.seen
    works = [
        lambda by=by: market.do(amending.cancel_contract, agreed.id, REASON, seen=seen, by=by, now=NOW)
        for by in (agreed.producer, agreed.maker)
    ]
    outcomes = race(market, ("lots", agreed.row.lot_id), *works)
    assert sum(isinstance(each, Stale) for each in outcomes) == 1
    assert (agreed.state, agreed.reserved) == (ContractState.CANCELLED, 0)


def test_expiring_and_cancelling_at_once_give_the_bags_back_once(market: Market, agreed: Agreed) -> None:
    seen = agreed.seen
    race(
        market,
        ("lots", agreed.row.lot_id),
        lambda: market.do(amending.expire_contract, agreed.id, now=TOO_LATE),
        lambda: market.do(amending.cancel_contract, agreed.id, REASON, seen=seen, by=agreed.maker, now=TOO_LATE),
    )
    assert agreed.reserved == 0
