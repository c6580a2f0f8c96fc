"""The best parcels of one demand that has no recipe: an exact bounded knapsack over whole bags of mixed weights."""

import numpy as np

from matching.kernels.jit import kernel
from matching.pairs import IntArray

NONE = -(2**62)


@kernel
def _with_parcel(
    before: IntArray, after: IntArray, worth: int, paid: int, mass: int, low: int, high: int, queue: IntArray
) -> None:
    # after[m] = max(after[m], before[m - mass * x] + worth * x - paid) over low <= x <= high, a sliding window maximum.
    cells = len(before)
    for start in range(min(mass, cells)):
        head = 0
        tail = 0
        place = 0
        cell = start
        while cell < cells:
            fresh = place - low
            if fresh >= 0 and before[start + fresh * mass] > NONE:
                key = before[start + fresh * mass] - worth * fresh
                while tail > head and before[start + queue[tail - 1] * mass] - worth * queue[tail - 1] <= key:
                    tail -= 1
                queue[tail] = fresh
                tail += 1
            while tail > head and queue[head] < place - high:
                head += 1
            if tail > head:
                value = before[start + queue[head] * mass] + worth * (place - queue[head]) - paid
                after[cell] = max(after[cell], value)
            place += 1
            cell += mass


@kernel
def best_parcels(
    worth: IntArray,
    paid: IntArray,
    mass: IntArray,
    low: IntArray,
    high: IntArray,
    twin: IntArray,
    least: int,
    most: int,
    most_lots: int,
) -> tuple[int, IntArray]:
    """Return the largest value of whole bags within `least` to `most` units of mass, and the bags (all 0: none).

    At most `most_lots` parcels are used, of neighbours with equal `twin` at most one; a parcel has 0 or `low` to `high`
    bags of `mass` units. All arguments are whole numbers; the value is `NONE` when no parcels fit.
    """
    items = len(worth)
    starts = np.zeros(items + 1, dtype=np.int64)
    groups = 0
    for item in range(items):
        if item == 0 or twin[item] != twin[item - 1]:
            starts[groups] = item
            groups += 1
    starts[groups] = items
    is_counted = most_lots < groups
    layers = most_lots + 1 if is_counted else 1
    rise = 1 if is_counted else 0
    table = np.full((groups + 1, layers, most + 1), NONE, dtype=np.int64)
    table[0, 0, 0] = 0
    queue = np.zeros(most + 2, dtype=np.int64)
    for group in range(groups):
        table[group + 1] = table[group]
        for layer in range(layers - rise):
            for item in range(starts[group], starts[group + 1]):
                if low[item] <= high[item]:
                    before, after = table[group, layer], table[group + 1, layer + rise]
                    _with_parcel(before, after, worth[item], paid[item], mass[item], low[item], high[item], queue)
    best = NONE
    layer = 0
    cell = 0
    for each in range(layers):
        for at in range(max(least, 1), most + 1):
            if table[groups, each, at] > best:
                best = table[groups, each, at]
                layer = each
                cell = at
    bags = np.zeros(items, dtype=np.int64)
    if best == NONE:
        return best, bags
    for group in range(groups - 1, -1, -1):
        value = table[group + 1, layer, cell]
        if table[group, layer, cell] == value:
            continue
        for item in range(starts[group], starts[group + 1]):
            for count in range(low[item], min(high[item], cell // mass[item]) + 1):
                from_cell = cell - count * mass[item]
                from_layer = layer - rise
                if from_layer < 0 or table[group, from_layer, from_cell] == NONE:
                    continue
                if table[group, from_layer, from_cell] + worth[item] * count - paid[item] == value:
                    bags[item] = count
                    break
            if bags[item] > 0:
                cell -= bags[item] * mass[item]
                layer -= rise
                break
    return best, bags
