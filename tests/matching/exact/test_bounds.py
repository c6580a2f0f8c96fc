"""Bounds hold whatever the prices, rise as costs move, and strike out nothing that the best point uses."""

from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from matching.deadline import Deadline
from matching.exact.knapsacks import net_of
from matching.exact.pricing import prove
from matching.exact.program import Program
from matching.exact.remainder import solve_remainder
from matching.exact.rows import rows_of
from matching.exact.tree import Tree
from matching.kernels.knapsack import INFINITE, raise_bound, step, weigh
from tests.matching.exact.programs import a_market, best_by_trying, net_of_market, programs

FAR = 2**56
often = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@often
@given(program=programs(), seed=st.integers(0, 99), size=st.sampled_from([0.1, 3.0, 1e9]))
def test_any_prices_give_a_bound(program: Program, seed: int, size: float) -> None:
    best = best_by_trying(program)
    assume(best is not None)
    rows = rows_of(program)
    proof = prove(rows, np.random.default_rng(seed).normal(0, size, len(rows.bottom)))
    assert proof.bound // proof.fineness >= (best or 0)


@often
@given(program=programs(has_packages=False))
def test_bounds_rise_and_stay_below_the_cheapest_plan(program: Program) -> None:
    net, best = net_of(program), best_by_trying(program)
    assume(net is not None and best is not None)
    assert net is not None
    work, states = np.empty(net.room, dtype=np.int64), len(net.bags)
    theta, alive = np.zeros(states, dtype=np.int64), np.ones(states, dtype=np.bool_)
    value = np.zeros(net.nodes, dtype=np.int64)
    bounds = [raise_bound(net.arrays, work, theta, alive, value, FAR, 1)]
    step(net.arrays, work, theta, alive, value, FAR, 20)
    bounds += [raise_bound(net.arrays, work, theta, alive, value, FAR, 1) for _ in range(4)]
    assert bounds == sorted(bounds)
    assert bounds[-1] <= -(best or 0) * net.unit


@often
@given(program=programs(has_packages=False))
def test_what_is_struck_out_under_a_cutoff_is_not_needed_to_meet_it(program: Program) -> None:
    net, best = net_of(program), best_by_trying(program)
    assume(net is not None and best is not None)
    assert net is not None
    cutoff = -(best or 0) * net.unit
    work, states = np.empty(net.room, dtype=np.int64), len(net.bags)
    theta, alive = np.zeros(states, dtype=np.int64), np.ones(states, dtype=np.bool_)
    value = np.zeros(net.nodes, dtype=np.int64)
    raise_bound(net.arrays, work, theta, alive, value, FAR, 1)
    assert raise_bound(net.arrays, work, theta, alive, value, cutoff, 10) < INFINITE
    assert weigh(net.arrays, work, theta, alive, value, cutoff, np.empty(states, dtype=np.int64))
    kept = np.unique(np.repeat(np.arange(len(program.lot)), np.diff(net.arrays[6]))[alive])
    assert len(kept) == len(program.lot)


def test_a_program_limited_by_bags_and_by_lots_at_once_is_not_told_as_knapsacks() -> None:
    program = a_market(lots=2, demands=2)
    assert net_of(replace(program, most_lots=np.ones(2, dtype=np.int64))) is None


def test_a_program_too_large_is_not_told_as_knapsacks() -> None:
    assert net_of(replace(a_market(lots=2, demands=2), value=np.full(4, 2**52))) is None


def test_where_products_would_not_be_exact_prices_are_left_out() -> None:
    program = a_market(lots=2, demands=2)
    rows = rows_of(replace(program, value=np.full(4, 2**40)))
    prices = np.full(len(rows.bottom), 1.0)
    assert prove(rows, prices).fineness < prove(rows_of(program), prices).fineness
    coarse = prove(replace(rows, matrix=rows.matrix * 2**30), prices)
    assert coarse.reduced.tolist() == (rows.objective * coarse.fineness).tolist()


def test_both_ways_agree_on_a_market() -> None:
    program = a_market(lots=7, demands=7, seed=3)
    one, two = solve_remainder(program, Deadline(60)), Tree(net_of_market(program)).solve(Deadline(60))
    assert one.is_proven
    assert two.is_proven
    assert one.value == two.value
