"""A plan pursues several aims one after another, and says what each cost the others."""

import pytest
from hypothesis import given, settings

from matching.audit import audit
from matching.plan import Plan, Status
from matching.policy import Aim, Measure, Policy
from matching.problem import Problem
from matching.solve import solve

from .everything import problems
from .markets import BAG, a_demand, a_lot, a_market
from .oracle import best_value


def market() -> Problem:
    """Build two groups that want the same demand; one is worth a little more."""
    lots = [a_lot("a", bags=6, group="g"), a_lot("b", bags=6, group="h")]
    return a_market(lots, [a_demand("x", most=6)], values={("a", "x"): 100, ("b", "x"): 90})


def under(*aims: Aim, problem: Problem | None = None) -> Plan:
    return solve(problem or market(), policy=Policy(salt="s", contract_cost=0, aims=aims), time_limit=60)


def bags(plan: Plan) -> dict[str, int]:
    return {line.lot: line.bags for line in plan.allocations}


def test_alone_the_greatest_gain_wins() -> None:
    assert bags(under(Aim(Measure.GAINS))) == {"a": 6}


def test_the_smallest_share_divides_evenly_and_says_what_that_cost() -> None:
    plan = under(Aim(Measure.SMALLEST_SHARE), Aim(Measure.GAINS))

    assert bags(plan) == {"a": 3, "b": 3}
    assert (plan.value, plan.bound, plan.gap, plan.status) == (570, 600, 30, Status.OPTIMAL)
    assert [(each.measure, each.value) for each in plan.reached] == [
        (Measure.SMALLEST_SHARE, 5_000),
        (Measure.GAINS, 570),
    ]


def test_without_gains_among_the_aims_what_they_could_be_is_known_all_the_same() -> None:
    dear = a_market(list(market().lots), [a_demand("x", most=6)], values={("a", "x"): 100_000, ("b", "x"): 90_000})
    plan = under(Aim(Measure.BALANCE), problem=dear)

    assert sorted(bags(plan)) == ["a", "b"]
    assert plan.bound == 600_000
    assert [each.measure for each in plan.reached] == [Measure.GAINS, Measure.BALANCE]


def test_a_first_aim_gives_up_as_much_as_it_is_told_to() -> None:
    lots, demands = [a_lot("a", bags=6), a_lot("b", bags=6)], [a_demand("x", most=12)]
    problem = a_market(lots, demands, values={("a", "x"): 100, ("b", "x"): -10})

    some = under(Aim(Measure.GAINS, give_up=500), Aim(Measure.VOLUME), problem=problem)

    assert bags(some) == {"a": 6, "b": 3}
    assert some.value == 570


def test_fit_is_weighed_by_volume() -> None:
    plan = under(Aim(Measure.FIT))

    assert plan.reached[-1].value == 6 * BAG * 9 // 10
    assert audit(market(), plan) == ()


@pytest.mark.parametrize("measure", [Measure.SMALLEST_SHARE, Measure.BALANCE])
def test_time_that_is_over_leaves_the_plan_in_hand(measure: Measure) -> None:
    plan = solve(market(), policy=Policy(salt="s", contract_cost=0, aims=(Aim(measure),)), time_limit=0)

    assert plan.status is Status.STOPPED
    assert audit(market(), plan) == ()


@settings(max_examples=40, deadline=None)
@given(problem=problems())
def test_every_measure_is_reached_within_its_bound(problem: Problem) -> None:
    plan = under(
        Aim(Measure.GAINS, give_up=3_000),
        Aim(Measure.BALANCE, give_up=1_000),
        Aim(Measure.SMALLEST_SHARE),
        problem=problem,
    )

    assert audit(problem, plan) == ()
    assert all(each.value <= each.bound for each in plan.reached)


def test_pursuing_gains_twice_over_is_the_same_as_once() -> None:
    problem = a_market([a_lot()], [a_demand()], values={("lot", "demand"): 50})

    assert under(Aim(Measure.GAINS), Aim(Measure.VOLUME), problem=problem).value == best_value(problem, 0)
