"""The plans found so far: whole parcels of one demand each, kept as columns."""

from collections.abc import Iterable

import numpy as np

from matching.pairs import IntArray
from matching.parts.part import Part

Plan = tuple[int, IntArray, IntArray]


class Pool:
    """Plans as columns: whose they are, pairs and bags of each (`start` to the next start), and value in cents."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.demand = np.zeros(0, dtype=np.int64)
        self.start = np.zeros(1, dtype=np.int64)
        self.at = np.zeros(0, dtype=np.int64)
        self.bags = np.zeros(0, dtype=np.int64)
        self.value = np.zeros(0, dtype=np.int64)
        self._known: set[tuple[int, bytes, bytes]] = set()

    def __len__(self) -> int:
        return len(self.demand)

    def add(self, plans: Iterable[Plan]) -> int:
        """Add the plans that are not known yet, and return how many."""
        fresh = []
        for demand, at, bags in plans:
            order = np.argsort(at)
            key = (demand, at[order].tobytes(), bags[order].tobytes())
            if key not in self._known:
                self._known.add(key)
                fresh.append((demand, at[order], bags[order]))
        if fresh:
            self._append(fresh)
        return len(fresh)

    def _append(self, fresh: list[Plan]) -> None:
        at, bags = np.concatenate([each[1] for each in fresh]), np.concatenate([each[2] for each in fresh])
        sizes = np.array([len(each[1]) for each in fresh], dtype=np.int64)
        starts = np.cumsum(sizes) - sizes
        value = np.add.reduceat(self.part.value[at] * bags - self.part.fee[at], starts)
        self.demand = np.append(self.demand, np.array([each[0] for each in fresh], dtype=np.int64))
        self.start = np.append(self.start, self.start[-1] + np.cumsum(sizes))
        self.at, self.bags = np.append(self.at, at), np.append(self.bags, bags)
        self.value = np.append(self.value, value)

    def plan(self, column: int) -> tuple[IntArray, IntArray]:
        """Return the pairs and bags of one plan."""
        inside = slice(self.start[column], self.start[column + 1])
        return self.at[inside], self.bags[inside]

    def worth(self, worth: IntArray, paid: IntArray) -> IntArray:
        """Return what each plan is worth when a bag of each pair is worth `worth` and its use costs `paid`."""
        if len(self) == 0:
            return np.zeros(0, dtype=np.int64)
        return np.asarray(np.add.reduceat(worth[self.at] * self.bags - paid[self.at], self.start[:-1]), dtype=np.int64)

    def entries(self, columns: IntArray) -> tuple[IntArray, IntArray, IntArray]:
        """Return the parcels of the given plans: place among `columns`, pair, bags."""
        sizes = self.start[columns + 1] - self.start[columns]
        place = np.repeat(np.arange(len(columns)), sizes)
        inside = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        found = np.repeat(self.start[columns], sizes) + inside
        return place.astype(np.int64), self.at[found], self.bags[found]

    def bags_of(self, columns: IntArray) -> IntArray:
        """Return the bags of every pair when exactly these plans are followed."""
        bags = np.zeros(len(self.part.pair), dtype=np.int64)
        _, at, taken = self.entries(columns)
        np.add.at(bags, at, taken)
        return bags
