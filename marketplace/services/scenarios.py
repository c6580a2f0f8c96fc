"""What a facilitator may do with the scenarios of a planned round: add, edit by hand, try again, discard."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from marketplace.domain.acts import Act, check_may
from marketplace.domain.eligibility import DemandFacts
from marketplace.domain.errors import NotFound, Reason, Refused, reason, refuse_if_any
from marketplace.domain.events import EventKind, SubjectKind, step_taken
from marketplace.domain.ids import RoundId, ScenarioId
from marketplace.domain.mass import Mass
from marketplace.domain.plain import from_plain, to_plain
from marketplace.domain.policies import RoundPolicy, policy_faults
from marketplace.domain.rounds import ROUND_MACHINE, RoundPermit
from marketplace.domain.scenarios import (
    LONGEST_NAME,
    MOST_SCENARIOS,
    SCENARIO_MACHINE,
    EditKind,
    HandEdit,
    ScenarioKind,
    ScenarioState,
    ScenarioStep,
    kind_faults,
    name_faults,
    settled_with,
    why_faults,
    within_round,
)
from marketplace.domain.viewers import Viewer
from marketplace.gateways.queue import enqueue
from marketplace.models.base import db
from marketplace.models.rounds.hands import check_room, code_of_bids, judged_bids
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.rounds.rounds import Allocation, Round
from marketplace.models.rows.rounds.scenarios import Scenario
from marketplace.services.transaction import use_case

Plain = dict[str, Any]


@use_case
def add_scenario(round_id: RoundId, name: str, *, policy: RoundPolicy, by: Viewer, now: datetime) -> ScenarioId:
    """Add a scenario under another policy, over what the round's plan has settled by hand; a worker computes it."""
    row, adopted = _planned(round_id, by=by)
    own = from_plain(RoundPolicy, row.policy)
    refuse_if_any([*name_faults(name), *policy_faults(policy)])
    scenario = _added(row, name.strip(), kind=ScenarioKind.POLICY, by=by, now=now)
    scenario.edits = adopted.edits
    scenario.policy = {**to_plain(within_round(policy, own)), "salt": row.policy["salt"]}
    return _queued(scenario, by=by, now=now)


@use_case
def edit_by_hand(round_id: RoundId, edit: HandEdit, *, by: Viewer, now: datetime) -> ScenarioId:
    """Settle one pair, or bids, beside what the round's plan has settled; a scenario, whose cost is shown."""
    row, adopted = _planned(round_id, by=by)
    inputs = row.inputs or {}
    refuse_if_any([*why_faults(edit.why), *kind_faults(edit)])
    before = [from_plain(HandEdit, each) for each in adopted.edits]
    if edit.bid_ids:
        edit = judged_bids(edit, inputs, before=before, now=now)
    else:
        edit = _judged(edit if edit.kind is not EditKind.LOCK else _as_planned(edit, round_id), inputs)
        check_room(edit, inputs, before=before)
    edits = settled_with(before, edit)
    scenario = _added(row, _edit_name(edit, inputs), kind=ScenarioKind.BY_HAND, by=by, now=now)
    scenario.policy, scenario.edits = adopted.policy, to_plain(edits)
    scenario.why = edit.why.strip()
    return _queued(scenario, by=by, now=now)


@use_case
def retry_scenario(scenario_id: ScenarioId, *, seen: int | None, by: Viewer, now: datetime) -> None:
    """Let a worker try a failed scenario again."""
    scenario = _locked(scenario_id, seen=seen, by=by)
    scenario.attempts, scenario.failure = 0, None
    _step(scenario, ScenarioStep.RETRY, by=by, now=now)
    _enqueue(scenario)


@use_case
def discard_scenario(scenario_id: ScenarioId, *, seen: int | None, by: Viewer, now: datetime) -> None:
    """Put a scenario aside; the one that is the round's plan stays."""
    scenario = _locked(scenario_id, seen=seen, by=by)
    if scenario.is_adopted or scenario.kind is ScenarioKind.BASELINE:
        raise Refused("scenario.adopted_stays")
    _step(scenario, ScenarioStep.DISCARD, by=by, now=now)


def _planned(round_id: RoundId, *, by: Viewer) -> tuple[Round, Scenario]:
    """Lock a round whose plan may still change, and return it with the scenario that its plan comes from."""
    check_may(by, Act.RUN_ROUND)
    row = db.session.get(Round, round_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound("round.unknown")
    if not ROUND_MACHINE.permits(row.state, RoundPermit.TRY_SCENARIOS):
        raise Refused("scenario.round_has_moved_on")
    held = select(func.count()).where(Scenario.round_id == round_id, Scenario.state != ScenarioState.DISCARDED)
    if (db.session.scalar(held) or 0) >= MOST_SCENARIOS:
        raise Refused(reason("scenario.too_many", limit=MOST_SCENARIOS))
    adopted = db.session.scalar(select(Scenario).where(Scenario.round_id == round_id, Scenario.is_adopted))
    if adopted is None:
        raise Refused("scenario.inputs_missing")
    return row, adopted


def _added(row: Round, name: str, *, kind: ScenarioKind, by: Viewer, now: datetime) -> Scenario:
    return Scenario(
        round_id=row.id,
        kind=kind,
        state=ScenarioState.WAITING,
        name=name,
        phase="waiting",
        added_by_id=by.user_id,
        added_at=now,
    )


def _queued(scenario: Scenario, *, by: Viewer, now: datetime) -> ScenarioId:
    record_event(scenario, EventKind.SCENARIO_ADDED, by=by, now=now, note=scenario.why, name=scenario.name)
    _enqueue(scenario)
    return scenario.id


def _enqueue(scenario: Scenario) -> None:
    enqueue(db.session, "rounds:scenarios", lock=f"scenarios:{scenario.round_id}", round_id=scenario.round_id)


def _locked(scenario_id: ScenarioId, *, seen: int | None, by: Viewer) -> Scenario:
    check_may(by, Act.RUN_ROUND)
    row = db.session.get(Scenario, scenario_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound("scenario.unknown")
    row.expect_version(seen)
    return row


def _step(row: Scenario, step: ScenarioStep, *, by: Viewer, now: datetime) -> None:
    row.state = SCENARIO_MACHINE.advance(row.state, step, by.role)
    record_event(row, step_taken(SubjectKind.SCENARIO, step), by=by, now=now)


def _judged(edit: HandEdit, inputs: Plain) -> HandEdit:
    """Say how many bags an edit settles; raises `Refused` for a pair that no limit lets meet, or too many bags."""
    lot = next((each for each in inputs["lots"] if each["id"] == edit.lot_id), None)
    demand = next((each for each in inputs["demands"] if each["id"] == edit.demand_id), None)
    if lot is None or demand is None:
        raise Refused(reason("edit.pair_unknown", "demand_id"))
    refuse_if_any(_broken_rules(edit, inputs))
    if edit.kind is EditKind.FORBID:
        return replace(edit, bags=0)
    refuse_if_any(_bag_faults(edit.bags, lot, demand))
    return edit


def _as_planned(edit: HandEdit, round_id: RoundId) -> HandEdit:
    """Lock what the plan has."""
    pair = Allocation.lot_id == edit.lot_id, Allocation.demand_id == edit.demand_id
    bags = db.session.scalar(select(Allocation.bags).where(Allocation.round_id == round_id, *pair))
    if bags is None:
        raise Refused(reason("edit.line_missing", "demand_id"))
    return replace(edit, bags=bags)


def _broken_rules(edit: HandEdit, inputs: Plain) -> list[Reason]:
    pair = [edit.lot_id, edit.demand_id]
    rules = next((each[2] for each in inputs["refusals"] if each[:2] == pair), None)
    return [reason("edit.pair_not_admissible", "demand_id", rules=rules)] if rules else []


def _bag_faults(bags: int, lot: Plain, demand: Plain) -> list[Reason]:
    if bags < 1:
        return [reason("edit.bags_missing", "bags")]
    if bags > lot["bags"]:
        return [reason("edit.too_many_bags", "bags", limit=lot["bags"])]
    most = from_plain(DemandFacts, demand["facts"]).volume_max
    if from_plain(Mass, lot["bag_weight"]) * bags > most:
        return [reason("edit.too_much_sought", "bags", limit=most.kilograms)]
    return [reason("edit.below_parcel", "bags", limit=lot["minimum_bags"])] if bags < lot["minimum_bags"] else []


def _edit_name(edit: HandEdit, inputs: Plain) -> str:
    if edit.bid_ids:
        return code_of_bids(edit.bid_ids, inputs)[:LONGEST_NAME]
    lot = next(each["code"] for each in inputs["lots"] if each["id"] == edit.lot_id)
    demand = next(each["code"] for each in inputs["demands"] if each["id"] == edit.demand_id)
    return f"{lot} → {demand}"[:LONGEST_NAME]
