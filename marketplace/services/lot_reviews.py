"""What facilitators do with lots before and after they go public: publish, send back, reject, hold, release."""

from datetime import datetime

from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Refused, reason
from marketplace.domain.ids import LotId
from marketplace.domain.lots import LotState, LotStep
from marketplace.domain.viewers import Viewer
from marketplace.models.lots.steps import lock_lot, move_lot, refuse_unless_publishable
from marketplace.models.rows.market.lots import Lot
from marketplace.services.transaction import use_case

SHORTEST_NOTE = 10


@use_case
def publish_lot(lot_id: LotId, *, seen: int | None, by: Viewer, now: datetime) -> Lot:
    """Put a checked lot before buyers; every rule of publication must hold on this day."""
    lot = _judged(lot_id, seen, by)
    if lot.state is LotState.IN_REVIEW:
        refuse_unless_publishable(lot, day_in_lima(now))
    move_lot(lot, LotStep.PUBLISH, by=by, now=now)
    return lot


@use_case
def return_lot(lot_id: LotId, note: str, *, seen: int | None, by: Viewer, now: datetime) -> Lot:
    """Send a lot back to its group with a note on what to mend."""
    lot = _judged(lot_id, seen, by)
    move_lot(lot, LotStep.RETURN, by=by, now=now, note=_worded(note))
    return lot


@use_case
def reject_lot(lot_id: LotId, note: str, *, seen: int | None, by: Viewer, now: datetime) -> Lot:
    """Reject a lot for good, with the reason."""
    lot = _judged(lot_id, seen, by)
    move_lot(lot, LotStep.REJECT, by=by, now=now, note=_worded(note))
    return lot


@use_case
def hold_lot(lot_id: LotId, note: str, *, seen: int | None, by: Viewer, now: datetime) -> Lot:
    """Take a lot off the market until something is cleared, with the reason."""
    lot = _judged(lot_id, seen, by)
    move_lot(lot, LotStep.HOLD, by=by, now=now, note=_worded(note))
    return lot


@use_case
def release_lot(lot_id: LotId, *, seen: int | None, by: Viewer, now: datetime) -> Lot:
    """Let a held lot be checked anew."""
    lot = _judged(lot_id, seen, by)
    move_lot(lot, LotStep.RELEASE, by=by, now=now)
    return lot


def _judged(lot_id: LotId, seen: int | None, by: Viewer) -> Lot:
    lot = lock_lot(lot_id, by)
    check_may(by, Act.REVIEW_LOT, lot.stake)
    lot.expect_version(seen)
    return lot


def _worded(note: str) -> str:
    text = note.strip()
    if len(text) < SHORTEST_NOTE:
        raise Refused(reason("lot.note_missing", "note", limit=SHORTEST_NOTE))
    return text
