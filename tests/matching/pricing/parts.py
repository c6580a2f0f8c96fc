"""Parts of three lots and three demands, and plans for them."""

from collections.abc import Sequence

import numpy as np

from matching.pairs import IntArray
from matching.parts.part import Part

THREE = np.arange(3)


def a_part(
    seed: int,
    *,
    value: Sequence[int] | None = None,
    lot: Sequence[int] = (0, 0, 0, 1, 1, 1, 2, 2, 2),
    demand: Sequence[int] = (0, 1, 2, 0, 1, 2, 0, 1, 2),
    fee: int = 15,
) -> Part:
    """Draw a part with bags of two weights, parcels and minima; values and places may be given."""
    random, pairs = np.random.default_rng(seed), len(lot)
    numbers = np.arange(pairs)
    low = random.integers(1, 4, pairs)
    most = random.integers(4, 9, 3) * 1_000
    return Part(
        pair=numbers,
        lot=np.array(lot),
        demand=np.array(demand),
        value=random.integers(5, 90, pairs) if value is None else np.array(value),
        fee=np.full(pairs, fee),
        grams=np.array([1_000, 500, 1_000])[np.array(lot)],
        low=low,
        high=np.maximum(low, 4),
        luck=np.ones(pairs, dtype=np.int64),
        twin=numbers,
        supply=random.integers(5, 12, 3),
        most_contracts=np.full(3, 3),
        opening=np.zeros(3, dtype=np.int64),
        least=random.integers(0, 3, 3) * 1_000,
        most=most,
        max_lots=random.integers(1, 4, 3),
    )


def a_plan(part: Part, seed: int) -> IntArray:
    """Draw contracts that fit: in a drawn order, each demand takes one parcel that gains."""
    bags = np.zeros(len(part.pair), dtype=np.int64)
    left, served = part.supply.copy(), set[int]()
    for at in np.random.default_rng(seed).permutation(len(bags)).tolist():
        lot, demand, most = part.lot[at], int(part.demand[at]), min(part.high[at], left[part.lot[at]])
        fits = most >= part.low[at] and part.least[demand] <= most * part.grams[at] <= part.most[demand]
        if fits and demand not in served and part.value[at] * most > part.fee[at]:
            bags[at] = most
            left[lot] -= most
            served.add(demand)
    return bags
