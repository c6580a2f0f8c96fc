"""The months of the books: which are open, asked to be closed, or closed, and what waits before one can be."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from marketplace.domain.acts import Act, check_may, may
from marketplace.domain.books.chart import Account
from marketplace.domain.books.corrections import CorrectionState
from marketplace.domain.books.periods import PeriodState, closing_faults, month_after
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import NotFound, Reason
from marketplace.domain.money import Money
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.money.booking import closed_until
from marketplace.models.rows.money.books import Correction, Entry, Period, Posting
from marketplace.models.rows.people.accounts import User


@dataclass(frozen=True, slots=True)
class Month:
    """One month that somebody asked to close: its state, who asked and who closed it."""

    month: date
    state: PeriodState
    version: int
    asked_by: str | None
    asked_at: datetime
    closed_by: str | None
    closed_at: datetime | None
    is_own: bool


@dataclass(frozen=True, slots=True)
class MonthPage:
    """What to look at before a month is closed: how much was booked, what nobody could match, wishes not decided."""

    month: date
    row: Month | None
    entries: int
    unmatched: tuple[Money, ...]
    corrections: int
    faults: tuple[Reason, ...]
    may_keep: bool


def list_months(viewer: Viewer) -> list[Month]:
    """List the months that somebody asked to close, newest first."""
    check_may(viewer, Act.SEE_BOOKS)
    asked, closed = aliased(User), aliased(User)
    query = (
        select(Period, asked.name, closed.name)
        .outerjoin(asked, asked.id == Period.asked_by_id)
        .outerjoin(closed, closed.id == Period.closed_by_id)
        .order_by(Period.month.desc())
    )
    return [
        Month(
            row.month,
            row.state,
            row.version,
            asked_by,
            row.asked_at,
            closed_by,
            row.closed_at,
            is_own=row.asked_by_id == viewer.user_id,
        )
        for row, asked_by, closed_by in db.session.execute(query)
    ]


def get_month_of(viewer: Viewer, period_id: int) -> date:
    """Say which month somebody asked to close. Raises `NotFound`."""
    check_may(viewer, Act.SEE_BOOKS)
    row = db.session.get(Period, period_id)
    if row is None:
        raise NotFound("period.unknown")
    return row.month


def get_month(viewer: Viewer, month: date, *, now: datetime) -> MonthPage:
    """Show what to look at before a month is closed."""
    rows = {each.month: each for each in list_months(viewer)}
    row = rows.get(month)
    is_open = row is None or row.state is not PeriodState.CLOSED
    faults = closing_faults(month, today=day_in_lima(now), closed=closed_until()) if is_open else []
    return MonthPage(
        month,
        row,
        _entries_in(month),
        tuple(_unmatched_until(month)),
        db.session.scalar(select(func.count()).select_from(Correction).where(Correction.state == CorrectionState.ASKED))
        or 0,
        tuple(faults),
        may(viewer, Act.KEEP_BOOKS),
    )


def _entries_in(month: date) -> int:
    query = select(func.count()).where(Entry.booked_on >= month, Entry.booked_on < month_after(month))
    return db.session.scalar(query) or 0


def _unmatched_until(month: date) -> list[Money]:
    query = (
        select(Posting.currency, -func.sum(Posting.amount))
        .where(Posting.account == Account.UNMATCHED, Posting.booked_on < month_after(month))
        .group_by(Posting.currency)
        .having(func.sum(Posting.amount) != 0)
    )
    return [Money(amount, currency) for currency, amount in db.session.execute(query)]
