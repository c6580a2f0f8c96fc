"""The curve of floors: each point as a general solver finds it, and proven to the cent."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.fairness import flows
from matching.fairness.curve import FloorCurve
from tests.matching.fairness.exchanges import an_exchange, best_under_floor

MEANT = np.arange(12) % 3 == 0


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, 1_000))
def test_a_floor_costs_what_a_general_solver_says(seed: int, thousandths: int) -> None:
    exchange = an_exchange(seed)
    (point,) = FloorCurve(exchange, MEANT).points([Fraction(thousandths, 1_000)])
    assert point.value == point.bound
    assert float(point.value) == pytest.approx(best_under_floor(exchange, MEANT, floor=thousandths / 1_000), abs=1e-3)


def test_the_bags_of_a_point_keep_the_floor_and_are_worth_its_value() -> None:
    exchange = an_exchange(2)
    point = FloorCurve(exchange, MEANT).evenly(5)[3]
    bags = point.bags(exchange)
    assert float(exchange.value @ bags) == pytest.approx(float(point.value))
    assert bags @ MEANT[exchange.lot] == pytest.approx(float(point.floor) * bags.sum())


def test_prices_rise_with_nothing_at_first_and_values_never_rise() -> None:
    points = FloorCurve(an_exchange(2), MEANT).evenly(20)
    assert points[0].price == 0
    assert all(a.value >= b.value for a, b in itertools.pairwise(points))


def test_multipliers_that_would_not_fit_are_rounded_and_the_bound_still_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flows, "LARGEST_TOTAL", 2**20)
    exchange = an_exchange(2)
    point = FloorCurve(exchange, MEANT).points([Fraction(1, 2)])[0]
    best = best_under_floor(exchange, MEANT, floor=0.5)
    assert float(point.value) <= best + 1e-6
    assert float(point.bound) >= best - 1e-6


def test_a_floor_above_everything_is_refused() -> None:
    with pytest.raises(ValueError, match="floor: "):
        FloorCurve(an_exchange(2), MEANT).points([Fraction(3, 2)])
