"""The worth of every parcel split between its demand and its lot: tables, and what both sides make of them.

A pair is listed when every parcel of it has its own split; of any other pair the lot gets its price for every bag and
the demand the rest. Worth is in 64ths of a cent.
"""

from dataclasses import dataclass

import numpy as np

from matching.contracts.layout import Layout, Units, layout_of
from matching.kernels.contracts_tables import solve_tables
from matching.pairs import FloatArray, IntArray
from matching.parts.part import Part

SCALE = 64


@dataclass(slots=True, eq=False)
class Side:
    """One kind of owner: its limits and, of its last solution, each owner's value, margin a unit and choice by pair."""

    owner: IntArray
    layout: Layout
    weight: IntArray
    most: IntArray
    capacity: IntArray
    least: IntArray
    fee: IntArray
    smallest: IntArray
    table: IntArray
    dirty: IntArray
    value: IntArray
    margin: IntArray
    chosen: IntArray


@dataclass(slots=True, eq=False)
class Split:
    """The listed pairs (rising), where each one's table starts, both sides, and the smoothed disagreement."""

    listed: IntArray
    offset: IntArray
    low: IntArray
    demand: Side
    lot: Side
    trend: FloatArray
    spike: FloatArray

    @property
    def bound(self) -> int:
        """The sum of what all owners make of their tables."""
        return int(self.demand.value.sum()) + int(self.lot.value.sum())


def parcels_of(part: Part, pairs: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Return each parcel's pair (its place among `pairs`) and bags, and where each pair's parcels start."""
    width = part.high[pairs] - part.low[pairs] + 1
    offset = np.zeros(len(pairs) + 1, dtype=np.int64)
    np.cumsum(width, out=offset[1:])
    place = np.repeat(np.arange(len(pairs)), width)
    return place, np.arange(offset[-1]) - offset[place] + part.low[pairs][place], offset


def priced_table(part: Part, pairs: IntArray, *, price: IntArray) -> IntArray:
    """Write the demand's table of some pairs when their lots get `price` (64ths of a cent a bag) for every bag."""
    place, bags, _ = parcels_of(part, pairs)
    net = part.value[pairs] * SCALE - price[part.lot[pairs]]
    table: IntArray = net[place] * bags - part.fee[pairs][place] * SCALE
    return table


def split_of(part: Part, units: Units, *, listed: IntArray, table: IntArray) -> Split:
    """Lay out a split of the listed pairs with the demand's table, nothing solved yet."""
    place, bags, offset = parcels_of(part, listed)
    rest = (part.value[listed][place] * bags - part.fee[listed][place]) * SCALE - table
    fee = int(part.fee.min(initial=0))
    many = np.minimum(part.max_lots, len(part.pair)) if fee < 0 else np.ones(len(part.least), dtype=np.int64)
    demand = _side(
        part.demand[listed],
        units.weight[listed],
        table=table,
        limits=(
            part.max_lots,
            units.capacity,
            units.least,
            SCALE * fee * many,
            units.parcel,
        ),
    )
    none = np.zeros(len(part.supply), dtype=np.int64)
    lot = _side(
        part.lot[listed],
        np.ones(len(listed), dtype=np.int64),
        table=rest,
        limits=(part.most_contracts, part.supply, none, none, units.lot_parcel),
    )
    return Split(listed, offset, part.low[listed], demand, lot, np.zeros((len(listed), 3)), np.zeros(len(table)))


def _side(owner: IntArray, weight: IntArray, *, table: IntArray, limits: tuple[IntArray, ...]) -> Side:
    most, capacity, least, fee, smallest = limits
    size = len(most)
    return Side(
        owner=owner, layout=layout_of(owner, size), weight=weight, most=most, capacity=capacity, least=least, fee=fee,
        smallest=smallest, table=table, dirty=np.ones(size, dtype=np.int64),
        value=np.zeros(size, dtype=np.int64), margin=np.zeros(size, dtype=np.int64),
        chosen=np.zeros(len(owner), dtype=np.int64),
    )  # fmt: skip


def solve(split: Split, *, with_margins: bool = False) -> int:
    """Solve the owners whose tables changed (all of them for margins); return the sum of all values."""
    for side in (split.demand, split.lot):
        if with_margins:
            side.dirty[:] = 1
        solve_tables(
            side.layout.start, side.layout.pair, split.offset, side.table, split.low, side.weight,
            side.most, side.capacity, side.least, side.fee, side.smallest,
            side.dirty, side.value, side.margin, side.chosen, with_margins,
        )  # fmt: skip
    return split.bound


def grown(part: Part, units: Units, *, split: Split, new: IntArray) -> Split:
    """List more pairs, split at the lots' margins, and carry over what the other pairs have come to."""
    listed = np.concatenate((split.listed, new))
    order = np.argsort(listed, kind="stable")
    table = np.concatenate((split.demand.table, priced_table(part, new, price=price_of(split))))
    _, _, offset = parcels_of(part, listed)
    spread = _spread(offset, order)
    larger = split_of(part, units, listed=listed[order], table=table[spread])
    tail = len(table) - len(split.spike)
    larger.trend = np.concatenate((split.trend, np.zeros((len(new), 3))))[order]
    larger.spike = np.concatenate((split.spike, np.zeros(tail)))[spread]
    for old, side in ((split.demand, larger.demand), (split.lot, larger.lot)):
        side.chosen = np.concatenate((old.chosen, np.zeros(len(new), dtype=np.int64)))[order]
    return larger


def price_of(split: Split) -> IntArray:
    """Return what every lot asks for a bag of a pair not listed: so much that it never gains by it."""
    return np.maximum(split.lot.margin, 0)


def _spread(offset: IntArray, order: IntArray) -> IntArray:
    """Return the places of all parcels when their pairs are put in another order."""
    width = (offset[1:] - offset[:-1])[order]
    start = np.zeros(len(order) + 1, dtype=np.int64)
    np.cumsum(width, out=start[1:])
    place = np.repeat(np.arange(len(order)), width)
    spread: IntArray = offset[order][place] + np.arange(start[-1]) - start[place]
    return spread
