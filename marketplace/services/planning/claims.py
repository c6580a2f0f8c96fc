"""The optimizer's answer as a claim in plain JSON: made in the solving process, audited before it becomes a plan."""

from collections.abc import Callable
from dataclasses import asdict, replace
from decimal import Decimal
from typing import Any

import marketplace
from marketplace.domain.plain import from_plain
from marketplace.domain.plans import Plan, Sighting, inputs_hash
from marketplace.services.planning.failures import FaultyPlanError
from marketplace.services.planning.findings import findings_of
from marketplace.services.planning.misses import answer_of, misses_of
from marketplace.services.planning.outlines import outline_of
from marketplace.services.planning.problems import policy_of, problem_of
from marketplace.services.planning.wishes import bid_parts, line_of
from matching import plan as plans
from matching import reasons
from matching.audit import audit
from matching.solve import solve

Plain = dict[str, Any]
MILLISECOND = Decimal("0.001")
EXPLAIN_SECONDS = 30


def make_claim(inputs: Plain, *, seconds: int, tell: Callable[[Sighting], None]) -> Plain:
    """Solve frozen inputs here and now, explain what stayed unmatched, and say it all in plain JSON."""
    problem = problem_of(inputs)
    tell(Sighting(phase="scoring", seconds=Decimal(0)))
    found = solve(
        problem,
        policy=policy_of(inputs),
        time_limit=seconds,
        on_progress=lambda progress: tell(_sighting(progress.phase, progress)),
    )
    tell(_sighting("explaining", found.log[-1]))
    why = reasons.explain(problem, found, time_limit=EXPLAIN_SECONDS)
    claim = asdict(found)
    del claim["log"]
    return {**claim, "versions": dict(found.versions), "reasons": [asdict(each) for each in why]}


def make_answer(inputs: Plain, claim: Plain, *, pair: tuple[str, str], seconds: int) -> Plain:
    """Say why a claim does not bring a lot and a demand together, and what would have, in plain JSON."""
    lot, demand = pair
    problem, decided = problem_of(inputs), _claimed(inputs, claim)
    found = reasons.explain_pair(problem, decided, lot=lot, demand=demand, time_limit=seconds)
    return answer_of(asdict(found))


def audited_plan(inputs: Plain, claim: Plain, *, baseline: Plain | None = None) -> Plan:
    """Check a claim against the inputs by the optimizer's own auditor, and turn it into a plan.

    `baseline` is the claim that it is compared with. Raises `FaultyPlanError` when anything is wrong.
    """
    problem, found = problem_of(inputs), _claimed(inputs, claim)
    violations = audit(problem, found)
    if violations:
        raise FaultyPlanError("; ".join(f"{each.fault} at {each.at}" for each in violations))
    lots, parts = {str(each["id"]): each for each in inputs["lots"]}, bid_parts(inputs)
    fits = {(str(lot), str(demand)): Decimal(fit) for lot, demand, fit, _ in inputs["pairs"]}
    return Plan(
        status=claim["status"],
        value_cents=claim["value"],
        bound_cents=claim["bound"],
        fingerprint=claim_hash(claim),
        versions={"mazorca": marketplace.__version__, **claim["versions"]},
        allocations=tuple(
            line_of(line, lots[line["lot"]], fit=fits[line["lot"], line["demand"]], parts=parts)
            for line in claim["allocations"]
        ),
        misses=misses_of(inputs, claim),
        outline=outline_of(problem, found, baseline=_claimed(inputs, baseline) if baseline else found),
        findings=findings_of(inputs, claim),
    )


def claim_hash(claim: Plain) -> str:
    """Name what was decided by its content.

    With which versions it was decided does not count, nor do the reasons: the clock may cut their search short.
    """
    return inputs_hash({name: value for name, value in claim.items() if name not in {"versions", "reasons"}})


def _claimed(inputs: Plain, claim: Plain) -> plans.Plan:
    """Read the optimizer's own plan back out of a claim, under the policy that was asked for."""
    stated = {name: value for name, value in claim.items() if name not in {"policy", "versions", "reasons"}}
    return replace(from_plain(plans.Plan, {**stated, "policy": {}}), policy=policy_of(inputs))


def _sighting(phase: str, progress: plans.Progress) -> Sighting:
    return Sighting(
        phase=phase,
        seconds=Decimal(str(progress.seconds)).quantize(MILLISECOND),
        done=progress.done,
        total=progress.total,
        incumbent_cents=progress.value,
        bound_cents=progress.bound,
    )
