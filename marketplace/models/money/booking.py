"""The step that writes an entry into the books, and what the books say of a contract."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Date, exists, func, insert, select

from marketplace.domain.books.chart import Account, sign_of
from marketplace.domain.books.periods import PeriodState, booking_day, month_after
from marketplace.domain.books.postings import Cause, Occasion, Posting
from marketplace.domain.books.postings import Entry as Terms
from marketplace.domain.ids import ContractId, EntryId
from marketplace.domain.money import Currency, Money
from marketplace.models.base import db
from marketplace.models.rows.money import books as rows
from marketplace.models.rows.money.books import ContractBalance, Entry, MonthTotal, Period

BOOKING = 7305002
"""Everybody who books shares this lock, so that whoever closes a month waits for them, and they for that."""


def book(entry: Terms, *, now: datetime, reverses: EntryId | None = None) -> Entry:
    """Write an entry; the caller has locked its contract.

    What happened in a month that is closed by now stands on the first open day. The database refuses the same cause
    twice (`Stale`), and what would overdraw an account of the contract (`Refused`, `books.overdrawn`).
    """
    occasion = entry.occasion
    db.session.execute(select(func.pg_advisory_xact_lock_shared(BOOKING)))
    day = booking_day(occasion.on, closed_until())
    row = Entry(
        cause_kind=occasion.cause.kind,
        cause_key=occasion.cause.key,
        happened_on=occasion.on,
        booked_on=day,
        booked_at=now,
        currency=entry.currency,
        lines=len(entry.postings),
        contract_id=occasion.contract_id,
        instalment_id=occasion.instalment_id,
        reverses_id=reverses,
        note=entry.note,
    )
    db.session.add(row)
    db.session.flush()
    for each in entry.postings:
        db.session.add(
            rows.Posting(
                entry_id=row.id,
                account=each.account,
                currency=entry.currency,
                booked_on=day,
                amount=each.amount,
                organization_id=each.organization_id,
            )
        )
    db.session.flush()
    return row


def terms_of(row: Entry) -> Terms:
    """Read an entry back as it was built; the names of its contract's sides stand on its lines."""
    cause = Cause(row.cause_kind, row.cause_key)
    occasion = Occasion(cause, row.happened_on, contract_id=row.contract_id, instalment_id=row.instalment_id)
    postings = tuple(Posting(each.account, each.amount, each.organization_id) for each in row.postings)
    return Terms(occasion, row.currency, postings, row.note)


def is_booked(cause: Cause) -> bool:
    """Say whether a cause has been booked."""
    query = select(exists().where(Entry.cause_kind == cause.kind, Entry.cause_key == cause.key))
    return bool(db.session.scalar(query))


def balance(contract_id: ContractId, account: Account, currency: Currency) -> Money:
    """Say what an account of a contract stands at, in its own sense: HELD 100 means that we keep 100."""
    amount = db.session.scalar(
        select(ContractBalance.amount).where(
            ContractBalance.contract_id == contract_id,
            ContractBalance.account == account,
            ContractBalance.currency == currency,
        )
    )
    return Money((amount or Decimal(0)) * sign_of(account), currency)


def balances_of(contract_id: ContractId) -> dict[Account, Money]:
    """Say what each account of a contract stands at, in its own sense; accounts that stand at nothing are left out.

    A contract has one currency: raises `ValueError` where its books say otherwise.
    """
    rows = db.session.scalars(
        select(ContractBalance).where(ContractBalance.contract_id == contract_id, ContractBalance.amount != 0)
    ).all()
    if len({row.currency for row in rows}) > 1:
        msg = f"contract {contract_id} is booked in more than one currency"
        raise ValueError(msg)
    return {row.account: Money(row.amount * sign_of(row.account), row.currency) for row in rows}


def closed_until() -> date | None:
    """Give the last closed month, by its first day."""
    return db.session.scalar(select(func.max(Period.month)).where(Period.state == PeriodState.CLOSED))


def keep_totals(month: date) -> None:
    """Write down what each account did in every month up to this one that has no totals yet; it is being closed."""
    before = closed_until()
    since = month_after(before) if before else date.min
    own = func.date_trunc("month", rows.Posting.booked_on).cast(Date)
    sums = select(
        own,
        rows.Posting.account,
        rows.Posting.currency,
        func.coalesce(func.sum(rows.Posting.amount).filter(rows.Posting.amount > 0), 0),
        func.coalesce(-func.sum(rows.Posting.amount).filter(rows.Posting.amount < 0), 0),
    ).where(rows.Posting.booked_on >= since, rows.Posting.booked_on < month_after(month))
    columns = ["month", "account", "currency", "debit", "credit"]
    by_account = sums.group_by(own, rows.Posting.account, rows.Posting.currency)
    db.session.execute(insert(MonthTotal).from_select(columns, by_account))


def close_books() -> None:
    """Wait until nobody books any more; whoever books waits until this transaction is over."""
    db.session.execute(select(func.pg_advisory_xact_lock(BOOKING)))
