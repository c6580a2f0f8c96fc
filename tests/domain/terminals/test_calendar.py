"""A month of cocoa futures ends where the exchanges' own calendar says."""

from datetime import date

import pytest

from marketplace.domain.prices import Terminal
from marketplace.domain.terminals.calendar import last_trading_day, listed_months, months_between

PUBLISHED = {
    "2026-03": ("2026-03-16", "2026-03-16"),
    "2026-05": ("2026-05-13", "2026-05-13"),
    "2026-07": ("2026-07-16", "2026-07-16"),
    "2026-09": ("2026-09-15", "2026-09-15"),
    "2026-12": ("2026-12-15", "2026-12-14"),
    "2027-03": ("2027-03-15", "2027-03-12"),
    "2027-05": ("2027-05-13", "2027-05-13"),
    "2027-07": ("2027-07-15", "2027-07-15"),
    "2027-09": ("2027-09-15", "2027-09-15"),
    "2027-12": ("2027-12-15", "2027-12-14"),
}
"""Last trading days of New York and London (cocoaintel.com/ice-cocoa-futures-contract-calendar, November 2026)."""


@pytest.mark.parametrize("month", PUBLISHED)
def test_the_last_day_of_trade_is_the_exchanges_own(month: str) -> None:
    days = [last_trading_day(each, month).isoformat() for each in (Terminal.NEW_YORK, Terminal.LONDON)]
    assert tuple(days) == PUBLISHED[month]


@pytest.mark.parametrize(("year", "day"), [(2033, "2033-12-14"), (2032, "2032-12-15")])
def test_christmas_on_a_weekend_is_a_day_off_beside_it(year: int, day: str) -> None:
    assert last_trading_day(Terminal.NEW_YORK, f"{year}-12").isoformat() == day


def test_ten_months_are_listed_and_one_that_ended_is_not() -> None:
    before, after = (listed_months(Terminal.NEW_YORK, date(2026, 12, day)) for day in (15, 16))
    assert (before[0], after[0], len(after)) == ("2026-12", "2027-03", 10)


def test_months_lie_so_far_apart_whichever_is_first() -> None:
    assert (months_between("2026-12", "2027-03"), months_between("2027-03", "2026-12")) == (3, 3)
