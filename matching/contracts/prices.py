"""A first price for every lot, from what demands would take at trial prices."""

import numpy as np

from matching.contracts.layout import Layout, Units
from matching.contracts.split import SCALE
from matching.kernels.contracts_plans import solve_plans
from matching.pairs import IntArray
from matching.part import Part

PATIENCE = 8
SHRINK = 0.7
MOMENTUM = 0.6


def first_prices(part: Part, units: Units, layout: Layout, *, steps: int) -> tuple[IntArray, IntArray]:
    """Return a price for each lot (64ths of a cent a bag) and the bags every pair gets at these prices.

    Subgradient steps from no price at all; each trial costs one pass over the pairs, demand by demand.
    """
    price = np.zeros(len(part.supply), dtype=np.int64)
    best, kept, step, waited = 0, price, 1.0, 0
    trend = np.zeros(len(price))
    taken = np.zeros(len(part.pair), dtype=np.int64)
    for turn in range(steps):
        bound = wanted_at(part, units, layout, price=price, taken=taken) + int(price @ part.supply)
        waited += 1
        if turn == 0 or bound < best:
            best, kept, waited = bound, price, 0
        elif waited >= PATIENCE:
            step, waited = step * SHRINK, 0
        surplus = part.supply - np.bincount(part.lot, taken, minlength=len(price))
        trend = surplus + MOMENTUM * trend
        towards = np.where((price <= 0) & (trend > 0), 0.0, trend)
        length = float(towards @ towards)
        if length == 0:
            break
        price = np.maximum(0, np.rint(price - step * 0.1 * best / length * towards)).astype(np.int64)
    wanted_at(part, units, layout, price=kept, taken=taken)
    return kept, taken


def wanted_at(part: Part, units: Units, layout: Layout, *, price: IntArray, taken: IntArray) -> int:
    """Let every demand take its best plan at the lots' prices, into `taken`; return what they gain together."""
    net, fee = part.value * SCALE - price[part.lot], -part.fee * SCALE
    return solve_plans(
        layout.start, layout.pair, net, fee, part.low, part.high, units.weight,
        part.max_lots, units.capacity, units.least, taken,
    )  # fmt: skip
