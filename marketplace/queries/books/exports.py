"""Everything that was booked in one month, line by line, for an accountant."""

from datetime import date

from sqlalchemy import func, select

from marketplace.domain.acts import Act, check_may
from marketplace.domain.books.periods import month_after
from marketplace.domain.errors import Refused
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.money.books import Posting
from marketplace.queries.books.lines import Line, line_of, lines_where

MOST_LINES = 100_000
"""More than a spreadsheet opens at ease, and than a page should keep anybody waiting for."""


def list_month(viewer: Viewer, month: date, *, most: int | None = MOST_LINES) -> list[Line]:
    """List the lines of a month in the order in which they stand. Raises `Refused` where there are too many."""
    check_may(viewer, Act.SEE_BOOKS)
    within = (Posting.booked_on >= month, Posting.booked_on < month_after(month))
    count = db.session.scalar(select(func.count()).select_from(Posting).where(*within)) or 0
    if most is not None and count > most:
        raise Refused("books.too_many_lines")
    query = lines_where(*within).order_by(Posting.booked_on, Posting.entry_id, Posting.id)
    return [line_of(row) for row in db.session.execute(query)]
