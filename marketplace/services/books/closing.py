"""Closing a month of the books: one facilitator asks, another one closes; then nothing in it changes any more."""

from datetime import date, datetime

from sqlalchemy import exists, select

from marketplace.domain.acts import Act, check_may
from marketplace.domain.books.corrections import CorrectionState
from marketplace.domain.books.periods import (
    PERIOD_MACHINE,
    PeriodState,
    PeriodStep,
    closing_faults,
    second_look_faults,
)
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import NotFound, Refused, refuse_if_any
from marketplace.domain.events import SubjectKind, step_taken
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.money.booking import close_books, closed_until, keep_totals
from marketplace.models.rows.money.books import Correction, Period
from marketplace.models.rows.record.events import record_event
from marketplace.services.transaction import use_case


@use_case
def ask_to_close(month: date, *, by: Viewer, now: datetime) -> None:
    """Ask that a month that is over be closed, with all before it."""
    check_may(by, Act.KEEP_BOOKS)
    refuse_if_any(closing_faults(month, today=day_in_lima(now), closed=closed_until()))
    _no_correction_stands()
    row = _locked(month) or Period(month=month, state=PeriodState.OPEN)
    row.asked_by_id, row.asked_at = by.user_id, now
    _take(row, PeriodStep.ASK, by=by, now=now)


@use_case
def withdraw_closing(month: date, *, seen: int, by: Viewer, now: datetime) -> None:
    """Take the wish to close a month back, whoever asked."""
    check_may(by, Act.KEEP_BOOKS)
    _take(_asked(month, seen), PeriodStep.WITHDRAW, by=by, now=now)


@use_case
def close_month(month: date, *, seen: int, by: Viewer, now: datetime) -> None:
    """Close a month for good, as another person than the one who asked."""
    check_may(by, Act.KEEP_BOOKS)
    row = _asked(month, seen)
    refuse_if_any(closing_faults(month, today=day_in_lima(now), closed=closed_until()))
    refuse_if_any(second_look_faults(row.asked_by_id, by.user_id))
    _no_correction_stands()
    close_books()
    keep_totals(month)
    row.closed_by_id, row.closed_at = by.user_id, now
    _take(row, PeriodStep.CLOSE, by=by, now=now)


def _locked(month: date) -> Period | None:
    return db.session.scalar(select(Period).where(Period.month == month).with_for_update())


def _asked(month: date, seen: int) -> Period:
    row = _locked(month)
    if row is None:
        raise NotFound("period.unknown")
    row.expect_version(seen)
    return row


def _no_correction_stands() -> None:
    if db.session.scalar(select(exists().where(Correction.state == CorrectionState.ASKED))):
        raise Refused("period.correction_standing")


def _take(row: Period, step: PeriodStep, *, by: Viewer, now: datetime) -> None:
    row.state = PERIOD_MACHINE.advance(row.state, step, by.role)
    record_event(row, step_taken(SubjectKind.PERIOD, step), by=by, now=now, month=f"{row.month:%Y-%m}")
