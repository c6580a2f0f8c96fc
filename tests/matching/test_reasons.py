"""What is left out is told the first reason that holds, with numbers found by solving again."""

from matching.policy import Policy
from matching.problem import Problem
from matching.reasons import Code, Reason, Side, explain
from matching.solve import solve

from .markets import BAG, KILO, NO_COST, a_demand, a_lot, a_market, a_random_market


def explained(problem: Problem, policy: Policy = NO_COST) -> dict[str, tuple[Code, dict[str, int]]]:
    plan = solve(problem, policy=policy, time_limit=60)
    return {reason.key: (reason.code, dict(reason.facts)) for reason in explain(problem, plan, time_limit=60)}


def test_who_trades_needs_no_reason() -> None:
    assert explained(a_market([a_lot()], [a_demand()], values={("lot", "demand"): 50})) == {}


def test_who_may_meet_nobody_is_told_so_demands_first() -> None:
    problem = a_market([a_lot("b"), a_lot("a")], [a_demand("z"), a_demand("y")], values={})
    plan = solve(problem, policy=NO_COST, time_limit=60)

    assert explain(problem, plan, time_limit=60) == (
        Reason(Side.DEMAND, "y", Code.NO_ADMISSIBLE_LOT),
        Reason(Side.DEMAND, "z", Code.NO_ADMISSIBLE_LOT),
        Reason(Side.LOT, "a", Code.NO_ADMISSIBLE_DEMAND),
        Reason(Side.LOT, "b", Code.NO_ADMISSIBLE_DEMAND),
    )


def test_a_smallest_parcel_that_is_too_large_is_named() -> None:
    problem = a_market([a_lot(min_bags=6)], [a_demand(most=5)], values={("lot", "demand"): 50})

    parcel = (Code.MINIMUM_PARCEL, {"smallest_parcel_grams": 6 * BAG})
    assert explained(problem) == {"demand": parcel, "lot": parcel}


def test_too_little_supply_is_told_apart_from_bags_that_do_not_add_up() -> None:
    short = a_market([a_lot(bags=4)], [a_demand(min_grams=5 * BAG)], values={("lot", "demand"): 50})
    uneven = a_market(
        [a_lot(bags=9)], [a_demand(min_grams=170 * KILO, max_grams=190 * KILO)], values={("lot", "demand"): 50}
    )

    assert explained(short) == {
        "demand": (Code.SUPPLY_BELOW_MINIMUM, {"reachable_grams": 4 * BAG, "minimum_grams": 5 * BAG}),
        "lot": (Code.DEMANDS_UNFILLABLE, {}),
    }
    assert explained(uneven) == {
        "demand": (Code.VOLUME_UNREACHABLE, {"reachable_grams": 150 * KILO, "minimum_grams": 170 * KILO}),
        "lot": (Code.DEMANDS_UNFILLABLE, {}),
    }


def test_bags_of_two_weights_that_do_not_add_up_are_told_so_on_both_sides() -> None:
    lots = [a_lot("fifty", bags=20), a_lot("sixty", bags=20, bag_grams=60 * KILO)]
    demand = a_demand(min_grams=190 * KILO, max_grams=199 * KILO)

    assert explained(a_market(lots, [demand], values={("fifty", "demand"): 10, ("sixty", "demand"): 11})) == {
        "demand": (Code.VOLUME_UNREACHABLE, {"reachable_grams": 180 * KILO, "minimum_grams": 190 * KILO}),
        "fifty": (Code.DEMANDS_UNFILLABLE, {}),
        "sixty": (Code.DEMANDS_UNFILLABLE, {}),
    }


def test_a_deal_that_earns_less_than_its_contract_costs_is_told_by_how_much() -> None:
    problem = a_market([a_lot()], [a_demand(most=4)], values={("lot", "demand"): 20})

    reason = (Code.VALUE_NEGATIVE, {"value_cents": -20})
    assert explained(problem, Policy(contract_cost=100)) == {"demand": reason, "lot": reason}


def test_an_outbid_demand_is_told_what_serving_it_would_cost_everybody() -> None:
    lots, demands = [a_lot(bags=5, min_bags=5)], [a_demand("low"), a_demand("high")]

    found = explained(a_market(lots, demands, values={("lot", "low"): 50, ("lot", "high"): 60}))

    assert found == {"low": (Code.OUTBID, {"cost_cents": 50, "value_cents": 250})}


def test_a_lot_passed_over_for_a_better_one_is_told_what_using_it_would_cost() -> None:
    lots = [a_lot("good", bags=5), a_lot("fair", bags=5, min_bags=2)]

    found = explained(a_market(lots, [a_demand(most=5)], values={("good", "demand"): 60, ("fair", "demand"): 50}))

    assert found == {"fair": (Code.DEMAND_TAKEN_BY_BETTER, {"cost_cents": 20, "value_cents": 280})}


def test_who_lost_a_tie_is_told_that_it_cost_nothing() -> None:
    lots, demands = [a_lot(bags=5, min_bags=5)], [a_demand("ana"), a_demand("zoe")]

    (reason,) = explained(a_market(lots, demands, values={("lot", "ana"): 50, ("lot", "zoe"): 50})).values()

    assert reason == (Code.TIED, {"cost_cents": 0, "value_cents": 250})


def test_a_lot_is_judged_by_the_best_of_its_demands() -> None:
    lots = [a_lot("good", bags=10), a_lot("odd", bags=5)]
    demands = [a_demand("x", most=5), a_demand("huge", most=50, min_grams=40 * BAG), a_demand("poor", most=5)]
    values = {("good", "x"): 90, ("odd", "x"): 10, ("odd", "huge"): 99, ("odd", "poor"): -1}

    assert explained(a_market(lots, demands, values=values))["odd"] == (
        Code.DEMAND_TAKEN_BY_BETTER,
        {"cost_cents": 80, "value_cents": 370},
    )


def test_a_plan_that_was_not_proven_leaves_its_reasons_open() -> None:
    problem = a_random_market(60, 60, seed=4, density=0.3, weights=(50, 60))
    stopped = solve(problem, policy=NO_COST, time_limit=0)

    codes = {reason.code for reason in explain(problem, stopped, time_limit=3)}

    assert Code.NOT_COMPUTED in codes
    assert not codes & {Code.OUTBID, Code.TIED, Code.DEMAND_TAKEN_BY_BETTER}
