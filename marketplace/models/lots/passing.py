"""Bags that are held only for now and may come back to their lot: whoever waits for them need not give up yet."""

from typing import Any

from sqlalchemy import ScalarSelect, func, or_, select

from marketplace.domain.allocations import AllocationState
from marketplace.domain.bids.life import BidState
from marketplace.domain.tenders.life import TenderState
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.bidding.tenders import Tender
from marketplace.models.rows.market.lots import Lot, Reservation
from marketplace.models.rows.rounds.rounds import Allocation

STANDING = (TenderState.OPEN, TenderState.CLOSED, TenderState.CONFIRMED)


def passing_bags() -> ScalarSelect[Any]:
    """Count what a lot's unanswered allocations, its tender and bids that wait for the rest of a package hold."""
    waiting = (
        Reservation.allocation_id.in_(select(Allocation.id).where(Allocation.state == AllocationState.OFFERED)),
        Reservation.bid_id.in_(select(Bid.id).where(Bid.state == BidState.AGREED_IN_PART)),
        Reservation.tender_id.in_(select(Tender.id).where(Tender.state.in_(STANDING))),
    )
    held = select(func.coalesce(func.sum(Reservation.bags), 0)).where(Reservation.lot_id == Lot.id, or_(*waiting))
    return held.correlate(Lot).scalar_subquery()
