"""How a price that follows a terminal market becomes final: who fixes it, until when, and at which level."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal

from marketplace.domain.certificates import Scheme
from marketplace.domain.contracts.clauses import Side
from marketplace.domain.errors import NotAllowed, Reason, Refused, Stale, reason
from marketplace.domain.prices import (
    HIGHEST_PRICE,
    PriceKind,
    Pricing,
    ReferenceKind,
    References,
    Terminal,
    price_floor,
)
from marketplace.domain.ranges import is_share

LIMA = timezone(timedelta(hours=-5))  # Peru keeps no summer time
LEVELS: dict[Terminal, tuple[ReferenceKind, ...]] = {
    Terminal.NEW_YORK: (ReferenceKind.ICE_NY,),
    Terminal.LONDON: (ReferenceKind.ICE_LONDON, ReferenceKind.FX_USD_GBP),
}


@dataclass(frozen=True, slots=True)
class Fixing:
    """The level at which a price was fixed, frozen with its dates; `price` is USD/t.

    `level` is in the terminal's own currency, `rate` turns it into dollars where that is needed. `by` is None where
    nobody fixed in time, so that the last level before the end holds. `is_floor` says that the Fairtrade floor was
    higher than the terminal and took its place.
    """

    on: date
    level: Decimal
    level_from: date
    price: Decimal
    rate: Decimal | None = None
    rate_from: date | None = None
    by: Side | None = None
    is_floor: bool = False


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
    """Fix a differential price at the day's level, rounded half up to the cent, once; never below a floor.

    Raises `Refused` when a figure is missing or the sum is no price.
    """
    kinds = LEVELS[pricing.terminal or Terminal.NEW_YORK]
    missing = [reason("price.reference_missing", kind=each.value) for each in kinds if each not in references.figures]
    price = pricing.provisional_amount(references)
    if missing or price is None:
        raise Refused(*missing or [reason("price.differential_missing")])
    floor = _floor(certificates, references)
    is_floor = floor is not None and price < floor
    price = max(price, floor or price)
    if not is_share(price, HIGHEST_PRICE):
        raise Refused(reason("price.out_of_range", value=price, most=HIGHEST_PRICE))
    level = references.figures[kinds[0]]
    rate = references.figures[kinds[1]] if len(kinds) > 1 else None
    return Fixing(
        on=references.on,
        level=level.value,
        level_from=level.valid_from,
        price=price,
        rate=rate.value if rate else None,
        rate_from=rate.valid_from if rate else None,
        by=by,
        is_floor=is_floor,
    )


def _floor(certificates: Collection[Scheme], references: References) -> Decimal | None:
    try:
        return price_floor(certificates, references)
    except LookupError as missing:
        raise Refused(reason("price.reference_missing", kind=missing.args[0])) from missing
