"""Which bids the market has to end by itself, for the jobs that do it."""

from datetime import datetime

from sqlalchemy import and_, func, or_, select

from marketplace.domain.bids.life import BidState
from marketplace.domain.ids import BidId, LotId
from marketplace.domain.lots import OFF_THE_MARKET
from marketplace.models.base import db
from marketplace.models.bids.steps import STANDING
from marketplace.models.lots.passing import passing_bags
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.market.lots import Lot

AT_ONCE = 1_000


def list_over(now: datetime) -> list[BidId]:
    """List the bids whose time is over, longest over first."""
    query = select(Bid.id).where(Bid.state.in_(sorted(STANDING)), Bid.valid_until < now)
    return list(db.session.scalars(query.order_by(Bid.valid_until, Bid.id).limit(AT_ONCE)))


def list_unservable(lot_id: LotId | None = None) -> list[BidId]:
    """List the open bids that their lot cannot serve: too few bags left, or off the market; the lowest first."""
    query = select(Bid.id).join(Lot, Lot.id == Bid.lot_id)
    left = Lot.bags - Lot.reserved_bags
    too_few = and_(Bid.bags > left, Bid.bags > left + passing_bags())
    query = query.where(Bid.state == BidState.OPEN, or_(Lot.state.in_(OFF_THE_MARKET), too_few))
    if lot_id is not None:
        query = query.where(Bid.lot_id == lot_id)
    return list(db.session.scalars(query.order_by(func.coalesce(Bid.fob, 0), Bid.id.desc()).limit(AT_ONCE)))
