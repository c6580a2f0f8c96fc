"""What would have won is the smallest change that does, as solving the changed market shows."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from matching.deadline import Deadline
from matching.pairs import Pairs
from matching.parts.market import Market
from matching.policy import Aim, Measure, Policy
from matching.problem import Problem, Recipe
from matching.reasons import Change, Code, Reason, Side, What, explain, explain_pair
from matching.solve import solve
from matching.why.winning import Winning

from .markets import BAG, NO_COST, a_demand, a_lot, a_market
from .test_oracle import POLICIES, markets


def told(problem: Problem, policy: Policy = NO_COST) -> dict[str, Reason]:
    plan = solve(problem, policy=policy, time_limit=60)
    return {reason.key: reason for reason in explain(problem, plan, time_limit=60)}


def asked(problem: Problem, lot: str, demand: str) -> Reason:
    plan = solve(problem, policy=NO_COST, time_limit=60)
    return explain_pair(problem, plan, lot=lot, demand=demand, time_limit=60)


def two_lots() -> Problem:
    lots = [a_lot("good", bags=5), a_lot("fair", bags=5)]
    return a_market(lots, [a_demand(most=5)], values={("good", "demand"): 60, ("fair", "demand"): 50})


def test_a_lot_is_told_at_which_price_it_would_have_been_sold() -> None:
    """Ten cents a 50 kg bag are 200 cents a tonne; 210 is the first fall that, rounded, wins a whole cent more."""
    (change,) = told(two_lots())["fair"].wins

    assert change == Change(What.PRICE, 500_000, 500_000 - 210)


def test_a_demand_is_told_at_which_ceiling_it_would_have_been_served() -> None:
    lots, demands = [a_lot(bags=5, min_bags=5)], [a_demand("low"), a_demand("high")]
    problem = a_market(lots, demands, values={("lot", "low"): 50, ("lot", "high"): 60})

    (change,) = told(problem, replace(NO_COST, misfit_cost=0))["low"].wins

    assert change == Change(What.CEILING, 700_000, 700_000 + 210)


def test_a_blend_pays_a_higher_ceiling_in_full_and_a_misfit_takes_its_part_elsewhere() -> None:
    lots, demands = [a_lot(bags=5, min_bags=5)], [a_demand("low"), a_demand("high")]
    plain = a_market(lots, demands, values={("lot", "low"): 50, ("lot", "high"): 60})
    blended = replace(plain, demands=(replace(demands[0], recipe=Recipe()), demands[1]))

    (of_plain,), (of_blend,) = told(plain)["low"].wins, told(blended)["low"].wins

    assert of_blend.after == 700_210
    assert of_plain.after == 700_000 + 220  # fit 0.9: 4.5 % of the rise is lost


def test_a_loss_is_told_the_price_that_would_have_been_none() -> None:
    problem = a_market([a_lot(bags=4)], [a_demand(most=4)], values={("lot", "demand"): -30})

    reason = told(problem)["lot"]

    assert reason.code is Code.VALUE_NEGATIVE
    assert reason.wins == (Change(What.PRICE, 500_000, 500_000 - 610),)


def test_no_price_below_nothing_is_advised() -> None:
    problem = a_market([a_lot(bags=4, ask=100)], [a_demand(most=4)], values={("lot", "demand"): -30})

    assert told(problem)["lot"].wins == ()


def test_a_parcel_that_was_too_large_is_told_how_large_it_may_be() -> None:
    problem = a_market([a_lot(min_bags=6)], [a_demand(most=5)], values={("lot", "demand"): 50})

    assert told(problem)["lot"].wins == (Change(What.PARCEL, 6 * BAG, 5 * BAG),)


def test_a_minimum_out_of_reach_is_told_what_would_have_been_served() -> None:
    problem = a_market([a_lot(bags=4)], [a_demand(min_grams=7 * BAG)], values={("lot", "demand"): 50})

    assert told(problem)["demand"].wins == (Change(What.MINIMUM, 7 * BAG, 4 * BAG),)


def test_nothing_is_advised_that_would_not_win() -> None:
    problem = a_market([a_lot(bags=4)], [a_demand(min_grams=7 * BAG)], values={("lot", "demand"): -50})

    assert told(problem)["demand"].wins == ()


def test_without_a_proof_or_with_other_aims_nothing_is_advised() -> None:
    problem = two_lots()
    stopped = solve(problem, policy=NO_COST, time_limit=0)

    assert told(problem, Policy(salt="t", contract_cost=0, aims=(Aim(Measure.VOLUME),)))["fair"].wins == ()
    assert all(not reason.wins for reason in explain(problem, stopped, time_limit=5))


def test_nothing_is_advised_when_time_runs_out_on_the_way() -> None:
    problem, calls = two_lots(), iter([False])
    market, plan = Market(problem, NO_COST), solve(problem, policy=NO_COST, time_limit=60)
    rows = np.flatnonzero(market.at.lot == 1)

    for deadline in (Deadline(0), Deadline(60, lambda: next(calls, True))):
        assert Winning(market, plan).of_price(rows, Side.LOT, deadline=deadline) == ()


def test_any_pair_can_be_asked_about() -> None:
    problem = two_lots()

    assert asked(problem, "good", "demand") == Reason(Side.PAIR, "good > demand", Code.IN_PLAN)
    out = asked(problem, "fair", "demand")
    assert (out.code, dict(out.facts)) == (Code.OUTBID, {"cost_cents": 10, "value_cents": 290})
    assert [change.what for change in out.wins] == [What.PRICE, What.CEILING]


def test_a_pair_that_may_not_meet_or_cannot_is_told_so() -> None:
    lots = [a_lot("large", min_bags=6), a_lot("other")]
    problem = a_market(lots, [a_demand("small", most=5)], values={("large", "small"): 50})
    unfillable = a_market([a_lot(bags=4)], [a_demand(min_grams=7 * BAG)], values={("lot", "demand"): 50})

    assert asked(problem, "other", "small").code is Code.NO_ADMISSIBLE_PAIR
    assert asked(problem, "large", "small").wins == (Change(What.PARCEL, 6 * BAG, 5 * BAG),)
    assert asked(unfillable, "lot", "demand").code is Code.DEMANDS_UNFILLABLE


@pytest.mark.parametrize(("lot", "demand", "named"), [("x", "demand", "lot"), ("good", "x", "demand")])
def test_an_unknown_key_is_refused(lot: str, demand: str, named: str) -> None:
    with pytest.raises(ValueError, match=f"^{named}: 'x' is unknown"):
        asked(two_lots(), lot, demand)


@settings(max_examples=40, deadline=None)
@given(problem=markets(), policy=POLICIES)
def test_every_price_advised_wins_and_a_cent_a_bag_less_does_not(problem: Problem, policy: Policy) -> None:
    plan = solve(problem, policy=policy, time_limit=60)

    for reason in explain(problem, plan, time_limit=60):
        for change in reason.wins:
            if change.what is What.PRICE:
                fall = change.before - change.after
                assert solve(lowered(problem, reason.key, fall), policy=policy, time_limit=60).value > plan.value
                less = max(fall - 30, 0)  # 30 cents a tonne are more than a cent a bag
                assert solve(lowered(problem, reason.key, less), policy=policy, time_limit=60).value <= plan.value + 4


def lowered(problem: Problem, key: str, fall: int) -> Problem:
    """Lower the asking price of a lot by so many cents a tonne."""
    pairs, place = problem.pairs, next(at for at, lot in enumerate(problem.lots) if lot.key == key)
    grams = problem.lots[place].bag_grams
    value = pairs.value.copy()
    value[pairs.lot == place] += (2 * fall * grams + 10**6) // (2 * 10**6)
    return replace(problem, pairs=Pairs(pairs.lot, pairs.demand, value, pairs.landed, pairs.fit))
