"""Many policies over one market, side by side: each is a plan of its own, compared with the first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from matching.control import Control
from matching.deadline import Deadline
from matching.executors.here import Executor
from matching.plan import Plan
from matching.policy import Policy
from matching.problem import Lot, Problem
from matching.solve import solve

PARTS = 10_000


@dataclass(frozen=True, slots=True)
class Summary:
    """What a plan comes to: cents, grams, counts, and shares of the traded volume in parts of 10,000.

    `smallest_share` is the smallest part of its offer that a group with any admissible lot sells; `fit` is weighed by
    volume; `changed_lines` counts pairs whose bags differ from the baseline's, and `cost` is what the baseline is
    worth more.
    """

    value: int
    bound: int
    gap: int
    grams: int
    makers: int
    groups: int
    women_led_share: int
    first_sale_share: int
    smallest_share: int
    fit: float
    changed_lines: int
    cost: int


def compare(
    problem: Problem, policies: Sequence[Policy], *, time_limit: float, executor: Executor | None = None
) -> tuple[Plan, ...]:
    """Decide one market under each policy, the first being the baseline.

    Without an executor one scenario after another starts from what those before it found, and the time is shared out
    evenly; with one they run side by side, each with all of the time.
    """
    if executor is not None:
        return tuple(executor.map(_decide, (problem, time_limit), blocks=policies))
    deadline, control, plans = Deadline(time_limit), Control(), list[Plan]()
    for waiting, policy in zip(range(len(policies), 0, -1), policies, strict=True):
        plans.append(solve(problem, policy=policy, time_limit=deadline.left() / waiting, control=control))
    return tuple(plans)


def _decide(shared: tuple[Problem, float], policy: Policy) -> Plan:
    problem, time_limit = shared
    return solve(problem, policy=policy, time_limit=time_limit)


def summary(problem: Problem, plan: Plan, *, baseline: Plan) -> Summary:
    """Add a plan up beside the baseline."""
    lots = {lot.key: lot for lot in problem.lots}
    makers = {demand.key: demand.maker for demand in problem.demands}
    grams = sum(line.grams for line in plan.allocations)
    now, then = ({(line.lot, line.demand): line.bags for line in each.allocations} for each in (plan, baseline))
    return Summary(
        value=plan.value,
        bound=plan.bound,
        gap=plan.gap,
        grams=grams,
        makers=len({makers[line.demand] for line in plan.allocations}),
        groups=len({lots[line.lot].group for line in plan.allocations}),
        women_led_share=_share(plan, grams, among={key for key, lot in lots.items() if lot.women_led}),
        first_sale_share=_share(plan, grams, among={key for key, lot in lots.items() if lot.first_sale}),
        smallest_share=_smallest_share(problem, plan, lots),
        fit=sum(line.grams * line.fit for line in plan.allocations) / grams if grams else 0.0,
        changed_lines=sum(now.get(pair) != then.get(pair) for pair in now.keys() | then.keys()),
        cost=baseline.value - plan.value,
    )


def _share(plan: Plan, grams: int, *, among: set[str]) -> int:
    meant = sum(line.grams for line in plan.allocations if line.lot in among)
    return PARTS * meant // grams if grams else 0


def _smallest_share(problem: Problem, plan: Plan, lots: dict[str, Lot]) -> int:
    offered, sold = Counter[str](), Counter[str]()
    for place in set(problem.pairs.lot.tolist()):
        lot = problem.lots[place]
        offered[lot.group] += lot.bags * lot.bag_grams
    for line in plan.allocations:
        sold[lots[line.lot].group] += line.grams
    return min((PARTS * sold[group] // grams for group, grams in offered.items() if grams), default=0)
