"""What is left of the states of each arc: the cost of a full choice, the arc to branch on, and its two branches.

States and `net` are those of kernels/knapsack.py.
"""

import numpy as np

from matching.kernels.jit import kernel
from matching.kernels.knapsack import Net
from matching.pairs import BoolArray, IntArray

INFINITE = 1 << 60
HALF = 1 << 59


@kernel
def cost_of(net: Net, alive: BoolArray) -> int:
    """Return the cost of the only state left on each arc, or INFINITE if a node's total is out of its limits."""
    node_first, node_arc, floors, ceilings, openings, loose, first, use_lot, use_demand, cost, _ends, lots = net
    total = 0
    for node in range(len(floors)):
        used = 0
        for at in range(node_first[node], node_first[node + 1]):
            arc = node_arc[at]
            for state in range(first[arc], first[arc + 1]):
                if alive[state]:
                    used += use_lot[state] if node < lots else use_demand[state]
                    total += cost[state] if node < lots else 0
        if loose[node] > 0:
            used = min(used, ceilings[node])
        if used < floors[node] or used > ceilings[node]:
            return INFINITE
        total += openings[node] if used > 0 else 0
    return total


@kernel
def choose(net: Net, alive: BoolArray, marginal: IntArray) -> tuple[int, int, int, int]:
    """Choose the arc whose two branches both cost most: return arc (-1: all are decided), kind, state, dearer cost.

    The kind is 0 (nothing first), 1 (something first) or 2 (one amount, the state, first); `marginal` is what each
    state costs beyond the bound.
    """
    first = net[6]
    highest, chosen = -1, (-1, 0, 0, 0)
    for arc in range(len(first) - 1):
        zero, one, two, state_of_one, left = INFINITE, INFINITE, INFINITE, -1, 0
        for state in range(first[arc], first[arc + 1]):
            if not alive[state]:
                continue
            left += 1
            if state == first[arc]:
                zero = marginal[state]
            elif marginal[state] < one:
                one, two, state_of_one = marginal[state], one, state
            elif marginal[state] < two:
                two = marginal[state]
        if left > 1:
            kind = 2 if zero >= INFINITE else (0 if zero <= one else 1)
            nearer, farther = (one, two) if kind == 2 else (min(zero, one), max(zero, one))
            key = nearer * 8 + farther + (0 if kind == 2 else HALF)
            if key > highest:
                highest, chosen = key, (arc, kind, state_of_one, farther)
    return chosen


@kernel
def branch(net: Net, alive: BoolArray, arc: int, kind: int, chosen: int, is_first: int) -> BoolArray:
    """Return the states without those of an arc that do not belong to the first, or to the other, branch."""
    first = net[6]
    kept = alive.copy()
    for state in range(first[arc], first[arc + 1]):
        belongs = state == chosen if kind == 2 else (state == first[arc]) == (kind == 0)
        if belongs != (is_first > 0):
            kept[state] = False
    return kept


@kernel
def fix_surest(net: Net, alive: BoolArray, marginal: IntArray, part: int) -> int:
    """Keep one state of the undecided arcs whose second state costs most more, one in `part` of them and one more."""
    first = net[6]
    arcs = len(first) - 1
    regret, best = np.full(arcs, -1, np.int64), np.empty(arcs, np.int64)
    undecided = 0
    for arc in range(arcs):
        one, two = INFINITE, INFINITE
        for state in range(first[arc], first[arc + 1]):
            if alive[state] and marginal[state] < one:
                one, two, best[arc] = marginal[state], one, state
            elif alive[state] and marginal[state] < two:
                two = marginal[state]
        if two < INFINITE:
            regret[arc] = two - one
            undecided += 1
    order = np.argsort(-regret, kind="mergesort")
    for at in range(min(undecided, 1 + undecided // part)):
        alive[first[order[at]] : first[order[at] + 1]] = False
        alive[best[order[at]]] = True
    return undecided
