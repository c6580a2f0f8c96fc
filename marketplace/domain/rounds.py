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

LONGEST_TITLE = 120
LONGEST_ANSWER_DAYS = 60
HIGHEST_COST = Decimal(100_000)
HIGHEST_PENALTY = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPolicy:
    """What a round weighs: USD that a contract must earn, the price of misfit, and how many days to answer.

    `fit_penalty` is the part of its ceiling, in percent, that a maker would not pay for cacao that fits not at all.
    """

    contract_cost: Decimal = Decimal(25)
    fit_penalty: Decimal = Decimal(45)
    answer_days: int = 7


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


def policy_faults(policy: RoundPolicy) -> list[Reason]:
    """List what is wrong with a policy."""
    found = [
        reason("round.cost_out_of_range", name, value=getattr(policy, name), most=most)
        for name, most in (("contract_cost", HIGHEST_COST), ("fit_penalty", HIGHEST_PENALTY))
        if not is_within(getattr(policy, name), most)
    ]
    if not 1 <= policy.answer_days <= LONGEST_ANSWER_DAYS:
        found.append(
            reason("round.answer_days_out_of_range", "answer_days", value=policy.answer_days, most=LONGEST_ANSWER_DAYS)
        )
    return found
