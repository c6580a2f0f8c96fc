"""A search that takes demands out of a plan and puts each back by its best plan, by dynamic programming.

An item is (gain a bag, fixed, low, high, weight a bag): a parcel of q bags brings `gain * q + fixed`, and weighs
`weight * q` units of what the demand can hold.
"""

import numpy as np

from matching.kernels.jit import kernel
from matching.pairs import IntArray

NOTHING = -(1 << 60)


@kernel
def add_item(best: IntArray, take: IntArray, count: int, reach: int, item: IntArray, queue: IntArray) -> None:
    """Let every plan of fewer than `count` parcels take one of the item: a window slides over what it starts from."""
    gain, fixed, low, high, weight = item[0], item[1], item[2], item[3], item[4]
    for parcels in range(count, 0, -1):
        before, after, taken = best[parcels - 1], best[parcels], take[parcels]
        for rest in range(min(weight, reach + 1)):
            head, tail = 0, 0
            for step in range(low, (reach - rest) // weight + 1):
                start = step - low
                offered = before[rest + start * weight]
                if offered > NOTHING:
                    offered -= gain * start
                    while tail > head and queue[tail - 1, 1] <= offered:
                        tail -= 1
                    queue[tail, 0], queue[tail, 1] = start, offered
                    tail += 1
                while head < tail and queue[head, 0] < step - high:
                    head += 1
                if head < tail:
                    at = rest + step * weight
                    value = queue[head, 1] + gain * step + fixed
                    if value > after[at]:
                        after[at] = value
                        taken[at] = step - queue[head, 0]


@kernel
def best_plan(
    items: IntArray,
    size: int,
    most: int,
    capacity: int,
    least: int,
    best: IntArray,
    take: IntArray,
    queue: IntArray,
    bags: IntArray,
) -> int:
    """Find the best plan from the first `size` items; write its bags by item and return its value (0: take nothing)."""
    lightest, reach = capacity + 1, 0
    for k in range(size):
        bags[k] = 0
        lightest = min(lightest, items[k, 2] * items[k, 4])
        reach = min(capacity, reach + items[k, 3] * items[k, 4])
    count = min(most, size, capacity // max(1, lightest))
    if count <= 0 or reach < least:
        return 0
    best[: count + 1, : reach + 1] = NOTHING
    best[0, 0] = 0
    reach = 0
    for k in range(size):
        reach = min(capacity, reach + items[k, 3] * items[k, 4])
        take[k, : count + 1, : reach + 1] = 0
        add_item(best, take[k], count, reach, items[k], queue)
    value, parcels, at = 0, 0, 0
    for c in range(1, count + 1):
        for m in range(least, reach + 1):
            if best[c, m] > value:
                value, parcels, at = best[c, m], c, m
    for k in range(size - 1, -1, -1):
        taken = take[k, parcels, at] if parcels > 0 else 0
        if taken > 0:
            bags[k] = taken
            at -= taken * items[k, 4]
            parcels -= 1
    return value


@kernel
def sizes_of(start: IntArray, most: IntArray, capacity: IntArray) -> tuple[int, int, int]:
    """Return the most pairs, the most parcels and the largest capacity of any owner, for the room a plan needs."""
    widest, longest, largest = 1, 1, 1
    for owner in range(len(most)):
        size = start[owner + 1] - start[owner]
        widest, largest = max(widest, size), max(largest, capacity[owner] + 1)
        longest = max(longest, min(most[owner], size, capacity[owner]))
    return widest, longest, largest


@kernel
def draw(random: IntArray, below: int) -> int:
    """Draw a whole number from 0 to `below` - 1 by Marsaglia's xorshift."""
    x = np.uint64(random[0])
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    random[0] = np.int64(x)
    return int((x >> np.uint64(11)) % np.uint64(below))


@kernel
def choose_out(
    first: int,
    start: IntArray,
    pair: IntArray,
    lot_start: IntArray,
    lot_pair: IntArray,
    lot: IntArray,
    demand: IntArray,
    bags: IntArray,
    out: IntArray,
    is_out: IntArray,
    wanted: int,
    random: IntArray,
) -> int:
    """Choose up to `wanted` demands around the demand `first`: those that hold its lots, and some that could."""
    out[0], size = first, 1
    is_out[first] = 1
    for _ in range(4):
        at = out[draw(random, size)]
        width = start[at + 1] - start[at]
        if width == 0 or size >= wanted:
            break
        i = lot[pair[start[at] + draw(random, width)]]
        other = lot_pair[lot_start[i] + draw(random, lot_start[i + 1] - lot_start[i])]
        for k in range(lot_start[i], lot_start[i + 1]):
            p = lot_pair[k]
            if (bags[p] > 0 or p == other) and is_out[demand[p]] == 0 and size < wanted:
                out[size] = demand[p]
                is_out[demand[p]] = 1
                size += 1
    for k in range(size):
        is_out[out[k]] = 0
    return size


@kernel
def search_plans(
    start: IntArray,
    pair: IntArray,
    lot_start: IntArray,
    lot_pair: IntArray,
    lot: IntArray,
    demand: IntArray,
    value: IntArray,
    fee: IntArray,
    low: IntArray,
    high: IntArray,
    weight: IntArray,
    most: IntArray,
    capacity: IntArray,
    least: IntArray,
    price: IntArray,
    left: IntArray,
    contracts: IntArray,
    bags: IntArray,
    found: IntArray,
    centre: IntArray,
    moves: int,
    widest: int,
    heat: float,
    cold: float,
    random: IntArray,
) -> int:
    """Take out related demands and put each back by its best plan, again and again, accepting losses ever less.

    `bags` is the plan walked from, `left` and `contracts` what each lot has free beside it; `found` receives the best
    plan met, and its gain over the first is returned. Walks begin at the demands in `centre`.
    """
    room, longest, largest = sizes_of(start, most, capacity)
    best, queue = np.empty((longest + 1, largest), np.int64), np.empty((largest + 1, 2), np.int64)
    take = np.empty((room, longest + 1, largest), np.int64)
    items, slot, plan = np.empty((room, 5), np.int64), np.empty(room, np.int64), np.empty(room, np.int64)
    out, is_out = np.empty(widest, np.int64), np.zeros(len(most), np.int64)
    old, new = np.empty((widest * longest, 2), np.int64), np.empty((widest * longest, 2), np.int64)
    gained, record = 0, 0
    for move in range(moves):
        first = centre[draw(random, len(centre))]
        size = choose_out(
            first, start, pair, lot_start, lot_pair, lot, demand, bags, out, is_out, 1 + draw(random, widest), random
        )
        change, held, put = 0, 0, 0
        for k in range(size):
            for s in range(start[out[k]], start[out[k] + 1]):
                p = pair[s]
                if bags[p] > 0:
                    old[held, 0], old[held, 1] = p, bags[p]
                    held += 1
                    change -= value[p] * bags[p] - fee[p]
                    left[lot[p]] += bags[p]
                    contracts[lot[p]] += 1
                    bags[p] = 0
        for k in range(size - 1, 0, -1):
            other = draw(random, k + 1)
            out[k], out[other] = out[other], out[k]
        share = draw(random, 96)
        for k in range(size):
            d, count = out[k], 0
            for s in range(start[d], start[d + 1]):
                p = pair[s]
                gain, top = value[p] - (price[lot[p]] * share) // 64, min(high[p], left[lot[p]])
                if contracts[lot[p]] > 0 and top >= low[p] and max(gain * top, gain * low[p]) > fee[p]:
                    items[count, 0], items[count, 1], items[count, 2] = gain, -fee[p], low[p]
                    items[count, 3], items[count, 4] = top, weight[p]
                    slot[count] = p
                    count += 1 if draw(random, 16) > 0 else 0
            best_plan(items, count, most[d], capacity[d], least[d], best, take, queue, plan)
            for s in range(count):
                if plan[s] > 0:
                    p = slot[s]
                    bags[p] = plan[s]
                    left[lot[p]] -= plan[s]
                    contracts[lot[p]] -= 1
                    change += value[p] * plan[s] - fee[p]
                    new[put, 0] = p
                    put += 1
        temperature = heat * (cold / heat) ** (move / moves)
        if change < 0 and np.log((draw(random, 1 << 30) + 1) / (1 << 30)) * temperature > change:
            for k in range(put):
                p = new[k, 0]
                left[lot[p]] += bags[p]
                contracts[lot[p]] += 1
                bags[p] = 0
            for k in range(held):
                p = old[k, 0]
                bags[p] = old[k, 1]
                left[lot[p]] -= bags[p]
                contracts[lot[p]] -= 1
        else:
            gained += change
            if gained > record:
                record = gained
                found[:] = bags
    return record
