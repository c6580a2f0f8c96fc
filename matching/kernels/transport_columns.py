"""Columns of a transportation problem: sorted, searched, and read off a tree."""

import numpy as np

from matching.kernels.jit import kernel
from matching.kernels.transport_simplex import COLUMN, FLOW, NONE, PARENT, Int32Array
from matching.pairs import IntArray


@kernel
def group(
    demand: IntArray, lot: Int32Array, value: IntArray, start: IntArray, its_lot: Int32Array, its_value: IntArray
) -> None:
    """Sort columns by demand without changing their order within one; `start` has a place for each demand and one."""
    start[:] = 0
    for j in demand:
        start[j + 1] += 1
    for j in range(len(start) - 1):
        start[j + 1] += start[j]
    place = start[:-1].copy()
    for k in range(len(demand)):
        at = place[demand[k]]
        place[demand[k]] += 1
        its_lot[at], its_value[at] = lot[k], value[k]


@kernel
def place(
    demand: Int32Array, lot: Int32Array, value: IntArray, places: IntArray, its_lot: Int32Array, its_value: IntArray
) -> None:
    """Put columns at the next free place of their demands; `places` moves on."""
    for k in range(len(demand)):
        at = places[demand[k]]
        places[demand[k]] += 1
        its_lot[at], its_value[at] = lot[k], value[k]


@kernel
def best_of_each(
    start: IntArray, lot: Int32Array, value: IntArray, scale: int, price: IntArray, floor: IntArray, most: int,
    out: IntArray,
) -> int:  # fmt: skip
    """Write down the columns of each demand that gain most, above its floor and `most` at most; return how many."""
    gains, places = np.empty(most + 1, dtype=np.int64), np.empty(most + 1, dtype=np.int64)
    written = 0
    for j in range(len(start) - 1):
        count, least = 0, floor[j]
        for k in range(start[j], start[j + 1]):
            gain = scale * value[k] - price[lot[k]]
            if gain > least:
                at = count
                while at > 0 and gain > gains[at - 1]:
                    gains[at], places[at] = gains[at - 1], places[at - 1]
                    at -= 1
                gains[at], places[at] = gain, k
                count = min(count + 1, most)
                if count == most:
                    least = gains[most - 1]
        out[written : written + count] = places[:count]
        written += count
    return written


@kernel
def least_prices(start: IntArray, lot: Int32Array, value: IntArray, floor: IntArray, price: IntArray) -> None:
    """Raise the prices of lots until no column gains more than the floor of its demand."""
    for j in range(len(start) - 1):
        for k in range(start[j], start[j + 1]):
            price[lot[k]] = max(price[lot[k]], value[k] - floor[j])


@kernel
def excess_of(
    start: IntArray, lot: Int32Array, value: IntArray, scale: int, price: IntArray, floor: IntArray, need: IntArray
) -> int:  # fmt: skip
    """Return by how much the best columns gain more than the floors, bag by bag."""
    total = 0
    for j in range(len(start) - 1):
        best = 0
        for k in range(start[j], start[j + 1]):
            best = max(best, scale * value[k] - price[lot[k]] - floor[j])
        total += need[j] * best
    return total


@kernel
def group_by_lot(
    start: IntArray, lot: Int32Array, lot_start: IntArray, columns: Int32Array, demand: Int32Array
) -> None:
    """List the columns of each lot, and say whose each column is."""
    lot_start[:] = 0
    for i in lot:
        lot_start[i + 1] += 1
    for i in range(len(lot_start) - 1):
        lot_start[i + 1] += lot_start[i]
    place = lot_start[:-1].copy()
    for j in range(len(start) - 1):
        for k in range(start[j], start[j + 1]):
            demand[k] = j
            columns[place[lot[k]]] = k
            place[lot[k]] += 1


@kernel
def collect(tree: IntArray, lots: int) -> IntArray:
    """List the columns that carry bags, by rising column: column, lot, demand and bags in a row each."""
    found, size = np.empty((len(tree), 4), dtype=np.int64), 0
    for node in range(len(tree) - 1):
        if tree[node, COLUMN] != NONE and tree[node, FLOW] > 0:
            lot, demand = (node, tree[node, PARENT]) if node < lots else (tree[node, PARENT], node)
            found[size, 0], found[size, 1] = tree[node, COLUMN], lot
            found[size, 2], found[size, 3] = demand - lots, tree[node, FLOW]
            size += 1
    return found[np.argsort(found[:size, 0])]


@kernel
def renumber(tree: IntArray, start: IntArray, new_start: IntArray) -> None:
    """Follow the columns of the tree to their new places, when columns were added behind those of their demands."""
    lots = len(tree) - len(start)
    for node in range(len(tree) - 1):
        if tree[node, COLUMN] != NONE:
            demand = (node if node >= lots else tree[node, PARENT]) - lots
            tree[node, COLUMN] += new_start[demand] - start[demand]
