"""The trial balance of a month: what each account stood at, what was written on both sides, what it stands at."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlalchemy import Select, func, literal, select, union_all

from marketplace.domain.acts import Act, check_may
from marketplace.domain.books.chart import Account
from marketplace.domain.books.periods import month_after, month_of
from marketplace.domain.money import Currency, Money, no_money
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.money.booking import closed_until
from marketplace.models.rows.money.books import MonthTotal, Posting

NIL = literal(Decimal(0))
Sums = Select[*tuple[Account, Currency, Decimal, Decimal, Decimal]]


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """One account in one month; what it stands at is above zero for debits, below for credits."""

    account: Account
    opening: Money
    debit: Money
    credit: Money

    @property
    def closing(self) -> Money:
        """What it stands at when the month is over."""
        return self.opening + self.debit - self.credit


@dataclass(frozen=True, slots=True)
class CurrencyBalance:
    """All accounts of one currency; both sides of the month are the same, and what all stand at adds up to nothing."""

    currency: Currency
    lines: tuple[BalanceLine, ...]
    debit: Money
    credit: Money
    closing: Money


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """One month of the books, currency by currency."""

    month: date
    is_closed: bool
    currencies: tuple[CurrencyBalance, ...] = field(default=())


def get_trial_balance(viewer: Viewer, month: date) -> TrialBalance:
    """Add up every account until the end of a month; closed months were added up when they were closed."""
    check_may(viewer, Act.SEE_BOOKS)
    closed = closed_until()
    is_closed = closed is not None and month <= closed
    sums = union_all(_closed_sums(month), _open_sums(month, closed)).subquery()
    columns = (func.sum(sums.c.opening), func.sum(sums.c.debit), func.sum(sums.c.credit))
    query = select(sums.c.account, sums.c.currency, *columns).group_by(sums.c.account, sums.c.currency)
    found: dict[Currency, dict[Account, BalanceLine]] = {}
    for account, currency, *amounts in db.session.execute(query):
        opening, debit, credit = (Money(Decimal(each), currency) for each in amounts)
        found.setdefault(currency, {})[account] = BalanceLine(account, opening, debit, credit)
    return TrialBalance(month, is_closed, tuple(_balance(each, found[each]) for each in sorted(found)))


def last_month(day: date) -> date:
    """Give the month before the one of a day: the one that is looked at to be closed."""
    return month_of(month_of(day).fromordinal(month_of(day).toordinal() - 1))


def _closed_sums(month: date) -> Sums:
    is_now = MonthTotal.month == month
    return (
        select(
            MonthTotal.account.label("account"),
            MonthTotal.currency.label("currency"),
            func.coalesce(func.sum(MonthTotal.debit - MonthTotal.credit).filter(~is_now), NIL).label("opening"),
            func.coalesce(func.sum(MonthTotal.debit).filter(is_now), NIL).label("debit"),
            func.coalesce(func.sum(MonthTotal.credit).filter(is_now), NIL).label("credit"),
        )
        .where(MonthTotal.month <= month)
        .group_by(MonthTotal.account, MonthTotal.currency)
    )


def _open_sums(month: date, closed: date | None) -> Sums:
    amount, is_now = Posting.amount, Posting.booked_on >= month
    return (
        select(
            Posting.account.label("account"),
            Posting.currency.label("currency"),
            func.coalesce(func.sum(amount).filter(~is_now), NIL).label("opening"),
            func.coalesce(func.sum(amount).filter(is_now, amount > 0), NIL).label("debit"),
            func.coalesce(-func.sum(amount).filter(is_now, amount < 0), NIL).label("credit"),
        )
        .where(
            Posting.booked_on < month_after(month), Posting.booked_on >= (month_after(closed) if closed else date.min)
        )
        .group_by(Posting.account, Posting.currency)
    )


def _balance(currency: Currency, lines: dict[Account, BalanceLine]) -> CurrencyBalance:
    debit = credit = closing = no_money(currency)
    for line in lines.values():
        debit, credit, closing = debit + line.debit, credit + line.credit, closing + line.closing
    return CurrencyBalance(currency, tuple(lines[each] for each in Account if each in lines), debit, credit, closing)
