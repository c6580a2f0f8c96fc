"""Making a scenario's plan the round's own, before it is published."""

from datetime import datetime

from sqlalchemy import select, update

from marketplace.domain.acts import Act, check_may
from marketplace.domain.errors import NotFound, Refused
from marketplace.domain.events import SubjectKind, step_taken
from marketplace.domain.ids import DemandId, LotId, RoundId
from marketplace.domain.plans import inputs_hash
from marketplace.domain.rounds import ROUND_MACHINE, RoundStep
from marketplace.domain.scenarios import SCENARIO_MACHINE, ScenarioKind, ScenarioPermit
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rounds.plan_lines import keep_in_place, write_plan
from marketplace.models.rounds.scenario_plans import inputs_of
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.rounds.rounds import Round
from marketplace.models.rows.rounds.scenarios import Scenario
from marketplace.services.planning.wishes import bid_parts
from marketplace.services.transaction import use_case

NO_PLAN = "infeasible"


@use_case
def adopt_scenario(round_id: RoundId, scenario_id: int, *, seen: int | None, by: Viewer, now: datetime) -> None:
    """Put a scenario's plan in the place of the round's, audited again; inputs and policy follow, so that it replays.

    The round is locked after what its lines name, as when it is published, and `seen` is its version: of two
    facilitators the second is told. Raises `Refused` when the round is published or the scenario has no plan.
    """
    from marketplace.services.planning.claims import audited_plan  # noqa: PLC0415 - half a second pages need not spend

    check_may(by, Act.RUN_ROUND)
    _keep_what_is_named(scenario_id)
    row = db.session.get(Round, round_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound("round.unknown")
    row.expect_version(seen)
    row.state = ROUND_MACHINE.advance(row.state, RoundStep.ADOPT, by.role)
    scenario, before = _chosen(round_id, scenario_id)
    inputs = inputs_of(scenario, row.inputs or {})
    plan = audited_plan(inputs, scenario.claim or {}, baseline=_baseline_claim(round_id))
    row.inputs, row.inputs_hash, row.policy = inputs, inputs_hash(inputs), scenario.policy
    write_plan(row, plan, now=now)
    db.session.execute(update(Scenario).where(Scenario.id == before.id).values(is_adopted=False))
    db.session.execute(update(Scenario).where(Scenario.id == scenario.id).values(is_adopted=True))
    cost = (before.value_cents or 0) - plan.value_cents
    facts = {"note": scenario.why or scenario.name, "scenario_id": scenario.id, "cost_cents": cost}
    record_event(row, step_taken(SubjectKind.ROUND, RoundStep.ADOPT), by=by, now=now, **facts)


def _keep_what_is_named(scenario_id: int) -> None:
    """Keep the lots, bids and demands of a claim in place before the round is locked; a claim never changes."""
    query = select(Scenario.claim, Round.inputs).join(Round, Round.id == Scenario.round_id)
    found = db.session.execute(query.where(Scenario.id == scenario_id)).one_or_none()
    lines = (found.claim or {}).get("allocations", ()) if found else ()
    parts = bid_parts(found.inputs or {}) if found else {}
    takers = [(line["demand"], parts.get((line["demand"], line["lot"]))) for line in lines]
    keep_in_place(
        lots={LotId(int(line["lot"])) for line in lines},
        bids={part.bid_id for _, part in takers if part is not None},
        demands={DemandId(int(key)) for key, part in takers if part is None},
    )


def _chosen(round_id: RoundId, scenario_id: int) -> tuple[Scenario, Scenario]:
    """Return the scenario to adopt and the one adopted so far."""
    query = select(Scenario).where(Scenario.round_id == round_id).with_for_update(of=Scenario)
    rows = list(db.session.scalars(query.order_by(Scenario.id).execution_options(populate_existing=True)))
    chosen = next((each for each in rows if each.id == scenario_id), None)
    if chosen is None:
        raise NotFound("scenario.unknown")
    if chosen.is_adopted:
        raise Refused("scenario.adopted_already")
    if not SCENARIO_MACHINE.permits(chosen.state, ScenarioPermit.ADOPT):
        raise Refused("scenario.not_computed")
    if chosen.plan_status == NO_PLAN:
        raise Refused("scenario.no_plan")
    return chosen, next(each for each in rows if each.is_adopted)


def _baseline_claim(round_id: RoundId) -> dict[str, object] | None:
    query = select(Scenario.claim).where(Scenario.round_id == round_id, Scenario.kind == ScenarioKind.BASELINE)
    return db.session.scalar(query)
