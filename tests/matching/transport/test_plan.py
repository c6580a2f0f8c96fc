"""A whole market is solved with a bound over all pairs, small ones exactly and large ones nearly."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.transport import scaling
from matching.transport.plan import TransportPlan, solve_transport
from matching.transport.scaling import SCALE, Flow, solve_by_scaling
from matching.transport.verification import holds
from tests.matching.transport.markets import a_market, best_value, listed, need_of, nobody
from tests.matching.transport.test_basis import a_problem


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_small_market_is_solved_exactly(seed: int) -> None:
    market = a_market(size=50, seed=seed, demands=60)
    plan = solve_transport(market)
    assert plan.value == plan.bound == round(best_value(listed(market), market.offered.bags, need=need_of(market)))
    assert holds(market, plan)
    assert plan.gap == 0


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_large_market_is_solved_nearly_and_proven(seed: int) -> None:
    market = a_market(size=120, seed=seed)
    plan = solve_transport(market, listed_up_to=2_000)
    optimum = round(best_value(listed(market), market.offered.bags, need=need_of(market)))
    assert plan.value <= optimum <= plan.bound
    assert plan.gap <= 1e-6
    assert holds(market, plan)


def test_any_number_of_workers_makes_the_same_plan() -> None:
    market = a_market(size=150)
    one, three = (solve_transport(market, workers=workers, listed_up_to=0) for workers in (1, 3))
    assert one.bags.tobytes() + one.lot_prices.tobytes() == three.bags.tobytes() + three.lot_prices.tobytes()


def test_a_market_without_lots_is_worth_nothing() -> None:
    plan = solve_transport(nobody(a_market(size=6)))
    assert (plan.value, plan.bound, plan.gap) == (0, 0, 0)


def test_the_verification_finds_every_fault() -> None:
    market = a_market(size=40)
    plan = solve_transport(market)
    faults: list[TransportPlan] = [
        replace(plan, value=plan.value + 1),
        replace(plan, bound=plan.bound - 1),
        replace(plan, bags=plan.bags * 100),
        replace(plan, bags=plan.bags * 0),
        replace(plan, lot_prices=plan.lot_prices - 10**6),
        replace(plan, lot=(plan.lot + 1) % 40),
    ]
    assert not any(holds(market, fault) for fault in faults)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), first=st.sampled_from([1, 64, 10_000]))
def test_a_settled_flow_keeps_to_the_market_and_is_right_to_within_epsilon(seed: int, first: int) -> None:
    pairs, supply, need = a_problem(seed)
    random = np.random.default_rng(seed)
    flow = Flow(pairs, supply, need=need, price=random.integers(0, 600, len(supply)))
    for epsilon in (first, 16, 1):
        flow.settle(epsilon)
        assert (np.bincount(pairs.lot, flow.bags, len(supply)) <= supply).all()
        assert (np.bincount(pairs.demand, flow.bags, len(need)) <= need).all()
        assert (flow.bags >= 0).all()
        best = best_value(pairs, supply, need=need)
        most = 2 * epsilon / SCALE * int(supply.sum() + need.sum())
        assert best - most - 1e-6 <= flow.value <= best + 1e-6
        proof = flow.prove(pairs)
        assert best - 1 - 1e-6 <= proof.own == proof.bound


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_missing_pairs_are_found_while_epsilon_shrinks(seed: int) -> None:
    pairs, supply, need = a_problem(seed, lots=40, demands=30)
    none = np.zeros(40, dtype=np.int64)
    flow, proof, _ = solve_by_scaling(pairs, supply, need=need, price=none, gap=0.0)
    best = best_value(pairs, supply, need=need)
    assert flow.value <= round(best) <= proof.bound
    assert proof.bound - flow.value <= 1 + (supply.sum() + need.sum()) / SCALE


@pytest.mark.parametrize("first", [1, 3])
def test_few_first_columns_are_made_up_for(first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scaling, "FIRST", first)
    monkeypatch.setattr(scaling, "MORE", 1)
    market = a_market(size=100, seed=9)
    assert solve_transport(market, listed_up_to=400).gap <= 1e-6
