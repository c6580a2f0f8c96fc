"""Push and relabel on a transportation problem: for markets too large to pivot in, right to within epsilon a bag.

Nodes, columns and prices are those of `matching.kernels.transport_simplex`, values and prices count in fractions of a
cent. A flow is epsilon-right when no column gains more than epsilon and none that carries bags loses more; then it is
worth at most epsilon a bag less than any other.
"""

import numpy as np

from matching.kernels.jit import kernel
from matching.kernels.transport_simplex import FAR, NONE, Int32Array
from matching.pairs import BoolArray, IntArray

NOTED = 4


@kernel
def _adopt(
    start: IntArray, lot: Int32Array, value: IntArray, scale: int, flow: IntArray, spare: IntArray, price: IntArray,
    excess: IntArray, epsilon: int,
) -> None:  # fmt: skip
    """Set the prices of demands so that no column gains; drop the bags that lose more than epsilon there."""
    lots, root = len(price) - len(start), len(price) - 1
    price[:root] -= price[root]
    price[root] = 0
    for i in range(lots):
        price[i] = max(price[i], 0)
        if price[i] > epsilon:
            excess[i] += spare[i]
            excess[root] -= spare[i]
            spare[i] = 0
    for j in range(len(start) - 1):
        node, best = lots + j, 0
        for k in range(start[j], start[j + 1]):
            best = max(best, scale * value[k] - price[lot[k]])
        price[node] = -best
        for k in range(start[j], start[j + 1]):
            if flow[k] > 0 and scale * value[k] - price[lot[k]] - best < -epsilon:
                excess[lot[k]] += flow[k]
                excess[node] -= flow[k]
                flow[k] = 0
        if best > epsilon:
            excess[node] -= spare[node]
            excess[root] += spare[node]
            spare[node] = 0


@kernel
def _shortlist(
    first: int, last: int, lot_demand: Int32Array, lot_value: IntArray, scale: int, price: IntArray, lots: int,
    places: IntArray,
) -> int:  # fmt: skip
    """Note the columns of a lot that are worth most; return what the others are worth at most.

    Prices of demands only fall while a flow settles, so the others stay below.
    """
    worths = np.full(NOTED + 1, -FAR)
    places[:] = NONE
    for at in range(first, last):
        worth = scale * lot_value[at] + price[lots + lot_demand[at]]
        if worth > worths[NOTED]:
            k = NOTED
            while k > 0 and worth > worths[k - 1]:
                worths[k] = worths[k - 1]
                if k < NOTED:
                    places[k] = places[k - 1]
                k -= 1
            worths[k] = worth
            if k < NOTED:
                places[k] = at
    return int(worths[NOTED])


@kernel
def _empty_root(
    need: IntArray, spare: IntArray, price: IntArray, excess: IntArray, epsilon: int, queue: IntArray,
    is_waiting: BoolArray, last: int,
) -> int:  # fmt: skip
    """Pass on all bags of the root, sweep by sweep; return the new end of the queue."""
    root = len(price) - 1
    lots = root - len(need)
    while excess[root] > 0:
        best = -FAR
        for node in range(root):
            room = spare[node] if node < lots else need[node - lots] - spare[node]
            if room > 0 and price[node] > price[root] and excess[root] > 0:
                bags = min(excess[root], room)
                excess[root] -= bags
                excess[node] += bags
                spare[node] += -bags if node < lots else bags
                if excess[node] > 0 and not is_waiting[node]:
                    queue[last], is_waiting[node] = node, True
                    last = last + 1 if last < root + 1 else 0
            elif room > 0:
                best = max(best, price[node])
        if excess[root] > 0:
            price[root] = best - epsilon
    return last


@kernel
def settle(
    start: IntArray, lot: Int32Array, value: IntArray, scale: int, lot_start: IntArray, lot_column: Int32Array,
    lot_demand: Int32Array, lot_value: IntArray, need: IntArray, flow: IntArray, spare: IntArray, price: IntArray,
    excess: IntArray, epsilon: int,
) -> int:  # fmt: skip
    """Make a flow epsilon-right from any flow and prices near by; return the number of steps.

    `spare` are the bags that lots keep and demands go without, `excess` the bags that a node has still to pass on.
    """
    lots, root = len(lot_start) - 1, len(price) - 1
    _adopt(start, lot, value, scale, flow, spare, price, excess, epsilon)
    noted, others = np.full((lots, NOTED), NONE), np.full(lots, FAR)
    queue, is_waiting = np.empty(root + 2, dtype=np.int64), excess > 0
    waiting = np.flatnonzero(is_waiting)
    first, last, steps = 0, len(waiting), 0
    queue[:last] = waiting
    while first != last:
        node = queue[first]
        first = first + 1 if first < root + 1 else 0
        is_waiting[node] = False
        if node == root:
            last = _empty_root(need, spare, price, excess, epsilon, queue, is_waiting, last)
        while excess[node] > 0:
            steps += 1
            best, target, column, room = -FAR, NONE, NONE, 0
            if node < lots:
                for again in range(2):
                    best, target, room, column = price[root], root, excess[node], NONE
                    for at in noted[node]:
                        if at != NONE:
                            j = lot_demand[at]
                            worth = scale * lot_value[at] + price[lots + j]
                            if worth > best and flow[lot_column[at]] < need[j]:
                                best, target, column = worth, lots + j, lot_column[at]
                                room = need[j] - flow[column]
                    if best >= others[node] or again == 1:
                        break
                    others[node] = _shortlist(
                        lot_start[node], lot_start[node + 1], lot_demand, lot_value, scale, price, lots, noted[node]
                    )
                if best < others[node]:
                    for at in range(lot_start[node], lot_start[node + 1]):
                        j = lot_demand[at]
                        worth = scale * lot_value[at] + price[lots + j]
                        if worth > best and flow[lot_column[at]] < need[j]:
                            best, target, column = worth, lots + j, lot_column[at]
                            room = need[j] - flow[column]
            else:
                j = node - lots
                if spare[node] > 0:
                    best, target, room = price[root], root, spare[node]
                for k in range(start[j], start[j + 1]):
                    if flow[k] > 0 and price[lot[k]] - scale * value[k] > best:
                        best, target, column, room = price[lot[k]] - scale * value[k], lot[k], k, flow[k]
            if best <= price[node]:
                price[node] = best - epsilon
            bags = min(excess[node], room)
            excess[node] -= bags
            excess[target] += bags
            if column != NONE:
                flow[column] += bags if node < lots else -bags
            else:
                spare[node] += bags if node < lots else -bags
            if excess[target] > 0 and not is_waiting[target]:
                queue[last], is_waiting[target] = target, True
                last = last + 1 if last < root + 1 else 0
    return steps
