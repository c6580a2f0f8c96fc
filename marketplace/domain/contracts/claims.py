"""Claims after arrival: what is wrong, what would mend it, and how the two sides come to terms."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from marketplace.domain.contracts.fixing import end_of
from marketplace.domain.errors import Reason, Refused, reason
from marketplace.domain.machines import Machine
from marketplace.domain.money import Money, no_money
from marketplace.domain.ranges import is_share
from marketplace.domain.viewers import Role

HUNDRED = Decimal(100)
ANSWER_WITHIN = timedelta(days=10)
SHORTEST_WORDS, LONGEST_WORDS = 20, 4_000


class ClaimKind(StrEnum):
    """What is wrong."""

    WEIGHT = "weight"
    QUALITY = "quality"
    CONTAMINATION = "contamination"
    DOCUMENTS = "documents"


class RemedyKind(StrEnum):
    """What would mend it."""

    ALLOWANCE_PERCENT = "allowance_percent"
    ALLOWANCE_AMOUNT = "allowance_amount"
    REPLACEMENT = "replacement"
    GOODS_BACK = "goods_back"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Remedy:
    """A remedy; `value` is percent of the price or an amount of money, where the kind has one."""

    kind: RemedyKind
    value: Decimal | None = None

    def worth(self, total: Money) -> Money | None:
        """Say what an allowance is worth, percents rounded half up to the cent, once; None for other remedies."""
        if self.value is None:
            return None
        if self.kind is RemedyKind.ALLOWANCE_PERCENT:
            return total.times(self.value / HUNDRED)
        return Money(self.value, total.currency) if self.kind is RemedyKind.ALLOWANCE_AMOUNT else None


@dataclass(frozen=True, slots=True)
class Grievance:
    """What a maker claims: what is wrong, in words, and what would mend it."""

    kind: ClaimKind
    words: str
    remedy: Remedy


@dataclass(frozen=True, slots=True)
class Reply:
    """What somebody answers: the version of the claim that was looked at, words, and a remedy where one is given."""

    seen: int
    words: str = ""
    remedy: Remedy | None = None


class ClaimState(StrEnum):
    """Where a claim stands."""

    OPEN = "open"
    COUNTERED = "countered"
    CONTESTED = "contested"
    AGREED = "agreed"
    MEDIATED = "mediated"
    REFERRED = "referred"
    WITHDRAWN = "withdrawn"


class ClaimStep(StrEnum):
    """One move in a claim's life."""

    ACCEPT = "accept"
    COUNTER = "counter"
    REJECT = "reject"
    AGREE = "agree"
    DECLINE = "decline"
    EXPIRE = "expire"
    MEDIATE = "mediate"
    REFER = "refer"
    WITHDRAW = "withdraw"


PRODUCER, MAKER = frozenset({Role.PRODUCER}), frozenset({Role.MAKER})

CLAIM_MACHINE = Machine(
    noun="claim",
    next={
        (ClaimState.OPEN, ClaimStep.ACCEPT): ClaimState.AGREED,
        (ClaimState.OPEN, ClaimStep.COUNTER): ClaimState.COUNTERED,
        (ClaimState.OPEN, ClaimStep.REJECT): ClaimState.CONTESTED,
        (ClaimState.OPEN, ClaimStep.EXPIRE): ClaimState.CONTESTED,
        (ClaimState.OPEN, ClaimStep.WITHDRAW): ClaimState.WITHDRAWN,
        (ClaimState.COUNTERED, ClaimStep.AGREE): ClaimState.AGREED,
        (ClaimState.COUNTERED, ClaimStep.DECLINE): ClaimState.CONTESTED,
        (ClaimState.COUNTERED, ClaimStep.EXPIRE): ClaimState.CONTESTED,
        (ClaimState.COUNTERED, ClaimStep.WITHDRAW): ClaimState.WITHDRAWN,
        (ClaimState.CONTESTED, ClaimStep.MEDIATE): ClaimState.MEDIATED,
        (ClaimState.CONTESTED, ClaimStep.REFER): ClaimState.REFERRED,
        (ClaimState.CONTESTED, ClaimStep.WITHDRAW): ClaimState.WITHDRAWN,
    },
    who={
        ClaimStep.ACCEPT: PRODUCER,
        ClaimStep.COUNTER: PRODUCER,
        ClaimStep.REJECT: PRODUCER,
        ClaimStep.AGREE: MAKER,
        ClaimStep.DECLINE: MAKER,
        ClaimStep.EXPIRE: frozenset({Role.SYSTEM}),
        ClaimStep.MEDIATE: frozenset({Role.FACILITATOR}),
        ClaimStep.REFER: PRODUCER | MAKER,
        ClaimStep.WITHDRAW: MAKER,
    },
    what={},
)
NEEDS_WORDS: frozenset[ClaimStep] = frozenset(
    {ClaimStep.COUNTER, ClaimStep.REJECT, ClaimStep.DECLINE, ClaimStep.MEDIATE, ClaimStep.REFER}
)
NEEDS_REMEDY: frozenset[ClaimStep] = frozenset({ClaimStep.COUNTER, ClaimStep.MEDIATE})
ENDS_WITH_WORDS: frozenset[ClaimStep] = frozenset({ClaimStep.MEDIATE, ClaimStep.REFER, ClaimStep.WITHDRAW})
ANSWERS: frozenset[ClaimStep] = frozenset(
    {ClaimStep.ACCEPT, ClaimStep.COUNTER, ClaimStep.REJECT, ClaimStep.AGREE, ClaimStep.DECLINE}
)
"""Steps that must come in time; silence brings a facilitator, who has as long as it takes."""
TAKES_AS_STATED: frozenset[ClaimStep] = frozenset({ClaimStep.ACCEPT, ClaimStep.AGREE})
"""Steps that take a remedy as the other side stated it."""
PENDING: frozenset[ClaimState] = frozenset({ClaimState.OPEN, ClaimState.COUNTERED, ClaimState.CONTESTED})
"""The states in which a claim is not over."""


def claim_until(discharged_on: date, claim_days: int) -> datetime:
    """Say until when a claim may be opened: the end of the last day, in Lima."""
    return end_of(discharged_on + timedelta(days=claim_days))


def opening_faults(discharged_on: date | None, claim_days: int, *, now: datetime) -> list[Reason]:
    """List why no claim may be opened: nothing has arrived, or the time is over."""
    if discharged_on is None:
        return [reason("claim.nothing_arrived")]
    if now >= claim_until(discharged_on, claim_days):
        last = discharged_on + timedelta(days=claim_days)
        return [reason("claim.too_late", until=last, days=claim_days, discharged_on=discharged_on)]
    return []


def check_in_time(step: ClaimStep, answer_by: datetime | None, *, now: datetime) -> None:
    """Raise `Refused` when the time to answer is over, whether or not a sweep has brought a facilitator."""
    if step in ANSWERS and is_over(answer_by, now=now):
        raise Refused(reason("claim.answer_over", answer_by=answer_by))


def is_over(answer_by: datetime | None, *, now: datetime) -> bool:
    """Say whether the time to answer is over."""
    return answer_by is not None and now >= answer_by


def remedy_faults(remedy: Remedy, total: Money) -> list[Reason]:
    """List what is wrong with a remedy: an allowance without a value, or one above the price."""
    has_value = remedy.kind in (RemedyKind.ALLOWANCE_PERCENT, RemedyKind.ALLOWANCE_AMOUNT)
    if not has_value:
        return [reason("claim.value_without_allowance", "remedy_value")] if remedy.value is not None else []
    most = HUNDRED if remedy.kind is RemedyKind.ALLOWANCE_PERCENT else total.amount
    if remedy.value is None or not is_share(remedy.value, most):
        return [reason("claim.value_out_of_range", "remedy_value", most=most)]
    return []


def rest_of(price: Money, given: Iterable[Money]) -> Money:
    """Say what of a price can still be claimed after what was given of it already; never less than nothing."""
    taken = sum(given, no_money(price.currency))
    return Money(max(price.amount - taken.amount, no_money(price.currency).amount), price.currency)


def rest_faults(step: ClaimStep | None, remedy: Remedy | None, *, total: Money, rest: Money) -> list[Reason]:
    """List that a remedy would give more than is left of the price: of a new claim (no step), or by an answer."""
    worth = remedy.worth(total) if remedy else None
    if worth is None or worth.amount <= rest.amount:
        return []
    code = "claim.nothing_left" if rest.amount == 0 else "claim.above_rest"
    field = None if step in TAKES_AS_STATED else "remedy_value"
    return [reason(code, field, rest=f"{rest.amount:,} {rest.currency}", worth=f"{worth.amount:,} {worth.currency}")]


def takes_too_much(step: ClaimStep, *, remedy: Remedy, counter: Remedy | None, total: Money, rest: Money) -> bool:
    """Say whether a step would take a remedy as it was stated that is worth more than is left of the price."""
    stated = {ClaimStep.ACCEPT: remedy, ClaimStep.AGREE: counter}.get(step)
    return bool(rest_faults(step, stated, total=total, rest=rest))


def words_faults(words: str) -> list[Reason]:
    """List what is wrong with what is said about a claim: enough to understand it, not more than people read."""
    if not SHORTEST_WORDS <= len(words.strip()) <= LONGEST_WORDS:
        return [reason("claim.words_missing", "words", least=SHORTEST_WORDS, most=LONGEST_WORDS)]
    return []


def grievance_faults(grievance: Grievance, total: Money) -> list[Reason]:
    """List what is wrong with a claim as it is stated; a claim asks for something."""
    found = [*words_faults(grievance.words), *remedy_faults(grievance.remedy, total)]
    if grievance.remedy.kind is RemedyKind.NOTHING:
        found.append(reason("claim.asks_nothing", "remedy_kind"))
    return found


def reply_faults(step: ClaimStep, reply: Reply, *, total: Money) -> list[Reason]:
    """List what is wrong with an answer: words or a remedy missing where the step needs them."""
    found = words_faults(reply.words) if step in NEEDS_WORDS else []
    if step in NEEDS_REMEDY:
        given = reply.remedy
        found += remedy_faults(given, total) if given else [reason("claim.remedy_missing", "remedy_kind")]
    return found
