"""A search that is stopped says so, and still answers with a plan that obeys every rule and an honest bound."""

from dataclasses import replace

import pytest

from matching.audit import audit
from matching.control import Control
from matching.milp.forcing import UNKNOWN, value_with_some
from matching.milp.model import Model
from matching.parts.market import Market
from matching.plan import Status
from matching.policy import Policy
from matching.problem import Problem
from matching.reasons import Code, explain
from matching.solve import solve

from .markets import NO_COST, a_demand, a_lot, a_market, a_random_market


def hard() -> Problem:
    return a_random_market(120, 120, seed=5, density=0.3, weights=(50, 60, 69))


def test_without_any_time_the_greedy_plan_is_returned_with_a_counted_bound() -> None:
    problem = hard()

    plan = solve(problem, policy=Policy(), time_limit=0)

    assert audit(problem, plan) == ()
    assert plan.status is Status.STOPPED
    assert [note.phase for note in plan.log] == ["greedy"]


def test_a_search_that_is_called_off_keeps_its_best_plan_and_its_bound() -> None:
    problem, calls = hard(), iter([False] * 8)

    plan = solve(problem, policy=Policy(), time_limit=60, control=Control(cancelled=lambda: next(calls, True)))

    assert audit(problem, plan) == ()
    assert plan.status is Status.STOPPED
    assert plan.log[0].value <= plan.value < plan.bound < plan.log[0].bound


def test_a_cancelled_search_stops_at_the_next_call_of_the_solver() -> None:
    calls = iter([False, True])
    problem = a_random_market(24, 14, seed=3, density=0.3, weights=(50, 60))

    plan = solve(problem, policy=Policy(), time_limit=60, control=Control(cancelled=lambda: next(calls, True)))

    assert audit(problem, plan) == ()
    assert [note.phase for note in plan.log] == ["greedy", "relaxation"]
    assert plan.status is Status.STOPPED


def test_the_bound_of_a_stopped_search_is_never_below_the_optimum() -> None:
    problem = a_random_market(24, 14, seed=3, density=0.3, weights=(50, 60))

    best = solve(problem, policy=NO_COST, time_limit=60)
    stopped = solve(problem, policy=NO_COST, time_limit=0)

    assert stopped.value <= best.value == best.bound <= stopped.bound


@pytest.mark.parametrize("time_limit", [0, 1])
def test_a_reason_that_could_not_be_found_in_time_is_not_invented(time_limit: float) -> None:
    lots, demands = [a_lot("a"), a_lot("b"), a_lot("c")], [a_demand("x"), a_demand("y")]
    problem = a_market(lots, demands, values={("a", "x"): 90, ("b", "x"): 40, ("a", "y"): 40})
    plan = solve(problem, policy=NO_COST, time_limit=60)

    reasons = explain(problem, plan, time_limit=time_limit, cancelled=lambda: time_limit == 1)

    assert [(reason.key, reason.code) for reason in reasons] == [
        ("y", Code.NOT_COMPUTED),
        ("b", Code.NOT_COMPUTED),
        ("c", Code.NO_ADMISSIBLE_DEMAND),
    ]


def test_a_solver_that_is_told_to_stop_stops() -> None:
    model = Model(Market(hard(), NO_COST).parts()[-1])

    answer = model.maximise(replace(model.ask(), sight=lambda _value, _bound: False), seconds=60)

    assert not answer.is_finished


def test_a_question_whose_search_ends_before_its_proof_stays_open() -> None:
    part = Market(hard(), NO_COST).parts()[-1]

    assert value_with_some(part, part.pair[:1], seconds=0.2) == UNKNOWN
