"""The life of a matching round, and what is stated of it before it starts."""

from dataclasses import dataclass
from enum import StrEnum

from marketplace.domain.errors import Reason, reason
from marketplace.domain.machines import Machine
from marketplace.domain.policies import RoundPolicy, policy_faults
from marketplace.domain.viewers import Role


class RoundState(StrEnum):
    """Where a round stands."""

    OPEN = "open"
    RUNNING = "running"
    PLANNED = "planned"
    FAILED = "failed"
    PUBLISHED = "published"
    CLOSED = "closed"
    DISCARDED = "discarded"


class RoundStep(StrEnum):
    """One move in a round's life."""

    START = "start"
    PLAN = "plan"
    FAIL = "fail"
    CANCEL = "cancel"
    RETRY = "retry"
    PUBLISH = "publish"
    ADOPT = "adopt"
    DISCARD = "discard"
    CLOSE = "close"


class RoundPermit(StrEnum):
    """What a state may permit."""

    EDIT_POLICY = "edit_policy"
    SHOW_PLAN = "show_plan"
    TRY_SCENARIOS = "try_scenarios"
    TAKE_ANSWERS = "take_answers"


FACILITATOR = frozenset({Role.FACILITATOR})
SYSTEM = frozenset({Role.SYSTEM})

ROUND_MACHINE = Machine(
    noun="round",
    next={
        (RoundState.OPEN, RoundStep.START): RoundState.RUNNING,
        (RoundState.OPEN, RoundStep.DISCARD): RoundState.DISCARDED,
        (RoundState.RUNNING, RoundStep.PLAN): RoundState.PLANNED,
        (RoundState.RUNNING, RoundStep.FAIL): RoundState.FAILED,
        (RoundState.RUNNING, RoundStep.CANCEL): RoundState.FAILED,
        (RoundState.FAILED, RoundStep.RETRY): RoundState.RUNNING,
        (RoundState.FAILED, RoundStep.DISCARD): RoundState.DISCARDED,
        (RoundState.PLANNED, RoundStep.ADOPT): RoundState.PLANNED,
        (RoundState.PLANNED, RoundStep.PUBLISH): RoundState.PUBLISHED,
        (RoundState.PLANNED, RoundStep.DISCARD): RoundState.DISCARDED,
        (RoundState.PUBLISHED, RoundStep.CLOSE): RoundState.CLOSED,
    },
    who={
        RoundStep.START: FACILITATOR,
        RoundStep.CANCEL: FACILITATOR,
        RoundStep.RETRY: FACILITATOR,
        RoundStep.ADOPT: FACILITATOR,
        RoundStep.PUBLISH: FACILITATOR,
        RoundStep.DISCARD: FACILITATOR,
        RoundStep.PLAN: SYSTEM,
        RoundStep.FAIL: SYSTEM,
        RoundStep.CLOSE: SYSTEM,
    },
    what={
        RoundState.OPEN: frozenset({RoundPermit.EDIT_POLICY}),
        RoundState.PLANNED: frozenset({RoundPermit.SHOW_PLAN, RoundPermit.TRY_SCENARIOS}),
        RoundState.PUBLISHED: frozenset({RoundPermit.SHOW_PLAN, RoundPermit.TAKE_ANSWERS}),
        RoundState.CLOSED: frozenset({RoundPermit.SHOW_PLAN}),
    },
)

LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class RoundTerms:
    """What a facilitator states of a round before it is started."""

    title: str
    policy: RoundPolicy


def round_faults(terms: RoundTerms) -> list[Reason]:
    """List what is wrong with a round's title and policy."""
    found = []
    if not terms.title.strip():
        found.append(reason("round.title_missing", "title"))
    if len(terms.title) > LONGEST_TITLE:
        found.append(reason("round.title_too_long", "title", limit=LONGEST_TITLE))
    return [*found, *policy_faults(terms.policy)]
