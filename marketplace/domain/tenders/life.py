"""The life of a sealed-bid round: bids until a published moment, an award by published rules, then contracts."""

from datetime import datetime, timedelta
from enum import StrEnum

from marketplace.domain.errors import Reason, reason
from marketplace.domain.machines import Machine
from marketplace.domain.viewers import Role


class TenderState(StrEnum):
    """Where a tender stands."""

    OPEN = "open"
    CLOSED = "closed"
    CONFIRMED = "confirmed"
    AWARDED = "awarded"
    UNSOLD = "unsold"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"


class TenderStep(StrEnum):
    """One move in a tender's life."""

    CLOSE = "close"
    END_UNSOLD = "end_unsold"
    CONFIRM = "confirm"
    AWARD = "award"
    APPROVE = "approve"
    LAPSE = "lapse"
    CANCEL = "cancel"


class TenderPermit(StrEnum):
    """What a state may permit."""

    TAKE_BIDS = "take_bids"
    HOLD_BAGS = "hold_bags"
    SHOW_BIDS = "show_bids"


PRODUCER = frozenset({Role.PRODUCER})
SYSTEM = frozenset({Role.SYSTEM})

TENDER_MACHINE = Machine(
    noun="tender",
    next={
        (TenderState.OPEN, TenderStep.CLOSE): TenderState.CLOSED,
        (TenderState.OPEN, TenderStep.END_UNSOLD): TenderState.UNSOLD,
        (TenderState.OPEN, TenderStep.CANCEL): TenderState.CANCELLED,
        (TenderState.CLOSED, TenderStep.CONFIRM): TenderState.CONFIRMED,
        (TenderState.CLOSED, TenderStep.AWARD): TenderState.AWARDED,
        (TenderState.CLOSED, TenderStep.LAPSE): TenderState.LAPSED,
        (TenderState.CLOSED, TenderStep.CANCEL): TenderState.CANCELLED,
        (TenderState.CONFIRMED, TenderStep.APPROVE): TenderState.AWARDED,
        (TenderState.CONFIRMED, TenderStep.LAPSE): TenderState.LAPSED,
        (TenderState.CONFIRMED, TenderStep.CANCEL): TenderState.CANCELLED,
    },
    who={
        TenderStep.CLOSE: SYSTEM,
        TenderStep.END_UNSOLD: SYSTEM,
        TenderStep.LAPSE: SYSTEM,
        TenderStep.CONFIRM: PRODUCER,
        TenderStep.AWARD: PRODUCER,
        TenderStep.APPROVE: frozenset({Role.FACILITATOR}),
        TenderStep.CANCEL: frozenset({Role.PRODUCER, Role.FACILITATOR}),
    },
    what={
        TenderState.OPEN: frozenset({TenderPermit.TAKE_BIDS, TenderPermit.HOLD_BAGS}),
        TenderState.CLOSED: frozenset({TenderPermit.SHOW_BIDS, TenderPermit.HOLD_BAGS}),
        TenderState.CONFIRMED: frozenset({TenderPermit.SHOW_BIDS, TenderPermit.HOLD_BAGS}),
        TenderState.AWARDED: frozenset({TenderPermit.SHOW_BIDS}),
        TenderState.UNSOLD: frozenset({TenderPermit.SHOW_BIDS}),
        TenderState.LAPSED: frozenset({TenderPermit.SHOW_BIDS}),
    },
)
"""A tender that was cancelled shows nobody any bid: where it was cancelled before closing, none was ever opened."""

SHORTEST_NOTE = 5
LONGEST_NOTE = 1_000
GRACE = timedelta(seconds=5)
"""How long after its closing time a tender is closed, so that whoever came in time has been written down."""


def bidding_faults(state: TenderState, opens_at: datetime, *, closes_at: datetime, now: datetime) -> list[Reason]:
    """List why no bid may be placed, changed or taken back now: too early, too late, or not open (any more).

    A bid counts by the moment at which it arrives: at `closes_at` itself it is too late.
    """
    if now < opens_at:
        return [reason("tender.too_early", opens_at=opens_at)]
    if now >= closes_at:
        return [reason("tender.too_late", closes_at=closes_at)]
    is_open = TENDER_MACHINE.permits(state, TenderPermit.TAKE_BIDS)
    return [] if is_open else [reason("tender.not_open", state=state.value)]


def is_due_to_close(state: TenderState, closes_at: datetime, *, now: datetime) -> bool:
    """Say whether an open tender must be closed: its time is over, and the moment of grace for late clocks too."""
    return state is TenderState.OPEN and now >= closes_at + GRACE


def is_due_to_lapse(state: TenderState, confirm_by: datetime | None, *, now: datetime) -> bool:
    """Say whether an award that nobody confirmed in time must be given up."""
    waits = state in (TenderState.CLOSED, TenderState.CONFIRMED)
    return waits and confirm_by is not None and now > confirm_by


def confirmation_due(closed_at: datetime, days: int) -> datetime:
    """Say until when an award must be confirmed: whole days after closing."""
    return closed_at + timedelta(days=days)


def next_confirmation(*, needs_facilitator: bool) -> TenderStep:
    """Say what the group's confirmation means: the award, or a word that a facilitator's must follow."""
    return TenderStep.CONFIRM if needs_facilitator else TenderStep.AWARD


def late_confirmation_faults(confirm_by: datetime | None, *, now: datetime) -> list[Reason]:
    """List why an award can no longer be confirmed: its time is over."""
    is_late = confirm_by is not None and now > confirm_by
    return [reason("tender.confirmation_over", confirm_by=confirm_by)] if is_late else []


def cancel_faults(note: str) -> list[Reason]:
    """List what is wrong with the reason for cancelling: all who had a bid read it, so there must be one."""
    length = len(note.strip())
    if length > LONGEST_NOTE:
        return [reason("tender.note_too_long", "note", limit=LONGEST_NOTE)]
    return [] if length >= SHORTEST_NOTE else [reason("tender.note_missing", "note", limit=SHORTEST_NOTE)]
