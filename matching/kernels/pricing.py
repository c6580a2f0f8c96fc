"""Judging all pairs of a market: a float32 matrix product lets nearly all go, what it cannot rule out is worked out.

The product and the comparisons only ever err on the side of keeping a pair (see `matching.transport.thresholds` for the
bound); every pair kept is then judged by the arithmetic of `catalogues.valuing`, operation by operation. So the answer
depends neither on the order of the product's sums nor on the number of threads.
"""

import numpy as np

from matching.kernels.jit import kernel
from matching.kernels.pricing_rows import ByteArray, Demands, Float32Array, Int32Array, Lots, Terms
from matching.pairs import FloatArray, IntArray

STRIP = 1024
WORD = 8
Limits = tuple[np.float32, np.float32, np.float32, np.int32, np.int32]


@kernel
def _sift(
    misfit: Float32Array, cost: Float32Array, limits: Limits, days: tuple[int, int], longest: int, opens: Int32Array,
    closes: Int32Array, cadmium: Int32Array, held: Int32Array, hits: ByteArray, found: IntArray,
) -> int:  # fmt: skip
    """List the places of a stretch that the comparisons cannot rule out for a demand.

    In a stretch of one run (`longest` is the most days a lot of it is open) certificates and cadmium are settled and
    days are sorted; in a mixed one (-1) they are compared too.
    """
    bar, slope, top, cap, required = limits
    day, end = days
    low, size = 0, len(misfit)
    if longest >= 0:
        low = int(np.searchsorted(opens, day - longest))
        size = int(np.searchsorted(opens, end, side="right")) - low
        misfit, cost, closes = misfit[low:], cost[low:], closes[low:]
        for i in range(size):
            hits[i] = (misfit[i] <= bar) & (misfit[i] * slope + cost[i] <= top) & (closes[i] >= day)
    else:
        for i in range(size):
            hits[i] = (
                (misfit[i] <= bar) & (misfit[i] * slope + cost[i] <= top) & (closes[i] >= day) & (opens[i] <= end)
                & (cadmium[i] <= cap) & (np.int32(held[i] & required) == required)
            )  # fmt: skip
    hits[size : size + WORD] = 0
    words = hits.view(np.uint64)
    count = 0
    for word in range((size + WORD - 1) // WORD):
        if words[word] != 0:
            for i in range(WORD * word, WORD * word + WORD):
                found[count] = low + i
                count += hits[i]
    return count


@kernel
def _misfits(
    profile: FloatArray, target: FloatArray, weights: FloatArray, found: IntArray, count: int, out: FloatArray
) -> None:
    """Work out misfits (before the scale) in the order of the attributes, four lots at a time."""
    found[count : count + 4] = found[count - 1]
    for at in range(0, count, 4):
        first, second, third, fourth = (
            profile[found[at]],
            profile[found[at + 1]],
            profile[found[at + 2]],
            profile[found[at + 3]],
        )
        a, b, c, d = 0.0, 0.0, 0.0, 0.0
        for k in range(len(target)):
            weight, aim = weights[k], target[k]
            a += weight * ((first[k] - aim) * (first[k] - aim))
            b += weight * ((second[k] - aim) * (second[k] - aim))
            c += weight * ((third[k] - aim) * (third[k] - aim))
            d += weight * ((fourth[k] - aim) * (fourth[k] - aim))
        out[at], out[at + 1], out[at + 2], out[at + 3] = a, b, c, d


@kernel
def _worths(
    lots: Lots,
    demands: Demands,
    terms: Terms,
    j: int,
    found: IntArray,
    count: int,
    misfit: FloatArray,
    value: IntArray,
    least: int,
) -> int:
    """Work out the lots found as `catalogues.valuing` does; keep those worth more than `least`, return how many."""
    _misfits(lots.profile, demands.target[j], demands.weights[j], found, count, misfit)
    kept = 0
    for at in range(count):
        i = found[at]
        miss = misfit[at] / demands.scale[j]
        freight = terms.freight[lots.origin[i], demands.port[j]]
        worth = demands.ceiling[j] * (1.0 - terms.misfit_cost * miss) - (lots.ask[i] + freight)
        cents = np.int64(np.rint(worth * terms.tonnes))
        may_meet = (
            (miss <= 1.0) & (lots.cadmium[i] <= demands.cap[j]) & (lots.opens[i] <= demands.closes[j])
            & (lots.certificates[i] & demands.required[j] == demands.required[j]) & (lots.closes[i] >= demands.opens[j])
        )  # fmt: skip
        if may_meet and cents > least:
            found[kept], value[kept] = i, cents
            kept += 1
    return kept


@kernel
def _product(
    lots: Lots, demands: Demands, block: tuple[int, int], strip: tuple[int, int], space: Float32Array
) -> Float32Array:
    rows, columns = block[1] - block[0], strip[1] - strip[0]
    out = space[: rows * columns].reshape(rows, columns)
    np.dot(demands.features[block[0] : block[1]], lots.features[strip[0] : strip[1]].T, out)
    return out


@kernel
def _rules(lots: Lots, start: int, stop: int) -> tuple[Int32Array, Int32Array, Int32Array, Int32Array]:
    return (
        lots.opens[start:stop], lots.closes[start:stop], lots.short_cadmium[start:stop],
        lots.short_certificates[start:stop],
    )  # fmt: skip


@kernel
def _desk(rows: int) -> tuple[Float32Array, ByteArray, IntArray, FloatArray, IntArray]:
    size = STRIP + WORD
    return (
        np.empty(rows * STRIP, dtype=np.float32), np.empty(size, dtype=np.uint8), np.empty(size, dtype=np.int64),
        np.empty(size, dtype=np.float64), np.empty(size, dtype=np.int64),
    )  # fmt: skip


@kernel
def list_pairs(
    lots: Lots, demands: Demands, terms: Terms, cost: Float32Array, block: tuple[int, int], spans: IntArray,
    least: int, counts: IntArray, out_demand: Int32Array, out_lot: Int32Array, out_value: IntArray,
) -> int:  # fmt: skip
    """Write down the pairs of a block of demands that may meet and are worth more than `least`; return how many.

    `counts` has those of each demand. `spans` lists the stretches of lots to look at: first, end, and what `_sift`
    wants to know.
    """
    space, hits, found, misfits, values = _desk(block[1] - block[0])
    bar, slope, top, cap, required = demands.bar, demands.slope, demands.top, demands.short_cap, demands.short_required
    opens, closes, port = demands.opens, demands.closes, demands.port
    written = 0
    for at in range(len(spans)):
        for start in range(spans[at, 0], spans[at, 1], STRIP):
            stop = min(start + STRIP, spans[at, 1])
            product = _product(lots, demands, block, (start, stop), space)
            rules = _rules(lots, start, stop)
            for j in range(block[0], block[1]):
                count = _sift(
                    product[j - block[0]], cost[port[j], start:stop],
                    (bar[j], slope[j], np.float32(top[j] - least), cap[j], required[j]), (opens[j], closes[j]),
                    spans[at, 2], *rules, hits, found,
                )  # fmt: skip
                if count == 0:
                    continue
                found[:count] += start
                count = _worths(lots, demands, terms, j, found, count, misfits, values, least)
                for k in range(count):
                    out_demand[written + k], out_lot[written + k] = j, lots.number[found[k]]
                    out_value[written + k] = values[k]
                counts[j] += count
                written += count
    return written


@kernel
def best_pairs(
    lots: Lots, demands: Demands, terms: Terms, cost: Float32Array, scale: int, price: IntArray, floor: IntArray,
    block: tuple[int, int], spans: IntArray, best_gain: IntArray, best_lot: Int32Array, best_value: IntArray,
) -> int:  # fmt: skip
    """Find the best lots of each demand of a block by `scale` times value less price, above its floor.

    Return how many pairs were worked out. The thresholds of the sieve are for whole cents, and `loose` for fractions.
    Row j of the best is in falling order of gain, then by number of lot; NEVER marks the places that stay empty.
    """
    space, hits, found, misfits, values = _desk(block[1] - block[0])
    bar, slope, top, cap, required = demands.bar, demands.slope, demands.top, demands.short_cap, demands.short_required
    opens, closes, port = demands.opens, demands.closes, demands.port
    last, loose = best_gain.shape[1] - 1, 1.0 - 1.0 / scale
    judged = 0
    for at in range(len(spans)):
        for start in range(spans[at, 0], spans[at, 1], STRIP):
            stop = min(start + STRIP, spans[at, 1])
            product = _product(lots, demands, block, (start, stop), space)
            rules = _rules(lots, start, stop)
            for j in range(block[0], block[1]):
                least = max(floor[j], best_gain[j, last] - 1)
                count = _sift(
                    product[j - block[0]], cost[port[j], start:stop],
                    (bar[j], slope[j], np.float32(top[j] - least / scale + loose), cap[j], required[j]),
                    (opens[j], closes[j]), spans[at, 2], *rules, hits, found,
                )  # fmt: skip
                if count == 0:
                    continue
                found[:count] += start
                judged += count
                count = _worths(lots, demands, terms, j, found, count, misfits, values, 0)
                for k in range(count):
                    gain = scale * values[k] - price[found[k]]
                    if gain > floor[j]:
                        _keep(best_gain[j], best_lot[j], best_value[j], gain, lots.number[found[k]], values[k])
    return judged


@kernel
def raise_prices(
    lots: Lots, demands: Demands, terms: Terms, cost: Float32Array, floor: IntArray, block: tuple[int, int],
    spans: IntArray, price: IntArray,
) -> None:  # fmt: skip
    """Raise the prices of lots (in the order of the sieve) until no demand of a block gains more than its floor."""
    space, hits, found, misfits, values = _desk(block[1] - block[0])
    bar, slope, top, cap, required = demands.bar, demands.slope, demands.top, demands.short_cap, demands.short_required
    opens, closes, port = demands.opens, demands.closes, demands.port
    for at in range(len(spans)):
        for start in range(spans[at, 0], spans[at, 1], STRIP):
            stop = min(start + STRIP, spans[at, 1])
            product = _product(lots, demands, block, (start, stop), space)
            rules = _rules(lots, start, stop)
            for j in range(block[0], block[1]):
                count = _sift(
                    product[j - block[0]], cost[port[j], start:stop],
                    (bar[j], slope[j], np.float32(top[j] - floor[j]), cap[j], required[j]), (opens[j], closes[j]),
                    spans[at, 2], *rules, hits, found,
                )  # fmt: skip
                if count == 0:
                    continue
                found[:count] += start
                count = _worths(lots, demands, terms, j, found, count, misfits, values, 0)
                for k in range(count):
                    price[found[k]] = max(price[found[k]], values[k] - floor[j])


@kernel
def _keep(gains: IntArray, numbers: Int32Array, values: IntArray, gain: int, number: int, value: int) -> None:
    """Put a lot in its place among the best, if it is among them."""
    at = len(gains) - 1
    if gain < gains[at] or (gain == gains[at] and number > numbers[at]):
        return
    while at > 0 and (gain > gains[at - 1] or (gain == gains[at - 1] and number < numbers[at - 1])):
        gains[at], numbers[at], values[at] = gains[at - 1], numbers[at - 1], values[at - 1]
        at -= 1
    gains[at], numbers[at], values[at] = gain, number, value
