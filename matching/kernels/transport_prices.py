"""How far the prices of an optimal basis may move and stay optimal: shortest paths on what is left of the arcs."""

import numpy as np

from matching.kernels.jit import kernel
from matching.kernels.transport_simplex import COLUMN, FIRST, FLOW, NEXT, NONE, PARENT, Int32Array
from matching.pairs import IntArray

ENDLESS = 2**62


@kernel
def _offer(node: int, distance: int, far: IntArray, queue: IntArray, is_waiting: IntArray, ends: IntArray) -> None:
    """Shorten the way to a node and let it wait, if the way is shorter."""
    if distance < far[node]:
        far[node] = distance
        if is_waiting[node] == 0:
            is_waiting[node] = 1
            queue[ends[1]] = node
            ends[1] = (ends[1] + 1) % len(queue)


@kernel
def slack_of_prices(
    start: IntArray, lot: Int32Array, value: IntArray, lot_start: IntArray, lot_column: Int32Array, demand: Int32Array,
    tree: IntArray, price: IntArray, direction: int,
) -> IntArray:  # fmt: skip
    """Return how far the price of each node can move and stay optimal together with some prices of the others.

    `direction` is 1 for a rise and -1 for a fall. An arc is tight where bags flow and never gains; so the way of a
    price is the shortest path from (or to) the root
    by what each arc has to spare. What nothing holds stays ENDLESS.
    """
    lots, root = len(lot_start) - 1, len(tree) - 1
    far, is_waiting = np.full(root + 1, ENDLESS), np.zeros(root + 1, dtype=np.int64)
    queue, ends = np.empty(root + 2, dtype=np.int64), np.zeros(2, dtype=np.int64)
    far[root] = 0
    for node in range(root):
        is_loose = tree[node, COLUMN] == NONE and tree[node, FLOW] > 0
        if is_loose:
            _offer(node, 0, far, queue, is_waiting, ends)
        elif (node >= lots) == (direction > 0):
            _offer(node, abs(price[node]), far, queue, is_waiting, ends)
    while ends[0] != ends[1]:
        node = queue[ends[0]]
        ends[0] = (ends[0] + 1) % len(queue)
        is_waiting[node] = 0
        if tree[node, COLUMN] != NONE and tree[node, FLOW] > 0:
            _offer(tree[node, PARENT], far[node], far, queue, is_waiting, ends)
        child = tree[node, FIRST]
        while child != NONE:
            if tree[child, FLOW] > 0:
                _offer(child, far[node], far, queue, is_waiting, ends)
            child = tree[child, NEXT]
        if direction > 0 and node < lots:
            for at in range(lot_start[node], lot_start[node + 1]):
                k = lot_column[at]
                j = lots + demand[k]
                _offer(j, far[node] + price[node] - value[k] - price[j], far, queue, is_waiting, ends)
        elif node >= lots and direction < 0:
            for k in range(start[node - lots], start[node - lots + 1]):
                i = lot[k]
                _offer(i, far[node] + price[i] - value[k] - price[node], far, queue, is_waiting, ends)
    return far
