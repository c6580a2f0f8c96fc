"""What Mazorca takes for a sale, and what is left: shown to both sides before either commits."""

from dataclasses import dataclass
from decimal import Decimal

from marketplace.domain.money import Money
from marketplace.domain.prices import ReferenceKind, References

HALF_OF_A_PERCENT = Decimal(200)
"""Each side bears half: percent of the price / 100 / 2."""


@dataclass(frozen=True, slots=True)
class Proceeds:
    """A price, or the sum of several, and each side's half of the fee."""

    total: Money
    producer_fee: Money
    maker_fee: Money

    @property
    def received(self) -> Money:
        """What the group gets."""
        return self.total - self.producer_fee

    @property
    def paid(self) -> Money:
        """What the maker pays."""
        return self.total + self.maker_fee


@dataclass(frozen=True, slots=True)
class Fees(Proceeds):
    """The price and the halves of one sale; the rate is in percent of the price."""

    percent: Decimal


def fee_percent(references: References) -> Decimal:
    """Give the fee in force, in percent of the price; none where nobody has set one."""
    return references.value(ReferenceKind.PLATFORM_FEE) or Decimal(0)


def fees_of(total: Money, percent: Decimal) -> Fees:
    """Split the fee of a sale: half of it, rounded half up to the smallest unit, for each side."""
    half = total.times(percent / HALF_OF_A_PERCENT)
    return Fees(total, half, half, percent)
