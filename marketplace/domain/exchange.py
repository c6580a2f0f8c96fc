"""Money quoted in other currencies and units, turned into dollars for a tonne by a dated rate kept beside it."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from marketplace.domain.countries import EUROPEAN_UNION
from marketplace.domain.errors import Reason, reason
from marketplace.domain.mass import KILOGRAMS_IN, MassUnit
from marketplace.domain.money import CENT, Currency, Money, rounded
from marketplace.domain.prices import Conversion, ReferenceKind, References

RATES: dict[Currency, ReferenceKind] = {
    Currency.PEN: ReferenceKind.FX_PEN_USD,
    Currency.EUR: ReferenceKind.FX_USD_EUR,
    Currency.JPY: ReferenceKind.FX_JPY_USD,
}
PER_DOLLAR: frozenset[ReferenceKind] = frozenset({ReferenceKind.FX_PEN_USD, ReferenceKind.FX_JPY_USD})
"""Rates that say how much of the currency one dollar buys; the others say how many dollars one of it costs."""

RATE = Decimal("0.0001")
QUOTING_UNITS: tuple[MassUnit, ...] = (MassUnit.TONNE, MassUnit.KILOGRAM, MassUnit.POUND)


@dataclass(frozen=True, slots=True)
class Quote:
    """A price as it was said: an amount of a currency for one unit of mass."""

    amount: Decimal
    currency: Currency = Currency.USD
    unit: MassUnit = MassUnit.TONNE


@dataclass(frozen=True, slots=True)
class Exchange:
    """A rate of exchange as it was on the day it was used, with the date since which it holds."""

    kind: ReferenceKind
    rate: Decimal
    since: date


def exchange_of(currency: Currency, references: References) -> Exchange | None:
    """Pick the day's rate of a currency; dollars need none. Raises `LookupError` when nobody has set it."""
    kind = RATES.get(currency)
    if kind is None:
        return None
    figure = references.figures.get(kind)
    if figure is None:
        raise LookupError(kind.value)
    return Exchange(kind, figure.value, figure.valid_from)


def exchange_faults(currency: Currency, references: References) -> list[Reason]:
    """List what keeps a currency from being quoted: the rate that nobody has set."""
    try:
        exchange_of(currency, references)
    except LookupError as missing:
        return [reason("price.reference_missing", "price_currency", kind=missing.args[0])]
    return []


def dollars_per_tonne(quote: Quote, exchange: Exchange | None) -> Decimal:
    """Say a quote in USD for a tonne, rounded half up to the cent, once."""
    amount = quote.amount * 1000 / KILOGRAMS_IN[quote.unit]
    if exchange is not None:
        amount = amount / exchange.rate if exchange.kind in PER_DOLLAR else amount * exchange.rate
    return amount.quantize(CENT, ROUND_HALF_UP)


EURO = EUROPEAN_UNION - {"CZ", "DK", "HU", "PL", "RO", "SE"}
"""Countries that pay in euros (European Central Bank, since 1 January 2026)."""
HOME: dict[str, Currency] = {"PE": Currency.PEN, "JP": Currency.JPY, **dict.fromkeys(EURO, Currency.EUR)}


def home_currency(country: str) -> Currency:
    """Give the currency in which people of a country reckon, or dollars where the market does not know it."""
    return HOME.get(country, Currency.USD)


def beside(money: Money, into: Currency, *, references: References) -> Conversion | None:
    """Say money in another currency by the day's rates, to be shown beside it; None where a rate is not set.

    Through dollars where neither is the dollar; `rate` is how much of `into` one unit buys, `rate_from` the older day.
    """
    if money.currency is into:
        return None
    try:
        known = [_per_dollar(each, references) for each in (money.currency, into)]
    except LookupError:
        return None
    (own, since), (other, other_since) = known
    rate = other / own
    days = [day for day in (since, other_since) if day is not None]
    return Conversion(rounded(money.amount * rate, into).amount, into, rate.quantize(RATE), min(days))


def _per_dollar(currency: Currency, references: References) -> tuple[Decimal, date | None]:
    exchange = exchange_of(currency, references)
    if exchange is None:
        return Decimal(1), None
    return (exchange.rate if exchange.kind in PER_DOLLAR else 1 / exchange.rate), exchange.since
