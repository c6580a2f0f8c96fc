"""How a price that follows a terminal market becomes final: who fixes it, until when, and at which level."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal

from marketplace.domain.certificates import Scheme
from marketplace.domain.contracts.clauses import Side
from marketplace.domain.errors import NotAllowed, Reason, Refused, Stale, reason, refuse_if_any
from marketplace.domain.prices import HIGHEST_PRICE, PriceKind, Pricing, References, is_terminal_month, price_floor
from marketplace.domain.ranges import is_share
from marketplace.domain.terminals.calendar import last_trading_day
from marketplace.domain.terminals.levels import RATES, Level, level_of, terminal_of

LIMA = timezone(timedelta(hours=-5))  # Peru keeps no summer time
LEVEL_LASTS = timedelta(days=5)
"""How long a level is the day's: over a weekend with holidays. Whoever chooses the day cannot choose an older one."""


@dataclass(frozen=True, slots=True)
class Fixing:
    """The level at which a price was fixed, frozen with its dates; `price` is USD/t.

    `level` is in the terminal's own currency, `rate` turns it into dollars where that is needed. `by` is None where
    nobody fixed in time, so that the last level before the end holds. `is_floor` says that the Fairtrade floor was
    higher than the terminal and took its place. `month` is whose level it was; None where levels had no month yet.
    `provisional` is the price before, by which the deposit was raised.
    """

    on: date
    level: Decimal
    level_from: date
    price: Decimal
    rate: Decimal | None = None
    rate_from: date | None = None
    by: Side | None = None
    is_floor: bool = False
    month: str | None = None
    provisional: Decimal | None = None


def day_in_lima(moment: datetime) -> date:
    """Say which day it is in Lima, where the market's days begin and end."""
    return moment.astimezone(LIMA).date()


def end_of(day: date) -> datetime:
    """Say when a day is over in Lima: its last second, so that it is read as that day."""
    return datetime.combine(day + timedelta(days=1), time.min, LIMA) - timedelta(seconds=1)


def fixing_faults(pricing: Pricing, fixed: Fixing | None) -> list[Reason]:
    """List why a price cannot be fixed: it is an outright one, or was fixed before."""
    if pricing.kind is PriceKind.FIXED:
        return [reason("fixing.price_outright")]
    return [reason("fixing.fixed_already", on=fixed.on)] if fixed else []


def check_entitled(entitled: Side | None, asking: Side) -> None:
    """Raise `NotAllowed` when the other side has the right to fix."""
    if entitled is not asking:
        raise NotAllowed("fixing.other_side")


def check_fixable_until(by: date | None, now: datetime) -> None:
    """Raise `Refused` when the last day to fix is over."""
    if by is not None and now >= end_of(by):
        raise Refused(reason("fixing.too_late", fixation_by=by))


def check_same_price(shown: Decimal, found: Decimal) -> None:
    """Raise `Stale` when the day's level has moved since the page was opened."""
    if shown != found:
        raise Stale("fixing.level_moved")


def fix_price(
    pricing: Pricing, references: References, *, by: Side | None, certificates: Collection[Scheme] = ()
) -> Fixing:
    """Fix a differential price at its month's level, rounded half up to the cent, once; never below a floor.

    A side fixes at the day's level, while the month is traded; the calendar, where `by` is None, at the last there was.
    Raises `Refused` when a figure is missing or the sum is no price: no other month's level ever takes its place.
    """
    level = level_of(pricing, references)
    faults = _over(pricing, references.on) if by is not None else []
    if level is None:
        raise Refused(*faults or _missing(pricing, references))
    if by is not None:
        refuse_if_any(faults or _stale(pricing, level, references.on))
    if pricing.differential is None:
        raise Refused(reason("price.differential_missing"))
    price, floor = level.with_differential(pricing.differential), _floor(certificates, references)
    is_floor = floor is not None and price < floor
    price = max(price, floor or price)
    if not is_share(price, HIGHEST_PRICE):
        raise Refused(reason("price.out_of_range", value=price, most=HIGHEST_PRICE))
    return Fixing(
        on=references.on,
        level=level.amount,
        level_from=level.since,
        price=price,
        rate=level.rate,
        rate_from=level.rate_since,
        by=by,
        is_floor=is_floor,
        month=level.month,
        provisional=pricing.price.amount,
    )


def _missing(pricing: Pricing, references: References) -> list[Reason]:
    """Name the figures without which a price cannot be fixed."""
    terminal = terminal_of(pricing)
    rate = RATES.get(terminal)
    found = []
    if (terminal.value, pricing.month) not in references.months:
        found.append(reason("fixing.no_level", terminal=terminal, month=pricing.month))
    if rate is not None and rate not in references.figures:
        found.append(reason("price.reference_missing", kind=rate.value))
    return found


def _over(pricing: Pricing, day: date) -> list[Reason]:
    """Say that no side can fix at a month any more that is not traded any more."""
    terminal, month = terminal_of(pricing), pricing.month or ""
    until = last_trading_day(terminal, month) if is_terminal_month(month) else day
    return [reason("fixing.month_over", terminal=terminal, month=month, until=until)] if day > until else []


def _stale(pricing: Pricing, level: Level, day: date) -> list[Reason]:
    """List why a level is not the day's: the newest figures are older."""
    terminal, found = terminal_of(pricing), []
    if day - level.since > LEVEL_LASTS:
        found.append(reason("fixing.level_old", terminal=terminal, month=level.month, since=level.since))
    if level.rate_since is not None and day - level.rate_since > LEVEL_LASTS:
        found.append(reason("fixing.rate_old", kind=RATES[terminal].value, since=level.rate_since))
    return found


def _floor(certificates: Collection[Scheme], references: References) -> Decimal | None:
    try:
        return price_floor(certificates, references)
    except LookupError as missing:
        raise Refused(reason("price.reference_missing", kind=missing.args[0])) from missing
