"""Money that knows its currency, and prices that know their basis."""

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from marketplace.domain.mass import Mass


class Currency(StrEnum):
    """A currency of the market, by its ISO 4217 code."""

    USD = "USD"
    EUR = "EUR"
    PEN = "PEN"
    JPY = "JPY"


CENT = Decimal("0.01")
WHOLE: frozenset[Currency] = frozenset({Currency.JPY})
"""Currencies without cents (ISO 4217, minor unit 0)."""


def smallest_unit(currency: Currency) -> Decimal:
    """Give the least amount that a currency pays: a cent, or one where it has no cents."""
    return Decimal(1) if currency in WHOLE else CENT


class Incoterm(StrEnum):
    """Who pays and bears risk until where: the Incoterms 2020 used in cacao."""

    EXW = "EXW"
    FCA = "FCA"
    FOB = "FOB"
    CIF = "CIF"
    CIP = "CIP"
    DAP = "DAP"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency; money of two currencies never mixes."""

    amount: Decimal
    currency: Currency

    def _same(self, other: object) -> "Money":
        if not isinstance(other, Money) or other.currency is not self.currency:
            msg = f"cannot combine {self!r} with {other!r}"
            raise TypeError(msg)
        return other

    def __add__(self, other: "Money") -> "Money":
        """Add money of the same currency."""
        return replace(self, amount=self.amount + self._same(other).amount)

    def __sub__(self, other: "Money") -> "Money":
        """Subtract money of the same currency."""
        return replace(self, amount=self.amount - self._same(other).amount)

    def __lt__(self, other: "Money") -> bool:
        """Compare money of the same currency."""
        return self.amount < self._same(other).amount

    def __neg__(self) -> "Money":
        """Turn what is owed into what is due, and back."""
        return replace(self, amount=-self.amount)

    @property
    def is_payable(self) -> bool:
        """Whether the currency has coins for exactly this amount."""
        return self.amount.is_finite() and self.amount == self.amount.quantize(smallest_unit(self.currency))

    def times(self, share: Decimal) -> "Money":
        """Take a share of this money, rounded half up to the currency's smallest unit."""
        return rounded(self.amount * share, self.currency)


def rounded(amount: Decimal, currency: Currency) -> Money:
    """Make money of an exact amount, rounded half up to the currency's smallest unit."""
    return Money(amount.quantize(smallest_unit(currency), ROUND_HALF_UP), currency)


def no_money(currency: Currency) -> Money:
    """Give nothing, in a currency."""
    return Money(Decimal(0), currency)


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """A price per tonne with its basis: incoterm (2020) and named place."""

    amount: Decimal
    currency: Currency
    incoterm: Incoterm
    place: str

    def __mul__(self, volume: Mass) -> Money:
        """Pay for a volume, rounded half up to the currency's smallest unit, once."""
        return rounded(self.amount * volume.tonnes, self.currency)

    def per_kilogram(self) -> Decimal:
        """This price for one kilogram, unrounded."""
        return self.amount / 1000
