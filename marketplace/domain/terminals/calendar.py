"""The calendar of cocoa futures: which months there are, and on which day each is traded for the last time."""

from collections.abc import Iterator
from datetime import date, timedelta

from marketplace.domain.prices import TERMINAL_MONTHS, Terminal

BEFORE_LAST = 11
"""Both exchanges end a month so many business days before its last one (ICE contract rules)."""
DAY = timedelta(days=1)
MONTHS_LISTED = 10


def last_trading_day(terminal: Terminal, month: str) -> date:
    """Say on which day a month (`2027-03`) is traded for the last time; later there is no level of it."""
    year, number = _parts(month)
    days = _business_days_back(terminal, date(year + number // 12, number % 12 + 1, 1) - DAY)
    for _ in range(BEFORE_LAST):
        next(days)
    return next(days)


def listed_months(terminal: Terminal, day: date, *, most: int = MONTHS_LISTED) -> list[str]:
    """List the months that are still traded on `day`, the nearest first."""
    years = range(day.year, day.year + most // len(TERMINAL_MONTHS) + 2)
    months = [f"{year}-{number:02}" for year in years for number in TERMINAL_MONTHS]
    return [each for each in months if last_trading_day(terminal, each) >= day][:most]


def months_between(one: str, other: str) -> int:
    """Count the calendar months from one month to another, whichever is first."""
    (year, month), (other_year, other_month) = _parts(one), _parts(other)
    return abs((year - other_year) * 12 + month - other_month)


def _parts(month: str) -> tuple[int, int]:
    year, _, number = month.partition("-")
    return int(year), int(number)


def _business_days_back(terminal: Terminal, day: date) -> Iterator[date]:
    closed = _holidays(terminal, day.year)
    while True:
        if day.isoweekday() not in (6, 7) and day not in closed:
            yield day
        day -= DAY


def _holidays(terminal: Terminal, year: int) -> frozenset[date]:
    """Name the days off that can fall into the second half of a terminal month."""
    easter, christmas = _easter(year), date(year, 12, 25)
    end_of_may = date(year, 5, 31)
    found = {easter - 2 * DAY, end_of_may - (end_of_may.isoweekday() - 1) * DAY}
    if terminal is Terminal.LONDON:
        return frozenset(found | {easter + DAY} | _in_lieu(christmas))
    weekend = {6: christmas - DAY, 7: christmas + DAY}
    return frozenset(found | {weekend.get(christmas.isoweekday(), christmas)})


def _in_lieu(christmas: date) -> set[date]:
    """Name London's days off for Christmas and Boxing Day: where one falls on a weekend, the next working day."""
    days: set[date] = set()
    for each in (christmas, christmas + DAY):
        free = each
        while free.isoweekday() in (6, 7) or free in days:
            free += DAY
        days.add(free)
    return days


def _easter(year: int) -> date:
    """Find Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    golden, (century, of_century) = year % 19, divmod(year, 100)
    leap_centuries, rest = divmod(century, 4)
    shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - shift + 15) % 30
    leaps, since_leap = divmod(of_century, 4)
    weekday = (32 + 2 * rest + 2 * leaps - epact - since_leap) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
