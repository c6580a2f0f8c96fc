"""Months of the books are closed by two people, once, and nothing slips into them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal

import psycopg
import pytest
from sqlalchemy import select

from marketplace.domain.books import entries
from marketplace.domain.books.postings import CauseKind
from marketplace.domain.errors import NotAllowed, NotFound, Refused, Stale
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.money.booking import BOOKING
from marketplace.models.rows.money.books import Entry, MonthTotal, Period
from marketplace.models.rows.record.turns import Turn
from marketplace.queries.books.checking import check_books
from marketplace.services.books.closing import ask_to_close, close_month, withdraw_closing
from marketplace.services.books.correcting import ask_correction
from tests.books import Bookkeeper
from tests.domain.books.cases import usd
from tests.market import NOW, Market
from tests.races import PATIENCE_SECONDS

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
DECEMBER = datetime(2026, 12, 2, 15, tzinfo=UTC)


@pytest.fixture
def people(market: Market) -> tuple[Viewer, Viewer]:
    return market.a_facilitator(), market.a_facilitator()


def period(market: Market) -> Period:
    return market.do(lambda: db.session.scalars(select(Period)).one())


def turns(market: Market) -> list[str]:
    return market.do(lambda: [each.task for each in db.session.scalars(select(Turn))])


def test_one_asks_and_another_closes(market: Market, people: tuple[Viewer, Viewer]) -> None:
    one, other = people
    market.do(ask_to_close, OCTOBER, by=one, now=NOW)
    asked = (period(market).state, turns(market))
    market.do(close_month, OCTOBER, seen=1, by=other, now=NOW)
    assert asked == ("asked", ["period.close"])
    assert (period(market).state, period(market).closed_by_id, turns(market)) == ("closed", other.user_id, [])


def test_who_asked_does_not_close(market: Market, people: tuple[Viewer, Viewer]) -> None:
    market.do(ask_to_close, OCTOBER, by=people[0], now=NOW)
    with pytest.raises(Refused, match=r"period\.second_person"):
        market.do(close_month, OCTOBER, seen=1, by=people[0], now=NOW)


def test_a_month_that_is_not_over_stays_open(market: Market, people: tuple[Viewer, Viewer]) -> None:
    with pytest.raises(Refused, match=r"period\.not_over"):
        market.do(ask_to_close, NOVEMBER, by=people[0], now=NOW)


def test_a_closed_month_and_those_before_it_are_not_closed_again(market: Market, people: tuple[Viewer, Viewer]) -> None:
    one, other = people
    market.do(ask_to_close, NOVEMBER, by=one, now=DECEMBER)
    market.do(close_month, NOVEMBER, seen=1, by=other, now=DECEMBER)
    for month in (NOVEMBER, OCTOBER):
        with pytest.raises(Refused, match=r"period\.closed_already"):
            market.do(ask_to_close, month, by=one, now=DECEMBER)


def test_a_wish_taken_back_may_be_uttered_again(market: Market, people: tuple[Viewer, Viewer]) -> None:
    one, other = people
    market.do(ask_to_close, OCTOBER, by=one, now=NOW)
    market.do(withdraw_closing, OCTOBER, seen=1, by=other, now=NOW)
    market.do(ask_to_close, OCTOBER, by=other, now=NOW)
    market.do(close_month, OCTOBER, seen=3, by=one, now=NOW)
    assert period(market).state == "closed"


def test_nobody_closes_what_nobody_asked_for_or_what_changed(market: Market, people: tuple[Viewer, Viewer]) -> None:
    with pytest.raises(NotFound):
        market.do(close_month, OCTOBER, seen=1, by=people[0], now=NOW)
    market.do(ask_to_close, OCTOBER, by=people[0], now=NOW)
    with pytest.raises(Stale):
        market.do(close_month, OCTOBER, seen=0, by=people[1], now=NOW)


def test_an_open_correction_is_decided_before_a_month_is_closed(market: Market, people: tuple[Viewer, Viewer]) -> None:
    keeper = Bookkeeper.in_market(market)
    number = keeper.write(entries.swept(keeper.apart(CauseKind.SWEPT), usd("5.00")))
    market.do(ask_correction, number, "The bank told it twice.", by=people[0], now=NOW)
    with pytest.raises(Refused, match=r"period\.correction_standing"):
        market.do(ask_to_close, OCTOBER, by=people[0], now=NOW)


def test_only_facilitators_keep_the_books(market: Market) -> None:
    for viewer in (market.a_producer(), market.a_maker()):
        with pytest.raises(NotAllowed):
            market.do(ask_to_close, OCTOBER, by=viewer, now=NOW)


def test_whoever_closes_waits_for_those_who_book(market: Market, people: tuple[Viewer, Viewer]) -> None:
    market.do(ask_to_close, OCTOBER, by=people[0], now=NOW)
    url = market.do(lambda: db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False))
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    with ThreadPoolExecutor(1) as hands, psycopg.connect(url) as booking:
        booking.execute("SELECT pg_advisory_xact_lock_shared(%s)", [BOOKING])
        closing = hands.submit(market.do, close_month, OCTOBER, seen=1, by=people[1], now=NOW)
        while booking.execute(waiting).fetchone() == (0,) and not closing.done():
            pass
        meanwhile = period(market).state
        booking.rollback()
        closing.result(PATIENCE_SECONDS)
    assert (meanwhile, period(market).state) == ("asked", "closed")


def test_what_was_late_for_a_closed_month_stands_in_the_next(market: Market, people: tuple[Viewer, Viewer]) -> None:
    keeper = Bookkeeper.in_market(market)
    market.do(ask_to_close, OCTOBER, by=people[0], now=NOW)
    market.do(close_month, OCTOBER, seen=1, by=people[1], now=NOW)
    late = keeper.write(entries.swept(keeper.apart(CauseKind.SWEPT, on=date(2026, 10, 9)), usd("5.00")))
    assert market.do(lambda: db.session.get_one(Entry, late)).booked_on == NOVEMBER


def test_what_each_account_did_is_written_down_as_its_month_is_closed(
    market: Market, people: tuple[Viewer, Viewer]
) -> None:
    keeper = Bookkeeper.in_market(market)
    for day, amount in ((date(2026, 9, 9), "5.00"), (date(2026, 10, 9), "7.00"), (date(2026, 10, 30), "-2.00")):
        keeper.write(entries.swept(keeper.apart(CauseKind.SWEPT, on=day), usd(amount)))
    market.do(ask_to_close, OCTOBER, by=people[0], now=NOW)
    market.do(close_month, OCTOBER, seen=1, by=people[1], now=NOW)
    query = select(MonthTotal.month, MonthTotal.debit, MonthTotal.credit).where(MonthTotal.account == "bank")
    found = market.do(lambda: [tuple(row) for row in db.session.execute(query.order_by(MonthTotal.month))])
    assert found == [(date(2026, 9, 1), Decimal("5.00"), Decimal(0)), (OCTOBER, Decimal("7.00"), Decimal("2.00"))]
    assert [proof.name for proof, offender in market.do(lambda: list(check_books())) if offender] == []
