"""The life of a bid: answered in turns, binding when one side accepts exactly what the other wrote last."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from marketplace.domain.errors import NotAllowed, Reason, Refused, Stale, reason
from marketplace.domain.ids import OrganizationId
from marketplace.domain.machines import Machine
from marketplace.domain.viewers import Role


class BidKind(StrEnum):
    """How a bid came about: from a maker, from a group to a maker, at list price, to reserve, or won in a tender."""

    BID = "bid"
    OFFER = "offer"
    LIST_PRICE = "list_price"
    RESERVATION = "reservation"
    TENDER = "tender"


class BidState(StrEnum):
    """Where a bid stands."""

    OPEN = "open"
    AGREED_IN_PART = "agreed_in_part"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    OUTBID = "outbid"


class BidStep(StrEnum):
    """One move in a bid's life."""

    COUNTER = "counter"
    REVISE = "revise"
    ACCEPT = "accept"
    AGREE_IN_PART = "agree_in_part"
    COMPLETE = "complete"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    DROP = "drop"
    EXPIRE = "expire"
    OUTBID = "outbid"


class BidPermit(StrEnum):
    """What a state may permit."""

    ANSWER = "answer"
    HOLD_BAGS = "hold_bags"


class Ending(StrEnum):
    """Why a bid ended without a contract, as a side chose it from a short list or as the market found it."""

    PRICE_TOO_LOW = "price_too_low"
    PRICE_TOO_HIGH = "price_too_high"
    OTHER_VOLUME = "other_volume"
    OTHER_DATE = "other_date"
    PROMISED_ELSEWHERE = "promised_elsewhere"
    TERMS = "terms"
    PLANS_CHANGED = "plans_changed"
    MISTAKE = "mistake"
    OTHER = "other"
    CHOICE_MET = "choice_met"
    CAP_REACHED = "cap_reached"
    PACKAGE_BROKEN = "package_broken"
    SOLD_OUT = "sold_out"
    NOT_FOR_SALE = "not_for_sale"


REFUSALS: tuple[Ending, ...] = (
    Ending.PRICE_TOO_LOW,
    Ending.PRICE_TOO_HIGH,
    Ending.OTHER_VOLUME,
    Ending.OTHER_DATE,
    Ending.PROMISED_ELSEWHERE,
    Ending.TERMS,
    Ending.OTHER,
)
WITHDRAWALS: tuple[Ending, ...] = (Ending.PLANS_CHANGED, Ending.PROMISED_ELSEWHERE, Ending.MISTAKE, Ending.OTHER)
SHORTEST_NOTE = 5
LONGEST_NOTE = 1_000
PARTIES = frozenset({Role.PRODUCER, Role.MAKER})
MARKET = frozenset({Role.SYSTEM})

BID_MACHINE = Machine(
    noun="bid",
    next={
        (BidState.OPEN, BidStep.COUNTER): BidState.OPEN,
        (BidState.OPEN, BidStep.REVISE): BidState.OPEN,
        (BidState.OPEN, BidStep.ACCEPT): BidState.ACCEPTED,
        (BidState.OPEN, BidStep.AGREE_IN_PART): BidState.AGREED_IN_PART,
        (BidState.OPEN, BidStep.REFUSE): BidState.REFUSED,
        (BidState.OPEN, BidStep.WITHDRAW): BidState.WITHDRAWN,
        (BidState.OPEN, BidStep.DROP): BidState.WITHDRAWN,
        (BidState.OPEN, BidStep.EXPIRE): BidState.EXPIRED,
        (BidState.OPEN, BidStep.OUTBID): BidState.OUTBID,
        (BidState.AGREED_IN_PART, BidStep.COMPLETE): BidState.ACCEPTED,
        (BidState.AGREED_IN_PART, BidStep.DROP): BidState.WITHDRAWN,
        (BidState.AGREED_IN_PART, BidStep.EXPIRE): BidState.EXPIRED,
    },
    who={
        BidStep.COUNTER: PARTIES,
        BidStep.REVISE: PARTIES,
        BidStep.ACCEPT: PARTIES,
        BidStep.AGREE_IN_PART: PARTIES,
        BidStep.COMPLETE: PARTIES | MARKET,
        BidStep.REFUSE: PARTIES,
        BidStep.WITHDRAW: PARTIES,
        BidStep.DROP: PARTIES | MARKET,
        BidStep.EXPIRE: MARKET,
        BidStep.OUTBID: PARTIES | MARKET,
    },
    what={
        BidState.OPEN: frozenset({BidPermit.ANSWER}),
        BidState.AGREED_IN_PART: frozenset({BidPermit.HOLD_BAGS}),
        BidState.ACCEPTED: frozenset({BidPermit.HOLD_BAGS}),
    },
)
"""What a side takes to its end may end others too: an acceptance drops the rest of a choice and outbids who is left."""

OWN_STEPS: frozenset[BidStep] = frozenset({BidStep.REVISE, BidStep.WITHDRAW})
"""Steps of the side that wrote the newest version; all others are the other side's."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Which version a side was shown, and the fingerprint of its terms: only that can be accepted."""

    number: int
    digest: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A no to the version that a side was shown, for a reason of the list and in words."""

    ending: Ending
    note: str
    seen: Seen


def check_turn(step: BidStep, written_by: OrganizationId, *, by: OrganizationId | None) -> None:
    """Raise `NotAllowed` when a side answers its own words, or takes back the other side's."""
    is_own = by == written_by
    if is_own and step not in OWN_STEPS:
        raise NotAllowed("bid.own_version")
    if not is_own and step in OWN_STEPS:
        raise NotAllowed("bid.not_own_version")


def check_seen(standing: Seen, seen: Seen) -> None:
    """Raise `Stale` when a side answers another version than the one that stands: any change is answered anew."""
    if standing != seen:
        raise Stale("bid.terms_changed")


def check_in_time(valid_until: datetime, now: datetime) -> None:
    """Raise `Refused` when a bid's time is over."""
    if is_over(valid_until, now=now):
        raise Refused(reason("bid.too_late", valid_until=valid_until))


def is_over(valid_until: datetime, *, now: datetime) -> bool:
    """Say whether the time of a bid is over."""
    return now > valid_until


def ending_faults(ending: Ending, note: str, *, allowed: tuple[Ending, ...]) -> list[Reason]:
    """List what is wrong with a reason: none of the list, or words missing where the list does not say it."""
    found = [] if ending in allowed else [reason("bid.ending_unknown", "ending")]
    length = len(note.strip())
    if length > LONGEST_NOTE:
        found.append(reason("bid.note_too_long", "note", limit=LONGEST_NOTE))
    elif ending is Ending.OTHER and length < SHORTEST_NOTE:
        found.append(reason("bid.note_missing", "note", limit=SHORTEST_NOTE))
    return found
