"""The life of a matching round, and the policy under which it runs."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from marketplace.domain.errors import Reason, reason
from marketplace.domain.machines import Machine
from marketplace.domain.ranges import is_within
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
    DISCARD = "discard"
    CLOSE = "close"


class RoundPermit(StrEnum):
    """What a state may permit."""

    EDIT_POLICY = "edit_policy"
    SHOW_PLAN = "show_plan"
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
        (RoundState.PLANNED, RoundStep.PUBLISH): RoundState.PUBLISHED,
        (RoundState.PLANNED, RoundStep.DISCARD): RoundState.DISCARDED,
        (RoundState.PUBLISHED, RoundStep.CLOSE): RoundState.CLOSED,
    },
    who={
        RoundStep.START: FACILITATOR,
        RoundStep.CANCEL: FACILITATOR,
        RoundStep.RETRY: FACILITATOR,
        RoundStep.PUBLISH: FACILITATOR,
        RoundStep.DISCARD: FACILITATOR,
        RoundStep.PLAN: SYSTEM,
        RoundStep.FAIL: SYSTEM,
        RoundStep.CLOSE: SYSTEM,
    },
    what={
        RoundState.OPEN: frozenset({RoundPermit.EDIT_POLICY}),
        RoundState.PLANNED: frozenset({RoundPermit.SHOW_PLAN}),
        RoundState.PUBLISHED: frozenset({RoundPermit.SHOW_PLAN, RoundPermit.TAKE_ANSWERS}),
        RoundState.CLOSED: frozenset({RoundPermit.SHOW_PLAN}),
    },
)

LONGEST_ANSWER_DAYS = 60
HIGHEST_COST = Decimal(100_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPolicy:
    """What a round weighs: USD that each contract costs the alliance, USD/t lost by a fit of nil, days to answer."""

    contract_cost: Decimal = Decimal(150)
    fit_penalty: Decimal = Decimal(1500)
    answer_days: int = 7


def policy_faults(policy: RoundPolicy) -> list[Reason]:
    """List what is wrong with a policy."""
    found = [
        reason("round.cost_out_of_range", name, value=getattr(policy, name), most=HIGHEST_COST)
        for name in ("contract_cost", "fit_penalty")
        if not is_within(getattr(policy, name), 0, HIGHEST_COST)
    ]
    if not 1 <= policy.answer_days <= LONGEST_ANSWER_DAYS:
        found.append(
            reason("round.answer_days_out_of_range", "answer_days", value=policy.answer_days, most=LONGEST_ANSWER_DAYS)
        )
    return found
