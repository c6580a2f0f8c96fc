"""Bound and search over a market cut into knapsacks: one for each lot, one for each demand, agreeing arc by arc.

Every arc is in exactly one of its states; a state uses some of the lot's and some of the demand's total and has a cost,
of which `theta` is borne on the lot's side and the rest on the demand's. The least costs of all knapsacks add up to a
lower bound for every split. Sweeps move the costs beyond the least between the sides, so that the bound never falls;
steps move a price for each unit that a demand must have in all. All is int64.

`net` is (first arc by node, arcs by node, floor, ceiling and opening cost by node, looseness by node, first state by
arc, use of the lot by state, use of the demand by state, cost by state, node of the demand by arc, number of lots).
Lots come before demands. A loose node counts only whether anything is used. The first state of an arc is "nothing".
`INFINITE` marks what cannot be; values from `HALF` of it on mean the same.
"""

import numpy as np

from matching.kernels.jit import kernel
from matching.pairs import BoolArray, IntArray

Net = tuple[
    IntArray,
    IntArray,
    IntArray,
    IntArray,
    IntArray,
    IntArray,
    IntArray,
    IntArray,
    IntArray,
    IntArray,
    IntArray,
    int,
]
INFINITE = 1 << 60
HALF = 1 << 59
EVEN = 2
SHARE = 16
TARGET = 64
STALLED = 12
WORTH = 14
SHORTEST = 1 / 64


@kernel
def fill(net: Net, node: int, turn: int, work: IntArray, theta: IntArray, alive: BoolArray, price: IntArray) -> int:
    """Fill row r of `work` with the least cost of the arcs from r on by the total used before them; return the least.

    `price` by node is taken off a lot's cost for each unit of the demand's total.
    """
    node_first, node_arc, floors, ceilings, openings, loose, first, use_lot, use_demand, cost, ends, lots = net
    low, high, total = node_first[node], node_first[node + 1], ceilings[node]
    is_lot, count = node < lots, high - low
    use = use_lot if is_lot else use_demand
    work[count, : total + 1] = INFINITE
    for amount in range(floors[node], total + 1):
        work[count, amount] = openings[node] if amount > 0 else 0
    for at in range(count - 1, -1, -1):
        arc = node_arc[high - 1 - at] if turn > 0 else node_arc[low + at]
        row = work[at, : total + 1]
        row[:] = INFINITE
        for state in range(first[arc], first[arc + 1]):
            if alive[state]:
                shift = price[ends[arc]] * use_demand[state]
                extra = theta[state] - shift if is_lot else cost[state] - theta[state]
                after = work[at + 1, use[state] : total + 1]
                for amount in range(len(after)):
                    row[amount] = min(row[amount], after[amount] + extra)
                if loose[node] > 0 and use[state] > 0:
                    row[total] = min(row[total], work[at + 1, total] + extra)
    return work[0, 0] if work[0, 0] < HALF else INFINITE


@kernel
def visit(
    net: Net,
    node: int,
    turn: int,
    work: IntArray,
    theta: IntArray,
    alive: BoolArray,
    slack: int,
    marginal: IntArray,
    price: IntArray,
    share: int,
) -> int:
    """Return the least cost of a node and move 1 / `share` of what its states cost beyond it to the other side.

    States that cost more than `slack` beyond the least are struck out. With slack < 0 nothing moves, and the costs
    beyond the least are added to `marginal` instead. `turn` chooses the order of the arcs.
    """
    node_first, node_arc, _floors, ceilings, _openings, loose, first, use_lot, use_demand, cost, _ends, lots = net
    low, high, total = node_first[node], node_first[node + 1], ceilings[node]
    is_lot = node < lots
    use = use_lot if is_lot else use_demand
    least = fill(net, node, turn, work, theta, alive, price)
    if least >= INFINITE:
        return INFINITE
    before = np.full(total + 1, INFINITE, np.int64)
    before[0] = 0
    then = np.empty(total + 1, np.int64)
    for at in range(high - low):
        arc = node_arc[high - 1 - at] if turn > 0 else node_arc[low + at]
        then[:] = INFINITE
        for state in range(first[arc], first[arc + 1]):
            if not alive[state]:
                continue
            extra = theta[state] if is_lot else cost[state] - theta[state]
            is_held = loose[node] > 0 and use[state] > 0
            after = work[at + 1, use[state] : total + 1]
            found = before[total] + work[at + 1, total] if is_held else 2 * INFINITE
            for amount in range(len(after)):
                found = min(found, before[amount] + after[amount])
            beyond = INFINITE if found >= HALF else found + extra - least
            if slack < 0:
                marginal[state] = min(INFINITE, marginal[state] + beyond)
            elif beyond > slack:
                alive[state] = False
                continue
            else:
                moved = beyond // share
                extra -= moved
                theta[state] += -moved if is_lot else moved
            reached = then[use[state] : total + 1]
            for amount in range(len(reached)):
                reached[amount] = min(reached[amount], before[amount] + extra)
            if is_held:
                then[total] = min(then[total], before[total] + extra)
        before, then = then, before
    return least


@kernel
def pick(
    net: Net, node: int, work: IntArray, theta: IntArray, alive: BoolArray, price: IntArray, taken: IntArray
) -> None:
    """Add what the cheapest choice of a lot, whose rows are in `work`, brings to each demand."""
    node_first, node_arc, _floors, ceilings, _openings, loose, first, use_lot, use_demand, _cost, ends, _lots = net
    amount = 0
    for at in range(node_first[node + 1] - node_first[node]):
        arc = node_arc[node_first[node] + at]
        for state in range(first[arc], first[arc + 1]):
            then = min(amount + use_lot[state], ceilings[node]) if loose[node] > 0 else amount + use_lot[state]
            if alive[state] and then <= ceilings[node]:
                extra = theta[state] - price[ends[arc]] * use_demand[state]
                if work[at + 1, then] + extra == work[at, amount]:
                    taken[ends[arc]] += use_demand[state]
                    amount = then
                    break


@kernel
def step(
    net: Net, work: IntArray, theta: IntArray, alive: BoolArray, value: IntArray, cutoff: int, rounds: int
) -> None:
    """Raise the bound by so many subgradient steps on the price of a unit for each demand whose total is fixed."""
    floors, ceilings, lots = net[2], net[3], net[11]
    price, best_price = np.zeros(len(value), np.int64), np.zeros(len(value), np.int64)
    taken = np.empty(len(value), np.int64)
    best, length, stalled = -INFINITE, 1.0, 0
    for node in range(lots, len(value)):
        value[node] = visit(net, node, 0, work, theta, alive, HALF, taken, price, 1)
        if value[node] >= INFINITE:
            return
    for _ in range(rounds):
        taken[:] = 0
        bound = value[lots:].sum()
        for node in range(lots):
            least = fill(net, node, 0, work, theta, alive, price)
            if least >= INFINITE:
                return
            bound += least
            pick(net, node, work, theta, alive, price, taken)
        norm = 0
        for node in range(lots, len(value)):
            bound += price[node] * floors[node]
            taken[node] = floors[node] - taken[node] if floors[node] == ceilings[node] else 0
            norm += taken[node] ** 2
        stalled = 0 if bound - best > abs(best) >> WORTH else stalled + 1
        if bound > best:
            best = bound
            best_price[:] = price
        if norm == 0 or best > cutoff or length < SHORTEST:
            break
        if stalled > STALLED:
            length, stalled = length / 2, 0
            price[:] = best_price
            continue
        missing = min(cutoff + 1, best + abs(best) // TARGET) - bound
        for node in range(lots, len(value)):
            price[node] += np.int64(length * missing / norm * taken[node])
    first, use_demand, ends = net[6], net[8], net[10]
    for arc in range(len(ends)):
        for state in range(first[arc], first[arc + 1]):
            theta[state] -= best_price[ends[arc]] * use_demand[state]
    for node in range(lots):
        value[node] = fill(net, node, 0, work, theta, alive, np.zeros_like(price))
    for node in range(lots, len(value)):
        value[node] += best_price[node] * floors[node]


@kernel
def raise_bound(
    net: Net, work: IntArray, theta: IntArray, alive: BoolArray, value: IntArray, cutoff: int, rounds: int
) -> int:
    """Sweep all nodes up to `rounds` times and return the bound, or INFINITE once it passes `cutoff`.

    `value` holds a lower bound on each node's least cost, or anything where the cutoff is out of reach. Stops early
    when two rounds gain less than a fiftieth of what is missing.
    """
    nothing, free = np.empty(0, np.int64), np.zeros(len(value), np.int64)
    bound, last = int(value.sum()), -INFINITE
    if bound > cutoff:
        return INFINITE
    for turn in range(rounds):
        for node in range(len(value)):
            least = visit(net, node, turn % EVEN, work, theta, alive, cutoff - bound, nothing, free, EVEN)
            bound += least - value[node]
            value[node] = least
            if least >= INFINITE or bound > cutoff:
                return INFINITE
        if turn % EVEN == 1:
            if (bound - last) * 50 < min(cutoff - bound, abs(bound) // SHARE):
                break
            last = bound
    return bound


@kernel
def weigh(
    net: Net, work: IntArray, theta: IntArray, alive: BoolArray, value: IntArray, cutoff: int, marginal: IntArray
) -> bool:
    """Fill in what each state costs beyond the bound, strike out what passes the cutoff; say whether a plan is left."""
    marginal[:] = 0
    free = np.zeros(len(value), np.int64)
    for node in range(len(value)):
        visit(net, node, 0, work, theta, alive, -1, marginal, free, EVEN)
    bound, first = value.sum(), net[6]
    for arc in range(len(first) - 1):
        left = 0
        for state in range(first[arc], first[arc + 1]):
            alive[state] = alive[state] and marginal[state] < HALF and bound + marginal[state] <= cutoff
            left += alive[state]
        if left == 0:
            return False
    return True
