"""Prices that suit everybody where there are such, and what one more of everything is worth."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linprog

from matching.audit import audit
from matching.catalogues.generate import generate
from matching.catalogues.listing import part_of
from matching.deciding import findings
from matching.deciding.marginals import marginals_of
from matching.parts.market import Market
from matching.plan import ContractPrice, Give, LotPrice, Plan, Shadow, Status
from matching.policy import Floor, Policy, Who
from matching.problem import Lane, Problem, Settled
from matching.solve import solve

from .markets import BAG, NO_COST, a_demand, a_lot, a_market


def decided(problem: Problem, policy: Policy = NO_COST) -> Plan:
    return solve(problem, policy=policy, time_limit=60)


def two_makers() -> Problem:
    """Build one lot of 5 bags that is worth 60 a bag to one maker, 50 to another (a cent a bag is 20 a tonne)."""
    values = {("lot", "high"): 60, ("lot", "low"): 50}
    return a_market([a_lot(bags=5)], [a_demand("high", most=5), a_demand("low", most=5)], values=values)


def test_a_lot_costs_between_what_the_second_maker_and_the_first_would_pay() -> None:
    (price,) = decided(two_makers()).prices

    assert price == LotPrice("lot", 500_000 + 1_100, 500_000 + 1_000, 500_000 + 1_200)


def test_the_contract_pays_the_market_price() -> None:
    plan = decided(two_makers())

    assert plan.contract_prices == (ContractPrice("lot", "high", 501_100),)
    assert (plan.uplift, plan.refused) == (0, ())


def test_one_more_bag_of_a_wanted_lot_is_worth_its_price() -> None:
    shadows = {(each.kind, each.key): each.cents for each in decided(two_makers()).shadows}

    assert shadows["lot", "lot"] == 55
    assert shadows["demand", "low"] == 0


def test_a_rule_is_priced_at_the_margin() -> None:
    lots = [a_lot("a", bags=9), a_lot("w", bags=9, women_led=True)]
    problem = a_market(lots, [a_demand("x", most=4)], values={("a", "x"): 100, ("w", "x"): 80})
    policy = Policy(salt="s", contract_cost=0, floors=(Floor(Who.WOMEN_LED, share=5_000),))

    (rule,) = [each for each in decided(problem, policy).shadows if each.kind == "rule"]

    assert rule == Shadow("rule", "women_led share", 400, "tonne")  # 20 cents a bag of 50 kg


def test_what_parcels_leave_open_is_told() -> None:
    """Of eight bags three stay unsold, at 50 cents each: nobody may take fewer than five."""
    demands = [a_demand(key, most=5, min_grams=5 * BAG) for key in ("x", "y")]
    values = {("lot", "x"): 60, ("lot", "y"): 50}

    plan = decided(a_market([a_lot(bags=8, min_bags=5)], demands, values=values))

    assert [price.price for price in plan.prices] == [501_000]
    assert (plan.uplift, plan.refused) == (3 * 50, ())


def test_clashing_rules_leave_no_prices() -> None:
    problem = replace(two_makers(), settled=(Settled("lot", "high", 5, 5), Settled("lot", "low", 5, 5)))

    plan = decided(problem)

    assert (plan.status, plan.prices) == (Status.INFEASIBLE, ())
    assert {give.rule for give in plan.clash} == {"settled:lot:high", "settled:lot:low"}
    assert sum(give.missing for give in plan.clash) == 5


def test_a_settled_pair_that_nobody_can_take_is_named() -> None:
    problem = replace(two_makers(), settled=(Settled("lot", "high", 9, 9),))

    assert decided(problem).clash == (Give("settled:lot:high", 9, "bag"),)


def test_a_floor_that_cannot_be_met_says_how_many_grams_are_missing() -> None:
    policy = Policy(salt="s", contract_cost=0, floors=(Floor(Who.WOMEN_LED, grams=7 * BAG),))
    lots = (replace(two_makers().lots[0], women_led=True),)

    assert decided(replace(two_makers(), lots=lots), policy).clash == (Give("women_led volume", 2 * BAG, "tonne"),)


def test_a_begun_container_counts_in_the_prices() -> None:
    lane = Lane("Tocache", "Lyon", 5 * BAG, 100)
    lots, demands = [a_lot(bags=5, origin="Tocache")], [a_demand(most=3, destination="Lyon")]
    problem = replace(a_market(lots, demands, values={("lot", "demand"): 60}), lanes=(lane,))

    shadows = {each.kind: each.cents for each in decided(problem).shadows}

    assert shadows == {"lot": 0, "demand": 40 * 20}  # 60 less 20 of the container


def test_the_marginals_prove_the_bound_of_the_linear_relaxation() -> None:
    part = part_of(generate(lots=40, demands=40, seed=2))
    found = marginals_of(part)
    assert found is not None
    pairs = np.arange(len(part.pair))
    table = np.zeros((len(part.supply) + len(part.least), len(pairs)))
    table[part.lot, pairs], table[len(part.supply) + part.demand, pairs] = 1, part.grams
    primal = linprog(-(part.value - part.fee / part.high), A_ub=table, b_ub=np.append(part.supply, part.most))
    most = -float(primal.fun or 0)

    for lot in (found.low, found.lot, found.high):
        assert (lot >= -1e-6).all()
    assert abs(found.lot @ part.supply + found.demand @ part.most - most) < 1e-4 * most


def test_the_market_names_its_pairs() -> None:
    market = Market(two_makers(), NO_COST)
    (part,) = market.parts()

    assert sorted(market.keys(part)) == [("lot", "high", 0), ("lot", "low", 0)]


def test_an_impossible_policy_has_neither_value_nor_gap() -> None:
    """The floor asks for cacao that the budget cannot pay for, and opening the lot would cost more than it brings."""
    lots = [a_lot(bags=2, min_bags=2, women_led=True, opening_cost=150)]
    problem = a_market(lots, [a_demand(budget=50_000)], values={("lot", "demand"): 0})
    policy = Policy(salt="s", contract_cost=0, floors=(Floor(Who.WOMEN_LED, grams=BAG),))

    plan = decided(problem, policy)

    assert (plan.status, plan.value, plan.bound, plan.gap) == (Status.INFEASIBLE, 0, 0, 0)
    assert audit(problem, plan) == ()


def test_a_large_part_gets_one_price_for_each_lot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "INTERVAL_UP_TO_PAIRS", 1)

    (price,) = decided(two_makers()).prices

    assert price.low == price.high == price.price
    assert 501_000 <= price.price <= 501_200


def test_a_part_that_is_too_large_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "PRICED_UP_TO_PAIRS", 1)

    assert decided(two_makers()).prices == ()


def test_a_part_whose_rules_clash_has_no_prices() -> None:
    problem = replace(two_makers(), settled=(Settled("lot", "high", 5, 5), Settled("lot", "low", 5, 5)))
    (part,) = Market(problem, NO_COST).parts()

    assert marginals_of(part) is None


def test_a_settled_pair_too_small_for_a_bag_is_named() -> None:
    demand = a_demand(max_grams=BAG - 1)
    market = a_market([a_lot()], [demand], values={("lot", "demand"): 60})

    plan = decided(replace(market, settled=(Settled("lot", "demand", 1, 1),)))

    assert (plan.status, plan.clash) == (Status.INFEASIBLE, (Give("settled:lot:demand", 1, "bag"),))
