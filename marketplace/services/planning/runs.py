"""What a worker may do with a running round: take it up, say how far it is, store the plan, give up."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from marketplace.domain.errors import Refused, Stale
from marketplace.domain.events import EventKind
from marketplace.domain.ids import RoundId
from marketplace.domain.plain import to_plain
from marketplace.domain.plans import Attempt, Sighting, inputs_hash
from marketplace.domain.rounds import ROUND_MACHINE, RoundState, RoundStep
from marketplace.domain.viewers import SYSTEM, Role
from marketplace.models.base import db
from marketplace.models.rounds.plan_lines import write_plan
from marketplace.models.rounds.scenario_plans import baseline_of
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.rounds.rounds import Round, RoundProgress
from marketplace.services.transaction import use_case

MOST_ATTEMPTS = 3
LONGEST_TRACE = 300
Plain = dict[str, Any]


@use_case
def begin_planning(round_id: RoundId, run: int, *, inputs: Plain, now: datetime) -> Attempt | None:
    """Take up a run with its frozen inputs; None when it was stopped, started anew, or has an answer already.

    A run whose workers died `MOST_ATTEMPTS` times is given up: something about it kills them.
    """
    row, progress = _locked(round_id)
    if row.state is not RoundState.RUNNING or progress is None or progress.run != run:
        return None
    if progress.attempt >= MOST_ATTEMPTS:
        _fail(row, "round.given_up", now)
        return None
    progress.attempt += 1
    progress.phase, progress.at, progress.trace = "reading", now, []
    progress.incumbent_cents = progress.bound_cents = None
    row.inputs, row.inputs_hash = inputs, inputs_hash(inputs)
    row.changed_at = now
    return Attempt(round_id, run, progress.attempt)


@use_case
def note_progress(attempt: Attempt, sightings: list[Sighting], *, now: datetime) -> bool:
    """Write down how far the newest attempt is; False tells an outdated one to stop."""
    state = db.session.scalar(select(Round.state).where(Round.id == attempt.round_id))
    progress = db.session.get(RoundProgress, attempt.round_id, with_for_update=True, populate_existing=True)
    if state is not RoundState.RUNNING or not _is_newest(progress, attempt):
        return False
    assert progress is not None  # noqa: S101 - the newest attempt has a row
    progress.at = now
    for each in sightings:
        progress.phase, progress.done, progress.total = each.phase, each.done, each.total
        progress.incumbent_cents, progress.bound_cents = each.incumbent_cents, each.bound_cents
    progress.trace = [*progress.trace, *map(to_plain, sightings)][-LONGEST_TRACE:]
    return True


@use_case
def store_plan(attempt: Attempt, claim: Plain, *, now: datetime) -> None:
    """Audit the claim against the inputs that were frozen, and store it, once.

    Raises `Stale` when the round was stopped or another worker is at it, `FaultyPlanError` when the audit objects.
    """
    from marketplace.services.planning.claims import audited_plan  # noqa: PLC0415 - half a second pages need not spend

    row = _newest(attempt)
    plan = audited_plan(row.inputs or {}, claim)
    row.state = ROUND_MACHINE.advance(row.state, RoundStep.PLAN, Role.SYSTEM)
    write_plan(row, plan, now=now)
    record_event(baseline_of(row, plan, claim=claim, now=now), EventKind.SCENARIO_COMPUTED, by=SYSTEM, now=now)
    facts = {"value_cents": plan.value_cents, "bound_cents": plan.bound_cents, "allocations": len(plan.allocations)}
    record_event(row, EventKind.ROUND_PLANNED, by=SYSTEM, now=now, **facts)


@use_case
def fail_planning(attempt: Attempt, failure: str, *, now: datetime) -> None:
    """Give up the newest attempt for a reason; raises `Stale` when it is not the newest any more."""
    _fail(_newest(attempt), failure, now)


def _locked(round_id: RoundId) -> tuple[Round, RoundProgress | None]:
    row = db.session.get(Round, round_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise Refused("round.unknown")
    return row, db.session.get(RoundProgress, round_id, with_for_update=True, populate_existing=True)


def _newest(attempt: Attempt) -> Round:
    row, progress = _locked(attempt.round_id)
    if row.state is not RoundState.RUNNING or not _is_newest(progress, attempt):
        raise Stale("round.attempt_outdated")
    return row


def _is_newest(progress: RoundProgress | None, attempt: Attempt) -> bool:
    return progress is not None and (progress.run, progress.attempt) == (attempt.run, attempt.number)


def _fail(row: Round, failure: str, now: datetime) -> None:
    row.state = ROUND_MACHINE.advance(row.state, RoundStep.FAIL, Role.SYSTEM)
    row.failure = failure
    record_event(row, EventKind.ROUND_FAILED, by=SYSTEM, now=now, failure=failure)
