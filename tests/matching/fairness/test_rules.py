"""Floors and caps for every group: kept, as valuable as a general solver finds, and refused when none can be."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array, vstack

from matching.fairness import policies as room
from matching.fairness.exchange import Exchange
from matching.fairness.maxmin import maxmin_division
from matching.fairness.policies import Policies
from matching.fairness.program import Goal, Inside
from matching.fairness.rules import under_group_cap, under_share_floor
from matching.fairness.shares import share_of_gains_alone, share_of_supply
from tests.matching.fairness.exchanges import an_exchange, best_of, limits_of

SEEDS = st.integers(0, 2**32 - 1)
FEW = settings(max_examples=15, deadline=None)


def best_under(exchange: Exchange, short: csr_array) -> float:
    """Return the value of the best plan in which no row of `short` is above 0."""
    rows, limits = limits_of(exchange)
    upper = np.concatenate((limits, np.zeros(short.shape[0], dtype=np.int64)))
    return best_of(exchange.value, vstack((rows, short)), below=upper)


@FEW
@given(SEEDS)
def test_a_cap_on_every_group_costs_what_a_general_solver_says(seed: int) -> None:
    exchange = an_exchange(seed)
    kept = under_group_cap(Policies(exchange), cap=Fraction(3, 10))
    above = csr_array((exchange.pair_group == np.arange(4)[:, np.newaxis]) - 0.3)
    assert kept is not None
    assert kept.level == pytest.approx(best_under(exchange, above), rel=1e-5, abs=0.1)
    assert kept.bound >= kept.level - 0.1


@FEW
@given(SEEDS)
def test_a_floor_for_every_group_is_kept_and_bounded(seed: int) -> None:
    exchange = an_exchange(seed)
    policies, measure = Policies(exchange), share_of_supply(exchange)
    half = Fraction(maxmin_division(policies, measure).level / 2).limit_denominator(1_000)
    kept = under_share_floor(policies, measure, floor=half)
    assert kept is not None
    sold = np.bincount(exchange.pair_group, weights=kept.bags, minlength=4)
    assert (sold >= float(half) * measure.whole - 1e-3).all()
    assert kept.level <= policies.efficient.bound + 0.1


def test_a_floor_nobody_can_keep_has_no_plan() -> None:
    exchange = an_exchange(1, density=0.1)
    assert under_share_floor(Policies(exchange), share_of_supply(exchange), floor=Fraction(99, 100)) is None


def test_a_max_min_the_solver_cannot_find_is_bounded_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "solve_inside", lambda *_, **__: None)
    exchange = an_exchange(1)
    found = maxmin_division(Policies(exchange), share_of_supply(exchange))
    assert found.level == 0
    assert 0 < found.bound <= 1


@pytest.mark.parametrize(("share", "patience"), [(0.999, 5), (0.5, 5), (0.5, 1)])
def test_pairs_not_looked_at_first_join_until_the_bound_is_met(
    share: float, patience: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange = an_exchange(7, lots=60, demands=60, density=0.2)
    measure = share_of_supply(exchange)
    floor = Fraction(maxmin_division(Policies(exchange), measure).level * share).limit_denominator(1_000)
    at_once = under_share_floor(Policies(exchange), measure, floor=floor)
    monkeypatch.setattr(room, "NEAREST", 1)
    monkeypatch.setattr(room, "PATIENCE", patience)
    step_by_step = under_share_floor(Policies(exchange), measure, floor=floor)
    assert at_once is not None
    assert step_by_step is not None
    assert step_by_step.rounds > 1
    assert step_by_step.level == pytest.approx(at_once.level, rel=1e-5)


def test_a_max_min_on_few_pairs_is_mended_pair_by_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "NEAREST", 1)
    exchange = an_exchange(0, lots=60, demands=60, density=0.2)
    found = maxmin_division(Policies(exchange), share_of_gains_alone(exchange))
    assert found.rounds > 2
    assert found.gap < 1e-3


def test_without_multipliers_there_is_no_bound_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_prices(exchange: Exchange, goal: Goal, **_: object) -> Inside:
        none = np.zeros(len(goal.least))
        return Inside(np.zeros(len(exchange.lot)), none, cost=np.zeros(len(exchange.lot)))

    monkeypatch.setattr(room, "solve_inside", no_prices)
    exchange = an_exchange(1)
    assert maxmin_division(Policies(exchange), share_of_supply(exchange)).bound == np.inf
