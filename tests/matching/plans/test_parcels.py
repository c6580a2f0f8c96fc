"""The knapsack of a demand without a recipe finds what trying every number of bags finds."""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.kernels.plans import NONE, best_parcels


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 10**6))
def test_the_best_parcels_are_found(seed: int) -> None:
    random = np.random.default_rng(seed)
    items = int(random.integers(1, 5))
    worth, paid = random.integers(-20, 60, items), random.integers(-10, 40, items)
    mass, low = random.integers(1, 4, items), random.integers(1, 3, items)
    high, twin = low + random.integers(-1, 4, items), np.sort(random.integers(0, 4, items))
    least, most, most_lots = int(random.integers(0, 5)), int(random.integers(3, 14)), int(random.integers(1, 4))

    def sound(bags: np.ndarray) -> bool:
        used = bags > 0
        fits = (bags[used] >= low[used]).all() and used.any() and used.sum() <= most_lots
        return bool(fits and len(set(twin[used].tolist())) == used.sum() and least <= mass @ bags <= most)

    trials = map(np.array, product(*(range(max(int(top), 0) + 1) for top in high)))
    truth = max((int(worth @ bags - paid @ (bags > 0)) for bags in trials if sound(bags)), default=NONE)
    value, bags = best_parcels(worth, paid, mass, low, high, twin, least, most, most_lots)
    assert value == truth
    if value > NONE:
        assert sound(bags)
        assert int(worth @ bags - paid @ (bags > 0)) == value
    else:
        assert not bags.any()
