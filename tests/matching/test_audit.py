"""The audit finds every kind of lie a plan could tell, and none in an honest plan."""

import ast
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import matching.audit
import matching.auditing.reach
from matching.audit import Fault, Violation, audit
from matching.plan import Allocation, Plan, Status
from matching.policy import Policy
from matching.problem import Problem
from matching.solve import solve

from .markets import BAG, a_demand, a_lot, a_market
from .test_audit_reach import REACHING

POLICY = Policy(salt="audit", contract_cost=10)


def market() -> Problem:
    lots = [a_lot("a", bags=9, min_bags=2), a_lot("b", bags=9), a_lot("c", bags=9)]
    demands = [a_demand("x", most=8, min_grams=4 * BAG, max_lots=2), a_demand("y", most=6, min_parcel_grams=3 * BAG)]
    values = {("a", "x"): 50, ("b", "x"): 40, ("b", "y"): 60, ("c", "x"): 1}
    return a_market(lots, demands, values=values)


def honest() -> Plan:
    """Decide the market: 8 bags of a go to x, 6 bags of b to y."""
    return solve(market(), policy=POLICY, time_limit=60)


def line(lot: str, demand: str, *, bags: Any, value: int = 0) -> Allocation:
    grams = bags * BAG if type(bags) is int else 0
    return Allocation(lot, demand, bags, grams, bags * value - 10 if type(bags) is int else 0, 0.9, 500_000, 600_000)


def with_lines(*lines: Allocation) -> Plan:
    """Plant lines, and let every sum agree with them."""
    value = sum(planted.value for planted in lines)
    (part,) = honest().parts
    part = replace(part, value=value, bound=value)
    return replace(honest(), allocations=lines, value=value, bound=value, parts=(part,))


def first(**changes: object) -> Plan:
    plan = honest()
    lines = (replace(plan.allocations[0], **changes), *plan.allocations[1:])  # type: ignore[arg-type]
    return replace(plan, allocations=lines)


def faults(plan: Plan) -> set[Fault]:
    return {violation.fault for violation in audit(market(), plan)}


def test_an_honest_plan_has_no_fault() -> None:
    assert [(made.lot, made.demand, made.bags) for made in honest().allocations] == [("a", "x", 8), ("b", "y", 6)]
    assert audit(market(), honest()) == ()


LIES: list[tuple[Fault, Callable[[], Plan]]] = [
    (Fault.OTHER_PROBLEM, lambda: replace(honest(), problem="0" * 64)),
    (Fault.UNKNOWN_LOT, lambda: with_lines(line("nobody", "x", bags=8))),
    (Fault.UNKNOWN_DEMAND, lambda: with_lines(line("a", "nobody", bags=8))),
    (Fault.INADMISSIBLE_PAIR, lambda: with_lines(line("a", "y", bags=6, value=50))),
    (Fault.REPEATED_PAIR, lambda: with_lines(line("a", "x", bags=4, value=50), line("a", "x", bags=4, value=50))),
    (Fault.NOT_WHOLE_BAGS, lambda: with_lines(line("a", "x", bags=7.5))),
    (Fault.NOT_WHOLE_BAGS, lambda: with_lines(line("a", "x", bags=True))),
    (Fault.NOT_WHOLE_BAGS, lambda: with_lines(line("b", "y", bags=0, value=60))),
    (Fault.NOT_WHOLE_BAGS, lambda: with_lines(line("b", "y", bags=-3, value=60))),
    (Fault.WRONG_GRAMS, lambda: first(grams=1)),
    (Fault.WRONG_VALUE, lambda: with_lines(line("a", "x", bags=8, value=51))),
    (Fault.WRONG_TERMS, lambda: first(fit=1.0)),
    (Fault.WRONG_TERMS, lambda: first(ask=1)),
    (Fault.WRONG_TERMS, lambda: first(landed=1)),
    (Fault.LOT_OVERSOLD, lambda: with_lines(line("b", "x", bags=4, value=40), line("b", "y", bags=6, value=60))),
    (Fault.BELOW_LOT_PARCEL, lambda: with_lines(line("a", "x", bags=1, value=50), line("b", "x", bags=7, value=40))),
    (Fault.BELOW_DEMAND_PARCEL, lambda: with_lines(line("b", "y", bags=2, value=60))),
    (Fault.BELOW_MINIMUM, lambda: with_lines(line("a", "x", bags=3, value=50))),
    (Fault.ABOVE_MAXIMUM, lambda: with_lines(line("a", "x", bags=9, value=50))),
    (
        Fault.TOO_MANY_LOTS,
        lambda: with_lines(
            line("a", "x", bags=4, value=50), line("b", "x", bags=2, value=40), line("c", "x", bags=1, value=1)
        ),
    ),
    (Fault.WRONG_TOTAL, lambda: replace(honest(), value=honest().value + 1)),
    (Fault.WRONG_TOTAL, lambda: replace(honest(), parts=())),
    (Fault.WRONG_BOUND, lambda: replace(honest(), bound=honest().bound + 1)),
    (Fault.WRONG_GAP, lambda: replace(honest(), gap=1)),
    (Fault.BOUND_BELOW_VALUE, lambda: replace(honest(), bound=honest().value - 1)),
    (Fault.WRONG_STATUS, lambda: replace(honest(), status=Status.STOPPED)),
    (Fault.WRONG_STATUS, lambda: replace(honest(), bound=honest().bound + 1)),
    (Fault.WRONG_STATUS, lambda: replace(with_lines(), status=Status.OPTIMAL)),
]


@pytest.mark.parametrize(("fault", "lie"), LIES)
def test_a_lie_is_found(fault: Fault, lie: Callable[[], Plan]) -> None:
    assert fault in faults(lie())


def test_every_kind_of_fault_is_planted_above() -> None:
    assert {fault for fault, _ in LIES} == set(Fault) - REACHING - {Fault.WRONG_PROOF}


def test_a_violation_says_where_it_is_what_was_claimed_and_what_is_right() -> None:
    violations = audit(market(), with_lines(line("a", "x", bags=9, value=50)))

    assert violations == (Violation(Fault.ABOVE_MAXIMUM, "x", 9 * BAG, 8 * BAG),)


def test_the_audit_shares_nothing_with_the_search() -> None:
    sources = [
        Path(str(room.__file__)).read_text(encoding="utf-8") for room in (matching.audit, matching.auditing.reach)
    ]
    nodes = (node for source in sources for node in ast.walk(ast.parse(source)))
    imported = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}

    ours = {module.removeprefix("matching.") for module in imported if module and module.startswith("matching")}
    assert ours == {
        "auditing.proofs",
        "auditing.reach",
        "auditing.violations",
        "fingerprint",
        "plan",
        "policy",
        "problem",
    }
