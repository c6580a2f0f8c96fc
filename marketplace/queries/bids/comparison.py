"""All open bids on one lot, side by side on one basis, for the group that sells it and for facilitators."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from marketplace.domain.acts import Act, check_may
from marketplace.domain.bids.terms import volume_faults
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Reason
from marketplace.domain.ids import LotId
from marketplace.domain.lots import LotTerms
from marketplace.domain.money import Money
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.bids.judging import worth_today
from marketplace.models.bids.steps import STANDING
from marketplace.models.lots.facts import lot_terms
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.market.lots import Lot
from marketplace.queries.bids.lines import BidLine, line_of, lines
from marketplace.queries.lots.showing import get_row

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class ComparedBid:
    """One bid beside others: what the group would get, and in what it is the best of all."""

    line: BidLine
    received: Money
    faults: tuple[Reason, ...]
    is_best_price: bool
    is_most: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """All open bids on a lot, dearest first."""

    lot_id: LotId
    terms: LotTerms
    remaining_bags: int
    bids: tuple[ComparedBid, ...]
    asked_bags: int


def compare_bids(viewer: Viewer, code: str, *, now: datetime) -> Comparison:
    """Compare the open bids on a lot; raises `NotFound`, or `NotAllowed` for all but its group and facilitators."""
    lot = get_row(viewer, code)
    if viewer.role is not Role.FACILITATOR:
        check_may(viewer, Act.SEE_LOT_BIDS, lot.stake)
    query = lines(viewer).where(Bid.lot_id == lot.id, Bid.state.in_(sorted(STANDING)))
    rows = db.session.execute(query.order_by(Bid.fob.desc().nulls_last(), Bid.id).limit(MOST_SHOWN)).all()
    found = [_today(line_of(row, viewer), lot, day_in_lima(now)) for row in rows]
    found.sort(key=lambda line: (line.worth.fob is None, -(line.worth.fob or 0), line.id))
    received = [each.worth.fees(each.volume).received for each in found]
    best = max((each.fob_net for each in found if each.fob_net is not None), default=None)
    most = max((each.amount for each in received), default=Decimal(0))
    compared = tuple(
        ComparedBid(
            line,
            money,
            tuple(volume_faults(line.terms.bags, minimum=lot.minimum_bags, remaining=lot.remaining_bags)),
            is_best_price=len(found) > 1 and best is not None and line.fob_net == best,
            is_most=len(found) > 1 and money.amount == most,
        )
        for line, money in zip(found, received, strict=True)
    )
    asked = sum(each.terms.bags for each in found)
    return Comparison(lot.id, lot_terms(lot), lot.remaining_bags, compared, asked)


def _today(line: BidLine, lot: Lot, day: date) -> BidLine:
    """Say a bid by the day's level where its price follows a terminal, so that all are compared by the same figures."""
    return replace(line, worth=worth_today(lot, line.terms, frozen=line.worth, day=day))
