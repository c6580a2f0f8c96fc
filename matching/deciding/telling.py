"""Turning what a run found into the plan that is handed out."""

import importlib.metadata
import platform

import numpy as np

from matching.deciding.findings import clash_of, findings_of
from matching.deciding.run import Run, State
from matching.fingerprint import fingerprint
from matching.parts.holding import costs_of
from matching.parts.market import Market
from matching.plan import Allocation, PartResult, Plan, Status

LIBRARIES = ("highspy", "numba", "numpy", "scipy")


def plan_of(market: Market, run: Run) -> Plan:
    """Put the states of all parts together."""
    value, bound = sum(state.value for state in run.states), sum(state.bound for state in run.states)
    lines = [line for state in run.states for line in _allocations(market, state)]
    findings = findings_of(market, run)
    return Plan(
        status=_status(run, has_lines=bool(lines), is_proven=value == bound),
        problem=fingerprint(market.problem),
        policy=market.policy,
        allocations=tuple(sorted(lines, key=lambda line: (line.lot, line.demand))),
        value=value,
        bound=bound,
        gap=bound - value,
        parts=tuple(_result(state) for state in run.states),
        costs=sum(costs_of(state.part, state.bags) for state in run.states if state.bags is not None),
        reached=run.reached,
        prices=findings.prices,
        shadows=findings.shadows,
        contract_prices=findings.contracts,
        uplift=findings.uplift,
        refused=findings.refused,
        clash=clash_of(run),
        log=tuple(run.log),
        versions=_versions(),
    )


def _status(run: Run, *, has_lines: bool, is_proven: bool) -> Status:
    if any(state.is_impossible for state in run.states):
        return Status.INFEASIBLE
    if run.reached:
        is_proven = all(each.value == each.bound for each in run.reached)
    if not is_proven:
        return Status.STOPPED if run.is_cut else Status.FINISHED
    return Status.OPTIMAL if has_lines else Status.EMPTY


def _result(state: State) -> PartResult:
    part = state.part
    sizes = (len(part.supply), len(part.least), len(part.pair))
    return PartResult(*sizes, state.value, state.bound, state.ties, state.method, state.proof)


def _allocations(market: Market, state: State) -> list[Allocation]:
    problem, at, lines = market.problem, market.at, []
    if state.bags is None:
        return []
    for row in np.flatnonzero(state.bags).tolist():
        place, bags = int(state.part.pair[row]), int(state.bags[row])
        lot, demand = problem.lots[int(at.lot[place])], problem.demands[int(at.demand[place])]
        discount, pair = int(at.discount[place]), int(at.pair[place])
        lines.append(
            Allocation(
                lot=lot.key,
                demand=demand.key,
                bags=bags,
                grams=bags * lot.bag_grams,
                value=int(state.part.value[row]) * bags - int(state.part.fee[row]),
                fit=float(problem.pairs.fit[pair]),
                ask=lot.ask - discount,
                landed=int(problem.pairs.landed[pair]) - discount,
            )
        )
    return lines


def _versions() -> tuple[tuple[str, str], ...]:
    libraries = [(name, importlib.metadata.version(name)) for name in LIBRARIES]
    return tuple(sorted([*libraries, ("python", platform.python_version())]))
