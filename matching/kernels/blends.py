"""Blends of few lots: which sets of lots can meet a recipe at all, and the best whole bags of each at given prices."""

import math

import numpy as np

from matching.kernels.jit import kernel
from matching.pairs import FloatArray, IntArray

MOST_LOTS = 6
MOST_ROWS = 256
PASSES = 3
STEPS = 80
NODES = 400
ROUNDING = 128 * 2.0**-53
CLOSE = 1e-7
NONE = -(2**62)


@kernel
def _gather(  # noqa: D103
    lots: IntArray, count: int, matrix: IntArray, once: IntArray, limit: IntArray, low: IntArray, high: IntArray,
    a: FloatArray, b: FloatArray,
) -> int:
    # Tighten the box by every row in whole numbers; keep the rows that still bite, scaled by powers of two (exactly).
    kept = 0
    for turn in range(PASSES):
        kept = 0
        is_changed = False
        for row in range(len(limit)):
            rest = limit[row]
            top = np.int64(0)
            largest = np.int64(0)
            for at in range(count):
                rest -= once[lots[at], row]
                each = matrix[lots[at], row]
                if each > 0:
                    rest -= each * low[at]
                    top += each * (high[at] - low[at])
                else:
                    rest -= each * high[at]
                    top -= each * (high[at] - low[at])
                largest = max(largest, abs(each))
            if rest < 0:
                return -1
            if top <= rest:
                continue
            for at in range(count):
                each = matrix[lots[at], row]
                if each > 0 and each * (high[at] - low[at]) > rest:
                    high[at] = low[at] + rest // each
                    is_changed = True
                elif each < 0 and -each * (high[at] - low[at]) > rest:
                    low[at] = high[at] - rest // -each
                    is_changed = True
            scale = 2.0 ** -math.frexp(float(largest))[1]
            whole = limit[row]
            for at in range(count):
                whole -= once[lots[at], row]
                a[kept, at] = matrix[lots[at], row] * scale
            b[kept] = whole * scale
            kept += 1
        if not is_changed:
            break
    return kept


@kernel
def _bound(  # noqa: D103
    count: int, c: FloatArray, low: IntArray, high: IntArray, a: FloatArray, b: FloatArray,
    active: IntArray, price: FloatArray,
) -> float:
    # Weak duality at the (clipped) prices of the active rows, plus an allowance for every rounding on the way.
    total = 0.0
    size = 0.0
    for at in range(count):
        rest = c[at]
        mass = abs(rest)
        for place in range(count):
            row = active[place] - 2 * count
            if row >= 0 and price[place] > 0:
                rest -= price[place] * a[row, at]
                mass += price[place] * abs(a[row, at])
        total += rest * (high[at] if rest > 0 else low[at])
        size += mass * max(abs(high[at]), abs(low[at]))
    for place in range(count):
        row = active[place] - 2 * count
        if row >= 0 and price[place] > 0:
            total += price[place] * b[row]
            size += abs(price[place] * b[row])
    return total + ROUNDING * size


@kernel
def _relax(  # noqa: D103
    count: int, c: FloatArray, low: IntArray, high: IntArray, a: FloatArray, b: FloatArray, rows: int,
    cutoff: float, x: FloatArray,
) -> float:
    # Dual simplex in at most MOST_LOTS dimensions from the best corner of the box. Returns a valid bound, -inf when the
    # rows are proven to clash; x is the last point.
    active = np.zeros(MOST_LOTS, dtype=np.int64)
    price = np.zeros(MOST_LOTS)
    inverse = np.zeros((MOST_LOTS, MOST_LOTS))
    right = np.zeros(MOST_LOTS)
    mix = np.zeros(MOST_LOTS)
    for at in range(count):
        is_up = c[at] > 0
        active[at] = at if is_up else count + at
        price[at] = abs(c[at])
        inverse[at, at] = 1.0 if is_up else -1.0
        right[at] = high[at] if is_up else -low[at]
    for step in range(STEPS):
        value = 0.0
        for at in range(count):
            x[at] = 0.0
            for place in range(count):
                x[at] += inverse[at, place] * right[place]
            value += c[at] * x[at]
        if value <= cutoff:
            bound = _bound(count, c, low, high, a, b, active, price)
            if bound <= cutoff:
                return bound
        worst = CLOSE
        entering = -1
        for at in range(count):
            if x[at] - high[at] > worst:
                worst = x[at] - high[at]
                entering = at
            if low[at] - x[at] > worst:
                worst = low[at] - x[at]
                entering = count + at
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
            if entering < count:
                mix[place] = inverse[entering, place]
            elif entering < 2 * count:
                mix[place] = -inverse[entering - count, place]
            else:
                mix[place] = 0.0
                for at in range(count):
                    mix[place] += a[entering - 2 * count, at] * inverse[at, place]
            if mix[place] > 1e-11 and price[place] < least * mix[place]:
                least = price[place] / mix[place]
                leaving = place
        if leaving < 0:
            for place in range(count):
                mix[place] = max(-mix[place], 0.0)
            if _clash(count, low, high, a, b, active, mix, entering):
                return -np.inf
            break
        for place in range(count):
            price[place] -= least * mix[place]
        price[leaving] = least
        pivot = 1.0 / mix[leaving]
        for at in range(count):
            inverse[at, leaving] *= pivot
            for place in range(count):
                if place != leaving:
                    inverse[at, place] -= inverse[at, leaving] * mix[place]
        active[leaving] = entering
        if entering < count:
            right[leaving] = high[entering]
        elif entering < 2 * count:
            right[leaving] = -low[entering - count]
        else:
            right[leaving] = b[entering - 2 * count]
    return _bound(count, c, low, high, a, b, active, price)


@kernel
def _clash(  # noqa: D103
    count: int, low: IntArray, high: IntArray, a: FloatArray, b: FloatArray, active: IntArray, price: FloatArray,
    entering: int,
) -> bool:
    # Farkas: the rows, weighted by prices of 0 or more, allow less than the box's least. Rounding counts against it.
    total = 0.0
    size = 0.0
    for at in range(count):
        rest = 0.0
        mass = 0.0
        for place in range(count + 1):
            row = (entering if place == count else active[place]) - 2 * count
            weight = 1.0 if place == count else price[place]
            if row >= 0:
                rest += weight * a[row, at]
                mass += weight * abs(a[row, at])
        total += rest * (low[at] if rest > 0 else high[at])
        size += mass * max(abs(high[at]), abs(low[at]))
    for place in range(count + 1):
        row = (entering if place == count else active[place]) - 2 * count
        weight = 1.0 if place == count else price[place]
        if row >= 0:
            total -= weight * b[row]
            size += weight * abs(b[row])
    return total > ROUNDING * size


@kernel
def _holds(  # noqa: D103
    lots: IntArray, count: int, matrix: IntArray, once: IntArray, limit: IntArray, bags: IntArray
) -> bool:
    for row in range(len(limit)):
        rest = limit[row]
        for at in range(count):
            rest -= once[lots[at], row] + matrix[lots[at], row] * bags[at]
        if rest < 0:
            return False
    return True


@kernel
def _best_bags(  # noqa: D103
    lots: IntArray, count: int, matrix: IntArray, once: IntArray, limit: IntArray, low: IntArray, high: IntArray,
    c: FloatArray, paid: int, floor: int, slack: int, found: IntArray, a: FloatArray, b: FloatArray,
) -> tuple[int, int]:
    # Branch on whole bags within one set of lots; plans must beat `floor`. Returns the best value (NONE: none found)
    # and a bound on all that was not looked at.
    lows = np.zeros((NODES + 2, MOST_LOTS), dtype=np.int64)
    highs = np.zeros((NODES + 2, MOST_LOTS), dtype=np.int64)
    bags = np.zeros(MOST_LOTS, dtype=np.int64)
    x = np.zeros(MOST_LOTS)
    for at in range(count):
        lows[0, at] = low[at]
        highs[0, at] = high[at]
    best = NONE
    proved = NONE
    open_nodes = 1
    looked = 0
    while open_nodes > 0:
        open_nodes -= 1
        node_low = lows[open_nodes].copy()
        node_high = highs[open_nodes].copy()
        rows = _gather(lots, count, matrix, once, limit, node_low, node_high, a, b)
        if rows < 0:
            continue
        cutoff = max(best, floor) + slack
        bound = _relax(count, c, node_low, node_high, a, b, rows, float(cutoff + paid), x)
        if bound == -np.inf:
            continue
        whole = np.int64(math.floor(bound)) - paid
        if whole <= cutoff or looked >= NODES:
            proved = max(proved, whole)
            continue
        looked += 1
        split = -1
        widest = 1e-6
        for at in range(count):
            away = abs(x[at] - np.rint(x[at]))
            if away > widest and node_high[at] > node_low[at]:
                widest = away
                split = at
        for corner in range(1 if split < 0 else (1 << count)):
            worth = -paid
            is_inside = True
            for at in range(count):
                bags[at] = np.int64(np.rint(x[at])) if split < 0 else np.int64(np.floor(x[at])) + ((corner >> at) & 1)
                is_inside = is_inside and node_low[at] <= bags[at] <= node_high[at]
                worth += np.int64(c[at]) * bags[at]
            if is_inside and worth > max(best, floor) and _holds(lots, count, matrix, once, limit, bags):
                best = worth
                found[:] = bags
            if looked > 1 and split >= 0:
                break
        middle = np.int64(0)
        if split >= 0:
            middle = np.int64(np.floor(x[split]))
        else:
            # The point is whole, yet the bound is above it or a row is missed by a hair: halve any side that is left.
            for at in range(count):
                if node_high[at] > node_low[at]:
                    split = at
                    middle = (node_low[at] + node_high[at]) // 2
            if split < 0:
                continue
        middle = min(max(middle, node_low[split]), node_high[split] - 1)
        lows[open_nodes] = node_low
        highs[open_nodes] = node_high
        highs[open_nodes, split] = middle
        open_nodes += 1
        lows[open_nodes] = node_low
        highs[open_nodes] = node_high
        lows[open_nodes, split] = middle + 1
        open_nodes += 1
    return best, proved


@kernel
def _masks(matrix: IntArray, once: IntArray, limit: IntArray) -> IntArray:  # noqa: D103
    # Of up to 62 rows that some lot of every set must help to meet: which lots help.
    masks = np.zeros(len(matrix), dtype=np.int64)
    bit = np.int64(0)
    for row in range(len(limit)):
        if limit[row] > 0 or once[:, row].min() < 0 or bit >= 62:  # noqa: PLR2004
            continue
        for lot in range(len(matrix)):
            if matrix[lot, row] < 0 or (matrix[lot, row] == 0 and limit[row] == 0):
                masks[lot] |= np.int64(1) << bit
        bit += 1
    return masks


@kernel
def possible_sets(
    matrix: IntArray, once: IntArray, limit: IntArray, low: IntArray, high: IntArray, twin: IntArray, most_lots: int,
    most_sets: int,
) -> tuple[bool, IntArray, IntArray, IntArray]:
    """List every set of at most `most_lots` lots that a recipe may accept, with the box its whole bags must lie in.

    `matrix` (lots x rows) x bags + `once` <= `limit` for the lots used. Sets are rows of lots, filled up with -1. Sets
    left out are proven impossible. The first answer is False, and the list not complete, when `most_sets` were passed.
    """
    lots = len(matrix)
    sets = np.full((1024, most_lots), -1, dtype=np.int64)
    lows = np.zeros((1024, most_lots), dtype=np.int64)
    highs = np.zeros((1024, most_lots), dtype=np.int64)
    count = 0
    a = np.zeros((len(limit), most_lots))
    b = np.zeros(len(limit))
    x = np.zeros(MOST_LOTS)
    c = np.ones(MOST_LOTS)
    masks = _masks(matrix, once, limit)
    every = np.int64(0)
    after = np.zeros(lots + 1, dtype=np.int64)
    for lot in range(lots - 1, -1, -1):
        every |= masks[lot]
        after[lot] = every
    full = _full_mask(once, limit)
    chosen = np.full(MOST_LOTS, -1, dtype=np.int64)
    seen = np.zeros(MOST_LOTS + 1, dtype=np.int64)
    node_low = np.zeros(MOST_LOTS, dtype=np.int64)
    node_high = np.zeros(MOST_LOTS, dtype=np.int64)
    depth = 0
    visits = 0
    turn = 0
    while True:
        if turn >= lots or depth == most_lots or (seen[depth] | after[turn]) != full:
            if depth == 0:
                return True, sets[:count], lows[:count], highs[:count]
            depth -= 1
            turn = chosen[depth] + 1
            continue
        is_twin = low[turn] > high[turn]
        for at in range(depth):
            is_twin = is_twin or twin[chosen[at]] == twin[turn]
        if is_twin:
            turn += 1
            continue
        chosen[depth] = turn
        seen[depth + 1] = seen[depth] | masks[turn]
        depth += 1
        visits += 1
        if visits > 64 * most_sets:
            return False, sets[:count], lows[:count], highs[:count]
        if seen[depth] == full:
            for at in range(depth):
                node_low[at] = low[chosen[at]]
                node_high[at] = high[chosen[at]]
            rows = _gather(chosen, depth, matrix, once, limit, node_low, node_high, a, b)
            if rows >= 0 and _relax(depth, c, node_low, node_high, a, b, rows, -np.inf, x) > -np.inf:
                if count == most_sets:
                    return False, sets[:count], lows[:count], highs[:count]
                if count == len(sets):
                    sets = np.concatenate((sets, np.full_like(sets, -1)))
                    lows = np.concatenate((lows, np.zeros_like(lows)))
                    highs = np.concatenate((highs, np.zeros_like(highs)))
                sets[count, :depth] = chosen[:depth]
                lows[count, :depth] = node_low[:depth]
                highs[count, :depth] = node_high[:depth]
                count += 1
        turn += 1


@kernel
def _full_mask(once: IntArray, limit: IntArray) -> int:  # noqa: D103
    bit = np.int64(0)
    full = np.int64(0)
    for row in range(len(limit)):
        if limit[row] > 0 or once[:, row].min() < 0 or bit >= 62:  # noqa: PLR2004
            continue
        full |= np.int64(1) << bit
        bit += 1
    return full


@kernel
def best_sets(
    matrix: IntArray, once: IntArray, limit: IntArray, sets: IntArray, lows: IntArray, highs: IntArray,
    low: IntArray, high: IntArray, worth: IntArray, paid: IntArray, floor: int, slack: int, want: int,
) -> tuple[int, IntArray, IntArray]:
    """Find the most valuable whole bags over all listed sets that beat `floor`, and a bound on every set.

    `worth` is a bag's value and `paid` what using a lot costs, in whole units; `low` and `high` narrow the parcels.
    Returns the bound (valid for every plan, `slack` or less above the best), and up to `want` sets with their bags.
    """
    most_lots = sets.shape[1]
    a = np.zeros((len(limit), most_lots))
    b = np.zeros(len(limit))
    c = np.zeros(MOST_LOTS)
    x = np.zeros(MOST_LOTS)
    node_low = np.zeros(MOST_LOTS, dtype=np.int64)
    node_high = np.zeros(MOST_LOTS, dtype=np.int64)
    hopeful = np.zeros(len(sets), dtype=np.int64)
    bounds = np.zeros(len(sets), dtype=np.int64)
    count = 0
    proved = NONE
    for each in range(len(sets)):
        size = 0
        fees = np.int64(0)
        box = np.int64(0)
        is_open = True
        while size < most_lots and sets[each, size] >= 0:
            lot = sets[each, size]
            node_low[size] = max(lows[each, size], low[lot])
            node_high[size] = min(highs[each, size], high[lot])
            is_open = is_open and node_low[size] <= node_high[size]
            c[size] = worth[lot]
            fees += paid[lot]
            box += worth[lot] * (node_high[size] if worth[lot] > 0 else node_low[size])
            size += 1
        if not is_open:
            continue
        if box - fees <= floor + slack:
            proved = max(proved, box - fees)
            continue
        rows = _gather(sets[each], size, matrix, once, limit, node_low, node_high, a, b)
        if rows < 0:
            continue
        bound = _relax(size, c, node_low, node_high, a, b, rows, float(floor + slack + fees), x)
        if bound == -np.inf:
            continue
        whole = np.int64(math.floor(bound)) - fees
        if whole <= floor + slack:
            proved = max(proved, whole)
            continue
        hopeful[count] = each
        bounds[count] = whole
        count += 1
    order = np.argsort(-bounds[:count], kind="mergesort")
    best = floor
    got = 0
    which = np.zeros(want, dtype=np.int64)
    bags = np.zeros((want, MOST_LOTS), dtype=np.int64)
    values = np.full(want, NONE, dtype=np.int64)
    found = np.zeros(MOST_LOTS, dtype=np.int64)
    for turn in range(count):
        each = hopeful[order[turn]]
        if bounds[order[turn]] <= best + slack:
            proved = max(proved, bounds[order[turn]])
            break
        size = 0
        fees = np.int64(0)
        while size < most_lots and sets[each, size] >= 0:
            lot = sets[each, size]
            node_low[size] = max(lows[each, size], low[lot])
            node_high[size] = min(highs[each, size], high[lot])
            c[size] = worth[lot]
            fees += paid[lot]
            size += 1
        bar = floor if turn < want else best
        value, rest = _best_bags(
            sets[each], size, matrix, once, limit, node_low, node_high, c, fees, bar, slack, found, a, b
        )
        proved = max(proved, rest)
        if value > bar:
            best = max(best, value)
            place = got
            if got == want:
                place = np.argmin(values)
            else:
                got += 1
            which[place] = each
            values[place] = value
            bags[place] = found
    rank = np.argsort(-values[:got], kind="mergesort")
    if best > floor:
        proved = max(proved, best)
    return proved, which[:got][rank], bags[:got][rank]
