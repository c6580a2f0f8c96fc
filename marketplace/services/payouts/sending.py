"""Sending a payout and what becomes of it: the bank's receipt, the group's word, money that came back."""

from datetime import datetime

from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import refuse_if_any
from marketplace.domain.events import EventKind, SubjectKind
from marketplace.domain.ids import PayoutId
from marketplace.domain.payouts.accounts import words_faults
from marketplace.domain.payouts.life import PAYOUT_MACHINE, CameBack, PayoutStep, Sending, return_faults, sending_faults
from marketplace.domain.viewers import Viewer
from marketplace.models.payouts.steps import book_returned, book_sent, check_account, lock_payout, told_of_payout
from marketplace.models.rows.money.payouts import Payout
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.record.files import file_about
from marketplace.services.transaction import use_case


@use_case
def send_payout(payout_id: PayoutId, sending: Sending, *, seen: int, by: Viewer, now: datetime) -> None:
    """Tell that an approved payout was wired, with the bank's reference and receipt; the books say so from here on."""
    row = _seen(payout_id, Act.PAY_OUT, seen=seen, by=by)
    row.state = PAYOUT_MACHINE.advance(row.state, PayoutStep.SEND, by.role)
    approved_on = day_in_lima(row.approved_at or now)
    refuse_if_any(sending_faults(sending, approved_on=approved_on, today=day_in_lima(now)))
    check_account(row)
    row.sent_by_id, row.sent_on, row.reference = by.user_id, sending.on, sending.reference.strip()
    row.receipt = (
        file_about(sending.file, SubjectKind.PAYOUT, subject_id=row.id, by=by, now=now) if sending.file else None
    )
    book_sent(row, now=now)
    record_event(row, EventKind.PAYOUT_SENT, by=by, now=now, on=str(row.sent_on), **told_of_payout(row))


@use_case
def confirm_payout(payout_id: PayoutId, *, seen: int, by: Viewer, now: datetime) -> None:
    """Confirm as the group that the money arrived."""
    row = _seen(payout_id, Act.CONFIRM_PAYOUT, seen=seen, by=by)
    row.state = PAYOUT_MACHINE.advance(row.state, PayoutStep.CONFIRM, by.role)
    row.confirmed_by_id, row.confirmed_at = by.user_id, now
    record_event(row, EventKind.PAYOUT_CONFIRMED, by=by, now=now, **told_of_payout(row))


@use_case
def miss_payout(payout_id: PayoutId, note: str, *, seen: int, by: Viewer, now: datetime) -> None:
    """Say as the group that the money has not arrived; a facilitator looks into it."""
    row = _seen(payout_id, Act.CONFIRM_PAYOUT, seen=seen, by=by)
    row.state = PAYOUT_MACHINE.advance(row.state, PayoutStep.MISS, by.role)
    row.note = note.strip()[:1_000] or None
    record_event(row, EventKind.PAYOUT_MISSED, by=by, now=now, note=row.note, **told_of_payout(row))


@use_case
def trace_payout(payout_id: PayoutId, note: str, *, seen: int, by: Viewer, now: datetime) -> None:
    """Tell the group what the bank says of money that it misses; the group looks again."""
    row = _seen(payout_id, Act.PAY_OUT, seen=seen, by=by)
    row.state = PAYOUT_MACHINE.advance(row.state, PayoutStep.TRACE, by.role)
    refuse_if_any(words_faults(note))
    row.note = note.strip()
    record_event(row, EventKind.PAYOUT_TRACED, by=by, now=now, note=row.note, **told_of_payout(row))


@use_case
def return_payout(payout_id: PayoutId, came_back: CameBack, *, seen: int, by: Viewer, now: datetime) -> None:
    """Tell that the money came back to our bank: it is due to the group again."""
    row = _seen(payout_id, Act.PAY_OUT, seen=seen, by=by)
    row.state = PAYOUT_MACHINE.advance(row.state, PayoutStep.RETURN, by.role)
    today = day_in_lima(now)
    refuse_if_any(return_faults(came_back, sent_on=row.sent_on or today, today=today))
    row.note, row.returned_on = came_back.note.strip(), came_back.on
    book_returned(row, now=now)
    record_event(row, EventKind.PAYOUT_RETURNED, by=by, now=now, note=row.note, **told_of_payout(row))


def _seen(payout_id: PayoutId, act: Act, *, seen: int, by: Viewer) -> Payout:
    row = lock_payout(payout_id, by)
    check_may(by, act, row.stake)
    row.expect_version(seen)
    return row
