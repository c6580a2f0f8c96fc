"""The door of the optimizer: decide a problem within a time limit and say how good the answer provably is."""

import importlib
import platform
from collections.abc import Callable

import numpy as np
import scipy

from matching.checks import check_all_are, malformed
from matching.deadline import Deadline
from matching.fingerprint import fingerprint
from matching.greedy import fill_greedily
from matching.holding import value_of
from matching.market import Market
from matching.model import Model
from matching.pairs import IntArray
from matching.part import Part
from matching.plan import Allocation, PartResult, Plan, Progress, Status, Ties
from matching.policy import Policy
from matching.problem import Problem
from matching.search import best_plan, counting_bound, relaxed_bound, settle_ties

LEAST_SHARE = 1.0


def solve(
    problem: Problem,
    *,
    policy: Policy,
    time_limit: float,
    on_progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Plan:
    """Decide which lots serve which demands, in whole bags, for the greatest value.

    After `time_limit` seconds, or when `cancelled()` is true between two calls of the solver, the best plan in hand
    is returned with its proven bound. `on_progress` is called after every step. Infeasible is an answer (an empty
    plan); malformed arguments are a `ValueError`.
    """
    check_all_are("problem", (problem,), kind=Problem)
    check_all_are("policy", (policy,), kind=Policy)
    if not time_limit >= 0:
        raise malformed("time_limit", f"seconds from 0 up are expected, not {time_limit!r}")
    market = Market(problem, policy)
    run = _Run(market.parts(), Deadline(time_limit, cancelled), on_progress or (lambda _: None))
    run.relax()
    run.search()
    return _plan(market, run)


class _State:
    """What is known of one part so far."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.bags = fill_greedily(part)
        self.value = value_of(part, self.bags)
        self.bound = counting_bound(part)
        self.ties = Ties.BY_ORDER

    def offer(self, bags: IntArray | None, bound: int | None) -> None:
        """Keep the better plan and the lower bound."""
        if bags is not None and value_of(self.part, bags) >= self.value:
            self.bags, self.value = bags, value_of(self.part, bags)
        if bound is not None:
            self.bound = max(min(self.bound, bound), self.value)

    def is_proven(self) -> bool:
        return self.value == self.bound


class _Run:
    """All parts on their way through relaxation, search and ties, under one deadline."""

    def __init__(self, parts: list[Part], deadline: Deadline, tell: Callable[[Progress], None]) -> None:
        self.states = [_State(part) for part in parts]
        self.deadline, self._tell = deadline, tell
        self.log: list[Progress] = []
        self._note("greedy", len(parts))

    def relax(self) -> None:
        """Bound every part by its linear relaxation."""
        for done, state in enumerate(self.states, start=1):
            seconds = self.deadline.left()
            if seconds > 0:
                state.offer(None, relaxed_bound(Model(state.part), seconds=seconds))
                self._note("relaxation", done)

    def search(self) -> None:
        """Search part after part, the smallest first; a part may use its share, by pairs, of the time that is left."""
        waiting = sum(len(state.part.pair) for state in self.states)
        for done, state in enumerate(self.states, start=1):
            size = len(state.part.pair)
            seconds = min(self.deadline.left(), max(LEAST_SHARE, self.deadline.left() * size / waiting))
            waiting -= size
            if seconds > 0:
                self._search_part(state, Deadline(seconds))
                self._note("search", done)

    def _search_part(self, state: _State, share: Deadline) -> None:
        model = Model(state.part)
        found = best_plan(model, model.ask(), seconds=share.left())
        state.offer(found.bags, found.bound)
        if state.is_proven() and self.deadline.left() > 0:
            state.bags, state.ties = settle_ties(model, state.bags, seconds=self.deadline.left())

    def _note(self, phase: str, done: int) -> None:
        value, bound = sum(state.value for state in self.states), sum(state.bound for state in self.states)
        self.log.append(Progress(phase, done, len(self.states), value, bound, self.deadline.elapsed()))
        self._tell(self.log[-1])


def _plan(market: Market, run: _Run) -> Plan:
    value, bound = sum(state.value for state in run.states), sum(state.bound for state in run.states)
    lines = [line for state in run.states for line in _allocations(market, state)]
    ended = Status.OPTIMAL if lines else Status.EMPTY
    return Plan(
        status=ended if value == bound else Status.STOPPED,
        problem=fingerprint(market.problem),
        policy=market.policy,
        allocations=tuple(sorted(lines, key=lambda line: (line.lot, line.demand))),
        value=value,
        bound=bound,
        gap=bound - value,
        parts=tuple(_result(state) for state in run.states),
        log=tuple(run.log),
        versions=_versions(),
    )


def _result(state: _State) -> PartResult:
    part = state.part
    return PartResult(len(part.supply), len(part.least), len(part.pair), state.value, state.bound, state.ties)


def _allocations(market: Market, state: _State) -> list[Allocation]:
    problem, pairs = market.problem, market.problem.pairs
    lines = []
    for row in np.flatnonzero(state.bags).tolist():
        at, bags = int(state.part.pair[row]), int(state.bags[row])
        lot, demand = problem.lots[int(pairs.lot[at])], problem.demands[int(pairs.demand[at])]
        lines.append(
            Allocation(
                lot=lot.key,
                demand=demand.key,
                bags=bags,
                grams=bags * lot.bag_grams,
                value=int(pairs.value[at]) * bags - market.policy.contract_cost,
                fit=float(pairs.fit[at]),
                ask=lot.ask,
                landed=int(pairs.landed[at]),
            )
        )
    return lines


def _versions() -> tuple[tuple[str, str], ...]:
    core = importlib.import_module("scipy.optimize._highspy._core")  # scipy tells its HiGHS nowhere else
    highs = f"{core.HIGHS_VERSION_MAJOR}.{core.HIGHS_VERSION_MINOR}.{core.HIGHS_VERSION_PATCH}"
    found = {"highs": highs, "numpy": np.__version__, "python": platform.python_version(), "scipy": scipy.__version__}
    return tuple(found.items())
