"""What the market does with bids by itself: they expire, and those that a lot can no longer serve are outbid."""

from datetime import datetime

from sqlalchemy import select

from marketplace.domain.bids.life import BidState, BidStep, Ending, is_over
from marketplace.domain.ids import BidId, LotId
from marketplace.domain.lots import OFF_THE_MARKET
from marketplace.domain.viewers import SYSTEM
from marketplace.models.base import db
from marketplace.models.bids.steps import STANDING, end_bid, lock_bid
from marketplace.models.lots.passing import passing_bags
from marketplace.models.rows.market.lots import Lot
from marketplace.services.transaction import use_case


@use_case
def expire_bid(bid_id: BidId, *, now: datetime) -> bool:
    """End a bid whose time is over, giving back what it holds; False when there was nothing to do."""
    bid, tied = lock_bid(bid_id, SYSTEM)
    if bid.state not in STANDING or not is_over(bid.valid_until, now=now):
        return False
    end_bid(bid, tied, step=BidStep.EXPIRE, by=SYSTEM, now=now)
    return True


@use_case
def outbid(bid_id: BidId, *, now: datetime) -> bool:
    """End an open bid that its lot cannot serve: too few bags left, or off the market; False when it can (again).

    Bags that are only held for now (`passing_bags`) may come back, so they still count as the lot's.
    """
    bid, tied = lock_bid(bid_id, SYSTEM)
    is_gone = bid.lot.state in OFF_THE_MARKET
    if bid.state is not BidState.OPEN or not (is_gone or bid.bags > _obtainable(bid.lot_id)):
        return False
    bid.ending = Ending.NOT_FOR_SALE if is_gone else Ending.SOLD_OUT
    end_bid(bid, tied, step=BidStep.OUTBID, by=SYSTEM, now=now)
    return True


def _obtainable(lot_id: LotId) -> int:
    query = select(Lot.bags - Lot.reserved_bags + passing_bags()).where(Lot.id == lot_id)
    return db.session.scalar(query) or 0
