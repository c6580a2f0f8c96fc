"""How a price that follows a terminal market becomes final: who fixes it, until when, and at which level."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal

from marketplace.domain.contracts.clauses import Side
from marketplace.domain.errors import NotAllowed, Reason, Refused, reason
from marketplace.domain.prices import HIGHEST_PRICE, PriceKind, Pricing, ReferenceKind, References, Terminal
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
    nobody fixed in time, so that the last level before the end holds.
    """

    on: date
    level: Decimal
    level_from: date
    price: Decimal
    rate: Decimal | None = None
    rate_from: date | None = None
    by: Side | None = None


def day_in_lima(moment: datetime) -> date:
    """Say which day it is in Lima, where the market's days begin and end."""
    return moment.astimezone(LIMA).date()


def end_of(day: date) -> datetime:
    """Say when a day is over in Lima."""
    return datetime.combine(day + timedelta(days=1), time(), LIMA)


def fixing_faults(pricing: Pricing, fixed: Fixing | None) -> list[Reason]:
    """List why a price cannot be fixed: it is an outright one, or was fixed before."""
    if pricing.kind is PriceKind.FIXED:
        return [reason("fixing.price_outright")]
    return [reason("fixing.fixed_already", on=fixed.on)] if fixed else []


def check_entitled(entitled: Side | None, asking: Side) -> None:
    """Raise `NotAllowed` when the other side has the right to fix."""
    if entitled is not asking:
        raise NotAllowed("fixing.other_side")


def fix_price(pricing: Pricing, references: References, *, by: Side | None) -> Fixing:
    """Fix a differential price at the day's level, rounded half up to the cent, once.

    Raises `Refused` when a figure is missing or the sum is no price.
    """
    kinds = LEVELS[pricing.terminal or Terminal.NEW_YORK]
    missing = [reason("price.reference_missing", kind=each.value) for each in kinds if each not in references.figures]
    price = pricing.provisional_amount(references)
    if missing or price is None:
        raise Refused(*missing or [reason("price.differential_missing")])
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
    )
