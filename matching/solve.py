"""The door of the optimizer: decide a problem within a time limit and say how good the answer provably is."""

from collections.abc import Callable

from matching.checks import check_all_are, malformed
from matching.control import Control
from matching.deadline import Deadline
from matching.deciding.run import Run
from matching.deciding.telling import plan_of
from matching.parts.market import Market
from matching.plan import Plan, Progress
from matching.policy import Policy
from matching.problem import Problem


def solve(
    problem: Problem,
    *,
    policy: Policy,
    time_limit: float,
    on_progress: Callable[[Progress], None] | None = None,
    control: Control | None = None,
) -> Plan:
    """Decide which lots serve which demands, in whole bags, as the policy wants it.

    After `time_limit` seconds, or when `control` says so, the best plan in hand is returned with its proven bound.
    `on_progress` is called after every step. Infeasible is an answer; malformed arguments are a `ValueError`.
    """
    check_all_are("problem", (problem,), kind=Problem)
    check_all_are("policy", (policy,), kind=Policy)
    if not time_limit >= 0:
        raise malformed("time_limit", f"seconds from 0 up are expected, not {time_limit!r}")
    market = Market(problem, policy)
    control = control or Control()
    deadline = Deadline(time_limit, control.cancelled, megabytes=control.megabytes)
    run = Run(market, deadline, tell=on_progress or (lambda _: None), control=control)
    run.decide()
    return plan_of(market, run)
