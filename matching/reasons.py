"""Why a demand got nothing, why a lot sold nothing, why a pair did not meet: found by solving again, never guessed."""

from collections.abc import Callable

from matching.checks import check_all_are, malformed
from matching.deadline import Deadline
from matching.fingerprint import fingerprint
from matching.plan import Plan
from matching.problem import Problem
from matching.why.inquiry import Inquiry
from matching.why.saying import Change, Code, Reason, Side, What

__all__ = ["Change", "Code", "Reason", "Side", "What", "explain", "explain_pair"]


def explain(
    problem: Problem, plan: Plan, *, time_limit: float, cancelled: Callable[[], bool] | None = None
) -> tuple[Reason, ...]:
    """Give the first reason for every demand that got nothing and every lot that sold nothing, demands first, by key.

    A reason that would need more than its share of `time_limit` seconds is `not_computed`. A plan of another problem
    is a `ValueError`.
    """
    return tuple(_inquiry(problem, plan, Deadline(time_limit, cancelled)).reasons())


def explain_pair(problem: Problem, plan: Plan, *, lot: str, demand: str, time_limit: float) -> Reason:
    """Say why a plan does not bring a lot and a demand together, and what would have.

    Unknown keys are a `ValueError`.
    """
    for name, key, known in (("lot", lot, problem.lots), ("demand", demand, problem.demands)):
        if key not in {each.key for each in known}:
            raise malformed(name, f"{key!r} is unknown")
    return _inquiry(problem, plan, Deadline(time_limit)).about_pair(lot, demand)


def _inquiry(problem: Problem, plan: Plan, deadline: Deadline) -> Inquiry:
    check_all_are("problem", (problem,), kind=Problem)
    check_all_are("plan", (plan,), kind=Plan)
    if plan.problem != fingerprint(problem):
        raise malformed("plan", "it answers another problem")
    return Inquiry(problem, plan, deadline)
