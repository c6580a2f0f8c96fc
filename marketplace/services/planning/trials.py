"""What a worker may do with the scenarios of a round: take one up, say how far it is, store its plan, give it up."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from marketplace.domain.errors import Stale
from marketplace.domain.events import EventKind
from marketplace.domain.ids import RoundId
from marketplace.domain.plans import Sighting, Trial
from marketplace.domain.scenarios import SCENARIO_MACHINE, ScenarioKind, ScenarioState, ScenarioStep
from marketplace.domain.viewers import SYSTEM, Role
from marketplace.models.base import db
from marketplace.models.rounds.scenario_plans import inputs_of, write_scenario_plan
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.rounds.rounds import Round
from marketplace.models.rows.rounds.scenarios import Scenario
from marketplace.services.transaction import use_case

MOST_ATTEMPTS = 3
Plain = dict[str, Any]


@use_case
def begin_trial(round_id: RoundId, *, now: datetime) -> Trial | None:
    """Take up the scenario of a round that has waited longest; None when none waits.

    A scenario whose workers died `MOST_ATTEMPTS` times is given up.
    """
    waiting = Scenario.round_id == round_id, Scenario.state == ScenarioState.WAITING
    for row in db.session.scalars(select(Scenario).where(*waiting).order_by(Scenario.id).with_for_update()):
        if row.attempts < MOST_ATTEMPTS:
            row.attempts, row.phase, row.changed_at = row.attempts + 1, "reading", now
            frozen = db.session.scalar(select(Round.inputs).where(Round.id == round_id)) or {}
            return Trial(row.id, row.attempts, inputs_of(row, frozen))
        _fail(row, "scenario.given_up", now)
    return None


@use_case
def note_trial(trial: Trial, seen: list[Sighting]) -> bool:
    """Write down how far the newest try is, beside the row's version; False tells an outdated one to stop."""
    query = update(Scenario).where(
        Scenario.id == trial.scenario_id,
        Scenario.state == ScenarioState.WAITING,
        Scenario.attempts == trial.number,
    )
    phase = seen[-1].phase if seen else Scenario.phase
    return bool(db.session.scalar(query.values(phase=phase).returning(Scenario.id)))


@use_case
def store_trial(trial: Trial, claim: Plain, *, now: datetime) -> None:
    """Audit the claim against the inputs it was made of, and keep it in its scenario, once.

    Raises `Stale` when the scenario was discarded or another worker is at it, `FaultyPlanError` when the audit objects.
    """
    from marketplace.services.planning.claims import audited_plan  # noqa: PLC0415 - half a second pages need not spend

    row = _newest(trial)
    kind = Scenario.kind == ScenarioKind.BASELINE
    baseline = db.session.scalar(select(Scenario.claim).where(Scenario.round_id == row.round_id, kind))
    plan = audited_plan(dict(trial.inputs), claim, baseline=baseline)
    write_scenario_plan(row, plan, claim=claim, now=now)
    record_event(row, EventKind.SCENARIO_COMPUTED, by=SYSTEM, now=now, value_cents=plan.value_cents)


@use_case
def fail_trial(trial: Trial, failure: str, *, now: datetime) -> None:
    """Give the newest try up for a reason; raises `Stale` when it is not the newest any more."""
    _fail(_newest(trial), failure, now)


def _newest(trial: Trial) -> Scenario:
    row = db.session.get(Scenario, trial.scenario_id, with_for_update=True, populate_existing=True)
    if row is None or (row.state, row.attempts) != (ScenarioState.WAITING, trial.number):
        raise Stale("scenario.attempt_outdated")
    return row


def _fail(row: Scenario, failure: str, now: datetime) -> None:
    row.state = SCENARIO_MACHINE.advance(row.state, ScenarioStep.FAIL, Role.SYSTEM)
    row.failure = failure
    record_event(row, EventKind.SCENARIO_FAILED, by=SYSTEM, now=now, failure=failure)
