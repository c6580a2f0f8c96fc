"""Claims about what arrived: the maker opens one in time, the group answers, a facilitator mediates."""

from datetime import datetime

from sqlalchemy import func, select

from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.claims import (
    ANSWER_WITHIN,
    CLAIM_MACHINE,
    ENDS_WITH_WORDS,
    NEEDS_REMEDY,
    PENDING,
    ClaimState,
    ClaimStep,
    Grievance,
    Reply,
    check_in_time,
    grievance_faults,
    is_over,
    opening_faults,
    reply_faults,
    rest_faults,
)
from marketplace.domain.contracts.goods import Goods
from marketplace.domain.contracts.life import review_due
from marketplace.domain.errors import NotFound, refuse_if_any
from marketplace.domain.events import EventKind, SubjectKind, step_taken
from marketplace.domain.ids import ClaimId
from marketplace.domain.viewers import SYSTEM, Viewer
from marketplace.models.base import db
from marketplace.models.contracts.claiming import claimable
from marketplace.models.contracts.goods import check_goods_in_force, lock_goods, say_anew
from marketplace.models.contracts.steps import lock_contract
from marketplace.models.money.course import settle_up
from marketplace.models.rows.contracts.claims import Claim
from marketplace.models.rows.record.events import record_event
from marketplace.services.transaction import use_case


@use_case
def open_claim(goods: Goods, grievance: Grievance, *, by: Viewer, now: datetime) -> ClaimId:
    """Open a claim within the days that the contract gives after discharge; the group has to answer."""
    locked = lock_goods(goods, by)
    contract = locked.contract
    check_may(by, Act.OPEN_CLAIM, contract.stake)
    check_goods_in_force(locked)
    refuse_if_any(opening_faults(locked.arrived_on, locked.terms.claim_days, now=now))
    refuse_if_any(grievance_faults(grievance, locked.total))
    rest = claimable(contract, locked.call_off)
    refuse_if_any(rest_faults(None, grievance.remedy, total=locked.total, rest=rest))
    last = db.session.scalar(select(func.max(Claim.number)).where(Claim.contract_id == contract.id)) or 0
    claim = Claim(
        contract=contract,
        call_off=locked.call_off,
        number=last + 1,
        kind=grievance.kind,
        state=ClaimState.OPEN,
        words=grievance.words.strip(),
        remedy=grievance.remedy,
        opened_by_id=by.user_id,
        opened_at=now,
        answer_by=now + ANSWER_WITHIN,
    )
    facts = {"code": claim.about, "number": claim.number, "note": claim.words}
    record_event(claim, EventKind.CLAIM_OPENED, by=by, now=now, **facts)
    say_anew(claim.call_off or contract, now=now)
    return claim.id


@use_case
def answer_claim(claim_id: ClaimId, step: ClaimStep, *, reply: Reply, by: Viewer, now: datetime) -> None:
    """Take a step with a claim: the group's answer, the maker's, a facilitator's outcome, the way to the forum."""
    claim = _locked(claim_id, by)
    check_may(by, Act.REVIEW_CONTRACT if step is ClaimStep.MEDIATE else Act.TEND_CONTRACT, claim.stake)
    claim.expect_version(reply.seen)
    claim.state = CLAIM_MACHINE.advance(claim.state, step, by.role)
    check_in_time(step, claim.answer_by, now=now)
    refuse_if_any(reply_faults(step, reply, total=claim.total))
    _check_rest(claim, step, reply)
    _put(claim, step, reply, now=now)
    facts = {"code": claim.about, "number": claim.number, "note": reply.words.strip() or None}
    record_event(claim, step_taken(SubjectKind.CLAIM, step), by=by, now=now, **facts, **_due(claim))
    if claim.agreed:
        settle_up(claim.contract, now=now)
    say_anew(claim.call_off or claim.contract, now=now)


@use_case
def expire_claim(claim_id: ClaimId, *, now: datetime) -> bool:
    """Put a claim that nobody answered in time before a facilitator; False when there was nothing to do."""
    claim = _locked(claim_id, SYSTEM)
    is_waiting = claim.state in (ClaimState.OPEN, ClaimState.COUNTERED)
    if not is_waiting or not is_over(claim.answer_by, now=now):
        return False
    claim.state = CLAIM_MACHINE.advance(claim.state, ClaimStep.EXPIRE, SYSTEM.role)
    claim.answer_by = review_due(now)
    facts = {"code": claim.about, "number": claim.number}
    record_event(claim, EventKind.CLAIM_EXPIRED, by=SYSTEM, now=now, **facts)
    return True


def _put(claim: Claim, step: ClaimStep, reply: Reply, *, now: datetime) -> None:
    words, remedy = reply.words.strip() or None, reply.remedy
    if step is ClaimStep.COUNTER and remedy:
        claim.counter_kind, claim.counter_value = remedy.kind, remedy.value
    if step in (ClaimStep.COUNTER, ClaimStep.REJECT):
        claim.answer = words
    if step in ENDS_WITH_WORDS:
        claim.outcome = words
    ending = {ClaimStep.ACCEPT: claim.remedy, ClaimStep.AGREE: claim.counter, ClaimStep.MEDIATE: remedy}.get(step)
    if ending:
        claim.outcome_kind, claim.outcome_value = ending.kind, ending.value
    if claim.state in PENDING:
        claim.answer_by = now + ANSWER_WITHIN if claim.state is ClaimState.COUNTERED else review_due(now)
    else:
        claim.answer_by, claim.closed_at = None, now


def _check_rest(claim: Claim, step: ClaimStep, reply: Reply) -> None:
    """Refuse what would give more, with what other claims took, than the goods cost."""
    stated = {ClaimStep.ACCEPT: claim.remedy, ClaimStep.AGREE: claim.counter}
    given = reply.remedy if step in NEEDS_REMEDY else stated.get(step)
    rest = claimable(claim.contract, claim.call_off)
    refuse_if_any(rest_faults(step, given, total=claim.total, rest=rest))


def _due(claim: Claim) -> dict[str, str]:
    """Say what a claim that is over makes due to the maker, as a fact for whoever moves the money."""
    worth = claim.agreed.worth(claim.total) if claim.agreed else None
    return {"allowance_due": str(worth.amount), "currency": worth.currency.value} if worth else {}


def _locked(claim_id: ClaimId, by: Viewer) -> Claim:
    contract_id = db.session.scalar(select(Claim.contract_id).where(Claim.id == claim_id))
    if contract_id is None:
        raise NotFound("claim.unknown")
    lock_contract(contract_id, by)
    return db.session.get_one(Claim, claim_id, with_for_update=True, populate_existing=True)
