"""Where a plan falls short of its bound, and which demands to plan anew together."""

import heapq

import numpy as np

from matching.contracts.layout import layout_of
from matching.contracts.split import SCALE, Split, price_of
from matching.pairs import BoolArray, IntArray
from matching.parts.part import Part


def shortfalls(part: Part, split: Split, *, bags: IntArray) -> tuple[IntArray, IntArray]:
    """Return by how much the plan gives each demand and each lot less than its best (64ths of a cent).

    Both together add up to the bound less the plan's value, so they say where the gap is.
    """
    used = np.flatnonzero(bags)
    place = np.minimum(np.searchsorted(split.listed, used), max(0, len(split.listed) - 1))
    is_listed = split.listed[place] == used if len(split.listed) else np.zeros(len(used), dtype=bool)
    total = (part.value[used] * bags[used] - part.fee[used]) * SCALE
    share = total - price_of(split)[part.lot[used]] * bags[used]
    inside = place[is_listed]
    share[is_listed] = split.demand.table[split.offset[inside] + bags[used[is_listed]] - split.low[inside]]
    demand, lot = split.demand.value.copy(), split.lot.value.copy()
    np.subtract.at(demand, part.demand[used], share)
    np.subtract.at(lot, part.lot[used], total - share)
    return demand, lot


class Regions:
    """Draws regions of demands that share lots, each around the greatest shortfall not yet visited."""

    def __init__(self, part: Part, among: IntArray, *, size: int) -> None:
        self.demand, self.lot, self.size = part.demand[among], part.lot[among], size
        self.by_demand = layout_of(self.demand, len(part.least))
        self.by_lot = layout_of(self.lot, len(part.supply))

    def next(self, demand: IntArray, lot: IntArray, *, visited: BoolArray) -> BoolArray:
        """Mark the demands of the next region, also in `visited`, given the shortfalls of demands and lots.

        When all have been visited, a new turn begins.
        """
        if visited.all():
            visited[:] = False
        worst = np.zeros(len(demand), dtype=np.int64)
        np.maximum.at(worst, self.demand, lot[self.lot])
        region = self._around(int(np.argmax(np.where(visited, -1, demand + worst))), lot)
        visited |= region
        return region

    def _around(self, first: int, lot: IntArray) -> BoolArray:
        """Grow a region from a demand, through the lots of greatest shortfall first."""
        region = np.zeros(len(self.by_demand.start) - 1, dtype=bool)
        known: set[int] = set()
        queue: list[tuple[int, int]] = []
        arrived, count = [first], 0
        while count < self.size:
            region[arrived] = True
            count += len(arrived)
            for each in arrived:
                near = set(self._lots_of(each)) - known
                known |= near
                for i in sorted(near):
                    heapq.heappush(queue, (-int(lot[i]), i))
            if not queue:
                break
            arrived = [each for each in self._demands_of(heapq.heappop(queue)[1]) if not region[each]]
        return region

    def _lots_of(self, demand: int) -> list[int]:
        at = self.by_demand.pair[self.by_demand.start[demand] : self.by_demand.start[demand + 1]]
        found: list[int] = self.lot[at].tolist()
        return found

    def _demands_of(self, lot: int) -> list[int]:
        at = self.by_lot.pair[self.by_lot.start[lot] : self.by_lot.start[lot + 1]]
        found: list[int] = self.demand[at].tolist()
        return found
