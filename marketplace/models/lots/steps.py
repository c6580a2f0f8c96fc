"""Steps that several use cases on lots share: who may see a lot, locking it, creating it, and moving it on."""

from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import ColumnElement, and_, exists, or_, select, true

from marketplace.domain.bids.life import BidState
from marketplace.domain.errors import NotFound, refuse_if_any
from marketplace.domain.events import EventKind, SubjectKind, step_taken
from marketplace.domain.ids import LotId, OrganizationId
from marketplace.domain.lot_rules import draft_faults
from marketplace.domain.lots import LOT_MACHINE, LotState, LotStep, LotTerms, Visibility
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.lots.judging import faults_of
from marketplace.models.lots.writing import write_terms
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.rounds.rounds import Allocation

KNOWN_BY = (BidState.OPEN, BidState.AGREED_IN_PART, BidState.ACCEPTED)
"""States of a bid on a private lot in which its maker may see the lot."""
SHOWN = (LotState.PUBLISHED, LotState.CLOSED)
SHOWN_TO_ALL = "l.visibility = 'public' AND l.state IN ('published', 'closed')"
"""What `seen_by` lets everybody see, as SQL on `lots AS l`; a test holds the two together."""


@lru_cache(1024)  # put together once for each viewer: it takes longer than to be asked
def seen_by(viewer: Viewer) -> ColumnElement[bool]:
    """Let everybody see public lots, a group its own, a maker what it is party to, and facilitators all."""
    if viewer.role is Role.FACILITATOR:
        return true()
    public = and_(Lot.state.in_(SHOWN), Lot.visibility == Visibility.PUBLIC)
    if viewer.organization_id is None:
        return public
    if viewer.role is Role.MAKER:
        allocated = (Allocation.lot_id == Lot.id, Allocation.maker_id == viewer.organization_id)
        bid = (Bid.lot_id == Lot.id, Bid.maker_id == viewer.organization_id, Bid.state.in_(KNOWN_BY))
        return or_(public, exists().where(*allocated), exists().where(*bid))
    return or_(public, Lot.organization_id == viewer.organization_id)


def lock_lot(lot_id: LotId, by: Viewer) -> Lot:
    """Lock a lot for this transaction; raises `NotFound` where there is none, or it is not the viewer's to see."""
    query = select(Lot).where(Lot.id == lot_id, seen_by(by)).execution_options(populate_existing=True)
    lot = db.session.scalar(query.with_for_update(of=Lot))
    if lot is None:
        raise NotFound("lot.unknown")
    return lot


def create_lot(
    terms: LotTerms, organization_id: OrganizationId, *, is_fictional: bool, by: Viewer, now: datetime
) -> Lot:
    """Add a draft of a group's lot, and say so in its history; raises `Refused` where the terms cannot be true."""
    refuse_if_any(draft_faults(terms))
    lot = Lot(
        organization_id=organization_id,
        state=LotState.DRAFT,
        is_fictional=is_fictional,
        reserved_bags=0,
        created_at=now,
        changed_at=now,
    )
    write_terms(lot, terms)
    record_event(lot, EventKind.LOT_DRAFTED, by=by, now=now)
    return lot


def move_lot(lot: Lot, step: LotStep, *, by: Viewer, now: datetime, note: str | None = None) -> None:
    """Take a step in a lot's life and write it into its history, with a note where one was given."""
    lot.state = LOT_MACHINE.advance(lot.state, step, by.role)
    lot.review_note = note
    if lot.state is LotState.PUBLISHED:
        lot.published_at = lot.published_at or now
    facts = {"note": note} if note else {}
    record_event(lot, step_taken(SubjectKind.LOT, step), by=by, now=now, **facts)


def refuse_unless_publishable(lot: Lot, today: date) -> None:
    """Raise `Refused` with every rule of publication that the lot breaks."""
    refuse_if_any(faults_of(lot, today))
