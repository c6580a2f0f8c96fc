"""Every feature at once: what is answered is the best that trying everything finds, and keeps every rule."""

from hypothesis import given, settings

from matching.audit import audit
from matching.plan import Status
from matching.policy import Aim, Measure, Policy
from matching.problem import Problem
from matching.solve import solve

from .everything import every_plan, policies, problems, with_aims


@settings(max_examples=120, deadline=None)
@given(problem=problems(), policy=policies())
def test_the_best_plan_under_every_rule_is_found(problem: Problem, policy: Policy) -> None:
    truth = every_plan(problem, policy)
    plan = solve(problem, policy=policy, time_limit=60)

    assert audit(problem, plan) == ()
    if truth:
        assert plan.status in {Status.OPTIMAL, Status.EMPTY}
        assert (plan.value, plan.gap) == (max(each.value for each in truth), 0)
    else:
        assert plan.status is Status.INFEASIBLE


@settings(max_examples=40, deadline=None)
@given(problem=problems(), policy=policies())
def test_volume_comes_first_where_it_is_the_first_aim(problem: Problem, policy: Policy) -> None:
    aims = (Aim(Measure.VOLUME), Aim(Measure.GAINS))
    truth = every_plan(problem, policy)
    plan = solve(problem, policy=with_aims(policy, *aims), time_limit=60)

    assert audit(problem, plan) == ()
    if truth:
        best = max((sum(line.grams for line in each.allocations), each.value) for each in truth)
        assert (sum(line.grams for line in plan.allocations), plan.value) == best
