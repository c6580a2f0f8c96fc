"""What the two sides may say to an allocation, and what becomes of one that nobody answered."""

from datetime import datetime

from sqlalchemy import func, select

from marketplace.domain.acts import Act, check_may
from marketplace.domain.allocations import (
    ALLOCATION_MACHINE,
    AllocationState,
    AllocationStep,
    Answer,
    answered,
    check_may_answer,
    decline_faults,
    is_expired,
)
from marketplace.domain.errors import NotFound, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import AllocationId, ContractId, RoundId
from marketplace.domain.rounds import ROUND_MACHINE, RoundStep
from marketplace.domain.viewers import SYSTEM, Role, Viewer
from marketplace.models.base import db
from marketplace.models.drafting import draft_contract
from marketplace.models.events import record_event
from marketplace.models.ledger import release_bags
from marketplace.models.lots import Lot
from marketplace.models.rounds import Allocation, Round
from marketplace.services.transaction import use_case


@use_case
def accept_allocation(allocation_id: AllocationId, *, by: Viewer, now: datetime) -> ContractId | None:
    """Accept in the organization's name; the second acceptance drafts the contract at once and returns its id."""
    allocation = _answered(allocation_id, Answer.ACCEPTED, by=by, now=now)
    if allocation.state is not AllocationState.AGREED:
        record_event(allocation, EventKind.ALLOCATION_ACCEPTED, by=by, now=now)
        return None
    record_event(allocation, EventKind.ALLOCATION_AGREED, by=by, now=now)
    contract = draft_contract(allocation, by=by, now=now)
    _close_if_answered(allocation.round_id, now)
    return contract.id


@use_case
def decline_allocation(allocation_id: AllocationId, note: str, *, by: Viewer, now: datetime) -> None:
    """Decline for a reason, which the other side and the alliance read; the bags go back to the lot."""
    allocation = _answered(allocation_id, Answer.DECLINED, by=by, now=now)
    refuse_if_any(decline_faults(note))
    allocation.decline_reason = note.strip()
    record_event(allocation, EventKind.ALLOCATION_DECLINED, by=by, now=now, note=allocation.decline_reason)
    release_bags(allocation, now)
    _close_if_answered(allocation.round_id, now)


@use_case
def expire_allocation(allocation_id: AllocationId, *, now: datetime) -> bool:
    """Give the bags of an allocation back whose time to answer is over; False when there was nothing to do."""
    allocation = _locked(allocation_id)
    if allocation.state is not AllocationState.OFFERED or not is_expired(allocation.answer_by, now=now):
        return False
    allocation.state = ALLOCATION_MACHINE.advance(allocation.state, AllocationStep.EXPIRE, Role.SYSTEM)
    record_event(allocation, EventKind.ALLOCATION_EXPIRED, by=SYSTEM, now=now)
    release_bags(allocation, now)
    _close_if_answered(allocation.round_id, now)
    return True


def _answered(allocation_id: AllocationId, answer: Answer, *, by: Viewer, now: datetime) -> Allocation:
    allocation = _locked(allocation_id)
    is_party = by.organization_id in allocation.stake.owners and allocation.answer_by is not None
    if not is_party and by.role is not Role.FACILITATOR:
        raise NotFound("allocation.unknown")
    check_may(by, Act.ANSWER_ALLOCATION, allocation.stake)
    is_producer = by.organization_id == allocation.producer_id
    previous = allocation.producer_answer if is_producer else allocation.maker_answer
    check_may_answer(allocation.state, previous, answer_by=allocation.answer_by, now=now)
    if is_producer:
        allocation.producer_answer = answer
    else:
        allocation.maker_answer = answer
    _advance(allocation, by.role)
    return allocation


def _advance(allocation: Allocation, role: Role) -> None:
    steps = {AllocationState.AGREED: AllocationStep.AGREE, AllocationState.DECLINED: AllocationStep.DECLINE}
    after = answered(allocation.state, allocation.producer_answer, maker_answer=allocation.maker_answer)
    if after in steps:
        allocation.state = ALLOCATION_MACHINE.advance(allocation.state, steps[after], role)


def _locked(allocation_id: AllocationId) -> Allocation:
    """Lock the lot first, then the allocation, as everywhere."""
    lot_id = db.session.scalar(select(Allocation.lot_id).where(Allocation.id == allocation_id))
    if lot_id is None:
        raise NotFound("allocation.unknown")
    db.session.execute(select(Lot.id).where(Lot.id == lot_id).with_for_update())
    return db.session.get_one(Allocation, allocation_id, with_for_update=True, populate_existing=True)


def _close_if_answered(round_id: RoundId, now: datetime) -> None:
    """Close the round with its last answer; it is locked before counting, so of two last answers one closes it."""
    row = db.session.get_one(Round, round_id, with_for_update=True, populate_existing=True)
    waiting = db.session.scalar(
        select(func.count()).where(Allocation.round_id == round_id, Allocation.state == AllocationState.OFFERED)
    )
    if not waiting:
        row.state = ROUND_MACHINE.advance(row.state, RoundStep.CLOSE, Role.SYSTEM)
        record_event(row, EventKind.ROUND_CLOSED, by=SYSTEM, now=now)
