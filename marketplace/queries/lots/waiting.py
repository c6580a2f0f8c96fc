"""What a lot's own group has to do about it now: whose turn it is, and what stands of bids."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Select, and_, func, or_, select

from marketplace.domain.bids.life import BidState
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import LotId
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.bids.steps import seen_by
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.bidding.tenders import Tender
from marketplace.models.rows.contracts.samples import Sample
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.record.turns import Turn
from marketplace.queries.notices.turns import OpenTurn, open_turn, visible_to

MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for the group about one lot, due first on top; how many bids are open, and the best in USD/t FOB."""

    turns: tuple[OpenTurn, ...]
    open_bids: int
    best: Decimal | None


def get_waiting(viewer: Viewer, lot_id: LotId, *, now: datetime) -> Waiting:
    """Say what the viewer's group has to do about its lot, in one statement; nothing of a lot that is another's."""
    bids = select(Bid.id, Bid.fob).where(Bid.lot_id == lot_id, Bid.state == BidState.OPEN, seen_by(viewer))
    stand = bids.with_only_columns(func.count().label("open"), func.max(Bid.fob).label("best")).subquery()
    subjects: dict[SubjectKind, Select[int]] = {
        SubjectKind.BID: bids.with_only_columns(Bid.id),
        SubjectKind.SAMPLE: select(Sample.id).where(Sample.lot_id == lot_id),
        SubjectKind.TENDER: select(Tender.id).where(Tender.lot_id == lot_id),
        SubjectKind.LOT: select(Lot.id).where(Lot.id == lot_id),
    }
    concerns = (and_(Turn.subject_kind == kind, Turn.subject_id.in_(found)) for kind, found in subjects.items())
    rows = db.session.execute(
        select(stand, Turn, Organization.name)
        .select_from(stand)
        .outerjoin(Turn, and_(visible_to(viewer), or_(*concerns)))
        .outerjoin(Organization, Organization.id == Turn.counterparty_id)
        .order_by(Turn.due_at, Turn.id)
        .limit(MOST_SHOWN)
    ).all()
    turns = tuple(open_turn(row.Turn, row.name, now=now) for row in rows if row.Turn is not None)
    return Waiting(turns, rows[0].open, rows[0].best)
