"""The columns of a transportation problem: which pairs may be used, and what a bag of each is worth."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.kernels.transport_columns import best_of_each, excess_of, group, group_by_lot
from matching.pairs import IntArray

Int32Array = NDArray[np.int32]
ByLot = tuple[IntArray, Int32Array, Int32Array]
"""Where the columns of each lot start, the columns lot by lot, and the demand of each column."""


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Pairs by demand: those of demand j are `start[j]` to `start[j + 1]`, with their lots and cents a bag."""

    start: IntArray
    lot: Int32Array
    value: IntArray

    @classmethod
    def of(cls, demand: IntArray, lot: IntArray | Int32Array, *, value: IntArray, demands: int) -> "Columns":
        """Make columns from pairs in any order; the pairs of a demand stay in the order given."""
        size = len(demand)
        made = cls(
            np.empty(demands + 1, dtype=np.int64), np.empty(size, dtype=np.int32), np.empty(size, dtype=np.int64)
        )
        group(demand, lot.astype(np.int32, copy=False), value, made.start, made.lot, made.value)
        return made

    def __len__(self) -> int:
        return len(self.lot)

    @property
    def demand(self) -> IntArray:
        """The demand of each column."""
        return np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))

    def only(self, kept: IntArray) -> "Columns":
        """Return some of the columns, given by place, demand after demand."""
        sizes = np.bincount(np.searchsorted(self.start, kept, side="right"), minlength=len(self.start))[
            : len(self.start)
        ]
        return Columns(np.cumsum(sizes), self.lot[kept], self.value[kept])

    def with_more(self, more: "Columns") -> "Columns":
        """Return these columns and behind those of each demand some more."""
        demand = np.concatenate((self.demand, more.demand))
        lot, value = np.concatenate((self.lot, more.lot)), np.concatenate((self.value, more.value))
        return Columns.of(demand, lot, value=value, demands=len(self.start) - 1)

    def best(self, price: IntArray, floor: IntArray, *, most: int, scale: int = 1) -> "Columns":
        """Return the `most` columns of each demand that gain most: `scale` times value less price, above its floor."""
        places = np.empty(min(len(self), most * (len(self.start) - 1)), dtype=np.int64)
        parts = self.start, self.lot, self.value, scale, price, floor, most
        return self.only(places[: best_of_each(*parts, places)])

    def excess(self, price: IntArray, floor: IntArray, *, need: IntArray, scale: int = 1) -> int:
        """Return by how much the best column of each demand gains more than its floor, times the demand's need."""
        return excess_of(self.start, self.lot, self.value, scale, price, floor, need)

    def among(self, lots: IntArray, demands: IntArray) -> "Columns":
        """Return the columns between some lots and some demands, which are numbered as they are listed."""
        place = np.full(int(self.lot.max(initial=-1)) + 1, -1, dtype=np.int32)
        place[lots[lots < len(place)]] = np.flatnonzero(lots < len(place))
        kept = np.concatenate([np.arange(self.start[j], self.start[j + 1]) for j in demands.tolist()])
        kept = kept[place[self.lot[kept]] >= 0]
        sizes = np.zeros(len(demands) + 1, dtype=np.int64)
        firsts = np.searchsorted(kept, self.start)
        sizes[1:] = firsts[demands + 1] - firsts[demands]
        return Columns(np.cumsum(sizes), place[self.lot[kept]], self.value[kept])

    def by_lot(self, lots: int) -> ByLot:
        """List the columns of each lot."""
        start = np.empty(lots + 1, dtype=np.int64)
        column, demand = np.empty(len(self), dtype=np.int32), np.empty(len(self), dtype=np.int32)
        group_by_lot(self.start, self.lot, start, column, demand)
        return start, column, demand
