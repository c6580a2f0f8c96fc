"""Lots that a group has begun to write down: started, saved step by step, finished as a draft, or thrown away."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from marketplace.domain.acts import Act, Stake, check_may
from marketplace.domain.errors import NotAllowed, NotFound, Refused
from marketplace.domain.events import EventKind
from marketplace.domain.ids import LotId
from marketplace.domain.lots import LotTerms
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.lots.steps import create_lot, seen_by
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.started_lots import StartedLot
from marketplace.models.rows.record.events import record_event
from marketplace.services.transaction import use_case

MOST_LETTERS = 20_000
Typed = Mapping[str, Sequence[str]]


@use_case
def start_lot(typed: Mapping[str, Typed], *, copied_from_id: LotId | None = None, by: Viewer, now: datetime) -> int:
    """Begin to write down a lot, blank or after another lot of the same group, and return its number."""
    check_may(by, Act.DRAFT_LOT)
    if by.organization_id is None or by.user_id is None:
        raise NotAllowed("act.producers_only")
    if copied_from_id is not None:
        own = select(Lot.id).where(Lot.id == copied_from_id, seen_by(by), Lot.organization_id == by.organization_id)
        if db.session.scalar(own) is None:
            raise NotFound("lot.unknown")
    row = StartedLot(
        organization_id=by.organization_id,
        started_by_id=by.user_id,
        copied_from_id=copied_from_id,
        created_at=now,
        changed_at=now,
        typed=_short_enough(typed),
    )
    db.session.add(row)
    db.session.flush()
    return row.id


@use_case
def save_step(started_id: int, step: str, *, typed: Typed, by: Viewer, now: datetime) -> None:
    """Keep what was typed in one step, readable or not, so that nothing is lost."""
    row = _own(started_id, by)
    row.typed = _short_enough({**row.typed, step: typed})
    row.changed_at = now


@use_case
def finish_lot(started_id: int, terms: LotTerms, *, by: Viewer, now: datetime) -> Lot:
    """Turn what was written down into a draft of a lot."""
    row = _own(started_id, by)
    lot = create_lot(terms, row.organization_id, is_fictional=False, by=by, now=now)
    if row.copied_from_id is not None:
        lot.copied_from_id = row.copied_from_id
        record_event(lot, EventKind.LOT_COPIED, by=by, now=now, copied_from_id=row.copied_from_id)
    db.session.delete(row)
    return lot


@use_case
def discard_lot(started_id: int, *, by: Viewer) -> None:
    """Throw away what was written down."""
    db.session.delete(_own(started_id, by))


def _own(started_id: int, by: Viewer) -> StartedLot:
    row = db.session.get(StartedLot, started_id, with_for_update=True)
    if row is None or row.organization_id != by.organization_id:
        raise NotFound("started_lot.unknown")
    check_may(by, Act.EDIT_LOT, Stake.of(row.organization_id))
    return row


def _short_enough(typed: Mapping[str, Typed]) -> dict[str, dict[str, list[str]]]:
    plain = {step: _storable(fields) for step, fields in typed.items()}
    if len(str(plain)) > MOST_LETTERS:
        raise Refused("started_lot.too_much_typed")
    return plain


def _storable(fields: Typed) -> dict[str, list[str]]:
    return {name: [text.replace("\0", "") for text in texts] for name, texts in fields.items()}
