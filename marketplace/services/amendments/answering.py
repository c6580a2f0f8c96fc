"""Answering a wish to change a contract: the other side signs or refuses, whoever asked may take it back."""

from datetime import datetime

from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.changes import (
    AMENDMENT_MACHINE,
    PENDING,
    AmendmentKind,
    AmendmentState,
    AmendmentStep,
    Hand,
    check_side,
    check_timely,
    is_over,
    note_faults,
)
from marketplace.domain.contracts.life import CONTRACT_MACHINE, ContractPermit, review_due
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import NotFound, refuse_if_any
from marketplace.domain.events import SubjectKind, step_taken
from marketplace.domain.ids import AmendmentId
from marketplace.domain.viewers import SYSTEM, Viewer
from marketplace.gateways.queue import enqueue
from marketplace.models.accounts.hands import count_try, known_hand
from marketplace.models.base import db
from marketplace.models.contracts.amending import check_in_force, lapse, lock_amendment, sign_amendment
from marketplace.models.contracts.resizing import check_bags, hold_more
from marketplace.models.rows.contracts.amendments import Amendment
from marketplace.models.rows.record.events import record_event
from marketplace.models.samples.steps import say_allowance_anew
from marketplace.services.transaction import keeping_ticket, use_case


def accept_amendment(amendment_id: AmendmentId, *, seen: int, hand: Hand, by: Viewer, now: datetime) -> None:
    """Sign the changed terms too; a facilitator decides next. Until then the contract stays as it was.

    Bags that the change adds are held from now on, as with any word that both sides gave.
    """
    with keeping_ticket():
        _count_try(amendment_id, by=by, now=now)
    _accept(amendment_id, seen=seen, hand=hand, by=by, now=now)


@use_case
def _count_try(amendment_id: AmendmentId, *, by: Viewer, now: datetime) -> None:
    amendment = db.session.get(Amendment, amendment_id)
    if amendment is None or by.organization_id not in amendment.stake.owners:
        raise NotFound("amendment.unknown")
    check_may(by, Act.TEND_CONTRACT, amendment.stake)
    count_try(by, now)


@use_case
def _accept(amendment_id: AmendmentId, *, seen: int, hand: Hand, by: Viewer, now: datetime) -> None:
    person = known_hand(by, hand.password)
    amendment = _stepped(amendment_id, AmendmentStep.ACCEPT, seen=seen, by=by)
    check_in_force(amendment.contract)
    check_timely(amendment.expires_at, now)
    amendment.judge_by = review_due(now)
    _record(amendment, AmendmentStep.ACCEPT, by=by, now=now)
    sign_amendment(amendment, hand, person=person, by=by, now=now)
    _hold(amendment, now=now)


@use_case
def refuse_amendment(amendment_id: AmendmentId, note: str, *, seen: int, by: Viewer, now: datetime) -> None:
    """Refuse the other side's change for a reason; the contract stays as it is."""
    amendment = _stepped(amendment_id, AmendmentStep.REFUSE, seen=seen, by=by)
    refuse_if_any(note_faults(note))
    amendment.note = note.strip()
    _record(amendment, AmendmentStep.REFUSE, by=by, now=now)


@use_case
def withdraw_amendment(amendment_id: AmendmentId, *, seen: int, by: Viewer, now: datetime) -> None:
    """Take back a change that the other side has not answered."""
    amendment = _stepped(amendment_id, AmendmentStep.WITHDRAW, seen=seen, by=by)
    _record(amendment, AmendmentStep.WITHDRAW, by=by, now=now)


@use_case
def expire_amendment(amendment_id: AmendmentId, *, now: datetime) -> bool:
    """End an amendment that nobody answered in time, or whose contract is over; False when there was nothing to do."""
    amendment = lock_amendment(amendment_id, SYSTEM)
    is_moot = not CONTRACT_MACHINE.permits(amendment.contract.state, ContractPermit.BIND)
    is_late = amendment.state is AmendmentState.WAITING and is_over(amendment.expires_at, now)
    if amendment.state not in PENDING or not (is_moot or is_late):
        return False
    lapse(amendment, now)
    return True


def _hold(amendment: Amendment, *, now: datetime) -> None:
    if amendment.kind is AmendmentKind.TERMS:
        check_bags(amendment.contract, ContractTerms.from_json(amendment.terms))
        hold_more(amendment, now=now)
        enqueue(db.session, "bids:outbid", lot_id=amendment.contract.lot_id)


def _stepped(amendment_id: AmendmentId, step: AmendmentStep, *, seen: int, by: Viewer) -> Amendment:
    amendment = lock_amendment(amendment_id, by)
    check_may(by, Act.TEND_CONTRACT, amendment.stake)
    check_side(amendment.by_organization_id, by.organization_id, step=step)
    amendment.expect_version(seen)
    amendment.state = AMENDMENT_MACHINE.advance(amendment.state, step, by.role)
    return amendment


def _record(amendment: Amendment, step: AmendmentStep, *, by: Viewer, now: datetime) -> None:
    facts = {"code": amendment.contract.code, "number": amendment.number, "note": amendment.note}
    record_event(amendment, step_taken(SubjectKind.AMENDMENT, step), by=by, now=now, **facts)
    say_allowance_anew(amendment.contract, now)
