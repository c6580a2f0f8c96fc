"""The network simplex on a transportation problem: lots on one side, demands on the other, a root for what is left.

Nodes are the lots, then the demands, then the root. Every lot has an arc to the root (what it keeps) and the root one
to every demand (what it goes without), both worth nothing; a column is an arc from a lot to a demand. So the arc
between a node and its parent goes up from a lot and down to a demand, and a tree is a row of numbers for each node.
Columns lie by demand: those of demand j are `start[j]` to `start[j + 1]`, with their `lot` and `value`. The price of a
lot is u, that of a demand is -v, that of the root is 0: a column gains value - price[lot] + price[demand].
"""

import numpy as np
from numpy.typing import NDArray

from matching.kernels.jit import kernel
from matching.pairs import IntArray

PARENT, COLUMN, FIRST, NEXT, PREVIOUS, DEPTH, FLOW, MARK = range(8)
Int32Array = NDArray[np.int32]
NONE = -1
FAR = 2**62


@kernel
def _detach(tree: IntArray, node: int) -> None:
    before, after = tree[node, PREVIOUS], tree[node, NEXT]
    if before == NONE:
        tree[tree[node, PARENT], FIRST] = after
    else:
        tree[before, NEXT] = after
    if after != NONE:
        tree[after, PREVIOUS] = before


@kernel
def _attach(tree: IntArray, node: int, parent: int, column: int, flow: int) -> None:
    after = tree[parent, FIRST]
    tree[node, PARENT], tree[node, COLUMN], tree[node, FLOW] = parent, column, flow
    tree[node, PREVIOUS], tree[node, NEXT] = NONE, after
    if after != NONE:
        tree[after, PREVIOUS] = node
    tree[parent, FIRST] = node


@kernel
def _reroot(tree: IntArray, node: int, top: int) -> None:
    """Cut off the branch under `top` and turn it, so that it can be hung up by `node`."""
    _detach(tree, top)
    if node == top:
        return
    below, here = node, tree[node, PARENT]
    column, flow = tree[node, COLUMN], tree[node, FLOW]
    _detach(tree, node)
    while below != top:
        above, its_column, its_flow = tree[here, PARENT], tree[here, COLUMN], tree[here, FLOW]
        if here != top:
            _detach(tree, here)
        _attach(tree, here, below, column, flow)
        below, here, column, flow = here, above, its_column, its_flow


@kernel
def _walk(tree: IntArray, node: int, top: int) -> int:
    """Return the node after `node` in the branch under `top`, parents first; NONE after the last."""
    if tree[node, FIRST] != NONE:
        return int(tree[node, FIRST])
    while node != top and tree[node, NEXT] == NONE:
        node = int(tree[node, PARENT])
    return NONE if node == top else int(tree[node, NEXT])


@kernel
def _shift(tree: IntArray, price: IntArray, top: int, change: int) -> None:
    node = top
    while node != NONE:
        price[node] += change
        tree[node, DEPTH] = tree[tree[node, PARENT], DEPTH] + 1
        node = _walk(tree, node, top)


@kernel
def _push(tree: IntArray, lots: int, tail: int, head: int, bags: int) -> None:
    """Send bags from head back to tail through the tree."""
    while tail != head:
        if tree[tail, DEPTH] >= tree[head, DEPTH]:
            tree[tail, FLOW] += -bags if tail < lots else bags
            tail = tree[tail, PARENT]
        else:
            tree[head, FLOW] += bags if head < lots else -bags
            head = tree[head, PARENT]


@kernel
def _pivot(tree: IntArray, price: IntArray, lots: int, tail: int, head: int, column: int, gain: int) -> None:
    """Bring an arc in; what leaves keeps every node able to send a bag to the root, so that no pivots go in circles."""
    a, b = tail, head
    least_a, least_b, top_a, top_b = FAR, FAR, NONE, NONE
    while a != b:
        if tree[a, DEPTH] >= tree[b, DEPTH]:
            if a < lots and tree[a, FLOW] < least_a:
                least_a, top_a = tree[a, FLOW], a
            a = tree[a, PARENT]
        else:
            if b >= lots and tree[b, FLOW] <= least_b:
                least_b, top_b = tree[b, FLOW], b
            b = tree[b, PARENT]
    bags = min(least_a, least_b)
    if bags > 0:
        _push(tree, lots, tail, head, bags)
    if least_b <= least_a:
        _graft(tree, price, head, tail, top_b, column, bags, -gain)
    else:
        _graft(tree, price, tail, head, top_a, column, bags, gain)


@kernel
def _graft(
    tree: IntArray, price: IntArray, node: int, parent: int, top: int, column: int, bags: int, change: int
) -> None:
    _reroot(tree, node, top)
    _attach(tree, node, parent, column, bags)
    _shift(tree, price, node, change)


@kernel
def plant(supply: IntArray, need: IntArray, keep: IntArray, tree: IntArray, price: IntArray) -> None:
    """Hang every node from the root: nothing is sold, a bag of a lot costs what it is worth to keep."""
    lots, root = len(supply), len(tree) - 1
    tree[:] = NONE
    tree[root, DEPTH] = 0
    price[:] = 0
    price[:lots] = keep
    for node in range(root):
        _attach(tree, node, root, NONE, supply[node] if node < lots else need[node - lots])
        tree[node, DEPTH] = 1


@kernel
def reprice(value: IntArray, scale: int, keep: IntArray, tree: IntArray, price: IntArray) -> None:
    """Work out the prices at which no arc of the tree gains."""
    root, lots = len(tree) - 1, len(keep)
    node = _walk(tree, root, root)
    while node != NONE:
        parent, column = tree[node, PARENT], tree[node, COLUMN]
        if column == NONE:
            price[node] = keep[node] if node < lots else 0
        else:
            worth = scale * value[column]
            price[node] = price[parent] + (worth if node < lots else -worth)
        node = _walk(tree, node, root)


@kernel
def improve(
    start: IntArray, lot: Int32Array, value: IntArray, scale: int, keep: IntArray, tree: IntArray, price: IntArray,
    block: int, most: int,
) -> int:  # fmt: skip
    """Pivot until no arc gains, `most` times at most; return the number of pivots.

    About `block` columns are looked at for each pivot, and the one that gains most comes in. Values count `scale`
    times; a bag of a lot that is not sold is worth `keep`.
    """
    demands, lots = len(start) - 1, len(keep)
    root = lots + demands
    row, idle, looked, pivots = 0, 0, 0, 0
    best, tail, head, entering = 0, NONE, NONE, NONE
    while idle <= demands and pivots < most:
        if row < demands:
            ask = price[lots + row]
            if ask > best:
                best, tail, head, entering = ask, root, lots + row, NONE
            for k in range(start[row], start[row + 1]):
                gain = scale * value[k] - price[lot[k]] + ask
                if gain > best:
                    best, tail, head, entering = gain, lot[k], lots + row, k
            looked += start[row + 1] - start[row]
        else:
            for i in range(lots):
                if keep[i] - price[i] > best:
                    best, tail, head, entering = keep[i] - price[i], i, root, NONE
            looked += lots
        row = row + 1 if row < demands else 0
        idle += 1
        if best > 0 and (looked >= block or idle > demands):
            _pivot(tree, price, lots, tail, head, entering, best)
            pivots += 1
            best, idle, looked = 0, 0, 0
    return pivots


@kernel
def resupply(tree: IntArray, lots: int, lot: int, change: int) -> None:
    """Give a lot more bags (or fewer) by way of the tree, which may leave arcs with fewer than none; see `repair`."""
    _push(tree, lots, lot, len(tree) - 1, -change)


@kernel
def repair(
    start: IntArray, lot: Int32Array, value: IntArray, scale: int, keep: IntArray, lot_start: IntArray,
    lot_column: Int32Array, demand: Int32Array, tree: IntArray, price: IntArray, most: int,
) -> int:  # fmt: skip
    """Pivot on optimal prices until no arc carries fewer than no bags, `most` times at most; return how many times.

    The branch under the emptiest arc is cut off and hung up again by the arc that loses least.
    """
    lots, root = len(keep), len(tree) - 1
    tree[:, MARK] = NONE
    for pivots in range(most):
        top = NONE
        for node in range(root):
            if tree[node, FLOW] < 0 and (top == NONE or tree[node, DEPTH] > tree[top, DEPTH]):
                top = node
        if top == NONE:
            return pivots
        bags = -tree[top, FLOW]
        node = top
        while node != NONE:
            tree[node, MARK] = pivots
            node = _walk(tree, node, top)
        node, loss, tail, head, entering = top, FAR, NONE, NONE, NONE
        while node != NONE:
            if top < lots and node >= lots:
                if -price[node] < loss:
                    loss, tail, head, entering = -price[node], root, node, NONE
                for k in range(start[node - lots], start[node - lots + 1]):
                    its = price[lot[k]] - price[node] - scale * value[k]
                    if its < loss and tree[lot[k], MARK] != pivots:
                        loss, tail, head, entering = its, lot[k], node, k
            elif top >= lots and node < lots:
                if price[node] - keep[node] < loss:
                    loss, tail, head, entering = price[node] - keep[node], node, root, NONE
                for at in range(lot_start[node], lot_start[node + 1]):
                    k = lot_column[at]
                    its = price[node] - price[lots + demand[k]] - scale * value[k]
                    if its < loss and tree[lots + demand[k], MARK] != pivots:
                        loss, tail, head, entering = its, node, lots + demand[k], k
            node = _walk(tree, node, top)
        _push(tree, lots, tail, head, bags)
        if top < lots:
            _graft(tree, price, head, tail, top, entering, bags, loss)
        else:
            _graft(tree, price, tail, head, top, entering, bags, -loss)
    return most
