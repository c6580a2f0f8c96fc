"""The rules of the market, each shown by a market small enough to see the answer."""

from itertools import pairwise

import pytest

from matching.audit import audit
from matching.plan import Allocation, Plan, Progress, Status
from matching.policy import Policy
from matching.problem import Problem
from matching.solve import solve

from .markets import BAG, KILO, NO_COST, a_demand, a_lot, a_market, a_random_market, bags_of


def decided(problem: Problem, policy: Policy = NO_COST) -> Plan:
    plan = solve(problem, policy=policy, time_limit=60)
    assert audit(problem, plan) == ()
    assert plan.gap == 0
    return plan


def test_an_empty_market_is_an_answer() -> None:
    plan = decided(a_market([], [], values={}))

    assert (plan.status, plan.allocations, plan.value, plan.bound) == (Status.EMPTY, (), 0, 0)


def test_a_market_where_nothing_is_worth_trading_is_empty() -> None:
    assert decided(a_market([a_lot()], [a_demand()], values={("lot", "demand"): -1})).status is Status.EMPTY


def test_an_allocation_says_everything_a_contract_needs() -> None:
    plan = decided(a_market([a_lot()], [a_demand(most=4)], values={("lot", "demand"): 70}), Policy(contract_cost=100))

    assert plan.allocations == (Allocation("lot", "demand", 4, 4 * BAG, 180, 0.9, 500_000, 600_000),)


def test_a_lot_goes_where_it_is_worth_most() -> None:
    demands = [a_demand("low", most=6), a_demand("high", most=6)]

    plan = decided(a_market([a_lot(bags=10)], demands, values={("lot", "low"): 50, ("lot", "high"): 60}))

    assert bags_of(plan) == {("lot", "high"): 6, ("lot", "low"): 4}


def test_a_greedy_choice_is_taken_back_where_that_pays() -> None:
    lots, demands = [a_lot("a", bags=5), a_lot("b", bags=5)], [a_demand("x", most=5), a_demand("y", most=5)]

    plan = decided(a_market(lots, demands, values={("a", "x"): 100, ("a", "y"): 99, ("b", "x"): 98}))

    assert bags_of(plan) == {("a", "y"): 5, ("b", "x"): 5}


def test_no_parcel_is_below_the_lots_minimum() -> None:
    demands = [a_demand("big", most=8), a_demand("small", most=2)]

    plan = decided(a_market([a_lot(bags=10, min_bags=3)], demands, values={("lot", "big"): 50, ("lot", "small"): 90}))

    assert bags_of(plan) == {("lot", "big"): 8}


def test_a_lots_remainder_may_be_less_than_its_minimum_parcel() -> None:
    plan = decided(a_market([a_lot(bags=10, min_bags=6)], [a_demand(most=7)], values={("lot", "demand"): 50}))

    assert bags_of(plan) == {("lot", "demand"): 7}


def test_no_parcel_is_below_the_demands_minimum_counted_in_whole_bags_upwards() -> None:
    lots = [a_lot("a", bags=1), a_lot("b", bags=2)]
    demand = a_demand(min_parcel_grams=BAG + 1)

    assert bags_of(decided(a_market(lots, [demand], values={("a", "demand"): 90, ("b", "demand"): 50}))) == {
        ("b", "demand"): 2
    }


def test_a_demand_takes_from_no_more_lots_than_it_allows() -> None:
    lots = [a_lot(key, bags=3) for key in "abc"]
    values = {("a", "demand"): 50, ("b", "demand"): 60, ("c", "demand"): 70}

    assert set(bags_of(decided(a_market(lots, [a_demand(max_lots=2)], values=values)))) == {
        ("b", "demand"),
        ("c", "demand"),
    }


def test_a_demand_gets_its_minimum_or_nothing() -> None:
    lots, demand = [a_lot("a", bags=3), a_lot("b", bags=3)], a_demand(most=8, min_grams=7 * BAG)

    plan = decided(a_market(lots, [demand], values={("a", "demand"): 90, ("b", "demand"): 90}))

    assert plan.status is Status.EMPTY


def test_a_demand_of_all_or_nothing_is_filled_to_the_bag() -> None:
    lots, demand = [a_lot("a", bags=4, min_bags=4), a_lot("b", bags=9)], a_demand(most=10, min_grams=10 * BAG)

    plan = decided(a_market(lots, [demand], values={("a", "demand"): 90, ("b", "demand"): 80}))

    assert bags_of(plan) == {("a", "demand"): 4, ("b", "demand"): 6}


def test_bags_of_50_and_60_kg_make_up_one_volume_in_whole_bags() -> None:
    lots = [a_lot("fifty", bags=20), a_lot("sixty", bags=20, bag_grams=60 * KILO)]
    demand = a_demand(min_grams=980 * KILO, max_grams=980 * KILO)

    plan = decided(a_market(lots, [demand], values={("fifty", "demand"): 10, ("sixty", "demand"): 11}))

    assert bags_of(plan) == {("fifty", "demand"): 16, ("sixty", "demand"): 3}


def test_a_volume_that_no_whole_bags_of_50_and_60_kg_make_up_is_not_filled() -> None:
    lots = [a_lot("fifty", bags=20), a_lot("sixty", bags=20, bag_grams=60 * KILO)]
    demand = a_demand(min_grams=190 * KILO, max_grams=199 * KILO)

    plan = decided(a_market(lots, [demand], values={("fifty", "demand"): 10, ("sixty", "demand"): 11}))

    assert plan.status is Status.EMPTY


def test_one_bag_weight_per_demand_gives_whole_bags_even_where_the_market_mixes_them() -> None:
    lots = [a_lot("fifty", bags=7), a_lot("sixty", bags=7, bag_grams=60 * KILO)]
    demands = [a_demand("mixes", max_grams=333 * KILO), a_demand("sixties", max_grams=250 * KILO)]
    values = {("fifty", "mixes"): 50, ("sixty", "mixes"): 70, ("sixty", "sixties"): 71}

    assert bags_of(decided(a_market(lots, demands, values=values))) == {
        ("fifty", "mixes"): 3,
        ("sixty", "mixes"): 3,
        ("sixty", "sixties"): 4,
    }


def test_a_bag_of_negative_value_may_help_a_demand_to_its_minimum() -> None:
    lots, demand = [a_lot("a", bags=6), a_lot("b", bags=6)], a_demand(most=10, min_grams=8 * BAG)

    plan = decided(a_market(lots, [demand], values={("a", "demand"): 90, ("b", "demand"): -10}))

    assert bags_of(plan) == {("a", "demand"): 6, ("b", "demand"): 2}


def test_a_contract_must_earn_its_cost() -> None:
    lots = [a_lot("a", bags=9), a_lot("b", bags=1)]
    problem = a_market(lots, [a_demand(most=10)], values={("a", "demand"): 50, ("b", "demand"): 60})

    assert set(bags_of(decided(problem, Policy(contract_cost=59)))) == {("a", "demand"), ("b", "demand")}
    assert set(bags_of(decided(problem, Policy(contract_cost=61)))) == {("a", "demand")}


def test_separate_parts_of_a_market_are_decided_apart_and_added_up() -> None:
    lots = [a_lot("a"), a_lot("b"), a_lot("c")]
    values = {("a", "x"): 50, ("b", "y"): 60, ("c", "y"): 61, ("c", "z"): -5}

    plan = decided(a_market(lots, [a_demand("x"), a_demand("y"), a_demand("z")], values=values))

    assert [(part.lots, part.demands, part.pairs) for part in plan.parts] == [(1, 1, 1), (2, 1, 2)]
    assert plan.value == 500 + 610


def test_a_middling_market_is_proven_best() -> None:
    plan = decided(a_random_market(40, 30, seed=1, density=0.15, weights=(50, 60)), Policy())

    assert plan.status is Status.OPTIMAL
    assert plan.value > 0


def test_progress_starts_with_a_greedy_plan_and_only_ever_narrows_the_gap() -> None:
    seen: list[Progress] = []
    problem = a_random_market(40, 30, seed=2, density=0.05, weights=(50,))

    plan = solve(problem, policy=NO_COST, time_limit=60, on_progress=seen.append)

    assert tuple(seen) == plan.log
    assert [seen[0].phase, seen[-1].phase, seen[-1].done] == ["greedy", "search", seen[-1].total]
    assert all(old.value <= new.value <= new.bound <= old.bound for old, new in pairwise(seen))


def test_a_plan_names_the_versions_that_made_it() -> None:
    versions = dict(decided(a_market([], [], values={})).versions)

    assert list(versions) == ["highspy", "numba", "numpy", "python", "scipy"]


@pytest.mark.parametrize("seed", range(3))
def test_a_market_of_24_lots_and_14_demands_is_proven_best_in_seconds(seed: int) -> None:
    plan = decided(a_random_market(24, 14, seed=seed, density=0.2, weights=(50, 60)), Policy())

    assert plan.log[-1].seconds < 5  # a tenth of a second on an idle machine
