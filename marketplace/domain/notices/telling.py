"""Who is told of an event: the table of kinds, and which of the people concerned hears it as what."""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

from marketplace.domain.events import EventKind, SubjectKind
from marketplace.domain.ids import OrganizationId, UserId
from marketplace.domain.viewers import Level, Role


class Category(StrEnum):
    """What a notice is to whoever gets it: something to do, something to know, or somebody's words."""

    TURN = "turn"
    NEWS = "news"
    MESSAGES = "messages"


class Audience(StrEnum):
    """Who is told: the organizations that may read of the event, or the facilitators of the alliance."""

    PARTIES = "parties"
    FACILITATORS = "facilitators"


@dataclass(frozen=True, slots=True)
class Telling:
    """Who is told of an event, and as what where it is not their turn."""

    audience: Audience
    category: Category = Category.NEWS
    tells_author: bool = False
    """Whoever did it hears of it too: a stranger at the author's screen would not tell."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may be told, with one place in one organization."""

    user_id: UserId
    organization_id: OrganizationId
    role: Role
    level: Level


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a notice would be about: the event's table line, its author, who may read of it, and whose turn it now is.

    `asks_alliance`: the facilitators are meant too.
    """

    telling: Telling
    author_id: UserId | None
    party_ids: frozenset[OrganizationId]
    turns: frozenset[OrganizationId | None] = field(default_factory=frozenset)
    asks_alliance: bool = False

    @property
    def with_desk(self) -> bool:
        """Whether facilitators hear of it at all."""
        return self.asks_alliance or None in self.turns or self.telling.audience is Audience.FACILITATORS


TO_PARTIES = Telling(Audience.PARTIES)
TO_FACILITATORS = Telling(Audience.FACILITATORS)
MESSAGES = Telling(Audience.PARTIES, Category.MESSAGES)
FOR_SAFETY = Telling(Audience.PARTIES, tells_author=True)

# Between a match and a contract both sides hear of every step.
BY_SUBJECT: dict[SubjectKind, Telling] = {
    SubjectKind.ALLOCATION: TO_PARTIES,
    SubjectKind.SAMPLE: TO_PARTIES,
    SubjectKind.BID: TO_PARTIES,
    SubjectKind.TENDER: TO_PARTIES,
    SubjectKind.CONTRACT: TO_PARTIES,
    SubjectKind.AMENDMENT: TO_PARTIES,
    SubjectKind.CALL_OFF: TO_PARTIES,
    SubjectKind.CLAIM: TO_PARTIES,
    SubjectKind.SETTLEMENT: TO_PARTIES,
    SubjectKind.MESSAGE: MESSAGES,
}

# Elsewhere only what somebody else did about one's own thing is told.
BY_KIND: dict[EventKind, Telling] = {
    EventKind.ORGANIZATION_CREATED: TO_FACILITATORS,
    EventKind.ORGANIZATION_ASKED_AGAIN: TO_FACILITATORS,
    EventKind.ORGANIZATION_VERIFIED: TO_PARTIES,
    EventKind.ORGANIZATION_REFUSED: TO_PARTIES,
    EventKind.ORGANIZATION_SUSPENDED: TO_PARTIES,
    EventKind.ORGANIZATION_REINSTATED: TO_PARTIES,
    EventKind.LOT_SUBMITTED: TO_FACILITATORS,
    EventKind.LOT_PUBLISHED: TO_PARTIES,
    EventKind.LOT_RETURNED: TO_PARTIES,
    EventKind.LOT_REJECTED: TO_PARTIES,
    EventKind.LOT_HELD: TO_PARTIES,
    EventKind.LOT_RELEASED: TO_PARTIES,
    EventKind.INSTALMENT_RAISED: TO_PARTIES,
    EventKind.INSTALMENT_PART_PAID: TO_PARTIES,
    EventKind.INSTALMENT_PAID: TO_PARTIES,
    EventKind.INSTALMENT_LOWERED: TO_PARTIES,
    EventKind.INSTALMENT_CANCELLED: TO_PARTIES,
    EventKind.PAYMENT_FAILED: TO_PARTIES,
    EventKind.PAYMENT_DISPUTED: TO_PARTIES,
    EventKind.PAYMENT_DISPUTE_WON: TO_PARTIES,
    EventKind.PAYMENT_DISPUTE_LOST: TO_PARTIES,
    EventKind.PAYMENT_TROUBLED: TO_FACILITATORS,
    EventKind.REFUND_ASKED: TO_FACILITATORS,
    EventKind.REFUND_DECIDED: TO_PARTIES,
    EventKind.REFUND_FINISHED: TO_PARTIES,
    EventKind.REFUND_FAILED: TO_FACILITATORS,
    EventKind.NEWS_TROUBLED: TO_FACILITATORS,
    EventKind.STRAY_FOUND: TO_FACILITATORS,
    EventKind.PLACEMENT_ASKED: TO_FACILITATORS,
    EventKind.PLACEMENT_FAILED: TO_FACILITATORS,
    EventKind.CONTRACT_REPAID: TO_PARTIES,
    EventKind.BANK_ACCOUNT_STATED: FOR_SAFETY,
    EventKind.BANK_ACCOUNT_CONFIRMED: TO_PARTIES,
    EventKind.BANK_ACCOUNT_REFUSED: TO_PARTIES,
    EventKind.BANK_ACCOUNT_REPLACED: TO_PARTIES,
    EventKind.PAYOUT_SENT: TO_PARTIES,
    EventKind.PAYOUT_TRACED: TO_PARTIES,
    EventKind.PAYOUT_RETURNED: TO_PARTIES,
    EventKind.PAYOUT_CONFIRMED: TO_FACILITATORS,
    EventKind.SHIPMENT_CHANGED: TO_PARTIES,
    EventKind.CARGO_UPLOADED: TO_PARTIES,
    EventKind.CARGO_ACCEPTED: TO_PARTIES,
    EventKind.CARGO_REFUSED: TO_PARTIES,
    EventKind.CARGO_ARRIVAL_NOTED: TO_PARTIES,
    EventKind.CERTIFICATE_WITHDRAWN: TO_FACILITATORS,
    EventKind.CERTIFICATE_OVER: TO_FACILITATORS,
    EventKind.ROUND_PLANNED: TO_FACILITATORS,
    EventKind.ROUND_FAILED: TO_FACILITATORS,
}

TOLD: dict[EventKind, Telling] = {
    kind: BY_KIND.get(kind) or BY_SUBJECT[SubjectKind(kind.partition(".")[0])]
    for kind in EventKind
    if kind in BY_KIND or SubjectKind(kind.partition(".")[0]) in BY_SUBJECT
}
"""Every kind of event that anybody is told of. Whose turn an event makes it is told of it in any case."""


def category_for(person: Person, occasion: Occasion) -> Category | None:
    """Say as what a person is told, or None: nobody hears of their own doing, or of what they may not read.

    A change that a stranger at somebody's screen would make is told to that person too.
    """
    if person.user_id == occasion.author_id and not occasion.telling.tells_author:
        return None
    is_desk = person.role is Role.FACILITATOR
    if not is_desk and person.organization_id not in occasion.party_ids:
        return None
    if person.level is not Level.READER and (None if is_desk else person.organization_id) in occasion.turns:
        return Category.TURN
    is_meant = occasion.telling.audience is (Audience.FACILITATORS if is_desk else Audience.PARTIES)
    return occasion.telling.category if is_meant or (is_desk and occasion.asks_alliance) else None


def told(people: Collection[Person], occasion: Occasion) -> dict[Person, Category]:
    """Choose who is told: once each, as the one whose turn it is if any; a party's people are never the desk's too."""
    insiders = {each.user_id for each in people if each.organization_id in occasion.party_ids}
    chosen: dict[UserId, tuple[Person, Category]] = {}
    for person in people:
        if person.role is Role.FACILITATOR and person.user_id in insiders:
            continue
        category = category_for(person, occasion)
        if category and (person.user_id not in chosen or category is Category.TURN):
            chosen[person.user_id] = (person, category)
    return dict(chosen.values())
