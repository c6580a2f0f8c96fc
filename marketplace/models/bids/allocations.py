"""Steps that keep a bid and what a matching round allocated to it in step: only one of them ever holds the bags."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select

from marketplace.domain.allocations import ALLOCATION_MACHINE, AllocationState, AllocationStep
from marketplace.domain.events import EventKind
from marketplace.domain.ids import BidId, RoundId
from marketplace.domain.rounds import ROUND_MACHINE, RoundPermit, RoundStep
from marketplace.domain.viewers import SYSTEM, Role
from marketplace.models.base import db
from marketplace.models.lots.ledger import release_bags
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.rounds.rounds import Allocation, Round


def withdraw_allocation_of(bid: Bid, now: datetime) -> None:
    """Take back what a round offers for a bid, because the bid ends, changes, or is accepted outside the round.

    The bid's lot is locked by the caller; the bags go back to it.
    """
    offered = Allocation.bid_id == bid.id, Allocation.state == AllocationState.OFFERED
    query = select(Allocation).where(*offered).with_for_update(of=Allocation)
    for allocation in db.session.scalars(query.execution_options(populate_existing=True)):
        allocation.state = ALLOCATION_MACHINE.advance(allocation.state, AllocationStep.WITHDRAW, Role.SYSTEM)
        record_event(allocation, EventKind.ALLOCATION_WITHDRAWN, by=SYSTEM, now=now, bid=bid.code)
        release_bags(allocation, now)
        close_if_answered(allocation.round_id, now)


def offered_bids(bid_ids: Collection[BidId]) -> frozenset[BidId]:
    """Say which of some bids a round has offered to their groups, whose answer is awaited."""
    offered = Allocation.bid_id.in_(bid_ids), Allocation.state == AllocationState.OFFERED
    return frozenset(each for each in db.session.scalars(select(Allocation.bid_id).where(*offered)) if each is not None)


def offered_choices(labels: Collection[str]) -> frozenset[str]:
    """Say of which choices a round has offered one bid to its group, whose answer is awaited."""
    if not labels:
        return frozenset()
    query = select(Bid.either_of).join(Allocation, Allocation.bid_id == Bid.id)
    found = db.session.scalars(query.where(Bid.either_of.in_(labels), Allocation.state == AllocationState.OFFERED))
    return frozenset(each for each in found if each is not None)


def close_if_answered(round_id: RoundId, now: datetime) -> None:
    """Close the round with its last answer; it is locked before counting, so of two last answers one closes it."""
    row = db.session.get_one(Round, round_id, with_for_update=True, populate_existing=True)
    waiting = db.session.scalar(
        select(func.count()).where(Allocation.round_id == round_id, Allocation.state == AllocationState.OFFERED)
    )
    if not waiting and ROUND_MACHINE.permits(row.state, RoundPermit.TAKE_ANSWERS):
        row.state = ROUND_MACHINE.advance(row.state, RoundStep.CLOSE, Role.SYSTEM)
        record_event(row, EventKind.ROUND_CLOSED, by=SYSTEM, now=now)
