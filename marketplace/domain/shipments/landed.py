"""What a maker's cacao is estimated to cost at the door: price, fee, the way there, and the time it lies there."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from marketplace.domain.contracts.carrying import CarryLine
from marketplace.domain.mass import Mass
from marketplace.domain.money import Money


class LandedPart(StrEnum):
    """One part of a landed cost."""

    PRICE = "price"
    FEE = "fee"
    WAY_ESTIMATED = "way_estimated"
    WAY_SHARED = "way_shared"
    STORAGE = "storage"
    FINANCE = "finance"


@dataclass(frozen=True, slots=True)
class LandedLine:
    """One line of the estimate; `is_known` once the money was really spent or agreed."""

    part: LandedPart
    money: Money
    is_known: bool


@dataclass(frozen=True, slots=True)
class LandedCost:
    """What a volume is estimated to cost delivered, in the currency of its price."""

    lines: tuple[LandedLine, ...]
    volume: Mass

    @property
    def total(self) -> Money:
        """All of it."""
        first, *others = (line.money for line in self.lines)
        return sum(others, first)

    @property
    def per_tonne(self) -> Money:
        """What a tonne comes to, rounded half up to the unit, for reading only."""
        whole = (self.total.amount / self.volume.tonnes).quantize(Decimal(1), ROUND_HALF_UP)
        return Money(whole, self.total.currency)


@dataclass(frozen=True, slots=True)
class Spent:
    """What is known so far: the price, the fee, the maker's shares of the shipment's costs in the same currency."""

    price: Money
    fee: Money | None
    shares: tuple[Money, ...] = ()
    table_freight: Money | None = None


def landed_cost(spent: Spent, carry: Iterable[CarryLine], *, volume: Mass) -> LandedCost:
    """Put an estimate together: real shares of the way where there are any, else the table's rate."""
    lines = [LandedLine(LandedPart.PRICE, spent.price, is_known=True)]
    if spent.fee is not None:
        lines.append(LandedLine(LandedPart.FEE, spent.fee, is_known=True))
    if spent.shares:
        first, *others = spent.shares
        lines.append(LandedLine(LandedPart.WAY_SHARED, sum(others, first), is_known=True))
    elif spent.table_freight is not None:
        lines.append(LandedLine(LandedPart.WAY_ESTIMATED, spent.table_freight, is_known=False))
    lines += [LandedLine(LandedPart(line.kind.value), line.money, is_known=True) for line in carry]
    return LandedCost(tuple(lines), volume)
