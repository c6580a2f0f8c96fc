"""A batch: cacao of one or several deliveries that was fermented or dried together, or mixed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from marketplace.domain.errors import Reason, reason
from marketplace.domain.machines import Machine
from marketplace.domain.mass import NO_MASS, Mass
from marketplace.domain.viewers import Role

MOST_DAYS = Decimal(60)
LONGEST_NOTE = 400


class BatchState(StrEnum):
    """Whether a batch still takes cacao, or its dry weight is known."""

    OPEN = "open"
    CLOSED = "closed"


class BatchStep(StrEnum):
    """One move in a batch's life."""

    CLOSE = "close"
    REOPEN = "reopen"


BATCH_MACHINE = Machine(
    noun="batch",
    next={
        (BatchState.OPEN, BatchStep.CLOSE): BatchState.CLOSED,
        (BatchState.CLOSED, BatchStep.REOPEN): BatchState.OPEN,
    },
    who={BatchStep.CLOSE: frozenset({Role.PRODUCER}), BatchStep.REOPEN: frozenset({Role.PRODUCER})},
    what={BatchState.OPEN: frozenset({"take"}), BatchState.CLOSED: frozenset({"give"})},
)
"""What is open takes, what is closed gives: so no cacao can flow in a circle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchTerms:
    """How a batch was fermented and dried; days as they were, halves allowed."""

    began_on: date
    fermentation_method: str | None = None
    fermentation_days: Decimal | None = None
    drying_method: str | None = None
    drying_days: Decimal | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Weighing:
    """What a batch came to when it was dry, and on which day."""

    dry_weight: Mass
    ended_on: date


def batch_faults(terms: BatchTerms, *, today: date) -> list[Reason]:
    """List what is wrong with what is stated of a batch."""
    found = []
    if terms.began_on > today:
        found.append(reason("batch.day_to_come", "began_on"))
    for name in ("fermentation_days", "drying_days"):
        days: Decimal | None = getattr(terms, name)
        if days is not None and not 0 <= days <= MOST_DAYS:
            found.append(reason("batch.days_out_of_range", name, limit=MOST_DAYS))
    if len(terms.note or "") > LONGEST_NOTE:
        found.append(reason("batch.note_too_long", "note", limit=LONGEST_NOTE))
    return found


def closing_faults(weighing: Weighing, *, taken: Mass, began_on: date, today: date) -> list[Reason]:
    """List what forbids to close a batch with this weight."""
    return list(_closing_faults(weighing, taken, began_on=began_on, today=today))


def reopening_faults(*, drawn: Mass) -> list[Reason]:
    """List what forbids to open a batch again: some of it flowed on."""
    return [reason("batch.flowed_on", drawn=drawn.kilograms)] if drawn > NO_MASS else []


def _closing_faults(weighing: Weighing, taken: Mass, *, began_on: date, today: date) -> Iterator[Reason]:
    if taken <= NO_MASS:
        yield reason("batch.empty")
    if weighing.dry_weight <= NO_MASS:
        yield reason("batch.weight_missing", "dry_weight")
    elif weighing.dry_weight > taken:
        yield reason("batch.heavier_than_taken", "dry_weight", taken=taken.kilograms)
    if weighing.ended_on > today:
        yield reason("batch.day_to_come", "ended_on")
    if weighing.ended_on < began_on:
        yield reason("batch.ends_before_it_begins", "ended_on", day=began_on)
