"""A warm market answers every change as a cold one would, and its prices are in the core."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import coo_array

from matching.catalogues.catalogue import Catalogue
from matching.pairs import IntArray
from matching.transport.columns import Columns
from matching.transport.prices import blocking_pairs, core_prices
from matching.transport.state import Answer, TransportState
from tests.matching.transport.markets import a_market, best_value, listed, need_of, with_lots

SIZE = 40


def optimum(market: Catalogue, floor: int = 0) -> float:
    """Ask scipy for the optimum, with a floor for women-led groups."""
    favoured = market.offered.is_women_led
    return best_value(listed(market), market.offered.bags, need=need_of(market), floor=(favoured, floor))


def favoured_bags(market: Catalogue, answer: Answer) -> int:
    """Count the bags that women-led groups sell."""
    return int(answer.bags[market.offered.is_women_led[answer.lot]].sum())


def worth(market: Catalogue, answer: Answer) -> int:
    """Add up an answer by the slow way, and check that it keeps to the market."""
    pairs = listed(market)
    values = dict(zip(zip(pairs.lot.tolist(), pairs.demand.tolist(), strict=True), pairs.value.tolist(), strict=True))
    assert (np.bincount(answer.lot, answer.bags, SIZE) <= market.offered.bags).all()
    assert (np.bincount(answer.demand, answer.bags, SIZE) <= need_of(market)).all()
    lines = zip(answer.lot.tolist(), answer.demand.tolist(), answer.bags.tolist(), strict=True)
    return sum(values[lot, demand] * bags for lot, demand, bags in lines)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_changed_asks_and_volumes_are_answered_exactly(seed: int) -> None:
    market, random = a_market(size=SIZE, seed=seed), np.random.default_rng(seed)
    state = TransportState(market)
    for _ in range(3):
        lots = np.flatnonzero(random.random(SIZE) < 0.2)
        asks = np.rint(market.offered.ask[lots] * random.uniform(0.7, 1.3, len(lots))).astype(np.int64)
        market = with_lots(market, ask=changed(market.offered.ask, lots, asks))
        answer = state.change_asks(lots, asks)
        assert worth(market, answer) == answer.value == answer.bound == round(optimum(market))
        bags = random.integers(0, 40, len(lots))
        market = with_lots(market, bags=changed(market.offered.bags, lots, bags))
        answer = state.change_supplies(lots, bags)
        assert worth(market, answer) == answer.value == answer.bound == round(optimum(market))


def changed(column: IntArray, at: IntArray | int, values: IntArray | int = 0) -> IntArray:
    """Return a column with other values at some places."""
    column = column.copy()
    column[at] = values
    return column


def test_a_lot_withdrawn_sells_nothing() -> None:
    market = a_market(size=SIZE)
    state = TransportState(market)
    best = int(np.bincount(state.answer().lot, minlength=SIZE).argmax())
    answer = state.withdraw(best)
    assert best not in answer.lot
    assert answer.value == round(
        optimum(with_lots(market, bags=changed(market.offered.bags, np.array([best]), np.array([0]))))
    )


@pytest.mark.parametrize("seed", range(6))
def test_floors_are_kept_at_the_price_that_scipy_finds(seed: int) -> None:
    market = a_market(size=SIZE, seed=seed)
    state = TransportState(market)
    free = favoured_bags(market, state.answer())
    for floor in (free + 5, free + 40, free + 20, free):
        answer = state.hold_floor(floor)
        if not answer.missing:
            assert worth(market, answer) == answer.value <= answer.bound
            assert answer.bound == pytest.approx(optimum(market, floor), abs=1)
            assert favoured_bags(market, answer) >= floor
    assert state.hold_floor(0).value == round(optimum(market))


def test_a_floor_beyond_reach_says_what_is_missing() -> None:
    market = a_market(size=SIZE)
    state = TransportState(market)
    answer = state.hold_floor(10**6)
    sold = favoured_bags(market, answer)
    assert sold + answer.missing == 10**6
    assert answer.bound == pytest.approx(optimum(market, sold), abs=1)


def test_a_lot_cannot_have_fewer_than_no_bags() -> None:
    with pytest.raises(ValueError, match="bags"):
        TransportState(a_market(size=10)).change_supplies(np.array([1]), np.array([-1]))


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10**6), share=st.integers(0, 4))
def test_any_mixture_of_core_prices_is_blocked_by_nobody(seed: int, share: int) -> None:
    market = a_market(size=SIZE, seed=seed)
    state = TransportState(with_lots(market, bags=changed(market.offered.bags, np.arange(3))))
    least, greatest = core_prices(state)
    prices = (least * (4 - share) + greatest * share) // 4
    gains = gains_at(state.pairs, prices)
    dual = int(state.basis.supply @ prices + state.basis.need @ gains)
    assert blocking_pairs(state.pairs, prices, demand_gains=gains) == 0
    assert dual == pytest.approx(state.answer().value, abs=0 if share in {0, 4} else int(state.basis.need.sum()))


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_core_reaches_as_far_as_optimal_prices_do(seed: int) -> None:
    market = a_market(size=20, seed=seed)
    state, pairs = TransportState(market), listed(market)
    ones, at = np.ones(len(pairs)), np.arange(len(pairs))
    rows = coo_array((-np.r_[ones, ones], (np.r_[at, at], np.r_[pairs.lot, 20 + pairs.demand])), shape=(len(pairs), 40))
    worth, value = np.r_[market.offered.bags, need_of(market)], state.answer().value
    for ends, sign in zip(core_prices(state), (1, -1), strict=True):
        for lot in range(0, 20, 5):
            goal = sign * np.eye(40)[lot]
            found = linprog(goal, A_ub=rows.toarray(), b_ub=-pairs.value, A_eq=worth[np.newaxis], b_eq=[float(value)])
            assert ends[lot] == pytest.approx(sign * float(found.fun or 0), abs=1e-3)


def test_prices_that_are_too_low_are_blocked() -> None:
    state = TransportState(a_market(size=SIZE))
    none = np.zeros(SIZE, dtype=np.int64)
    assert blocking_pairs(state.pairs, none, demand_gains=none) == int((state.pairs.value > 0).sum())


def gains_at(pairs: Columns, prices: IntArray) -> IntArray:
    """Return what each demand gains by its best pair at the prices of the lots."""
    gains = np.zeros(SIZE, dtype=np.int64)
    np.maximum.at(gains, pairs.demand, pairs.value - prices[pairs.lot])
    return gains


def test_a_state_leaves_the_market_it_was_made_of_alone() -> None:
    market = a_market(size=SIZE)
    asks = market.offered.ask.copy()
    TransportState(replace(market)).change_asks(np.arange(5), asks[:5] + 1_000)
    assert market.offered.ask.tolist() == asks.tolist()
