"""Ties fall by the published hash: blind to names, order and process, and never at the price of a cent."""

import json
import os
import random
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from matching.milp import search
from matching.parts.market import Market
from matching.parts.part import Part
from matching.plan import Plan, Ties
from matching.policy import Policy
from matching.problem import Problem
from matching.solve import solve

from .markets import a_demand, a_lot, a_market, a_random_market, bags_of
from .test_oracle import shuffled

ROOT = Path(__file__).parents[2]
SCRIPT = """
from matching.policy import Policy
from matching.solve import solve
from tests.matching.markets import a_random_market
problem = a_random_market(20, 12, seed=7, density=0.2, weights=(50, 60))
plan = solve(problem, policy=Policy(salt="round 7"), time_limit=60)
print(plan.problem, plan.status, plan.value, plan.allocations, plan.parts)
"""


def twins() -> Problem:
    """One lot that two makers want on the same terms, one parcel only."""
    values = {("lot", "ana"): 50, ("lot", "zoe"): 50}
    return a_market([a_lot(bags=5, min_bags=5)], [a_demand("ana"), a_demand("zoe")], values=values)


def decided(problem: Problem, salt: str) -> Plan:
    return solve(problem, policy=Policy(salt=salt, contract_cost=0), time_limit=60)


def luck(salt: str, lot: str, *, demand: str) -> int:
    """Compute a pair's weight as the README publishes it."""
    return 1 + int(sha256(json.dumps([salt, "pair", lot, demand]).encode()).hexdigest()[:8], 16) % 2**16


@pytest.mark.parametrize("salt", [f"round {number}" for number in range(8)])
def test_the_published_hash_decides_between_twins(salt: str) -> None:
    winner = max(["ana", "zoe"], key=lambda demand: luck(salt, "lot", demand=demand))

    plan = decided(twins(), salt)

    assert bags_of(plan) == {("lot", winner): 5}
    assert plan.ties is Ties.BY_HASH


def test_a_single_cent_outweighs_every_hash() -> None:
    problem = a_market(
        [a_lot(bags=1)], [a_demand("ana"), a_demand("zoe")], values={("lot", "ana"): 50, ("lot", "zoe"): 49}
    )

    plans = [decided(problem, f"round {number}") for number in range(8)]

    assert {(plan.value, plan.ties) for plan in plans} == {(50, Ties.BY_HASH)}


def test_where_only_the_order_decides_it_is_not_the_order_of_listing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "TIES_UP_TO_PAIRS", 0)
    lots, demands = [a_lot(f"L{at}", bags=3, min_bags=3) for at in range(4)], [a_demand(f"D{at}", 3) for at in range(4)]
    problem = a_market(lots, demands, values={(lot.key, demand.key): 50 for lot in lots[:3] for demand in demands})
    orders = [shuffled(problem, random.Random(seed)) for seed in range(6)]  # noqa: S311 - an order, not a secret

    plans = {decided(listed, "salt") for listed in [problem, *orders]}

    assert [plan.ties for plan in plans] == [Ties.BY_ORDER]


def test_another_salt_may_make_another_winner() -> None:
    winners = {tuple(bags_of(decided(twins(), f"round {number}"))) for number in range(8)}

    assert winners == {(("lot", "ana"),), (("lot", "zoe"),)}


def test_the_hash_never_costs_a_cent() -> None:
    problem = a_random_market(20, 12, seed=7, density=0.2, weights=(50, 60))

    assert len({decided(problem, f"round {number}").value for number in range(4)}) == 1


def test_the_plan_is_the_same_in_every_process() -> None:
    said = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    ]

    assert len(set(said)) == 1
    assert "Allocation(" in said[0]


def test_a_part_too_large_for_the_rule_says_that_the_order_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "TIES_UP_TO_PAIRS", 1)

    plan = decided(twins(), "salt")

    assert (plan.ties, plan.value, plan.gap) == (Ties.BY_ORDER, 250, 0)


def test_a_search_too_long_for_the_rule_keeps_the_plan_it_had(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "TIES_UP_TO_NODES", 0)
    problem = a_random_market(40, 30, seed=1, density=0.15, weights=(50, 60))

    plan = decided(problem, "salt")

    assert (plan.ties, plan.gap) == (Ties.BY_ORDER, 0)


def test_the_order_of_a_part_does_not_follow_the_keys() -> None:
    orders = set()
    for number in range(8):
        market = part_of(twins(), f"round {number}")
        orders.add(tuple(market.pair.tolist()))

    assert orders == {(0, 1), (1, 0)}


def part_of(problem: Problem, salt: str) -> Part:
    """Cut the only part of a market."""
    (part,) = Market(problem, Policy(salt=salt, contract_cost=0)).parts()
    assert np.array_equal(part.supply, [5])
    return part
