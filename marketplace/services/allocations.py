"""What the two sides may say to an allocation, and what becomes of one that nobody answered."""

from datetime import datetime

from sqlalchemy import select

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
from marketplace.domain.bids.life import check_in_time
from marketplace.domain.errors import NotFound, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import AllocationId, BidId, ContractId
from marketplace.domain.viewers import SYSTEM, Role, Viewer
from marketplace.gateways.queue import enqueue
from marketplace.models.base import db
from marketplace.models.bids.agreeing import agree_bid
from marketplace.models.bids.allocations import close_if_answered
from marketplace.models.bids.steps import lock_bid, lock_tied
from marketplace.models.contracts.drafting import draft_contract
from marketplace.models.lots.ledger import release_bags
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.rounds.rounds import Allocation
from marketplace.services.transaction import use_case


@use_case
def accept_allocation(allocation_id: AllocationId, *, by: Viewer, now: datetime) -> ContractId | None:
    """Accept in the organization's name; the second acceptance drafts the contract at once and returns its id.

    What is allocated to a bid the group accepts alone, for the bid binds its maker: the bid is accepted by that, and
    None is returned while others that it goes only together with are not accepted.
    """
    allocation = _answered(allocation_id, Answer.ACCEPTED, by=by, now=now)
    if allocation.state is not AllocationState.AGREED:
        record_event(allocation, EventKind.ALLOCATION_ACCEPTED, by=by, now=now)
        return None
    record_event(allocation, EventKind.ALLOCATION_AGREED, by=by, now=now)
    if allocation.bid_id is None:
        contract: Contract | None = draft_contract(allocation, by=by, now=now)
    else:
        contract = _accept_bid(allocation, allocation.bid_id, by=by, now=now)
    close_if_answered(allocation.round_id, now)
    return contract.id if contract else None


@use_case
def decline_allocation(allocation_id: AllocationId, note: str, *, by: Viewer, now: datetime) -> None:
    """Decline for a reason, which the other side and the alliance read; the bags go back to the lot."""
    allocation = _answered(allocation_id, Answer.DECLINED, by=by, now=now)
    refuse_if_any(decline_faults(note))
    allocation.decline_reason = note.strip()
    record_event(allocation, EventKind.ALLOCATION_DECLINED, by=by, now=now, note=allocation.decline_reason)
    release_bags(allocation, now)
    close_if_answered(allocation.round_id, now)


@use_case
def expire_allocation(allocation_id: AllocationId, *, now: datetime) -> bool:
    """Give the bags of an allocation back whose time to answer is over; False when there was nothing to do."""
    allocation = _locked(allocation_id)
    if allocation.state is not AllocationState.OFFERED or not is_expired(allocation.answer_by, now=now):
        return False
    allocation.state = ALLOCATION_MACHINE.advance(allocation.state, AllocationStep.EXPIRE, Role.SYSTEM)
    record_event(allocation, EventKind.ALLOCATION_EXPIRED, by=SYSTEM, now=now)
    release_bags(allocation, now)
    close_if_answered(allocation.round_id, now)
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


def _accept_bid(allocation: Allocation, bid_id: BidId, *, by: Viewer, now: datetime) -> Contract | None:
    """Hand the bags on to the bid, which is accepted as it was planned; every change of it withdrew the allocation."""
    release_bags(allocation, now)
    bid, tied = lock_bid(bid_id, by)
    check_in_time(bid.valid_until, now)
    enqueue(db.session, "bids:outbid", lot_id=bid.lot_id)
    return agree_bid(bid, tied, by=by, now=now)


def _advance(allocation: Allocation, role: Role) -> None:
    steps = {AllocationState.AGREED: AllocationStep.AGREE, AllocationState.DECLINED: AllocationStep.DECLINE}
    after = answered(allocation.state, allocation.producer_answer, maker_answer=allocation.maker_answer)
    if after in steps:
        allocation.state = ALLOCATION_MACHINE.advance(allocation.state, steps[after], role)


def _locked(allocation_id: AllocationId) -> Allocation:
    """Lock the lot first, then the allocation, as everywhere; a bid's with all that the bid is tied to."""
    found = db.session.execute(select(Allocation.lot_id, Allocation.bid_id).where(Allocation.id == allocation_id))
    row = found.one_or_none()
    if row is None:
        raise NotFound("allocation.unknown")
    if row.bid_id is None:
        db.session.execute(select(Lot.id).where(Lot.id == row.lot_id).with_for_update())
    else:
        lock_tied({row.bid_id}, row.lot_id)
    return db.session.get_one(Allocation, allocation_id, with_for_update=True, populate_existing=True)
