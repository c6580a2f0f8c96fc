"""What is in the books stays in the books: balanced, once for each cause, never overdrawn, never in a closed month."""

from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from marketplace.domain.books import entries
from marketplace.domain.books.chart import Account
from marketplace.domain.books.periods import PeriodState
from marketplace.domain.books.postings import Cause, CauseKind, Parts
from marketplace.domain.errors import Refused, Stale
from marketplace.domain.ids import UserId
from marketplace.domain.money import Currency, Money, no_money
from marketplace.models.base import db
from marketplace.models.money.booking import balances_of, is_booked, terms_of
from marketplace.models.rows.money.books import ContractBalance, Entry, Period, Posting
from tests.books import TODAY, Bookkeeper
from tests.domain.books.cases import parts, usd
from tests.market import NOW, Market
from tests.races import race

A, C = Account, CauseKind


@pytest.fixture
def keeper(market: Market) -> Bookkeeper:
    return Bookkeeper.in_market(market)


def commit(market: Market, *statements: Any) -> None:
    def work() -> None:
        for each in statements:
            db.session.execute(each)
        db.session.commit()

    market.do(work)


def close(market: Market, month: date) -> None:
    one, other = (UserId(market.a_facilitator().user_id or 0) for _ in range(2))
    row = Period(month=month, state=PeriodState.CLOSED, asked_by_id=one, asked_at=NOW, closed_by_id=other)
    row.closed_at = row.changed_at = NOW

    def work() -> None:
        db.session.add(row)
        db.session.commit()

    market.do(work)


def count(market: Market, table: Any) -> int:
    return market.do(lambda: db.session.scalar(select(func.count()).select_from(table)) or 0)


def test_what_is_booked_stands_on_the_contracts_accounts(keeper: Bookkeeper) -> None:
    keeper.write(entries.raised(keeper.occasion(C.RAISED), parts("300.00", "3.00")))
    keeper.write(entries.received(keeper.occasion(C.RECEIVED), usd("301.00"), parts("300.00", "3.00")))
    found = keeper.market.do(balances_of, keeper.contract_id)
    assert found == {
        A.PROVIDER: usd("301.00"),
        A.MAKER_DUE: usd("2.00"),
        A.FEES_EXPECTED: usd("2.00"),
        A.HELD: usd("300.00"),
        A.FEES: usd("1.00"),
    }


def test_an_account_nobody_booked_stands_at_nothing(keeper: Bookkeeper) -> None:
    assert keeper.of(A.HELD) == usd("0")


def test_one_cause_is_booked_once(keeper: Bookkeeper) -> None:
    entry = entries.raised(keeper.occasion(C.RAISED, "17"), parts("300.00"))
    keeper.write(entry)
    with pytest.raises(Stale):
        keeper.write(entry)
    assert keeper.of(A.MAKER_DUE) == usd("300.00")
    assert keeper.market.do(is_booked, Cause(C.RAISED, "17"))
    assert not keeper.market.do(is_booked, Cause(C.RAISED, "18"))


def test_two_who_book_one_cause_at_once_book_it_once(keeper: Bookkeeper) -> None:
    entry = entries.raised(keeper.occasion(C.RAISED, "17"), parts("300.00"))
    work = partial(keeper.write, entry)
    outcomes = race(keeper.market, ("contracts", keeper.contract_id), work, work, work)
    assert sorted(isinstance(each, Stale) for each in outcomes) == [False, True, True]
    assert keeper.of(A.MAKER_DUE) == usd("300.00")


@pytest.mark.parametrize("account", [A.HELD, A.MAKER_CREDIT])
def test_no_refund_takes_more_than_there_is(keeper: Bookkeeper, account: Account) -> None:
    keeper.write(entries.received(keeper.occasion(C.RECEIVED), usd("7.00"), parts("0.00")))
    with pytest.raises(Refused, match=r"books\.overdrawn"):
        keeper.write(entries.refund_decided(keeper.occasion(C.REFUND_DECIDED), usd("7.01"), source=account))


def test_no_group_is_paid_more_than_it_is_due(keeper: Bookkeeper) -> None:
    keeper.write(entries.received(keeper.occasion(C.RECEIVED), usd("7.00"), parts("0.00")))
    with pytest.raises(Refused, match=r"books\.overdrawn"):
        keeper.write(entries.paid_out(keeper.occasion(C.PAID_OUT), usd("0.01")))


def test_two_who_release_the_same_money_at_once_release_it_once(keeper: Bookkeeper) -> None:
    keeper.write(entries.raised(keeper.occasion(C.RAISED), parts("300.00")))
    keeper.write(entries.received(keeper.occasion(C.RECEIVED), usd("300.00"), parts("300.00")))
    works = [
        partial(keeper.write, entries.released(keeper.occasion(C.RELEASED), usd("300.00"), fee=usd("0.00")))
        for _ in range(2)
    ]
    outcomes = race(keeper.market, ("contracts", keeper.contract_id), *works)
    assert sorted(isinstance(each, Refused) for each in outcomes) == [False, True]
    assert (keeper.of(A.HELD), keeper.of(A.GROUP_DUE)) == (usd("0"), usd("300.00"))


@pytest.mark.parametrize(
    "change",
    [
        update(Entry).values(note="later"),
        update(Posting).values(amount=1),
        delete(Posting),
        delete(Entry),
        text("TRUNCATE postings"),
        text("TRUNCATE entries, postings, corrections"),
    ],
    ids=["entry", "line", "delete a line", "delete an entry", "truncate lines", "truncate all"],
)
def test_nobody_changes_what_is_written(keeper: Bookkeeper, change: Any) -> None:
    keeper.write(entries.swept(keeper.apart(C.SWEPT), usd("5.00")))
    with pytest.raises(IntegrityError, match="append-only"):
        commit(keeper.market, change)


def a_line(entry_id: int, amount: str, **changes: Any) -> Any:
    plain = {"entry_id": entry_id, "account": A.BANK, "currency": Currency.USD, "booked_on": TODAY}
    return insert(Posting).values(**(plain | {"amount": Decimal(amount)} | changes))


def an_entry(**changes: Any) -> Any:
    plain = {"cause_kind": C.SWEPT, "cause_key": "1", "happened_on": TODAY, "booked_on": TODAY, "booked_at": NOW}
    return insert(Entry).values(**(plain | {"id": 1, "currency": Currency.USD, "lines": 2} | changes))


@pytest.mark.parametrize(
    "statements",
    [
        (an_entry(),),
        (an_entry(), a_line(1, "5.00")),
        (an_entry(), a_line(1, "5.00"), a_line(1, "-4.99")),
        (an_entry(), a_line(1, "5.00"), a_line(1, "-4.00"), a_line(1, "-1.00")),
    ],
    ids=["without lines", "one line", "a cent short", "one line too many"],
)
def test_the_database_refuses_an_entry_that_does_not_balance(market: Market, statements: tuple[Any, ...]) -> None:
    with pytest.raises(IntegrityError, match="lines and a sum of"):
        commit(market, *statements)


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        (a_line(1, "-5.00", currency=Currency.EUR), "fk_postings_frame"),
        (a_line(1, "-5.00", booked_on=TODAY + timedelta(days=1)), "fk_postings_frame"),
        (a_line(1, "0.00"), "ck_postings_amount_matters"),
        (a_line(1, "-5.50", currency=Currency.JPY), "ck_postings_whole_coins"),
    ],
)
def test_a_line_has_its_entrys_currency_and_day(market: Market, statement: Any, why: str) -> None:
    with pytest.raises(IntegrityError, match=why):
        commit(market, an_entry(), a_line(1, "5.00"), statement)


def test_no_line_is_added_to_an_old_entry(keeper: Bookkeeper) -> None:
    number = keeper.write(entries.swept(keeper.apart(C.SWEPT), usd("5.00")))
    with pytest.raises(IntegrityError, match="lines and a sum of"):
        commit(keeper.market, a_line(number, "1.00"), a_line(number, "-1.00"))


def test_the_database_refuses_an_entry_in_a_closed_month_or_before(keeper: Bookkeeper) -> None:
    close(keeper.market, date(2026, 10, 1))
    for day in (date(2026, 10, 31), date(2026, 9, 1)):
        with pytest.raises(IntegrityError, match="is closed"):
            commit(keeper.market, an_entry(happened_on=day, booked_on=day))


def test_what_happened_in_a_closed_month_stands_on_the_first_open_day(keeper: Bookkeeper) -> None:
    close(keeper.market, date(2026, 10, 1))
    occasion = keeper.apart(C.SWEPT, on=date(2026, 10, 30))
    number = keeper.write(entries.swept(occasion, usd("5.00")))
    row = keeper.market.do(lambda: db.session.get_one(Entry, number))
    assert (row.happened_on, row.booked_on) == (date(2026, 10, 30), date(2026, 11, 1))


def test_a_closed_month_stays_closed(market: Market) -> None:
    close(market, date(2026, 10, 1))
    for change in (update(Period).values(state="open", closed_by_id=None), delete(Period)):
        with pytest.raises(IntegrityError, match="stays closed"):
            commit(market, change)


def test_an_entry_is_read_back_as_it_was_built(keeper: Bookkeeper) -> None:
    entry = entries.swept(keeper.apart(C.SWEPT, "5"), usd("5.00"))
    number = keeper.write(entry)
    assert keeper.market.do(lambda: terms_of(db.session.get_one(Entry, number))) == entry


def test_yen_are_booked_without_cents(keeper: Bookkeeper) -> None:
    nothing = no_money(Currency.JPY)
    yen = Money(Decimal(500), Currency.JPY)
    keeper.write(entries.received(keeper.occasion(C.RECEIVED), yen, Parts(nothing, nothing)))
    assert keeper.of(A.MAKER_CREDIT, Currency.JPY) == yen
    assert keeper.of(A.MAKER_CREDIT) == usd("0")


def test_entries_of_no_contract_leave_the_contracts_alone(keeper: Bookkeeper) -> None:
    keeper.write(entries.unmatched(keeper.apart(C.UNMATCHED), usd("5.00")))
    assert count(keeper.market, ContractBalance) == 0
    assert (count(keeper.market, Entry), count(keeper.market, Posting)) == (1, 2)
