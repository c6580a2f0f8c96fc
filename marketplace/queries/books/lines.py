"""The lines of the books: of one account, newest first, and of one entry."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Row, Select, select, tuple_

from marketplace.domain.acts import Act, check_may, may
from marketplace.domain.books.chart import Account
from marketplace.domain.books.corrections import BY_HAND, CorrectionState
from marketplace.domain.books.postings import CauseKind
from marketplace.domain.errors import NotFound
from marketplace.domain.ids import ContractId, EntryId
from marketplace.domain.money import Currency, Money
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.money.books import Correction, Entry, Posting
from marketplace.models.rows.people.accounts import Organization, User

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One line: of which entry, on which day and why, about which contract, under whose name, and how much."""

    id: int
    entry_id: EntryId
    booked_on: date
    happened_on: date
    cause: CauseKind
    account: Account
    money: Money
    contract_id: ContractId | None
    contract_code: str | None
    organization_code: str | None
    organization_name: str | None
    note: str | None

    @property
    def debit(self) -> Money | None:
        """The amount, where it stands on the left."""
        return self.money if self.money.amount > 0 else None

    @property
    def credit(self) -> Money | None:
        """The amount without its sign, where it stands on the right."""
        return -self.money if self.money.amount < 0 else None


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody's wish to undo an entry, and what became of it."""

    id: int
    version: int
    state: CorrectionState
    why: str
    asked_by: str
    asked_at: datetime
    decided_by: str | None
    is_own: bool


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One entry with its lines, what undid it or what it undid, and wishes to undo it."""

    id: EntryId
    cause: CauseKind
    cause_key: str
    booked_at: datetime
    lines: tuple[Line, ...]
    reverses_id: EntryId | None
    undone_by_id: EntryId | None
    wishes: tuple[Wish, ...]
    may_ask: bool


@dataclass(frozen=True, slots=True)
class LinePage:
    """A page of lines, and where the next one begins: the day and number of the last line."""

    lines: tuple[Line, ...]
    next: tuple[date, int] | None


def list_account(
    viewer: Viewer, account: Account, *, currency: Currency, before: tuple[date, int] | None = None
) -> LinePage:
    """List the lines of an account in one currency, newest first, from a key on."""
    check_may(viewer, Act.SEE_BOOKS)
    query = lines_where(Posting.account == account, Posting.currency == currency)
    if before is not None:
        query = query.where(tuple_(Posting.booked_on, Posting.id) < before)
    ordered = query.order_by(Posting.booked_on.desc(), Posting.id.desc()).limit(PER_PAGE + 1)
    found = [line_of(row) for row in db.session.execute(ordered)]
    page = tuple(found[:PER_PAGE])
    return LinePage(page, (page[-1].booked_on, page[-1].id) if len(found) > PER_PAGE else None)


def get_entry(viewer: Viewer, entry_id: EntryId) -> EntryPage:
    """Show one entry whole. Raises `NotFound`."""
    check_may(viewer, Act.SEE_BOOKS)
    row = db.session.get(Entry, entry_id)
    if row is None:
        raise NotFound("correction.unknown")
    lines = db.session.execute(lines_where(Posting.entry_id == entry_id).order_by(Posting.id))
    undone_by = db.session.scalar(select(Entry.id).where(Entry.reverses_id == entry_id))
    wishes = tuple(_wishes(viewer, entry_id))
    is_standing = any(each.state is not CorrectionState.REFUSED for each in wishes)
    return EntryPage(
        row.id,
        row.cause_kind,
        row.cause_key,
        row.booked_at,
        tuple(map(line_of, lines)),
        row.reverses_id,
        undone_by,
        wishes,
        may_ask=row.cause_kind in BY_HAND and not is_standing and may(viewer, Act.KEEP_BOOKS),
    )


def get_entry_of(viewer: Viewer, correction_id: int) -> EntryId:
    """Say which entry somebody wished to undo. Raises `NotFound`."""
    check_may(viewer, Act.SEE_BOOKS)
    row = db.session.get(Correction, correction_id)
    if row is None:
        raise NotFound("correction.unknown")
    return row.entry_id


Columns = tuple[
    Posting,
    date,
    CauseKind,
    str | None,
    ContractId | None,
    str | None,
    str | None,
    str | None,
]


def lines_where(*conditions: ColumnElement[bool]) -> Select[*Columns]:
    """Select lines with all that is said of them; `line_of` reads a row of it."""
    return (
        select(
            Posting,
            Entry.happened_on,
            Entry.cause_kind,
            Entry.note,
            Contract.id,
            Contract.code,
            Organization.code,
            Organization.name,
        )
        .join(Entry, Entry.id == Posting.entry_id)
        .outerjoin(Contract, Contract.id == Entry.contract_id)
        .outerjoin(Organization, Organization.id == Posting.organization_id)
        .where(*conditions)
    )


def line_of(row: Row[*Columns]) -> Line:
    """Read a row that `lines_where` selected."""
    posting, happened_on, cause, note, contract_id, contract_code, organization_code, organization_name = row
    return Line(
        posting.id,
        posting.entry_id,
        posting.booked_on,
        happened_on,
        cause,
        posting.account,
        Money(posting.amount, posting.currency),
        contract_id,
        contract_code,
        organization_code,
        organization_name,
        note,
    )


def _wishes(viewer: Viewer, entry_id: EntryId) -> list[Wish]:
    rows = db.session.scalars(
        select(Correction).where(Correction.entry_id == entry_id).order_by(Correction.id.desc())
    ).all()
    people = {each for row in rows for each in (row.asked_by_id, row.decided_by_id) if each}
    names = {each.id: each.name for each in db.session.scalars(select(User).where(User.id.in_(people)))}
    return [
        Wish(
            row.id,
            row.version,
            row.state,
            row.why,
            names[row.asked_by_id],
            row.asked_at,
            names[row.decided_by_id] if row.decided_by_id else None,
            is_own=row.asked_by_id == viewer.user_id,
        )
        for row in rows
    ]
