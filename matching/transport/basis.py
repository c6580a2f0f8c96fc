"""A basis of the transportation problem that keeps its columns, bags and prices, and is improved where it stands."""

import numpy as np

from matching.kernels.transport_simplex import collect, improve, plant, renumber
from matching.pairs import IntArray
from matching.transport.columns import Columns

NUMBERS_OF_A_NODE = 8
LEAST_BLOCK = 100
PIVOTS_OF_A_NODE = 200


class Basis:
    """Bags and prices over some columns, optimal after `improve`; at first nothing is sold and all prices are 0."""

    def __init__(self, columns: Columns, supply: IntArray, *, need: IntArray) -> None:
        self.columns, self.supply, self.need = columns, supply, need
        nodes = len(supply) + len(need) + 1
        self.tree = np.empty((nodes, NUMBERS_OF_A_NODE), dtype=np.int64)
        self.price = np.empty(nodes, dtype=np.int64)
        plant(supply, need, self.tree, self.price)

    @property
    def lot_prices(self) -> IntArray:
        """What a bag of each lot is worth beyond its ask, in cents."""
        return self.price[: len(self.supply)]

    @property
    def demand_prices(self) -> IntArray:
        """What a bag more to each demand is worth, in cents."""
        return -self.price[len(self.supply) : -1]

    @property
    def value(self) -> int:
        """What the bags are worth: by duality that of the prices, once improved."""
        return int(self.supply @ self.lot_prices + self.need @ self.demand_prices)

    def bags(self) -> IntArray:
        """Return the bags of each column."""
        bags = np.zeros(len(self.columns), dtype=np.int64)
        collect(self.tree, bags)
        return bags

    def add(self, more: Columns) -> None:
        """Add columns that are not there yet."""
        columns = self.columns.with_more(more)
        renumber(self.tree, self.columns.start, columns.start, len(self.supply))
        self.columns = columns

    def improve(self, *, most: int | None = None) -> int:
        """Pivot to an optimum and return the number of pivots.

        Should a warm start pivot in a circle (more than `most` pivots), it is given up for a cold one, which cannot.
        """
        columns, lots = self.columns, len(self.supply)
        block = max(LEAST_BLOCK, int(len(columns) ** 0.5))
        limit = PIVOTS_OF_A_NODE * len(self.price) if most is None else most
        pivots = improve(columns.start, columns.lot, columns.value, self.tree, self.price, lots, block, limit)
        if pivots == limit:
            plant(self.supply, self.need, self.tree, self.price)
            pivots += improve(
                columns.start, columns.lot, columns.value, self.tree, self.price, lots, block, np.iinfo(np.int64).max
            )
        return pivots
