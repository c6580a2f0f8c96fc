"""The life of a batch: begun, filled from deliveries and other batches, weighed dry, opened again, given back."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime

from marketplace.domain.acts import Act, Stake, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.deliveries.batches import (
    BATCH_MACHINE,
    BatchStep,
    BatchTerms,
    Weighing,
    batch_faults,
    closing_faults,
    reopening_faults,
)
from marketplace.domain.deliveries.flows import Draw
from marketplace.domain.deliveries.terms import reason_faults
from marketplace.domain.errors import Refused, reason, refuse_if_any
from marketplace.domain.events import EventKind, SubjectKind, step_taken
from marketplace.domain.ids import BatchId
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.traces.batches import Batch
from marketplace.models.traces.flowing import Vessels, draw, give_back, lock_batch, lock_vessels, next_codes
from marketplace.services.transaction import use_case

LETTER = "P"
STATED = tuple(each.name for each in fields(BatchTerms))


@use_case
def open_batch(terms: BatchTerms, *, by: Viewer, now: datetime, is_fictional: bool = False) -> BatchId:
    """Begin a batch: cacao that will be fermented, dried or mixed together."""
    check_may(by, Act.TEND_BATCH, Stake.of(by.acting_for))
    refuse_if_any(batch_faults(terms, today=day_in_lima(now)))
    code = next_codes(Batch, LETTER, group=by.acting_for, year=terms.began_on.year)[0]
    row = Batch(
        organization_id=by.acting_for,
        code=code,
        is_fictional=is_fictional,
        created_at=now,
        changed_at=now,
        **{name: getattr(terms, name) for name in STATED},
    )
    record_event(row, EventKind.BATCH_OPENED, by=by, now=now, code=code)
    return row.id


@use_case
def change_batch(batch_id: BatchId, terms: BatchTerms, *, seen: int, by: Viewer, now: datetime) -> None:
    """State anew how a batch was fermented and dried; possible also once it is closed."""
    row = _own(batch_id, seen=seen, by=by)
    refuse_if_any(batch_faults(terms, today=day_in_lima(now)))
    if row.ended_on is not None and terms.began_on > row.ended_on:
        raise Refused(reason("batch.ends_before_it_begins", "began_on", day=terms.began_on))
    for name in STATED:
        setattr(row, name, getattr(terms, name))
    record_event(row, EventKind.BATCH_CHANGED, by=by, now=now, code=row.code)


@use_case
def fill_batch(batch_id: BatchId, draws: Sequence[Draw], *, by: Viewer, now: datetime) -> None:
    """Put deliveries, or parts of closed batches, into an open batch."""
    vessels = lock_vessels(draws, by, also=batch_id)
    row = vessels.batches[batch_id]
    _check_takes(row, draws, by)
    volume = draw(draws, vessels, into=row, by=by, now=now)
    db.session.refresh(row, ["taken"])
    facts = {"code": row.code, "kilograms": str(volume.kilograms), "sources": _sources(draws, vessels)}
    record_event(row, EventKind.BATCH_FILLED, by=by, now=now, **facts)


@use_case
def give_back_from_batch(batch_id: BatchId, draws: Sequence[Draw], *, by: Viewer, now: datetime) -> None:
    """Give cacao of an open batch back to the deliveries or batches from which it came, for a reason."""
    vessels = lock_vessels(draws, by, also=batch_id)
    row = vessels.batches[batch_id]
    _check_takes(row, draws, by)
    refuse_if_any(fault for each in draws for fault in reason_faults(each.why))
    volume = give_back(draws, vessels, out_of=row, by=by, now=now)
    db.session.refresh(row, ["taken"])
    facts = {"code": row.code, "kilograms": str(volume.kilograms), "sources": _sources(draws, vessels)}
    record_event(row, EventKind.BATCH_EMPTIED, by=by, now=now, **facts)


@use_case
def close_batch(batch_id: BatchId, weighing: Weighing, *, seen: int, by: Viewer, now: datetime) -> None:
    """Weigh a batch dry; from now on it may flow on, and takes nothing more."""
    row = _own(batch_id, seen=seen, by=by)
    state = BATCH_MACHINE.advance(row.state, BatchStep.CLOSE, by.role)
    refuse_if_any(closing_faults(weighing, taken=row.taken, began_on=row.began_on, today=day_in_lima(now)))
    row.state, row.dry_weight, row.ended_on = state, weighing.dry_weight, weighing.ended_on
    facts = {"code": row.code, "kilograms": str(weighing.dry_weight.kilograms)}
    record_event(row, step_taken(SubjectKind.BATCH, BatchStep.CLOSE), by=by, now=now, **facts)


@use_case
def reopen_batch(batch_id: BatchId, *, seen: int, by: Viewer, now: datetime) -> None:
    """Open a batch again, while nothing of it flowed on."""
    row = _own(batch_id, seen=seen, by=by)
    state = BATCH_MACHINE.advance(row.state, BatchStep.REOPEN, by.role)
    refuse_if_any(reopening_faults(drawn=row.drawn))
    row.state, row.dry_weight, row.ended_on = state, None, None
    record_event(row, step_taken(SubjectKind.BATCH, BatchStep.REOPEN), by=by, now=now, code=row.code)


def _own(batch_id: BatchId, *, seen: int, by: Viewer) -> Batch:
    row = lock_batch(batch_id, by)
    check_may(by, Act.TEND_BATCH, row.stake)
    row.expect_version(seen)
    return row


def _check_takes(row: Batch, draws: Sequence[Draw], by: Viewer) -> None:
    check_may(by, Act.TEND_BATCH, row.stake)
    if not BATCH_MACHINE.permits(row.state, "take"):
        raise Refused("batch.closed_already")
    if not draws:
        raise Refused("flow.nothing_chosen")
    if any(each.batch == row.id for each in draws):
        raise Refused("flow.into_itself")


def _sources(draws: Sequence[Draw], vessels: Vessels) -> list[str]:
    return sorted(vessels.source(each).code for each in draws)
