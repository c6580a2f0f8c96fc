"""Undoing an entry by hand: one facilitator asks with a reason, another one books its mirror."""

from datetime import datetime

from sqlalchemy import select

from marketplace.domain.acts import Act, check_may
from marketplace.domain.books.corrections import (
    CORRECTION_MACHINE,
    CorrectionStep,
    correction_faults,
    second_person_faults,
)
from marketplace.domain.books.entries import reversal
from marketplace.domain.books.postings import Cause, CauseKind, Occasion
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import NotFound, refuse_if_any
from marketplace.domain.events import EventKind, SubjectKind, step_taken
from marketplace.domain.ids import EntryId
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.money.booking import book, terms_of
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.money.books import Correction, Entry
from marketplace.models.rows.record.events import record_event
from marketplace.services.transaction import use_case


@use_case
def ask_correction(entry_id: EntryId, why: str, *, by: Viewer, now: datetime) -> int:
    """Ask that an entry be undone; return the number of the correction."""
    check_may(by, Act.KEEP_BOOKS)
    entry = db.session.get(Entry, entry_id)
    if entry is None:
        raise NotFound("correction.unknown")
    refuse_if_any(correction_faults(entry.cause_kind, why))
    row = Correction(entry_id=entry.id, why=why.strip(), asked_by_id=by.user_id, asked_at=now)
    record_event(row, EventKind.CORRECTION_ASKED, by=by, now=now, entry=entry.id)
    return row.id


@use_case
def book_correction(correction_id: int, *, seen: int, by: Viewer, now: datetime) -> None:
    """Book the mirror of the entry today, as another person than the one who asked."""
    row = _decided(correction_id, CorrectionStep.BOOK, seen=seen, by=by, now=now)
    entry = row.entry
    if entry.contract_id is not None:
        db.session.get_one(Contract, entry.contract_id, with_for_update=True)
    occasion = Occasion(
        Cause(CauseKind.REVERSED, str(entry.id)),
        max(day_in_lima(now), entry.booked_on),
        contract_id=entry.contract_id,
        instalment_id=entry.instalment_id,
    )
    book(reversal(terms_of(entry), occasion, row.why), now=now, reverses=entry.id)
    _record(row, CorrectionStep.BOOK, by=by, now=now)


@use_case
def refuse_correction(correction_id: int, *, seen: int, by: Viewer, now: datetime) -> None:
    """Leave the entry as it is; who asked may take it back this way too."""
    row = _decided(correction_id, CorrectionStep.REFUSE, seen=seen, by=by, now=now)
    _record(row, CorrectionStep.REFUSE, by=by, now=now)


def _decided(correction_id: int, step: CorrectionStep, *, seen: int, by: Viewer, now: datetime) -> Correction:
    check_may(by, Act.KEEP_BOOKS)
    row = db.session.scalar(select(Correction).where(Correction.id == correction_id).with_for_update())
    if row is None:
        raise NotFound("correction.unknown")
    row.expect_version(seen)
    refuse_if_any(second_person_faults(step, row.asked_by_id, by=by.user_id))
    row.state = CORRECTION_MACHINE.advance(row.state, step, by.role)
    row.decided_by_id, row.decided_at = by.user_id, now
    return row


def _record(row: Correction, step: CorrectionStep, *, by: Viewer, now: datetime) -> None:
    record_event(row, step_taken(SubjectKind.CORRECTION, step), by=by, now=now, entry=row.entry_id)
