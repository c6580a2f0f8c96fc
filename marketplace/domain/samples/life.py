"""The life of a sample: asked for, sent, tasted, and what follows when it is rejected under a contract."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from marketplace.domain.machines import Machine
from marketplace.domain.money import Money
from marketplace.domain.turns import Task
from marketplace.domain.viewers import Role


class SampleKind(StrEnum):
    """What a sample is for (domain.md 4.4, 5)."""

    OFFER = "offer"
    PRE_SHIPMENT = "pre_shipment"
    ARRIVAL = "arrival"
    ARBITRATION = "arbitration"


class SampleState(StrEnum):
    """Where a sample stands.

    Unresolved: rejected for good, so that a remedy must be found. Allowed: an allowance is agreed and has still to be
    written into the contract; settled: that has been done.
    """

    REQUESTED = "requested"
    QUOTED = "quoted"
    SENT = "sent"
    LOST = "lost"
    RECEIVED = "received"
    APPROVED = "approved"
    REJECTED = "rejected"
    UNRESOLVED = "unresolved"
    ALLOWANCE_ASKED = "allowance_asked"
    ALLOWED = "allowed"
    SETTLED = "settled"
    REPLACED = "replaced"
    CALLED_OFF = "called_off"
    DECLINED = "declined"
    CANCELLED = "cancelled"


class SampleStep(StrEnum):
    """One move in a sample's life."""

    QUOTE = "quote"
    AGREE_FEE = "agree_fee"
    SEND = "send"
    DECLINE = "decline"
    CANCEL = "cancel"
    RECEIVE = "receive"
    LOSE = "lose"
    APPROVE = "approve"
    REJECT = "reject"
    REJECT_AGAIN = "reject_again"
    ASK_ALLOWANCE = "ask_allowance"
    GRANT = "grant"
    DENY = "deny"
    SETTLE = "settle"
    REPLACE = "replace"
    CALL_OFF = "call_off"
    DROP = "drop"


class SamplePermit(StrEnum):
    """What a state may permit."""

    FEE_IS_OWED = "fee_is_owed"
    REST = "rest"


PRODUCER = frozenset({Role.PRODUCER})
MAKER = frozenset({Role.MAKER})
EITHER = PRODUCER | MAKER
TASTER = frozenset({Role.MAKER, Role.FACILITATOR})
OVER = frozenset({SamplePermit.REST})
OVER_AND_OWED = OVER | {SamplePermit.FEE_IS_OWED}
OPEN: tuple[SampleState, ...] = (
    SampleState.REQUESTED,
    SampleState.QUOTED,
    SampleState.SENT,
    SampleState.LOST,
    SampleState.RECEIVED,
    SampleState.UNRESOLVED,
    SampleState.ALLOWANCE_ASKED,
    SampleState.ALLOWED,
)
"""States in which something is still waited for."""

SAMPLE_MACHINE = Machine(
    noun="sample",
    next={
        (SampleState.REQUESTED, SampleStep.SEND): SampleState.SENT,
        (SampleState.REQUESTED, SampleStep.QUOTE): SampleState.QUOTED,
        (SampleState.REQUESTED, SampleStep.DECLINE): SampleState.DECLINED,
        (SampleState.REQUESTED, SampleStep.CANCEL): SampleState.CANCELLED,
        (SampleState.QUOTED, SampleStep.AGREE_FEE): SampleState.REQUESTED,
        (SampleState.QUOTED, SampleStep.DECLINE): SampleState.DECLINED,
        (SampleState.QUOTED, SampleStep.CANCEL): SampleState.CANCELLED,
        (SampleState.SENT, SampleStep.RECEIVE): SampleState.RECEIVED,
        (SampleState.SENT, SampleStep.LOSE): SampleState.LOST,
        (SampleState.LOST, SampleStep.SEND): SampleState.SENT,
        (SampleState.LOST, SampleStep.RECEIVE): SampleState.RECEIVED,
        (SampleState.LOST, SampleStep.DECLINE): SampleState.DECLINED,
        (SampleState.LOST, SampleStep.CANCEL): SampleState.CANCELLED,
        (SampleState.RECEIVED, SampleStep.APPROVE): SampleState.APPROVED,
        (SampleState.RECEIVED, SampleStep.REJECT): SampleState.REJECTED,
        (SampleState.RECEIVED, SampleStep.REJECT_AGAIN): SampleState.UNRESOLVED,
        (SampleState.UNRESOLVED, SampleStep.ASK_ALLOWANCE): SampleState.ALLOWANCE_ASKED,
        (SampleState.UNRESOLVED, SampleStep.REPLACE): SampleState.REPLACED,
        (SampleState.UNRESOLVED, SampleStep.CALL_OFF): SampleState.CALLED_OFF,
        (SampleState.ALLOWANCE_ASKED, SampleStep.GRANT): SampleState.ALLOWED,
        (SampleState.ALLOWANCE_ASKED, SampleStep.DENY): SampleState.UNRESOLVED,
        (SampleState.ALLOWED, SampleStep.SETTLE): SampleState.SETTLED,
        (SampleState.ALLOWANCE_ASKED, SampleStep.REPLACE): SampleState.REPLACED,
        (SampleState.ALLOWANCE_ASKED, SampleStep.CALL_OFF): SampleState.CALLED_OFF,
        **{(state, SampleStep.DROP): SampleState.CANCELLED for state in OPEN},
    },
    who={
        SampleStep.SEND: PRODUCER,
        SampleStep.QUOTE: PRODUCER,
        SampleStep.DECLINE: PRODUCER,
        SampleStep.CANCEL: MAKER,
        SampleStep.AGREE_FEE: MAKER,
        SampleStep.RECEIVE: MAKER,
        SampleStep.LOSE: EITHER,
        SampleStep.APPROVE: TASTER,
        SampleStep.REJECT: TASTER,
        SampleStep.REJECT_AGAIN: MAKER,
        SampleStep.ASK_ALLOWANCE: MAKER,
        SampleStep.GRANT: PRODUCER,
        SampleStep.DENY: PRODUCER,
        SampleStep.REPLACE: MAKER,
        SampleStep.CALL_OFF: EITHER,
        SampleStep.SETTLE: frozenset({Role.SYSTEM}),
        SampleStep.DROP: frozenset({Role.SYSTEM}),
    },
    what={
        SampleState.SENT: frozenset({SamplePermit.FEE_IS_OWED}),
        SampleState.RECEIVED: frozenset({SamplePermit.FEE_IS_OWED}),
        SampleState.APPROVED: OVER_AND_OWED,
        SampleState.REJECTED: OVER_AND_OWED,
        SampleState.UNRESOLVED: frozenset({SamplePermit.FEE_IS_OWED}),
        SampleState.ALLOWANCE_ASKED: frozenset({SamplePermit.FEE_IS_OWED}),
        SampleState.ALLOWED: frozenset({SamplePermit.FEE_IS_OWED}),
        SampleState.SETTLED: OVER_AND_OWED,
        SampleState.REPLACED: OVER_AND_OWED,
        SampleState.CALLED_OFF: OVER_AND_OWED,
        SampleState.DECLINED: OVER,
        SampleState.CANCELLED: OVER,
    },
)

TURNS: Mapping[SampleState, tuple[Task, Role]] = {
    SampleState.REQUESTED: (Task.SAMPLE_SEND, Role.PRODUCER),
    SampleState.QUOTED: (Task.SAMPLE_AGREE_FEE, Role.MAKER),
    SampleState.SENT: (Task.SAMPLE_RECEIVE, Role.MAKER),
    SampleState.LOST: (Task.SAMPLE_SEND_AGAIN, Role.PRODUCER),
    SampleState.RECEIVED: (Task.SAMPLE_JUDGE, Role.MAKER),
    SampleState.UNRESOLVED: (Task.SAMPLE_FIND_REMEDY, Role.MAKER),
    SampleState.ALLOWANCE_ASKED: (Task.SAMPLE_ANSWER_ALLOWANCE, Role.PRODUCER),
    SampleState.ALLOWED: (Task.SAMPLE_WRITE_ALLOWANCE, Role.MAKER),
}
"""What each open state asks, and of whom."""

REJECTIONS: frozenset[SampleState] = frozenset(
    {
        SampleState.REJECTED,
        SampleState.UNRESOLVED,
        SampleState.ALLOWANCE_ASKED,
        SampleState.ALLOWED,
        SampleState.SETTLED,
        SampleState.REPLACED,
        SampleState.CALLED_OFF,
    }
)
"""States behind a verdict of no."""

ANSWER_DAYS = 7
TRANSIT_DAYS = 21
VERDICT_DAYS = 10
WAIT_DAYS: Mapping[SampleState, int] = {SampleState.SENT: TRANSIT_DAYS, SampleState.RECEIVED: VERDICT_DAYS}


def due_of(state: SampleState, since: datetime, *, verdict_days: int | None = None) -> datetime | None:
    """Say until when the next step is expected; None where nothing is waited for.

    A contract says in how many days a verdict is due; being late is shown and decides nothing.
    """
    if state not in OPEN:
        return None
    days = WAIT_DAYS.get(state, ANSWER_DAYS)
    if state is SampleState.RECEIVED and verdict_days is not None:
        days = verdict_days
    return since + timedelta(days=days)


def turn_of(state: SampleState, kind: SampleKind) -> tuple[Task, Role] | None:
    """Say what is asked of which role; what arbitration samples taste of, the facilitators write down."""
    if kind is SampleKind.ARBITRATION and state is SampleState.RECEIVED:
        return Task.SAMPLE_JUDGE, Role.FACILITATOR
    return TURNS.get(state)


def is_fee_open(fee: Money, state: SampleState, *, paid_on: date | None) -> bool:
    """Say whether the group still waits for the fee of a sample that it sent."""
    return fee.amount > 0 and paid_on is None and SAMPLE_MACHINE.permits(state, SamplePermit.FEE_IS_OWED)


def judge_of(kind: SampleKind) -> Role:
    """Say which role gives the verdict on a sample of this kind."""
    return Role.FACILITATOR if kind is SampleKind.ARBITRATION else Role.MAKER


def step_allowed(kind: SampleKind, step: SampleStep) -> bool:
    """Say whether a step makes sense for a kind: what a contract demands is neither declined nor cancelled."""
    return kind is not SampleKind.PRE_SHIPMENT or step not in (
        SampleStep.DECLINE,
        SampleStep.CANCEL,
        SampleStep.QUOTE,
    )
