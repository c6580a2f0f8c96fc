"""The market the fairness questions are asked of: whole bags of one weight, explicit pairs, and lots in groups."""

from dataclasses import dataclass

import numpy as np

from matching.catalogues.catalogue import Catalogue
from matching.catalogues.valuing import admissible_pairs
from matching.checks import malformed
from matching.pairs import BoolArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Exchange:
    """A transportation market: at most `supply` bags leave a lot, at most `room` bags reach a demand.

    `lot`, `demand` and `value` (cents per bag, above 0) have a row for each admissible pair; both sides of a pair can
    take a bag. `group` has a row for each lot and counts from 0.
    """

    lot: IntArray
    demand: IntArray
    value: IntArray
    supply: IntArray
    room: IntArray
    group: IntArray

    @property
    def groups(self) -> int:
        """Return how many groups there are."""
        return int(self.group.max(initial=-1)) + 1

    @property
    def pair_group(self) -> IntArray:
        """Return the group that sells in each pair."""
        return self.group[self.lot]

    def by_group(self, amounts: IntArray) -> IntArray:
        """Add up whole amounts of each pair by the group that sells."""
        return sum_by(self.pair_group, amounts, size=self.groups)

    def left(self, bags: IntArray) -> tuple[IntArray, IntArray]:
        """Return how many bags each lot has left and each demand has room for; below 0 where a limit is broken."""
        given = sum_by(self.lot, bags, size=len(self.supply))
        return self.supply - given, self.room - sum_by(self.demand, bags, size=len(self.room))


def exchange_of(catalogue: Catalogue) -> Exchange:
    """List the admissible pairs of a catalogue whose bags all weigh the same.

    Raises `ValueError` when bag weights differ: whole bags are then no longer a matter of flows.
    """
    offered = catalogue.offered
    if len(np.unique(offered.bag_grams)) > 1:
        raise malformed("offered.bag_grams", "bags of one weight are expected")
    demand, lot, value = admissible_pairs(catalogue)
    room = catalogue.sought.most_grams // offered.bag_grams.max(initial=1)
    kept = (room[demand] > 0) & (offered.bags[lot] > 0)
    return Exchange(lot[kept], demand[kept], value[kept], offered.bags, room, offered.group)


def only(exchange: Exchange, is_kept: BoolArray) -> Exchange:
    """Keep some pairs, and of the lots and demands those that occur in them."""
    lots, lot = np.unique(exchange.lot[is_kept], return_inverse=True)
    demands, demand = np.unique(exchange.demand[is_kept], return_inverse=True)
    group = np.zeros(len(lots), dtype=np.int64)
    return Exchange(lot, demand, exchange.value[is_kept], exchange.supply[lots], exchange.room[demands], group)


def sum_by(place: IntArray, amounts: IntArray, *, size: int) -> IntArray:
    """Add up whole amounts by their place, in whole numbers."""
    sums = np.zeros(size, dtype=np.int64)
    np.add.at(sums, place, amounts)
    return sums
