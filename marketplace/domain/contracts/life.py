"""The life of a contract: drafted, judged by a facilitator, amended by one side and confirmed by the other."""

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from marketplace.domain.errors import NotAllowed, Reason, reason
from marketplace.domain.ids import OrganizationId
from marketplace.domain.machines import Machine
from marketplace.domain.mass import Mass
from marketplace.domain.money import CENT, Money, UnitPrice
from marketplace.domain.viewers import Role


class ContractState(StrEnum):
    """Where a contract stands."""

    IN_REVIEW = "in_review"
    RETURNED = "returned"
    REVISED = "revised"
    APPROVED = "approved"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


class ContractStep(StrEnum):
    """One move in a contract's life."""

    APPROVE = "approve"
    SEND_BACK = "send_back"
    REJECT = "reject"
    REVISE = "revise"
    CONFIRM = "confirm"
    CANCEL = "cancel"


class ContractPermit(StrEnum):
    """What a state may permit."""

    JUDGE = "judge"
    AMEND = "amend"
    HOLD_BAGS = "hold_bags"
    BIND = "bind"


PARTIES = frozenset({Role.PRODUCER, Role.MAKER})
FACILITATOR = frozenset({Role.FACILITATOR})

CONTRACT_MACHINE = Machine(
    noun="contract",
    next={
        (ContractState.IN_REVIEW, ContractStep.APPROVE): ContractState.APPROVED,
        (ContractState.IN_REVIEW, ContractStep.SEND_BACK): ContractState.RETURNED,
        (ContractState.IN_REVIEW, ContractStep.REJECT): ContractState.REJECTED,
        (ContractState.RETURNED, ContractStep.REVISE): ContractState.REVISED,
        (ContractState.RETURNED, ContractStep.CANCEL): ContractState.CANCELLED,
        (ContractState.REVISED, ContractStep.CONFIRM): ContractState.IN_REVIEW,
        (ContractState.REVISED, ContractStep.REVISE): ContractState.REVISED,
        (ContractState.REVISED, ContractStep.CANCEL): ContractState.CANCELLED,
    },
    who={
        ContractStep.APPROVE: FACILITATOR,
        ContractStep.SEND_BACK: FACILITATOR,
        ContractStep.REJECT: FACILITATOR,
        ContractStep.REVISE: PARTIES,
        ContractStep.CONFIRM: PARTIES,
        ContractStep.CANCEL: PARTIES,
    },
    what={
        ContractState.IN_REVIEW: frozenset({ContractPermit.JUDGE, ContractPermit.HOLD_BAGS}),
        ContractState.RETURNED: frozenset({ContractPermit.AMEND, ContractPermit.HOLD_BAGS}),
        ContractState.REVISED: frozenset({ContractPermit.AMEND, ContractPermit.HOLD_BAGS}),
        ContractState.APPROVED: frozenset({ContractPermit.HOLD_BAGS, ContractPermit.BIND}),
    },
)

NEEDS_NOTE: frozenset[ContractStep] = frozenset({ContractStep.SEND_BACK, ContractStep.REJECT, ContractStep.CANCEL})
SHORTEST_NOTE = 10
LONGEST_NOTE = 4_000
REVIEW_DAYS = 3
SATURDAY = 5
USUAL_DEPOSIT = Decimal(30)
HUNDRED = Decimal(100)


def note_faults(step: ContractStep, note: str | None) -> list[Reason]:
    """List what is wrong with the note of a step: who says no, or sends back, must say why."""
    length = len((note or "").strip())
    if length > LONGEST_NOTE:
        return [reason("contract.note_too_long", "note", limit=LONGEST_NOTE)]
    if step in NEEDS_NOTE and length < SHORTEST_NOTE:
        return [reason("contract.note_missing", "note", limit=SHORTEST_NOTE)]
    return []


def check_other_party(revised_by: OrganizationId | None, confirming: OrganizationId | None) -> None:
    """Raise `NotAllowed` when the side that amended the terms wants to confirm its own change."""
    if confirming is None or revised_by == confirming:
        raise NotAllowed("contract.own_change")


def review_due(since: datetime, working_days: int = REVIEW_DAYS) -> datetime:
    """Say until when a facilitator should have judged: so many days from Monday to Friday later, same time of day."""
    due = since
    left = working_days
    while left > 0:
        due += timedelta(days=1)
        left -= due.weekday() < SATURDAY
    return due


def deposit_of(volume: Mass, price: UnitPrice, *, percent: Decimal = USUAL_DEPOSIT) -> Money:
    """Compute the deposit: tonnes x USD/t x percent, rounded half up to the cent, once."""
    amount = volume.tonnes * price.amount * percent / HUNDRED
    return Money(amount.quantize(CENT, ROUND_HALF_UP), price.currency)
