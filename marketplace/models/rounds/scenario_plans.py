"""Writing plans down in scenarios: the round's first plan as the one that others are compared with, and theirs."""

from datetime import datetime
from typing import Any

from marketplace.domain.plain import to_plain
from marketplace.domain.plans import Plan
from marketplace.domain.scenarios import SCENARIO_MACHINE, ScenarioKind, ScenarioState, ScenarioStep
from marketplace.domain.viewers import Role
from marketplace.models.rounds.hands import settled_lines
from marketplace.models.rows.rounds.rounds import Round
from marketplace.models.rows.rounds.scenarios import Scenario

Plain = dict[str, Any]


def baseline_of(row: Round, plan: Plan, *, claim: Plain, now: datetime) -> Scenario:
    """Make the scenario that holds a round's first plan, adopted from the start."""
    baseline = Scenario(
        round_id=row.id,
        kind=ScenarioKind.BASELINE,
        state=ScenarioState.WAITING,
        name=ScenarioKind.BASELINE.value,
        policy=row.policy,
        edits=[],
        is_adopted=True,
        added_by_id=row.opened_by_id,
        added_at=now,
    )
    write_scenario_plan(baseline, plan, claim=claim, now=now)
    return baseline


def write_scenario_plan(row: Scenario, plan: Plan, *, claim: Plain, now: datetime) -> None:
    """Keep an audited plan in a scenario that waited for it."""
    row.state = SCENARIO_MACHINE.advance(row.state, ScenarioStep.COMPUTE, Role.SYSTEM)
    row.computed_at, row.plan_status, row.claim = now, plan.status, claim
    row.value_cents, row.bound_cents = plan.value_cents, plan.bound_cents
    row.outline, row.findings = to_plain(plan.outline), to_plain(plan.findings)


def inputs_of(row: Scenario, frozen: Plain) -> Plain:
    """Say what a scenario is computed on: the round's frozen market under the scenario's policy and edits."""
    settled = [line for each in row.edits for line in settled_lines(each, frozen)]
    market = {name: value for name, value in frozen.items() if name != "settled"}
    return {**market, "policy": row.policy, **({"settled": settled} if settled else {})}
