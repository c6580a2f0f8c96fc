"""A contract is judged once, by somebody who is no party, and by two people where much is at stake."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from marketplace.domain.contracts.life import SIGNING_TIME, ContractState
from marketplace.domain.contracts.milestones import Milestone
from marketplace.domain.errors import NotAllowed, NotFound, Refused, Stale
from marketplace.domain.prices import ReferenceFigure, ReferenceKind
from marketplace.domain.viewers import Level, Viewer
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.queries.contracts.showing import get_contract
from marketplace.services.contracts import amending, judging
from marketplace.services.references import set_reference_prices
from tests import agreements
from tests.agreements import Agreed
from tests.market import NOW, Market
from tests.races import race

REASON = "The shipment window does not fit the harvest."
CONDITION = "The organic certificate is renewed before shipment."


@pytest.fixture
def agreed(market: Market) -> Agreed:
    return agreements.signed(market)


def approve(agreed: Agreed, by: Viewer | None = None, *, condition: str | None = None) -> None:
    by = by or agreed.facilitator
    agreed.market.do(judging.approve_contract, agreed.id, condition, seen=agreed.seen, by=by, now=NOW)


def ask_for_two(market: Market) -> None:
    figure = ReferenceFigure(ReferenceKind.SECOND_REVIEW_FROM, Decimal(1_000), NOW.date())
    market.do(set_reference_prices, [figure], "the alliance", is_fictional=True, by=market.a_facilitator())


def test_a_facilitator_approves(agreed: Agreed) -> None:
    approve(agreed)
    assert (agreed.state, agreed.reserved, agreed.row.milestone) == (ContractState.APPROVED, 20, Milestone.PREPARING)


def test_a_condition_is_kept_with_the_approval(agreed: Agreed) -> None:
    approve(agreed, condition=CONDITION)
    page = agreed.market.do(get_contract, agreed.id, agreed.maker, now=NOW)
    assert [each.condition for each in page.approvals] == [CONDITION]


def test_a_rejected_contract_gives_its_bags_back_once(market: Market, agreed: Agreed) -> None:
    market.do(judging.reject_contract, agreed.id, REASON, seen=agreed.seen, by=agreed.facilitator, now=NOW)
    assert (agreed.state, agreed.reserved) == (ContractState.REJECTED, 0)


def test_no_reason_no_rejection(market: Market, agreed: Agreed) -> None:
    with pytest.raises(Refused, match=r"contract\.note_missing"):
        market.do(judging.reject_contract, agreed.id, "no", seen=agreed.seen, by=agreed.facilitator, now=NOW)
    assert (agreed.state, agreed.reserved) == (ContractState.IN_REVIEW, 20)


def test_what_is_sent_back_must_be_signed_anew(market: Market, agreed: Agreed) -> None:
    market.do(judging.send_back_contract, agreed.id, REASON, seen=agreed.seen, by=agreed.facilitator, now=NOW)
    market.do(
        amending.revise_contract, agreed.id, agreed.terms(claim_days=30), seen=agreed.seen, by=agreed.maker, now=NOW
    )
    market.do(amending.confirm_contract, agreed.id, seen=agreed.seen, by=agreed.producer, now=NOW)
    page = market.do(get_contract, agreed.id, agreed.maker, now=NOW)
    assert (page.line.state, page.signatures, len(page.marks.signatures)) == (ContractState.SIGNING, (), 2)


def test_nobody_approves_what_nobody_signed(market: Market) -> None:
    agreed = agreements.settled(market)

    def smuggle() -> None:
        contract = db.session.get_one(Contract, agreed.id)
        contract.state, contract.changed_at = ContractState.IN_REVIEW, NOW
        db.session.commit()

    market.do(smuggle)
    with pytest.raises(Refused, match=r"contract\.not_signed"):
        approve(agreed)


def test_a_party_does_not_judge_its_own_contract(agreed: Agreed) -> None:
    with pytest.raises(NotAllowed):
        approve(agreed, agreed.producer)


def test_a_facilitator_who_belongs_to_a_party_does_not_judge(agreed: Agreed) -> None:
    own, theirs = agreed.facilitator, agreed.maker.organization_ids
    with pytest.raises(NotAllowed, match=r"act\.party_may_not_judge"):
        approve(agreed, replace(own, organization_ids=own.organization_ids | theirs))


def test_a_facilitator_who_only_reads_does_not_judge(agreed: Agreed) -> None:
    with pytest.raises(NotAllowed, match=r"act\.readers_may_not"):
        approve(agreed, replace(agreed.facilitator, level=Level.READER))


def test_no_approval_below_the_floor(market: Market) -> None:
    market.set_references()
    agreed = agreements.signed(market, farm_gate_pen_kg=Decimal("0.01"))
    with pytest.raises(Refused, match=r"contract\.farm_gate_below_reference"):
        approve(agreed)


def test_above_the_threshold_the_first_approval_asks_for_a_second(market: Market, agreed: Agreed) -> None:
    ask_for_two(market)
    approve(agreed)
    assert (agreed.state, agreed.row.milestone) == (ContractState.SECOND_REVIEW, None)


def test_the_second_one_is_somebody_else(market: Market, agreed: Agreed) -> None:
    ask_for_two(market)
    approve(agreed)
    with pytest.raises(NotAllowed, match=r"contract\.needs_another_facilitator"):
        approve(agreed)
    approve(agreed, market.a_person(agreed.facilitator.organization_id))
    page = market.do(get_contract, agreed.id, agreed.maker, now=NOW)
    assert (page.line.state, len(page.approvals)) == (ContractState.APPROVED, 2)


def test_the_first_facilitator_sees_that_it_waits_for_another(market: Market, agreed: Agreed) -> None:
    ask_for_two(market)
    approve(agreed)
    own = market.do(get_contract, agreed.id, agreed.facilitator, now=NOW)
    other = market.do(get_contract, agreed.id, market.a_person(agreed.facilitator.organization_id), now=NOW)
    assert ("approve" in own.steps, "approve" in other.steps) == (False, True)


def test_the_second_one_may_send_it_back(market: Market, agreed: Agreed) -> None:
    ask_for_two(market)
    approve(agreed)
    second = market.a_person(agreed.facilitator.organization_id)
    market.do(judging.send_back_contract, agreed.id, REASON, seen=agreed.seen, by=second, now=NOW)
    assert agreed.state is ContractState.RETURNED


def test_what_is_sent_back_after_its_reservation_ended_may_still_be_mended(market: Market) -> None:
    agreed = agreements.signed(market, reserved_until=NOW.date() - timedelta(days=1), reservation_percent=Decimal(15))
    market.do(judging.send_back_contract, agreed.id, REASON, seen=agreed.seen, by=agreed.facilitator, now=NOW)
    terms = agreed.terms(claim_days=30)
    market.do(amending.revise_contract, agreed.id, terms, seen=agreed.seen, by=agreed.producer, now=NOW)
    market.do(amending.confirm_contract, agreed.id, seen=agreed.seen, by=agreed.maker, now=NOW)
    assert (agreed.state, agreed.row.sign_by) == (ContractState.SIGNING, NOW + SIGNING_TIME)


def test_a_stranger_does_not_learn_that_a_contract_exists(market: Market, agreed: Agreed) -> None:
    with pytest.raises(NotFound):
        market.do(judging.reject_contract, agreed.id, REASON, seen=1, by=market.a_maker(), now=NOW)


def test_of_two_facilitators_deciding_at_once_one_is_told(market: Market, agreed: Agreed) -> None:
    people = (agreed.facilitator, market.a_person(agreed.facilitator.organization_id))
    seen = agreed.seen
    works = [
        lambda by=by: market.do(judging.approve_contract, agreed.id, None, seen=seen, by=by, now=NOW) for by in people
    ]
    outcomes = race(market, ("lots", agreed.row.lot_id), *works)
    assert [type(each) for each in outcomes if each] == [Stale]
    assert (agreed.state, outcomes.count(None)) == (ContractState.APPROVED, 1)


def test_of_two_first_approvals_at_once_only_one_counts(market: Market, agreed: Agreed) -> None:
    ask_for_two(market)
    people = (agreed.facilitator, market.a_person(agreed.facilitator.organization_id))
    seen = agreed.seen
    works = [
        lambda by=by: market.do(judging.approve_contract, agreed.id, None, seen=seen, by=by, now=NOW) for by in people
    ]
    race(market, ("lots", agreed.row.lot_id), *works)
    page = market.do(get_contract, agreed.id, agreed.maker, now=NOW)
    assert (page.line.state, len(page.approvals)) == (ContractState.SECOND_REVIEW, 1)


def test_one_person_approving_twice_at_once_is_one_approval(market: Market, agreed: Agreed) -> None:
    ask_for_two(market)
    seen = agreed.seen
    work = lambda: market.do(  # noqa: E731 - the same work, twice
        judging.approve_contract, agreed.id, None, seen=seen, by=agreed.facilitator, now=NOW
    )
    race(market, ("lots", agreed.row.lot_id), work, work)
    assert agreed.state is ContractState.SECOND_REVIEW


def test_approving_and_rejecting_at_once_leaves_one_truth(market: Market, agreed: Agreed) -> None:
    seen, other = agreed.seen, market.a_person(agreed.facilitator.organization_id)
    outcomes = race(
        market,
        ("lots", agreed.row.lot_id),
        lambda: market.do(judging.approve_contract, agreed.id, None, seen=seen, by=agreed.facilitator, now=NOW),
        lambda: market.do(judging.reject_contract, agreed.id, REASON, seen=seen, by=other, now=NOW),
    )
    assert sum(isinstance(each, Stale) for each in outcomes) == 1
    assert (agreed.state, agreed.reserved) in {(ContractState.APPROVED, 20), (ContractState.REJECTED, 0)}


def test_an_approval_is_one_version(agreed: Agreed) -> None:
    seen = agreed.seen
    approve(agreed)
    assert agreed.seen == seen + 1
