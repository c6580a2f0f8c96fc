"""Blends of few lots: the best whole bags over every set of lots that a recipe allows, at given prices, with proof."""

import math

import numpy as np

from matching.kernels.jit import kernel
from matching.pairs import FloatArray, IntArray

MOST_LOTS = 6
CUTS = 6
PASSES, NODES = 3, 400
ROUNDING = 2.0**-43
CLOSE = 1e-7
NONE = -(2**62)
Work = tuple[FloatArray, FloatArray, FloatArray, IntArray, IntArray, FloatArray, FloatArray, FloatArray, FloatArray]
Recipe = tuple[IntArray, IntArray, IntArray]


@kernel
def _gather(lots: IntArray, count: int, recipe: Recipe, rows: int, low: IntArray, high: IntArray, work: Work) -> int:
    # Tighten the box by every row in whole numbers; keep the rows that still bite, scaled by powers of two (exactly).
    # Returns how many, or -1 when no whole bags are left.
    matrix, once, limit = recipe
    a, b, scales, origin = work[0], work[1], work[2], work[3]
    kept = 0
    for _ in range(PASSES):
        kept = 0
        is_changed = False
        for row in range(rows):
            whole = limit[row]
            rest = whole
            span = np.int64(0)
            largest = np.int64(0)
            for at in range(count):
                each = matrix[lots[at], row]
                whole -= once[lots[at], row]
                rest -= once[lots[at], row] + (each * low[at] if each > 0 else each * high[at])
                span += abs(each) * (high[at] - low[at])
                largest = max(largest, abs(each))
            if rest < 0:
                return -1
            if span <= rest:
                continue
            for at in range(count):
                each = matrix[lots[at], row]
                if abs(each) * (high[at] - low[at]) > rest:
                    is_changed = True
                    if each > 0:
                        high[at] = low[at] + rest // each
                    else:
                        low[at] = high[at] - rest // -each
            scales[kept] = 2.0 ** -math.frexp(float(largest))[1]
            for at in range(count):
                a[kept, at] = matrix[lots[at], row] * scales[kept]
            b[kept] = whole * scales[kept]
            origin[kept] = row
            kept += 1
        if not is_changed:
            break
    return kept


@kernel
def _proven(count: int, c: FloatArray, low: IntArray, high: IntArray, work: Work) -> float:
    # Weak duality at the prices of the active rows, clipped to 0 or more; every rounding counts against it.
    a, b, active, price = work[0], work[1], work[4], work[5]
    total = 0.0
    size = 0.0
    for at in range(count):
        rest = c[at]
        mass = abs(rest)
        for place in range(count + 1):
            row = active[place] - 2 * count
            if row >= 0 and price[place] > 0:
                rest -= price[place] * a[row, at]
                mass += price[place] * abs(a[row, at])
        total += rest * (high[at] if rest > 0 else low[at])
        size += mass * max(abs(high[at]), abs(low[at]))
    for place in range(count + 1):
        row = active[place] - 2 * count
        if row >= 0 and price[place] > 0:
            total += price[place] * b[row]
            size += price[place] * abs(b[row])
    return total + ROUNDING * size


@kernel
def _relax(
    count: int, c: FloatArray, low: IntArray, high: IntArray, rows: int, cutoff: float, x: FloatArray, work: Work
) -> float:
    # The dual simplex method from the best corner of the box; x is the last point, `work` keeps the active rows and
    # their prices. Returns a bound; when the rows clash, prices that prove it, and -inf.
    a, b, active, price, inverse, mix, right = work[0], work[1], work[4], work[5], work[6], work[7], work[8]
    price[count] = 0.0
    for at in range(count):
        active[at] = at if c[at] > 0 else count + at
        price[at] = abs(c[at])
        inverse[at, :count] = 0.0
        inverse[at, at] = 1.0 if c[at] > 0 else -1.0
        right[at] = high[at] if c[at] > 0 else -low[at]
    for _ in range(40 + 4 * count):
        value = 0.0
        for at in range(count):
            x[at] = 0.0
            for place in range(count):
                x[at] += inverse[at, place] * right[place]
            value += c[at] * x[at]
        if value <= cutoff:
            break
        worst = CLOSE
        entering = -1
        for at in range(count):
            if max(x[at] - high[at], low[at] - x[at]) > worst:
                worst = max(x[at] - high[at], low[at] - x[at])
                entering = at if x[at] > high[at] else count + at
        for row in range(rows):
            over = -b[row]
            for at in range(count):
                over += a[row, at] * x[at]
            if over > worst:
                worst = over
                entering = 2 * count + row
        if entering < 0:
            break
        leaving = -1
        least = np.inf
        for place in range(count):
            if entering < 2 * count:
                mix[place] = inverse[entering, place] if entering < count else -inverse[entering - count, place]
            else:
                mix[place] = 0.0
                for at in range(count):
                    mix[place] += a[entering - 2 * count, at] * inverse[at, place]
            if mix[place] > 1e-11 and price[place] < least * mix[place]:
                least = price[place] / mix[place]
                leaving = place
        if leaving < 0:
            # Farkas: the entering row and the rows that oppose it, weighted so, leave nothing of the box.
            bound = _proven(count, c, low, high, work)
            for place in range(count):
                price[place] = max(-mix[place], 0.0)
                mix[place] = 0.0
            active[count] = entering
            price[count] = 1.0
            return -np.inf if _proven(count, mix, low, high, work) < 0 else bound
        for place in range(count):
            price[place] -= least * mix[place]
        price[leaving] = least
        for at in range(count):
            inverse[at, leaving] /= mix[leaving]
            for place in range(count):
                if place != leaving:
                    inverse[at, place] -= inverse[at, leaving] * mix[place]
        active[leaving] = entering
        if entering < 2 * count:
            right[leaving] = high[entering] if entering < count else -low[entering - count]
        else:
            right[leaving] = b[entering - 2 * count]
    return _proven(count, c, low, high, work)


@kernel
def _best_bags(
    lots: IntArray,
    count: int,
    recipe: Recipe,
    box: tuple[IntArray, IntArray],
    prices: tuple[FloatArray, int],
    bar: int,
    slack: int,
    found: IntArray,
    work: Work,
) -> tuple[int, int]:
    # Branch on whole bags within one set of lots; plans must beat `bar`. Returns the best value (NONE: none found)
    # and a bound on what was left unlooked at.
    matrix, once, limit = recipe
    c, fees = prices
    lows = np.zeros((NODES + 2, MOST_LOTS), dtype=np.int64)
    highs = np.zeros((NODES + 2, MOST_LOTS), dtype=np.int64)
    bags = np.zeros(MOST_LOTS, dtype=np.int64)
    x = np.zeros(MOST_LOTS)
    lows[0], highs[0] = box
    best = NONE
    rest = NONE
    left = 1
    looked = 0
    while left > 0:
        left -= 1
        low = lows[left].copy()
        high = highs[left].copy()
        rows = _gather(lots, count, recipe, len(limit), low, high, work)
        cutoff = max(best, bar) + slack
        bound = -np.inf if rows < 0 else _relax(count, c, low, high, rows, float(cutoff + fees), x, work)
        if bound <= cutoff + fees or looked >= NODES:
            if bound > cutoff + fees:
                rest = max(rest, math.floor(bound) - fees)
            continue
        looked += 1
        split = -1
        widest = 0.0
        for at in range(count):
            if high[at] > low[at] and abs(x[at] - np.rint(x[at])) >= widest:
                widest = abs(x[at] - np.rint(x[at]))
                split = at
        for corner in range(1 << count if looked == 1 else 1):
            worth = -fees
            is_sound = True
            for at in range(count):
                near = np.floor(x[at]) + ((corner >> at) & 1) if looked == 1 else np.rint(x[at])
                bags[at] = min(max(np.int64(near), low[at]), high[at])
                worth += np.int64(c[at]) * bags[at]
            for row in range(len(limit)):
                room = limit[row]
                for at in range(count):
                    room -= once[lots[at], row] + matrix[lots[at], row] * bags[at]
                is_sound = is_sound and room >= 0
            if is_sound and worth > max(best, bar):
                best = worth
                found[:] = bags
        if split >= 0:
            middle = min(max(np.int64(np.floor(x[split])), low[split]), high[split] - 1)
            lows[left], highs[left] = low, high
            lows[left + 1], highs[left + 1] = low, high
            highs[left, split] = middle
            lows[left + 1, split] = middle + 1
            left += 2
    return best, rest


@kernel
def _cut(
    weights: FloatArray,
    recipe: Recipe,
    low: IntArray,
    high: IntArray,
    worth: IntArray,
    paid: IntArray,
    gains: FloatArray,
    tops: FloatArray,
) -> float:
    # What rows at these weights leave: a constant, at most `gains` for each lot used, and at most `tops` for any so
    # many of the lots from a place on.
    matrix, once, limit = recipe
    lots, most_lots = len(gains), tops.shape[1] - 1
    total = 0.0
    size = 0.0
    for row in range(len(limit)):
        total += weights[row] * limit[row]
        size += weights[row] * abs(limit[row])
    total += ROUNDING * size
    for lot in range(lots - 1, -1, -1):
        each = float(worth[lot])
        fixed = -float(paid[lot])
        mass = abs(each)
        size = abs(fixed)
        for row in range(len(limit)):
            if weights[row] > 0:
                each -= weights[row] * matrix[lot, row]
                fixed -= weights[row] * once[lot, row]
                mass += weights[row] * abs(matrix[lot, row])
                size += weights[row] * abs(once[lot, row])
        gains[lot] = fixed + each * (high[lot] if each > 0 else low[lot]) + ROUNDING * (size + mass * high[lot])
        tops[lot] = tops[lot + 1]
        for more in range(1, most_lots + 1):
            tops[lot, more] = max(tops[lot + 1, more], gains[lot] + tops[lot + 1, more - 1])
    return total


@kernel
def best_blend(
    recipe: Recipe,
    plain: int,
    box: tuple[IntArray, IntArray],
    twin: IntArray,
    most_lots: int,
    prices: tuple[IntArray, IntArray],
    weights: FloatArray,
    turns: IntArray,
    goal: tuple[int, int, int],
) -> tuple[int, int, IntArray, IntArray]:
    """Find the most valuable whole bags of at most `most_lots` lots that obey matrix · bags + once <= limit.

    The recipe is (matrix, once: lots x rows; limit); its first `plain` rows have no `once`. `box` is the least and most
    bags of each lot used, `prices` a bag's worth and the cost of use in whole units. Of lots of one `twin` one is used
    at most. `weights` (2 · CUTS x rows) and `turns` (2) remember which rows mattered, from one call to the next.
    `goal` is (floor, slack, want): only plans above `floor` are looked for, the best of each of the `want` best sets.
    Returns a bound on every plan (`slack` or less above the best, or above the floor), how many plans were found, and
    their lots (filled up with -1) and bags.
    """
    floor, slack, want = goal
    rows, size = len(recipe[2]), len(twin)
    dims = max(size, MOST_LOTS) + 1
    work = (
        np.zeros((rows, dims)),
        np.zeros(rows),
        np.zeros(rows),
        np.zeros(rows, dtype=np.int64),
        np.zeros(dims, dtype=np.int64),
        np.zeros(dims),
        np.zeros((dims, dims)),
        np.zeros(dims),
        np.zeros(dims),
    )
    c = np.zeros(dims)
    x = np.zeros(dims)
    usable = np.flatnonzero(box[0] <= box[1])
    lots = len(usable)
    node_low = np.zeros(dims, dtype=np.int64)
    node_high = np.zeros(dims, dtype=np.int64)
    gains = np.zeros((2 * CUTS, lots))
    tops = np.zeros((2 * CUTS, lots + 1, most_lots + 1))
    total = np.zeros(2 * CUTS)
    # All lots at once, without minima: which rows matter, and which lots are the most promising.
    for at in range(lots):
        node_high[at] = box[1][usable[at]]
        c[at] = prices[0][usable[at]] - max(prices[1][usable[at]], 0) / node_high[at]
    count = _gather(usable, lots, recipe, plain, node_low, node_high, work)
    taken = np.full((want, most_lots), -1, dtype=np.int64)
    bags = np.zeros((want, most_lots), dtype=np.int64)
    if count < 0 or lots == 0:
        return NONE, 0, taken, bags
    _relax(lots, c, node_low, node_high, count, -np.inf, x, work)
    weights[0] = 0.0
    for place in range(lots):
        row = work[4][place] - 2 * lots
        if row >= 0 and work[5][place] > 0:
            weights[0, work[3][row]] += work[5][place] * work[2][row]
    low, high, worth, paid = box[0][usable], box[1][usable], prices[0][usable], prices[1][usable]
    own = (recipe[0][usable], recipe[1][usable], recipe[2])
    total[0] = _cut(weights[0], own, low, high, worth, paid, gains[0], tops[0])
    order = np.argsort(-gains[0], kind="mergesort")
    usable = usable[order]
    low, high, worth, paid = low[order], high[order], worth[order], paid[order]
    own = (own[0][order], own[1][order], recipe[2])
    nothing = np.zeros(lots, dtype=np.int64)
    for cut in range(2 * CUTS):
        each, cost = (worth, paid) if cut < CUTS else (nothing, nothing)
        total[cut] = _cut(weights[cut], own, low, high, each, cost, gains[cut], tops[cut])
    sums = np.zeros((2 * CUTS, most_lots + 1))
    chosen = np.zeros(MOST_LOTS, dtype=np.int64)
    found = np.zeros(MOST_LOTS, dtype=np.int64)
    values = np.full(want, NONE, dtype=np.int64)
    best = floor
    bar = floor
    rest = NONE
    got = 0
    depth = 0
    lot = 0
    while True:
        if depth == most_lots or lot >= lots:
            if depth == 0:
                break
            depth -= 1
            lot = chosen[depth] + 1
            continue
        is_open = True
        is_leaf = True
        for at in range(depth):
            is_open = is_open and twin[usable[chosen[at]]] != twin[usable[lot]]
        for cut in range(2 * CUTS if is_open else 0):
            least = float(bar + slack) if cut < CUTS else -1e-300
            sums[cut, depth + 1] = sums[cut, depth] + gains[cut, lot]
            reach = total[cut] + sums[cut, depth + 1]
            is_leaf = is_leaf and reach > least
            if reach + tops[cut, lot + 1, most_lots - depth - 1] <= least:
                is_open = False
                break
        if not is_open:
            lot += 1
            continue
        chosen[depth] = lot
        depth += 1
        lot += 1
        if not is_leaf:
            continue
        fees = np.int64(0)
        for at in range(depth):
            c[at] = worth[chosen[at]]
            fees += paid[chosen[at]]
            node_low[at] = low[chosen[at]]
            node_high[at] = high[chosen[at]]
        count = _gather(chosen, depth, own, rows, node_low, node_high, work)
        if count < 0:
            continue
        cutoff = bar + slack + fees
        bound = _relax(depth, c, node_low, node_high, count, float(cutoff), x, work)
        is_clash = bound == -np.inf
        cut = CUTS + turns[1] % CUTS if is_clash else 1 + turns[0] % (CUTS - 1)
        turns[1 if is_clash else 0] += 1
        weights[cut] = 0.0
        for place in range(depth + 1):
            row = work[4][place] - 2 * depth
            if row >= 0 and work[5][place] > 0:
                weights[cut, work[3][row]] += work[5][place] * work[2][row]
        each, cost = (nothing, nothing) if is_clash else (worth, paid)
        total[cut] = _cut(weights[cut], own, low, high, each, cost, gains[cut], tops[cut])
        for at in range(depth):
            sums[cut, at + 1] = sums[cut, at] + gains[cut, chosen[at]]
        if bound > cutoff:
            within = (node_low[:MOST_LOTS], node_high[:MOST_LOTS])
            value, over = _best_bags(chosen, depth, own, within, (c, int(fees)), bar, slack, found, work)
            rest = max(rest, over)
            if value > bar:
                place = got if got < want else int(np.argmin(values))
                got = min(got + 1, want)
                values[place] = value
                taken[place] = -1
                for at in range(depth):
                    taken[place, at] = usable[chosen[at]]
                    bags[place, at] = found[at]
                best = max(best, value)
                if got == want:
                    bar = values.min()
    return max(rest, best + slack), got, taken, bags
