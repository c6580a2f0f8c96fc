"""Steps of publishing a plan that concern bids: locking those it serves, and finding what has become of them since."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from marketplace.domain.accounts import VERIFICATION_MACHINE, VerificationPermit
from marketplace.domain.bids.life import BidState
from marketplace.domain.bids.wishes import time_fault
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Reason, reason
from marketplace.domain.ids import BidId, LotId, RoundId
from marketplace.domain.mass import Mass
from marketplace.domain.money import UnitPrice
from marketplace.models.base import db
from marketplace.models.bids.allocations import offered_bids, offered_choices
from marketplace.models.bids.judging import sale_faults
from marketplace.models.bids.steps import lock_tied
from marketplace.models.lots.figures import references_in_force
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.rounds.rounds import Allocation


@dataclass(frozen=True, slots=True)
class Planned:
    """The terms of a bid on which a plan rests."""

    bags: int
    bag_weight: Mass
    price: UnitPrice


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
    planned = [
        (Planned(line.bags, line.bag_weight, line.price), bids[line.bid_id])
        for line in allocations
        if line.bid_id is not None
    ]
    return overtaken(planned, now=now)


def overtaken(planned: Sequence[tuple[Planned, Bid]], *, now: datetime) -> Iterator[Reason]:
    """List why bids cannot be offered as they were planned; also what hands want to settle in must stand so far."""
    references = references_in_force(day_in_lima(now))
    offered = offered_bids([bid.id for _, bid in planned])
    choices = offered_choices({bid.either_of for _, bid in planned if bid.either_of})
    for terms, bid in planned:
        if bid.id in offered:
            yield reason("round.bid_offered_already", bid=bid.code)
        elif bid.either_of in choices:
            yield reason("round.bid_rival_offered", bid=bid.code)
        elif not _stands(terms, bid) or time_fault(bid.valid_until, now=now):
            yield reason("round.bid_changed", bid=bid.code)
        elif bid.bags > bid.lot.remaining_bags:
            yield reason("round.bags_gone", lot=bid.lot.code, bags=bid.bags, left=bid.lot.remaining_bags)
        elif sale_faults(bid.lot, bid.newest, price=bid.newest_worth.price, references=references):
            yield reason("round.fits_no_more", lot=bid.lot.code, demand=bid.code)


def _stands(planned: Planned, bid: Bid) -> bool:
    """Say whether a bid is still what was planned: open, the last word of a maker who may trade, the same terms."""
    is_binding = bid.state is BidState.OPEN and bid.written_by_id == bid.maker_id
    may_trade = VERIFICATION_MACHINE.permits(bid.maker.state, VerificationPermit.TRADE)
    return is_binding and may_trade and planned == Planned(bid.bags, bid.bag_weight, bid.newest_worth.price)
