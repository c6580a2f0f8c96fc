"""A basis of the transportation problem that keeps its columns, bags and prices, and is improved where it stands."""

import numpy as np

from matching.kernels.transport_columns import collect, renumber
from matching.kernels.transport_simplex import improve, plant, repair, reprice, resupply
from matching.pairs import IntArray
from matching.transport.columns import ByLot, Columns

NUMBERS_OF_A_NODE = 8
LEAST_BLOCK = 100
PIVOTS_OF_A_NODE = 200
UNLIMITED = 2**62


class Basis:
    """Bags and prices over some columns, optimal after `improve`; at first nothing is sold.

    Values count `scale` times, and a bag of a lot that is not sold is worth `keep`: 1 and 0 unless a policy is priced.
    """

    def __init__(self, columns: Columns, supply: IntArray, *, need: IntArray) -> None:
        self.columns, self.supply, self.need = columns, supply, need
        self.scale, self.keep = 1, np.zeros(len(supply), dtype=np.int64)
        nodes = len(supply) + len(need) + 1
        self.tree = np.empty((nodes, NUMBERS_OF_A_NODE), dtype=np.int64)
        self.price = np.empty(nodes, dtype=np.int64)
        self._by_lot: ByLot | None = None
        self._plant()

    @property
    def lot_prices(self) -> IntArray:
        """What a bag of each lot is worth beyond its ask, in cents times `scale`."""
        return self.price[: len(self.supply)]

    @property
    def demand_prices(self) -> IntArray:
        """What a bag more to each demand is worth, in cents times `scale`."""
        return -self.price[len(self.supply) : -1]

    @property
    def by_lot(self) -> ByLot:
        """The columns by lot."""
        if self._by_lot is None:
            self._by_lot = self.columns.by_lot(len(self.supply))
        return self._by_lot

    def used(self) -> IntArray:
        """List the columns that carry bags, by rising column: column, lot, demand and bags in a row each."""
        return collect(self.tree, len(self.supply))

    @property
    def worth(self) -> int:
        """What the prices add up to: once improved, `scale` times the value of the bags and `keep` of those kept."""
        return int(self.supply @ self.lot_prices + self.need @ self.demand_prices)

    def add(self, more: Columns) -> None:
        """Add columns that are not there yet."""
        columns = self.columns.with_more(more)
        renumber(self.tree, self.columns.start, columns.start)
        self.columns, self._by_lot = columns, None

    def aim(self, *, scale: int, keep: IntArray) -> None:
        """Count values `scale` times and a kept bag as `keep`; call `improve` next."""
        self.scale, self.keep = scale, keep
        self.follow_values()

    def follow_values(self) -> None:
        """Work out prices anew after values changed; call `improve` next."""
        reprice(self.columns.value, self.scale, self.keep, self.tree, self.price)

    def supply_lots(self, lots: IntArray, bags: IntArray, *, most: int | None = None) -> None:
        """Change the bags of some lots and mend an optimal basis, in `most` pivots or else from the start."""
        for lot, change in zip(lots.tolist(), (bags - self.supply[lots]).tolist(), strict=True):
            resupply(self.tree, len(self.supply), lot, change)
        self.supply = self.supply.copy()
        self.supply[lots] = bags
        columns, limit = self.columns, self._limit(most)
        parts = columns.start, columns.lot, columns.value, self.scale, self.keep, *self.by_lot
        if repair(*parts, self.tree, self.price, limit) == limit:
            self._plant()
            self.improve()

    def improve(self, *, most: int | None = None) -> int:
        """Pivot to an optimum and return the number of pivots.

        Should a warm start pivot in a circle (`most` pivots are reached), it is given up for a cold one, which cannot.
        """
        limit = self._limit(most)
        pivots = self._improve(limit)
        if pivots == limit:
            self._plant()
            pivots += self._improve(UNLIMITED)
        return pivots

    def _improve(self, most: int) -> int:
        columns, block = self.columns, max(LEAST_BLOCK, int(len(self.columns) ** 0.5))
        parts = columns.start, columns.lot, columns.value, self.scale, self.keep
        return improve(*parts, self.tree, self.price, block, most)

    def _plant(self) -> None:
        plant(self.supply, self.need, self.keep, self.tree, self.price)

    def _limit(self, most: int | None) -> int:
        return PIVOTS_OF_A_NODE * len(self.price) if most is None else most


def lines_of(used: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Return the lot, the demand and the bags of each column used."""
    return used[:, 1], used[:, 2], used[:, 3]
