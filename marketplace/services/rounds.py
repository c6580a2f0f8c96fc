"""What a facilitator may do with a round: open it, change it, start it, stop it, discard it."""

import secrets
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert

from marketplace.domain.acts import Act, check_may
from marketplace.domain.allocations import ALLOCATION_MACHINE, AllocationStep
from marketplace.domain.errors import NotFound, Refused, refuse_if_any
from marketplace.domain.events import EventKind, SubjectKind, step_taken
from marketplace.domain.ids import RoundId
from marketplace.domain.plain import to_plain
from marketplace.domain.policies import RoundPolicy
from marketplace.domain.rounds import (
    ROUND_MACHINE,
    RoundPermit,
    RoundState,
    RoundStep,
    RoundTerms,
    round_faults,
)
from marketplace.domain.viewers import Viewer
from marketplace.gateways.queue import enqueue
from marketplace.models.base import db
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.rounds.rounds import Round, RoundProgress
from marketplace.services.transaction import use_case

SALT_BYTES = 16


@use_case
def open_round(terms: RoundTerms, *, by: Viewer, now: datetime) -> RoundId:
    """Open a round with a fresh salt, published from now on, that decides ties nobody could have foreseen."""
    check_may(by, Act.RUN_ROUND)
    refuse_if_any(round_faults(terms))
    row = Round(
        title=terms.title.strip(),
        state=RoundState.OPEN,
        opened_by_id=by.user_id,
        opened_at=now,
        policy=_policy(terms.policy, secrets.token_hex(SALT_BYTES)),
    )
    record_event(row, EventKind.ROUND_OPENED, by=by, now=now, policy=row.policy)
    return row.id


@use_case
def change_round(round_id: RoundId, terms: RoundTerms, *, seen: int, by: Viewer, now: datetime) -> None:
    """Change title and policy of a round that has not been started; the salt stays."""
    row = _locked(round_id, seen=seen, by=by)
    if not ROUND_MACHINE.permits(row.state, RoundPermit.EDIT_POLICY):
        raise Refused("round.started_already")
    refuse_if_any(round_faults(terms))
    row.title = terms.title.strip()
    row.policy = _policy(terms.policy, row.policy["salt"])
    record_event(row, EventKind.ROUND_CHANGED, by=by, now=now, policy=row.policy)


@use_case
def start_round(round_id: RoundId, *, seen: int | None, by: Viewer, now: datetime) -> None:
    """Start a round, or start it again after a failure: a worker takes it up as soon as this is committed."""
    row = _locked(round_id, seen=seen, by=by)
    step = RoundStep.RETRY if row.state is RoundState.FAILED else RoundStep.START
    _step(row, step, by=by, now=now)
    run = _new_run(round_id, now)
    enqueue(db.session, "rounds:plan", lock=f"round:{round_id}", round_id=round_id, run=run)


@use_case
def cancel_round(round_id: RoundId, *, seen: int | None, by: Viewer, now: datetime) -> None:
    """Stop a round that is being computed; whatever its worker still finds is not stored."""
    row = _locked(round_id, seen=seen, by=by)
    row.failure = "round.stopped"
    _step(row, RoundStep.CANCEL, by=by, now=now)


@use_case
def discard_round(round_id: RoundId, *, seen: int | None, by: Viewer, now: datetime) -> None:
    """Put a round aside that was not published; its allocations are never offered to anybody."""
    row = _locked(round_id, seen=seen, by=by)
    _step(row, RoundStep.DISCARD, by=by, now=now)
    for allocation in row.allocations:
        allocation.state = ALLOCATION_MACHINE.advance(allocation.state, AllocationStep.WITHDRAW, by.role)
        allocation.changed_at = now


def _policy(policy: RoundPolicy, salt: str) -> dict[str, object]:
    return {**to_plain(policy), "salt": salt}


def _locked(round_id: RoundId, *, seen: int | None, by: Viewer) -> Round:
    check_may(by, Act.RUN_ROUND)
    row = db.session.get(Round, round_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound("round.unknown")
    row.expect_version(seen)
    return row


def _step(row: Round, step: RoundStep, *, by: Viewer, now: datetime) -> None:
    row.state = ROUND_MACHINE.advance(row.state, step, by.role)
    if step in (RoundStep.START, RoundStep.RETRY):
        row.started_at, row.failure = now, None
    record_event(row, step_taken(SubjectKind.ROUND, step), by=by, now=now)


def _new_run(round_id: RoundId, now: datetime) -> int:
    """Begin the next run; any worker that is still at an earlier one is outdated from now on."""
    blank = {
        "phase": "waiting",
        "done": 0,
        "total": 0,
        "incumbent_cents": None,
        "bound_cents": None,
        "trace": [],
        "attempt": 0,
        "at": now,
    }
    statement = (
        insert(RoundProgress)
        .values(round_id=round_id, run=1, **blank)
        .on_conflict_do_update(index_elements=["round_id"], set_={"run": RoundProgress.run + 1, **blank})
        .returning(RoundProgress.run)
    )
    return db.session.execute(statement).scalar_one()
