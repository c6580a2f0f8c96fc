"""The provider's numbers: amounts in a currency's smallest unit, moments in seconds since 1970."""

from datetime import UTC, datetime
from decimal import Decimal

from marketplace.domain.money import Currency, Money
from marketplace.gateways.stripe.errors import ProviderRefusedError

WHOLE = frozenset({"CLP", "JPY", "KRW", "PYG", "VND"})
"""Currencies without cents: the unit is the smallest."""
PLACES = 2
UNKNOWN_CURRENCY = "unknown_currency"


def to_units(money: Money) -> int:
    """Return an amount in the smallest unit of its currency; `ValueError` when it does not come out even."""
    units = money.amount.scaleb(_places(money.currency))
    if units != units.to_integral_value():
        raise ValueError(money)
    return int(units)


def to_money(units: int, code: str) -> Money:
    """Return the money of so many smallest units; `ProviderRefusedError` for a currency that nothing of ours is in."""
    try:
        currency = Currency(code.upper())
    except ValueError as error:
        raise ProviderRefusedError(UNKNOWN_CURRENCY) from error
    return Money(Decimal(units).scaleb(-_places(currency)), currency)


def to_moment(seconds: int) -> datetime:
    """Return the moment, in UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def _places(currency: str) -> int:
    return 0 if currency in WHOLE else PLACES
