"""The network simplex finds the optimum of any transportation problem, cold or warm."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.pairs import IntArray
from matching.transport import generation
from matching.transport.basis import Basis
from matching.transport.columns import Columns
from matching.transport.generation import complete, solve_columns
from tests.matching.transport.markets import best_value

Problem = tuple[Columns, IntArray, IntArray]


def a_problem(seed: int, *, lots: int = 12, demands: int = 10) -> Problem:
    """Draw columns at random, with many ties."""
    random = np.random.default_rng(seed)
    demand, lot = np.nonzero(random.random((demands, lots)) < random.uniform(0.1, 0.9))
    value = random.integers(1, random.choice([5, 1_000]), len(lot), endpoint=True)
    columns = Columns.of(demand, lot, value=value, demands=demands)
    return columns, random.integers(0, 9, lots), random.integers(1, 9, demands)


def value_of(basis: Basis) -> int:
    """Add up what the bags are worth, and check that they keep to the market."""
    used = basis.used()
    assert (np.bincount(used[:, 1], used[:, 3], len(basis.supply)) <= basis.supply).all()
    assert (np.bincount(used[:, 2], used[:, 3], len(basis.need)) <= basis.need).all()
    assert (used[:, 3] > 0).all()
    return int(basis.columns.value[used[:, 0]] @ used[:, 3])


@settings(max_examples=80, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_optimum_is_that_of_scipy_and_of_its_own_prices(seed: int) -> None:
    pairs, supply, need = a_problem(seed)
    basis = Basis(pairs, supply, need=need)
    basis.improve()
    assert value_of(basis) == basis.worth
    assert basis.worth == pytest.approx(best_value(pairs, supply, need=need), abs=1e-3)


@settings(max_examples=80, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_change_of_volumes_is_mended_to_the_same_optimum_as_from_the_start(seed: int) -> None:
    pairs, supply, need = a_problem(seed)
    basis, random = Basis(pairs, supply, need=need), np.random.default_rng(seed)
    basis.improve()
    for _ in range(3):
        lots = np.flatnonzero(random.random(12) < 0.4)
        basis.supply_lots(lots, random.integers(0, 9, len(lots)))
        assert basis.improve() == 0
        cold = Basis(pairs, basis.supply, need=need)
        cold.improve()
        assert value_of(basis) == basis.worth == cold.worth


def test_a_basis_that_would_pivot_for_ever_starts_again() -> None:
    pairs, supply, need = a_problem(3, lots=30, demands=30)
    basis = Basis(pairs, supply, need=need)
    assert basis.improve(most=1) > 1
    worth = basis.worth
    basis.supply_lots(np.arange(30), supply // 2, most=0)
    basis.supply_lots(np.arange(30), supply)
    assert basis.worth == worth


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_added_columns_keep_the_bags_where_they_are(seed: int) -> None:
    pairs, supply, need = a_problem(seed)
    places = np.flatnonzero(np.random.default_rng(seed).random(len(pairs)) < 0.3)
    basis = Basis(pairs.only(places), supply, need=need)
    basis.improve()
    value = value_of(basis)
    basis.add(pairs.only(np.setdiff1d(np.arange(len(pairs)), places)))
    assert value_of(basis) == value
    basis.improve()
    assert basis.worth == pytest.approx(best_value(pairs, supply, need=need), abs=1e-3)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_few_columns_suffice_for_the_optimum_over_all(seed: int) -> None:
    pairs, supply, need = a_problem(seed, lots=40, demands=30)
    basis = Basis(pairs.best(np.zeros(40, dtype=np.int64), np.zeros(30, dtype=np.int64), most=1), supply, need=need)
    complete(basis, pairs)
    assert basis.worth == pytest.approx(best_value(pairs, supply, need=need), abs=1e-3)
    assert pairs.excess(basis.lot_prices, basis.demand_prices, need=need) == 0


def test_a_sample_of_the_market_prices_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generation, "SMALL", 10)
    pairs, supply, need = a_problem(8, lots=80, demands=70)
    whole = Basis(pairs, supply, need=need)
    whole.improve()
    assert solve_columns(pairs, supply, need=need).worth == whole.worth


def test_columns_between_some_lots_and_demands_are_numbered_anew() -> None:
    pairs = Columns.of(np.array([0, 0, 1, 2, 2]), np.array([0, 3, 1, 0, 2]), value=np.arange(5), demands=3)
    some = pairs.among(np.array([0, 2, 7]), np.array([0, 2]))
    assert (some.start.tolist(), some.lot.tolist(), some.value.tolist()) == ([0, 1, 3], [0, 0, 1], [0, 3, 4])
