"""The transportation problem of a market too large to pivot in: right to within a shrinking fraction of a cent."""

import numpy as np

from matching.kernels.transport_scaling import settle
from matching.pairs import IntArray
from matching.transport.columns import Columns

SCALE = 64


class Flow:
    """Bags over some columns, with prices in parts of a cent (`SCALE` of them); at first nothing is sold."""

    def __init__(self, columns: Columns, supply: IntArray, *, need: IntArray, price: IntArray) -> None:
        self.columns, self.supply, self.need = columns, supply, need
        self.bags = np.zeros(len(columns), dtype=np.int64)
        self._spare = np.zeros(len(supply) + len(need), dtype=np.int64)
        self._price = np.concatenate([SCALE * price, np.zeros(len(need) + 1, dtype=np.int64)])
        self._excess = np.concatenate([supply, -need, [need.sum() - supply.sum()]])

    @property
    def lot_prices(self) -> IntArray:
        """What a bag of each lot is worth beyond its ask, in parts of a cent, 0 or more."""
        prices: IntArray = np.maximum(self._price[: len(self.supply)] - self._price[-1], 0)
        return prices

    @property
    def value(self) -> int:
        """What the bags are worth in cents."""
        return int(self.bags @ self.columns.value)

    def settle(self, epsilon: int) -> int:
        """Move bags until none could gain more than epsilon parts of a cent elsewhere; return the steps taken."""
        columns = self.columns
        start, column, demand = columns.by_lot(len(self.supply))
        parts = columns.start, columns.lot, columns.value, SCALE, start, column, demand[column], columns.value[column]
        return settle(*parts, self.need, self.bags, self._spare, self._price, self._excess, epsilon)

    def add(self, more: Columns) -> None:
        """Add columns that are not there yet."""
        columns = self.columns.with_more(more)
        bags = np.zeros(len(columns), dtype=np.int64)
        moved = np.repeat(columns.start[:-1] - self.columns.start[:-1], np.diff(self.columns.start))
        bags[np.arange(len(self.bags)) + moved] = self.bags
        self.columns, self.bags = columns, bags

    def demand_gains(self) -> IntArray:
        """Return what each demand gains by its best column at the prices of the lots, in parts of a cent."""
        columns, price = self.columns, self.lot_prices
        gains = np.zeros(len(self.need), dtype=np.int64)
        np.maximum.at(gains, columns.demand, SCALE * columns.value - price[columns.lot])
        return gains
