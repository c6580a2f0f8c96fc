"""Parts so small that every plan can be tried."""

from itertools import product

import numpy as np

from matching.pairs import IntArray
from matching.parts.holding import is_feasible, value_of
from matching.parts.part import Part


def a_part(seed: int, *, lots: int = 3, demands: int = 3, grams: tuple[int, ...] = (1_000,)) -> Part:
    """Draw a part with parcels, minimum volumes, limits of lots and contracts, losses and fees that may be negative."""
    draw = np.random.default_rng(seed)
    chosen = np.flatnonzero(draw.random(lots * demands) < 0.7)
    lot, demand = (chosen % lots).astype(np.int64), (chosen // lots).astype(np.int64)
    supply = draw.integers(1, 7, lots)
    most = draw.integers(1, 8, demands) * max(grams)
    weight = draw.choice(np.array(grams, dtype=np.int64), lots)[lot]
    high = np.minimum(supply[lot], most[demand] // weight)
    low = np.minimum(draw.integers(1, 4, len(lot)), high)
    size = len(lot)
    return Part(
        pair=np.arange(size) * 3 + 1,
        lot=lot,
        demand=demand,
        value=draw.integers(-20, 100, size),
        fee=draw.integers(-15, 60, size),
        grams=weight,
        low=np.maximum(low, 1),
        high=np.maximum(high, 1),
        luck=np.ones(size, dtype=np.int64),
        twin=np.arange(size),
        supply=supply,
        most_contracts=draw.integers(1, 4, lots),
        opening=np.zeros(lots, dtype=np.int64),
        least=draw.integers(0, 3, demands) * most // 4,
        most=most,
        max_lots=draw.integers(1, 4, demands),
    )


def best_value(part: Part) -> int:
    """Return the value of the best plan, by trying all."""
    choices = [[0, *range(low, high + 1)] for low, high in zip(part.low.tolist(), part.high.tolist(), strict=True)]
    best = 0
    for bags in product(*choices):
        plan: IntArray = np.array(bags, dtype=np.int64)
        value = value_of(part, plan)
        if value > best and is_feasible(part, plan):
            best = value
    return best
