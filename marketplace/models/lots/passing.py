"""Bags that are held only for now and may come back to their lot: whoever waits for them need not give up yet."""

from typing import Any

from sqlalchemy import ScalarSelect, func, or_, select

from marketplace.domain.allocations import AllocationState
from marketplace.domain.bids.life import BidState
from marketplace.domain.contracts.changes import BEFORE_FACILITATORS
from marketplace.domain.tenders.life import TenderState
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.bidding.tenders import Tender
from marketplace.models.rows.contracts.amendments import Amendment
from marketplace.models.rows.market.lots import Lot, Reservation
from marketplace.models.rows.rounds.rounds import Allocation

STANDING = (TenderState.OPEN, TenderState.CLOSED, TenderState.CONFIRMED)


def passing_bags() -> ScalarSelect[Any]:
    """Count what unanswered allocations, a tender, bids agreed in part and changes not judged yet hold of a lot."""
    waiting = (
        Reservation.allocation_id.in_(select(Allocation.id).where(Allocation.state == AllocationState.OFFERED)),
        Reservation.bid_id.in_(select(Bid.id).where(Bid.state == BidState.AGREED_IN_PART)),
        Reservation.amendment_id.in_(select(Amendment.id).where(Amendment.state.in_(BEFORE_FACILITATORS))),
        Reservation.tender_id.in_(select(Tender.id).where(Tender.state.in_(STANDING))),
    )
    held = select(func.coalesce(func.sum(Reservation.bags), 0)).where(Reservation.lot_id == Lot.id, or_(*waiting))
    return held.correlate(Lot).scalar_subquery()
