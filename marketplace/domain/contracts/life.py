"""The life of a contract: signed by both sides, judged by facilitators, amended and confirmed, ended by agreement."""

from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import NotAllowed, Reason, Refused, reason
from marketplace.domain.ids import OrganizationId
from marketplace.domain.machines import Machine
from marketplace.domain.mass import Mass
from marketplace.domain.money import Money, UnitPrice, rounded
from marketplace.domain.viewers import Role


class ContractState(StrEnum):
    """Where a contract stands."""

    SIGNING = "signing"
    REVISED = "revised"
    IN_REVIEW = "in_review"
    SECOND_REVIEW = "second_review"
    RETURNED = "returned"
    APPROVED = "approved"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    ENDED = "ended"


class ContractStep(StrEnum):
    """One move in a contract's life."""

    SIGN = "sign"
    COUNTERSIGN = "countersign"
    REVISE = "revise"
    CONFIRM = "confirm"
    CANCEL = "cancel"
    EXPIRE = "expire"
    ENDORSE = "endorse"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    REJECT = "reject"
    ASK_TO_END = "ask_to_end"
    KEEP = "keep"
    END = "end"
    LAPSE = "lapse"
    ACKNOWLEDGE = "acknowledge"


class ContractPermit(StrEnum):
    """What a state may permit."""

    SIGN = "sign"
    JUDGE = "judge"
    AMEND = "amend"
    HOLD_BAGS = "hold_bags"
    BIND = "bind"


S, T = ContractState, ContractStep
PARTIES = frozenset({Role.PRODUCER, Role.MAKER})
FACILITATOR = frozenset({Role.FACILITATOR})

CONTRACT_MACHINE = Machine(
    noun="contract",
    next={
        (S.SIGNING, T.SIGN): S.SIGNING,
        (S.SIGNING, T.COUNTERSIGN): S.IN_REVIEW,
        (S.SIGNING, T.REVISE): S.REVISED,
        (S.SIGNING, T.CANCEL): S.CANCELLED,
        (S.SIGNING, T.EXPIRE): S.EXPIRED,
        (S.REVISED, T.CONFIRM): S.SIGNING,
        (S.REVISED, T.REVISE): S.REVISED,
        (S.REVISED, T.CANCEL): S.CANCELLED,
        (S.REVISED, T.EXPIRE): S.EXPIRED,
        (S.IN_REVIEW, T.ENDORSE): S.SECOND_REVIEW,
        (S.IN_REVIEW, T.APPROVE): S.APPROVED,
        (S.IN_REVIEW, T.SEND_BACK): S.RETURNED,
        (S.IN_REVIEW, T.REJECT): S.REJECTED,
        (S.SECOND_REVIEW, T.APPROVE): S.APPROVED,
        (S.SECOND_REVIEW, T.SEND_BACK): S.RETURNED,
        (S.SECOND_REVIEW, T.REJECT): S.REJECTED,
        (S.RETURNED, T.REVISE): S.REVISED,
        (S.RETURNED, T.CANCEL): S.CANCELLED,
        (S.RETURNED, T.EXPIRE): S.EXPIRED,
        (S.APPROVED, T.ASK_TO_END): S.APPROVED,
        (S.APPROVED, T.KEEP): S.APPROVED,
        (S.APPROVED, T.ACKNOWLEDGE): S.APPROVED,
        (S.APPROVED, T.END): S.ENDED,
        (S.APPROVED, T.LAPSE): S.ENDED,
    },
    who={
        T.SIGN: PARTIES,
        T.COUNTERSIGN: PARTIES,
        T.REVISE: PARTIES,
        T.CONFIRM: PARTIES,
        T.CANCEL: PARTIES,
        T.EXPIRE: frozenset({Role.SYSTEM}),
        T.ENDORSE: FACILITATOR,
        T.APPROVE: FACILITATOR,
        T.SEND_BACK: FACILITATOR,
        T.REJECT: FACILITATOR,
        T.ASK_TO_END: PARTIES,
        T.KEEP: PARTIES,
        T.END: PARTIES,
        T.LAPSE: frozenset({Role.SYSTEM}),
        T.ACKNOWLEDGE: PARTIES,
    },
    what={
        S.SIGNING: frozenset({ContractPermit.SIGN, ContractPermit.AMEND, ContractPermit.HOLD_BAGS}),
        S.REVISED: frozenset({ContractPermit.AMEND, ContractPermit.HOLD_BAGS}),
        S.IN_REVIEW: frozenset({ContractPermit.JUDGE, ContractPermit.HOLD_BAGS}),
        S.SECOND_REVIEW: frozenset({ContractPermit.JUDGE, ContractPermit.HOLD_BAGS}),
        S.RETURNED: frozenset({ContractPermit.AMEND, ContractPermit.HOLD_BAGS}),
        S.APPROVED: frozenset({ContractPermit.HOLD_BAGS, ContractPermit.BIND}),
    },
)

WITH_PARTIES: tuple[ContractState, ...] = (S.SIGNING, S.REVISED, S.RETURNED)
"""Where both sides have until `sign_by`; then the contract expires."""
BEFORE_FACILITATORS: tuple[ContractState, ...] = (S.IN_REVIEW, S.SECOND_REVIEW)

NEEDS_NOTE: frozenset[ContractStep] = frozenset({T.SEND_BACK, T.REJECT, T.CANCEL, T.ASK_TO_END})
SHORTEST_NOTE = 10
LONGEST_NOTE = 4_000
REVIEW_DAYS = 3
SIGNING_TIME = timedelta(days=7)
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


def check_in_time(sign_by: datetime | None, *, now: datetime) -> None:
    """Raise `Refused` when the time of both sides to agree on signed terms is over, whether or not a job said so."""
    if is_overdue(sign_by, now=now):
        raise Refused(reason("contract.signing_over", day=day_in_lima(sign_by) if sign_by else None))


def is_overdue(sign_by: datetime | None, *, now: datetime) -> bool:
    """Say whether the time to sign is over."""
    return sign_by is not None and sign_by <= now


def check_may_end(asked_by: OrganizationId | None, ending: OrganizationId | None) -> None:
    """Raise unless the other side asked to end it: `Refused` when nobody did, `NotAllowed` when one did oneself."""
    if asked_by is None:
        raise Refused("contract.end_not_asked")
    if ending is None or asked_by == ending:
        raise NotAllowed("contract.own_wish_to_end")


def review_due(since: datetime, working_days: int = REVIEW_DAYS) -> datetime:
    """Say until when a facilitator should have judged: so many days from Monday to Friday later, same time of day."""
    due = since
    left = working_days
    while left > 0:
        due += timedelta(days=1)
        left -= due.weekday() < SATURDAY
    return due


def deposit_of(volume: Mass, price: UnitPrice, *, percent: Decimal = USUAL_DEPOSIT) -> Money:
    """Compute the deposit: tonnes x USD/t x percent, rounded half up to the currency's smallest unit, once."""
    return rounded(volume.tonnes * price.amount * percent / HUNDRED, price.currency)
