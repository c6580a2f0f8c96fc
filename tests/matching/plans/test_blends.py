"""The kernel of blends finds what trying every number of bags finds, and never bounds below it."""

from collections.abc import Iterator
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.kernels.blends import CUTS, MOST_LOTS, NONE, best_blend
from matching.pairs import IntArray


class Drawn:
    """A small recipe with prices."""

    def __init__(self, seed: int) -> None:
        random = np.random.default_rng(seed)
        self.lots, rows, shares = int(random.integers(1, 6)), int(random.integers(1, 6)), int(random.integers(0, 3))
        self.matrix = random.integers(-8, 9, (self.lots, rows + shares))
        self.once = np.zeros((self.lots, rows + shares), dtype=np.int64)
        self.once[:, rows:] = random.integers(0, 12, (self.lots, shares))
        self.limit = random.integers(-2, 30, rows + shares)
        self.limit[:rows] //= int(random.integers(1, 4))
        self.plain, self.most_lots = rows, int(random.integers(1, 4))
        self.low = random.integers(1, 3, self.lots)
        self.high = self.low + random.integers(-1, 5, self.lots)
        self.twin = random.integers(0, 4, self.lots)
        self.worth, self.paid = random.integers(-40, 90, self.lots), random.integers(-10, 60, self.lots)
        self.weights, self.turns = np.zeros((2 * CUTS, rows + shares)), np.zeros(2, dtype=np.int64)

    def best(self, *, floor: int = NONE // 2, slack: int = 0, want: int = 1) -> tuple[int, list[IntArray]]:
        """Ask the kernel."""
        recipe = (self.matrix, self.once, self.limit)
        box, prices = (self.low, self.high), (self.worth, self.paid)
        goal = (floor, slack, want)
        bound, count, lots, bags = best_blend(
            recipe, self.plain, box, self.twin, self.most_lots, prices, self.weights, self.turns, goal
        )
        plans = []
        for chosen, taken in zip(lots[:count], bags[:count], strict=True):
            plan = np.zeros(self.lots, dtype=np.int64)
            plan[chosen[chosen >= 0]] = taken[chosen >= 0]
            plans.append(plan)
        return bound, plans

    def value(self, bags: IntArray) -> int:
        """Return what bags are worth."""
        return int(self.worth @ bags - self.paid @ (bags > 0))

    def obeys(self, bags: IntArray) -> bool:
        """Check every rule."""
        used = np.flatnonzero(bags)
        sums = self.matrix[used].T @ bags[used] + self.once[used].sum(axis=0)
        fits = (self.low[used] <= bags[used]).all() and (bags[used] <= self.high[used]).all()
        return bool(fits and (sums <= self.limit).all() and len(set(self.twin[used].tolist())) == len(used))

    def all_values(self) -> list[int]:
        """Try everything."""
        sizes = range(1, self.most_lots + 1)
        sets = [chosen for size in sizes for chosen in combinations(range(self.lots), size)]
        return [self.value(bags) for chosen in sets for bags in self._within(chosen) if self.obeys(bags)]

    def _within(self, chosen: tuple[int, ...]) -> Iterator[IntArray]:
        for taken in product(*(range(int(self.low[lot]), int(self.high[lot]) + 1) for lot in chosen)):
            bags = np.zeros(self.lots, dtype=np.int64)
            bags[list(chosen)] = taken
            yield bags


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 10**6))
def test_the_best_whole_bags_are_found_and_proven(seed: int) -> None:
    drawn = Drawn(seed)
    truth = max(drawn.all_values(), default=None)
    bound, plans = drawn.best()
    if truth is None:
        assert plans == []
        return
    assert [drawn.value(plan) for plan in plans] == [truth]
    assert drawn.obeys(plans[0])
    assert bound == truth


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**6), st.integers(-50, 300), st.integers(0, 20))
def test_a_bound_holds_for_every_plan_whatever_floor_and_slack(seed: int, floor: int, slack: int) -> None:
    drawn = Drawn(seed)
    values = drawn.all_values()
    for want in (1, 3):
        bound, plans = drawn.best(floor=floor, slack=slack, want=want)
        assert all(value <= max(bound, floor) for value in values)
        assert all(drawn.obeys(plan) and drawn.value(plan) > floor for plan in plans)
        if max(values, default=floor) > floor + slack:
            assert max(drawn.value(plan) for plan in plans) >= max(values) - slack


def test_what_was_learnt_at_other_prices_changes_no_answer() -> None:
    drawn = Drawn(5)
    for turn in range(20):
        drawn.worth = np.random.default_rng(turn).integers(-40, 90, drawn.lots)
        remembered, _ = drawn.best()
        drawn.weights[:], drawn.turns[:] = 0.0, 0
        fresh, _ = drawn.best()
        assert remembered == fresh


@pytest.mark.parametrize("lots", [MOST_LOTS, 30])
def test_large_weights_and_many_lots_stay_exact(lots: int) -> None:
    random = np.random.default_rng(lots)
    grams = np.full(lots, 69_000)
    taste = random.integers(-12, 13, (lots, 8)) * grams[:, np.newaxis]
    matrix = np.ascontiguousarray(np.hstack([taste - 4 * 69_000, -taste - 4 * 69_000, grams[:, np.newaxis]]))
    limit = np.append(np.zeros(16, dtype=np.int64), 25 * 69_000)
    worth, paid = random.integers(1, 9, lots) * 2**36, np.full(lots, 2**37)
    goal = (0, 0, 1)
    recipe = (matrix, np.zeros_like(matrix), limit)
    box = (np.full(lots, 2), np.full(lots, 18))
    weights, turns = np.zeros((2 * CUTS, 17)), np.zeros(2, dtype=np.int64)
    bound, count, chosen, bags = best_blend(recipe, 17, box, np.arange(lots), 3, (worth, paid), weights, turns, goal)
    values = [0]
    for trio in combinations(range(lots), 2):
        one, two = np.meshgrid(np.arange(2, 19), np.arange(2, 19))
        taken = np.stack([one.ravel(), two.ravel()])
        fits = (matrix[list(trio)].T @ taken <= limit[:, np.newaxis]).all(axis=0)
        values.append(int((np.where(fits, worth[list(trio)] @ taken, 0)).max()) - 2**38)
    assert bound >= max(values)
    if count:
        lot, taken = chosen[0][chosen[0] >= 0], bags[0][chosen[0] >= 0]
        assert (matrix[lot].T @ taken <= limit).all()
        assert 0 <= bound - int(worth[lot] @ taken - paid[lot].sum()) <= 2**10
