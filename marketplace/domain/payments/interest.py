"""Late interest: only where it was agreed, simple, by the day, and never more than a tenth of what is late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from marketplace.domain.money import Money, rounded

DAYS_A_YEAR = 365
HUNDRED = Decimal(100)
MOST_OF_PRICE = Decimal("0.10")
RAISED_EVERY = timedelta(days=30)
"""While an instalment stays unpaid, its interest is asked for month by month."""


@dataclass(frozen=True, slots=True)
class PaidOn:
    """A part of the price and the day on which it came."""

    money: Money
    day: date


def late_interest(paid: Iterable[PaidOn], unpaid: Money, *, due_on: date, until: date, percent: Decimal) -> Money:
    """Give all interest on one instalment from the day after it was due until a day, rounded once and capped."""
    late = [*paid, PaidOn(unpaid, until)]
    total = sum((each.money.amount for each in late), Decimal(0))
    weighted = sum((each.money.amount * max((each.day - due_on).days, 0) for each in late), Decimal(0))
    interest = weighted * percent / HUNDRED / DAYS_A_YEAR
    return rounded(min(interest, total * MOST_OF_PRICE), unpaid.currency)


def is_interest_ripe(*, due_on: date, raised_until: date | None, until: date, is_paid: bool) -> bool:
    """Say whether interest up to a day is to be asked for: once all is paid, else month by month."""
    since = raised_until or due_on
    return since < until and (is_paid or until - since >= RAISED_EVERY)
