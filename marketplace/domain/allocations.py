"""The life of one line of a plan: offered to both sides, answered by each before a deadline."""

from datetime import datetime, timedelta
from enum import StrEnum

from marketplace.domain.errors import Reason, Refused, reason
from marketplace.domain.machines import Machine
from marketplace.domain.viewers import Role


class AllocationState(StrEnum):
    """Where an allocation stands."""

    PROPOSED = "proposed"
    OFFERED = "offered"
    AGREED = "agreed"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class AllocationStep(StrEnum):
    """One move in an allocation's life."""

    OFFER = "offer"
    AGREE = "agree"
    DECLINE = "decline"
    EXPIRE = "expire"
    WITHDRAW = "withdraw"


class AllocationPermit(StrEnum):
    """What a state may permit."""

    ANSWER = "answer"
    HOLD_BAGS = "hold_bags"


class Answer(StrEnum):
    """What one side says to an allocation."""

    ACCEPTED = "accepted"
    DECLINED = "declined"


SHORTEST_NOTE = 5
LONGEST_NOTE = 1_000
PARTIES = frozenset({Role.PRODUCER, Role.MAKER})

ALLOCATION_MACHINE = Machine(
    noun="allocation",
    next={
        (AllocationState.PROPOSED, AllocationStep.OFFER): AllocationState.OFFERED,
        (AllocationState.PROPOSED, AllocationStep.WITHDRAW): AllocationState.WITHDRAWN,
        (AllocationState.OFFERED, AllocationStep.AGREE): AllocationState.AGREED,
        (AllocationState.OFFERED, AllocationStep.DECLINE): AllocationState.DECLINED,
        (AllocationState.OFFERED, AllocationStep.EXPIRE): AllocationState.EXPIRED,
        (AllocationState.OFFERED, AllocationStep.WITHDRAW): AllocationState.WITHDRAWN,
    },
    who={
        AllocationStep.OFFER: frozenset({Role.FACILITATOR}),
        AllocationStep.AGREE: PARTIES,
        AllocationStep.DECLINE: PARTIES,
        AllocationStep.EXPIRE: frozenset({Role.SYSTEM}),
        AllocationStep.WITHDRAW: frozenset({Role.FACILITATOR, Role.SYSTEM}),
    },
    what={
        AllocationState.OFFERED: frozenset({AllocationPermit.ANSWER, AllocationPermit.HOLD_BAGS}),
        AllocationState.AGREED: frozenset({AllocationPermit.HOLD_BAGS}),
    },
)


def answered(state: AllocationState, producer_answer: Answer | None, *, maker_answer: Answer | None) -> AllocationState:
    """Say where an allocation stands after both sides' answers so far: one no ends it, two yeses agree it."""
    if state is not AllocationState.OFFERED:
        return state
    answers = (producer_answer, maker_answer)
    if Answer.DECLINED in answers:
        return AllocationState.DECLINED
    return AllocationState.AGREED if answers == (Answer.ACCEPTED, Answer.ACCEPTED) else state


def answer_faults(
    state: AllocationState, previous: Answer | None, *, answer_by: datetime | None, now: datetime
) -> list[Reason]:
    """List why a side may not answer: nothing is asked (any more), it is too late, or it has answered already."""
    if not ALLOCATION_MACHINE.permits(state, AllocationPermit.ANSWER):
        return [reason("allocation.not_open", state=state.value)]
    if is_expired(answer_by, now=now):
        return [reason("allocation.too_late", answer_by=answer_by)]
    return [reason("allocation.answered_already", "answer", answer=previous.value)] if previous else []


def check_may_answer(
    state: AllocationState, previous: Answer | None, *, answer_by: datetime | None, now: datetime
) -> None:
    """Raise `Refused` with the reason why a side may not answer."""
    faults = answer_faults(state, previous, answer_by=answer_by, now=now)
    if faults:
        raise Refused(*faults)


def decline_faults(note: str) -> list[Reason]:
    """List what is wrong with the reason for a no: the other side learns from it, so there must be one."""
    length = len(note.strip())
    if length > LONGEST_NOTE:
        return [reason("allocation.note_too_long", "note", limit=LONGEST_NOTE)]
    return [] if length >= SHORTEST_NOTE else [reason("allocation.note_missing", "note", limit=SHORTEST_NOTE)]


def answer_due(published_at: datetime, answer_days: int) -> datetime:
    """Say until when both sides may answer: whole days after publication."""
    return published_at + timedelta(days=answer_days)


def is_expired(answer_by: datetime | None, *, now: datetime) -> bool:
    """Say whether the time to answer is over; without a deadline it never is."""
    return answer_by is not None and now > answer_by
