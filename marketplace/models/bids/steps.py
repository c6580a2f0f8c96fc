"""Steps that several use cases on bids share: who may see one, locking it with all it hangs on, and moving it on."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from sqlalchemy import ColumnElement, Row, false, or_, select, true

from marketplace.domain.bids.life import BID_MACHINE, BidPermit, BidState, BidStep, Ending
from marketplace.domain.bids.ties import package_of
from marketplace.domain.errors import NotFound, Stale
from marketplace.domain.events import EventKind, SubjectKind, step_taken
from marketplace.domain.ids import BidId, LotId
from marketplace.domain.plain import to_plain
from marketplace.domain.viewers import SYSTEM, Role, Viewer
from marketplace.models.base import db
from marketplace.models.bids.allocations import withdraw_allocation_of
from marketplace.models.lots.ledger import release_bags
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.record.events import record_event

Labels = tuple[str | None, str | None, str | None]
LABELS = (Bid.only_together_with, Bid.either_of, Bid.counted_with)


def seen_by(viewer: Viewer) -> ColumnElement[bool]:
    """Let each side see its own bids, and facilitators all; a maker never sees another maker's."""
    if viewer.role is Role.FACILITATOR or viewer.role is Role.SYSTEM:
        return true()
    own = {Role.PRODUCER: Bid.producer_id, Role.MAKER: Bid.maker_id}.get(viewer.role)
    return false() if own is None or viewer.organization_id is None else own == viewer.organization_id


def lock_bid(bid_id: BidId, by: Viewer) -> tuple[Bid, list[Bid]]:
    """Lock a bid with every bid it is tied to by conditions, directly or through others; return it and all of them.

    Raises `NotFound` where there is none, or it is not the viewer's to see.
    """
    if db.session.scalar(select(Bid.id).where(Bid.id == bid_id, seen_by(by))) is None:
        raise NotFound("bid.unknown")
    bids = lock_tied({bid_id})
    return next(each for each in bids if each.id == bid_id), bids


def lock_tied(bid_ids: AbstractSet[BidId], *lot_ids: LotId) -> list[Bid]:
    """Lock bids with all they are tied to, and further lots; return the bids.

    All lots are locked first, in the order of their numbers, then the bids in theirs: no two can wait for each other.
    Raises `Stale` where ties change meanwhile.
    """
    tied = _tied_to(bid_ids)
    wanted = sorted({*lot_ids, *(row.lot_id for row in tied)})
    db.session.execute(select(Lot.id).where(Lot.id.in_(wanted)).order_by(Lot.id).with_for_update())
    query = select(Bid).where(Bid.id.in_([row.id for row in tied])).order_by(Bid.id)
    bids = list(db.session.scalars(query.with_for_update().execution_options(populate_existing=True)))
    before = {row.id: tuple(row) for row in tied}
    if any(before[each.id][2:] != labels_of(each) for each in bids):
        raise Stale("row.changed_meanwhile")
    return bids


def labels_of(bid: Bid) -> Labels:
    """Say which groups of bids its conditions name."""
    return bid.only_together_with, bid.either_of, bid.counted_with


def _tied_to(bid_ids: AbstractSet[BidId]) -> Sequence[Row[BidId, LotId, str | None, str | None, str | None]]:
    """Find the bids tied to some, without locks: its own labels, then those of whom they name, until nothing is new."""
    chosen: ColumnElement[bool] = Bid.id.in_(bid_ids)
    known: set[BidId] = set()
    while True:
        rows = db.session.execute(select(Bid.id, Bid.lot_id, *LABELS).where(chosen)).all()
        if {row.id for row in rows} <= known:
            return rows
        known = {row.id for row in rows}
        named = [{row[2 + place] for row in rows} - {None} for place in range(len(LABELS))]
        chosen = or_(
            Bid.id.in_(known), *(label.in_(names) for label, names in zip(LABELS, named, strict=True) if names)
        )


def move_bid(bid: Bid, step: BidStep, *, by: Viewer, now: datetime, **facts: object) -> None:
    """Take a step in a bid's life and write it into its history; what concerns a hidden maker is marked so."""
    bid.state = BID_MACHINE.advance(bid.state, step, by.role)
    if not BID_MACHINE.permits(bid.state, BidPermit.ANSWER):
        bid.closed_at = now
    record_bid(bid, step_taken(SubjectKind.BID, step), by=by, now=now, **facts)


def record_bid(bid: Bid, kind: EventKind, *, by: Viewer, now: datetime, **facts: object) -> None:
    """Write down what happened to a bid; while its maker stays unnamed, the event says who must not be named."""
    told = {**facts, "number": bid.number} | ({"hidden": bid.maker_id} if bid.hides_maker else {})
    record_event(bid, kind, by=by, now=now, **to_plain(told))


def end_bid(bid: Bid, tied: Sequence[Bid], *, step: BidStep, by: Viewer, now: datetime) -> None:
    """End a bid without a contract, give its bags back, and drop every bid that was to be had only together with it.

    Why (`ending`, `note`) the caller has written into the row.
    """
    with db.session.no_autoflush:  # why it ends is written together with the step, as one version
        withdraw_allocation_of(bid, now)
    held = bid.state is BidState.AGREED_IN_PART
    move_bid(bid, step, by=by, now=now, ending=bid.ending, note=bid.note)
    if held:
        release_bags(bid, now)
    for partner in package_of(bid, tied):
        if partner.state in STANDING:
            drop_bid(partner, tied, ending=Ending.PACKAGE_BROKEN, now=now)


def drop_bid(bid: Bid, tied: Sequence[Bid], *, ending: Ending, now: datetime) -> None:
    """End a bid in the market's name, because of what became of another."""
    bid.ending = ending
    end_bid(bid, tied, step=BidStep.DROP, by=SYSTEM, now=now)


STANDING = frozenset({BidState.OPEN, BidState.AGREED_IN_PART})
"""States in which a bid may still become a contract."""
