"""Prices of contracts under which neither side loses, where parcels and fees leave no price that suits everybody."""

from dataclasses import dataclass

import numpy as np

from matching.checks import malformed
from matching.fairness.exchange import sum_by
from matching.pairs import IntArray
from matching.parts.part import Part
from matching.pricing.wishes import Wishes, wishes_at


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """Contracts (places of their pairs in the part) and what a bag of each is paid above the lot's ask, in cents.

    `lot_gain` and `demand_gain` are what each side has of its contracts; `shortfall` is what is missing (0 or more)
    where even all of a demand's gain cannot cover a contract's loss or a lot's opening. `wishes` says what the
    published lot prices would have made everybody ask for, and the uplift that would settle it.
    """

    pair: IntArray
    price: IntArray
    lot_gain: IntArray
    demand_gain: IntArray
    shortfall: int
    wishes: Wishes


def contract_prices(part: Part, bags: IntArray, *, lot_prices: IntArray) -> Prices:
    """Price the contracts of a plan from published lot prices (cents a bag above the ask, 0 or more).

    A contract of x bags that brings s = value x - fee pays min(lot price, s / x) a bag, in whole cents, never below the
    ask. What a contract loses is taken off the other contracts of its demand; what a lot's opening costs beyond
    its income is added to its contracts as far as their demands still gain. Raises `ValueError` for a price below 0.
    """
    if (lot_prices < 0).any():
        raise malformed("lot_prices", "prices of 0 or more are expected")
    pair = np.flatnonzero(bags)
    deal = _Deal(part, pair, sold=bags[pair])
    deal.start(lot_prices)
    deal.cover_demands()
    deal.cover_lots()
    lot_gain, demand_gain = deal.lot_gain, deal.demand_gain
    shortfall = -int(np.minimum(lot_gain, 0).sum() + np.minimum(demand_gain, 0).sum())
    wishes = wishes_at(part, bags, lot_prices=lot_prices)
    return Prices(pair, deal.price, lot_gain, demand_gain, shortfall, wishes)


class _Deal:
    """Contracts whose prices are being settled; no step takes from one side more than it gains."""

    def __init__(self, part: Part, pair: IntArray, *, sold: IntArray) -> None:
        self.part, self.sold = part, sold
        self.lot, self.demand = part.lot[pair], part.demand[pair]
        self.brings = part.value[pair] * sold - part.fee[pair]
        self.price = np.zeros(len(pair), dtype=np.int64)

    @property
    def demand_gain(self) -> IntArray:
        """What the demands have of their contracts, in cents."""
        return sum_by(self.demand, self.brings - self.price * self.sold, size=len(self.part.least))

    @property
    def lot_gain(self) -> IntArray:
        """What the lots have of their contracts beyond their asks, in cents."""
        lots = len(self.part.supply)
        is_open = sum_by(self.lot, self.sold, size=lots) > 0
        return sum_by(self.lot, self.price * self.sold, size=lots) - self.part.opening * is_open

    def start(self, lot_prices: IntArray) -> None:
        """Pay the published price, or what the contract brings if that is less."""
        self.price = np.minimum(lot_prices[self.lot], np.maximum(self.brings, 0) // self.sold)

    def cover_demands(self) -> None:
        """Let the contracts of a demand that loses pay less."""
        gain = self.demand_gain
        for at in range(len(self.sold)):
            missing = max(-int(gain[self.demand[at]]), 0)
            less = min(-(-missing // int(self.sold[at])), int(self.price[at]))
            self.price[at] -= less
            gain[self.demand[at]] += less * self.sold[at]

    def cover_lots(self) -> None:
        """Let the contracts of a lot whose opening is not paid for pay more, out of what their demands gain."""
        lot_gain, demand_gain = self.lot_gain, self.demand_gain
        for at in range(len(self.sold)):
            lot, demand, sold = self.lot[at], self.demand[at], int(self.sold[at])
            missing = max(-int(lot_gain[lot]), 0)
            more = min(-(-missing // sold), max(int(demand_gain[demand]), 0) // sold)
            self.price[at] += more
            lot_gain[lot] += more * sold
            demand_gain[demand] -= more * sold
