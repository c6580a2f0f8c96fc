"""The best plan of one owner alone (a demand or a lot) when every parcel of every pair has a worth of its own.

An owner picks at most `most` of its pairs, one parcel of `low` to `high` bags from each.
`table[offset[p] + q - low[p]]` is what q bags of pair p bring, `weight[p]` what a bag weighs in the owner's units. A
plan is empty or weighs from `least` to `capacity` units.
"""

import numpy as np

from matching.kernels.jit import kernel
from matching.pairs import IntArray

NOTHING = -(1 << 60)
FREE = 1 << 40


@kernel
def take_parcel(
    before: IntArray, after: IntArray, taken: IntArray, shift: int, reach: int, worth: int, bags: int
) -> None:
    """Let every plan `before` that leaves room take one more parcel of `shift` units, where that beats `after`."""
    for at in range(shift, reach + 1):
        value = before[at - shift] + worth
        better = value > after[at]
        after[at] = value if better else after[at]
        taken[at] = bags if better else taken[at]


@kernel
def fill(
    first: int,
    last: int,
    pair: IntArray,
    offset: IntArray,
    table: IntArray,
    low: IntArray,
    weight: IntArray,
    count: int,
    capacity: int,
    best: IntArray,
    take: IntArray,
    known: int,
    density: float,
    others: int,
    choice: IntArray,
    used: IntArray,
) -> int:
    """Fill `best[parcels, units]` and the parcels taken by item; return the heaviest plan reached.

    A parcel is passed over when even the best density, or the best other parcels, cannot lift it to the value `known`.
    """
    best[: count + 1, : capacity + 1] = NOTHING
    best[0, 0] = 0
    reach = 0
    for k in range(first, last):
        p = pair[k]
        size = 0
        for at in range(offset[p], offset[p + 1]):
            bags, worth = low[p] + at - offset[p], table[at]
            room = capacity - bags * weight[p]
            if room >= 0 and worth + min(others, density * room) >= known:
                choice[size, 0], choice[size, 1] = bags, worth
                size += 1
        used[k - first] = size
        if size == 0:
            continue
        reach = min(capacity, reach + choice[size - 1, 0] * weight[p])
        take[k - first, : count + 1, : reach + 1] = 0
        for parcels in range(count, 0, -1):
            for s in range(size):
                bags, worth = choice[s, 0], choice[s, 1]
                shift = bags * weight[p]
                take_parcel(best[parcels - 1], best[parcels], take[k - first, parcels], shift, reach, worth, bags)
    return reach


@kernel
def outlook(
    first: int,
    last: int,
    pair: IntArray,
    offset: IntArray,
    table: IntArray,
    low: IntArray,
    weight: IntArray,
    count: int,
    chosen: IntArray,
    tops: IntArray,
) -> tuple[int, float, int]:
    """Return the worth of the plan chosen before, the best worth a unit, and the most `count` - 1 parcels bring."""
    known, density, size = 0, 0.0, 0
    for k in range(first, last):
        p = pair[k]
        top = 0
        for at in range(offset[p], offset[p + 1]):
            worth = table[at]
            top = max(top, worth)
            density = max(density, (worth + 1.0) / ((low[p] + at - offset[p]) * weight[p]))
        if chosen[p] > 0:
            known += table[offset[p] + chosen[p] - low[p]]
        at = size
        while at > 0 and tops[at - 1] < top:
            if at < count:
                tops[at] = tops[at - 1]
            at -= 1
        if at < count:
            tops[at] = top
            size = min(size + 1, count)
    return known, density, tops[: max(0, min(size, count - 1))].sum()


@kernel
def margin_of(
    best: IntArray, count: int, most: int, reach: int, capacity: int, least: int, value: int, fee: int, smallest: int
) -> int:
    """Return the most a unit of newcomers may bring without any plan that has some beating `value`.

    Newcomers come in parcels of at least `smallest` units and pay `fee` together.
    """
    if most < 1 or capacity < 1:
        return FREE
    rest = min(count, most - 1)
    top = np.full(capacity + 1, NOTHING, np.int64)
    for parcels in range(rest + 1):
        for at in range(reach + 1):
            top[at] = max(top[at], best[parcels, at])
    lowest = FREE
    for units in range(max(1, smallest), capacity + 1):
        most_left = NOTHING
        for at in range(max(0, least - units), min(reach, capacity - units) + 1):
            most_left = max(most_left, top[at])
        if most_left > NOTHING:
            lowest = min(lowest, (value - most_left + fee) // units)
    return lowest


@kernel
def solve_tables(
    start: IntArray,
    pair: IntArray,
    offset: IntArray,
    table: IntArray,
    low: IntArray,
    weight: IntArray,
    most: IntArray,
    capacity: IntArray,
    least: IntArray,
    fee: IntArray,
    smallest: IntArray,
    dirty: IntArray,
    value: IntArray,
    margin: IntArray,
    chosen: IntArray,
    with_margin: bool,  # noqa: FBT001 - compiled loops take all by place
) -> None:
    """Solve every dirty owner: its value, by pair its chosen bags and, if asked, its margin (see `margin_of`)."""
    longest, widest, largest = 1, 1, 1
    for owner in range(len(most)):
        if dirty[owner]:
            size = start[owner + 1] - start[owner]
            widest, largest = max(widest, size), max(largest, capacity[owner] + 1)
            longest = max(longest, min(most[owner], size))
    best = np.empty((longest + 1, largest), np.int64)
    take = np.empty((widest, longest + 1, largest), np.int64)
    tops, used = np.zeros(longest + 1, np.int64), np.zeros(widest, np.int64)
    choice = np.empty((largest, 2), np.int64)
    for owner in range(len(most)):
        if not dirty[owner]:
            continue
        first, last = start[owner], start[owner + 1]
        count = min(most[owner], last - first)
        known, density, others = NOTHING, 0.0, 0
        if not with_margin:
            known, density, others = outlook(first, last, pair, offset, table, low, weight, count, chosen, tops)
        reach = fill(
            first,
            last,
            pair,
            offset,
            table,
            low,
            weight,
            count,
            capacity[owner],
            best,
            take,
            known,
            density,
            others,
            choice,
            used,
        )
        found, parcels, at = 0, 0, 0
        for c in range(1, count + 1):
            for m in range(least[owner], reach + 1):
                if best[c, m] > found:
                    found, parcels, at = best[c, m], c, m
        value[owner] = found
        if with_margin:
            margin[owner] = margin_of(
                best, count, most[owner], reach, capacity[owner], least[owner], found, fee[owner], smallest[owner]
            )
        for k in range(last - 1, first - 1, -1):
            p = pair[k]
            bags = take[k - first, parcels, at] if parcels > 0 and used[k - first] > 0 else 0
            chosen[p] = bags
            if bags > 0:
                at -= bags * weight[p]
                parcels -= 1
