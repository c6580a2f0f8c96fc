"""Steps of publishing a plan that concern bids: locking those it serves, and finding what has become of them since."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from sqlalchemy import select

from marketplace.domain.accounts import VERIFICATION_MACHINE, VerificationPermit
from marketplace.domain.bids.life import BidState
from marketplace.domain.bids.wishes import time_fault
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Reason, reason
from marketplace.domain.ids import BidId, LotId, RoundId
from marketplace.models.base import db
from marketplace.models.bids.allocations import offered_bids
from marketplace.models.bids.judging import sale_faults
from marketplace.models.bids.steps import lock_tied
from marketplace.models.lots.figures import references_in_force
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.rounds.rounds import Allocation


def lock_bids(round_id: RoundId) -> dict[BidId, Bid]:
    """Lock the lots of a plan with those of all bids that its bids are tied to, then these bids; return them by id."""
    query = select(Allocation.lot_id, Allocation.bid_id).where(Allocation.round_id == round_id)
    rows = db.session.execute(query).all()
    bid_ids = {row.bid_id for row in rows if row.bid_id is not None}
    if not bid_ids:
        return {}
    return {bid.id: bid for bid in lock_tied(bid_ids, *(LotId(row.lot_id) for row in rows))}


def overtaken_bids(allocations: Iterable[Allocation], bids: Mapping[BidId, Bid], *, now: datetime) -> Iterator[Reason]:
    """List the bids that have changed, ended or can no longer be served since the plan was made."""
    references = references_in_force(day_in_lima(now))
    offered = offered_bids(bids)
    for line in allocations:
        if line.bid_id is None:
            continue
        bid = bids[line.bid_id]
        if bid.id in offered:
            yield reason("round.bid_offered_already", bid=bid.code)
        elif not _stands(line, bid) or time_fault(bid.valid_until, now=now):
            yield reason("round.bid_changed", bid=bid.code)
        elif sale_faults(bid.lot, bid.newest, price=bid.newest_worth.price, references=references):
            yield reason("round.fits_no_more", lot=bid.lot.code, demand=bid.code)


def _stands(line: Allocation, bid: Bid) -> bool:
    """Say whether a bid is still what was planned: open, the last word of a maker who may trade, the same terms."""
    planned = (line.bags, line.bag_weight, line.price)
    is_binding = bid.state is BidState.OPEN and bid.written_by_id == bid.maker_id
    may_trade = VERIFICATION_MACHINE.permits(bid.maker.state, VerificationPermit.TRADE)
    return is_binding and may_trade and planned == (bid.bags, bid.bag_weight, bid.newest_worth.price)
