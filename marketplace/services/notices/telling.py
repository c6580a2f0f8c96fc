"""Telling those concerned what happened, and reminding them of what they must do."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from marketplace.domain.events import EventKind, SubjectKind
from marketplace.domain.ids import EventId, OrganizationId
from marketplace.domain.notices.reminders import Due, reminder_key
from marketplace.domain.notices.telling import TOLD, Category, Occasion, told
from marketplace.domain.turns import QUIET
from marketplace.domain.viewers import Level, Role
from marketplace.models.base import db
from marketplace.models.rows.record.events import Event
from marketplace.models.rows.record.turns import Turn
from marketplace.services.notices.recipients import Recipient, list_recipients
from marketplace.services.notices.writing import Draft, write_notices
from marketplace.services.transaction import use_case

Subject = tuple[SubjectKind, int]


@use_case
def tell(event_id: EventId, *, now: datetime) -> None:
    """Tell everybody concerned of an event, each once however often this is done."""
    event = db.session.get(Event, event_id)
    telling = TOLD.get(EventKind(event.kind)) if event else None
    if event is None or telling is None:
        return
    subject = _subject_of(event)
    turns = _first_turns(subject) if event.subject_kind is not SubjectKind.MESSAGE else {}
    occasion = Occasion(
        telling,
        event.user_id,
        frozenset(OrganizationId(each) for each in event.party_ids),
        frozenset(turns),
        asks_alliance=bool(event.facts.get("asks_alliance")),
    )
    recipients = {each.person: each for each in list_recipients(occasion.party_ids, with_desk=occasion.with_desk)}
    drafts = [
        _draft(recipients[person], category, event=event, turn=turns.get(_side(recipients[person])))
        for person, category in told(list(recipients), occasion).items()
    ]
    write_notices(drafts, now=now)


@use_case
def remind(turn_id: int, *, now: datetime) -> None:
    """Remind those whose turn it is, once before the deadline and once after it; never of what is done."""
    turn = db.session.get(Turn, turn_id, with_for_update={"read": True}, populate_existing=True)
    if turn is None or turn.due_at is None:
        return
    due = Due(turn.organization_id, turn.subject_kind, turn.subject_id, turn.task, turn.since, turn.due_at)
    key = reminder_key(due, now)
    if key is None:
        return
    is_desk = turn.organization_id is None
    own = [] if turn.organization_id is None else [turn.organization_id]
    parties = _parties(turn) if is_desk else frozenset()
    people = list_recipients([*own, *parties], with_desk=is_desk)
    write_notices([_reminder(each, turn, key) for each in _doers(people, parties)], now=now)


def _subject_of(event: Event) -> Subject:
    """A message is about what its thread is about."""
    if event.subject_kind is SubjectKind.MESSAGE:
        return SubjectKind(event.facts["about"]), event.facts["about_id"]
    return event.subject_kind, event.subject_id


def _first_turns(subject: Subject) -> dict[OrganizationId | None, Turn]:
    """Find what each side must do first about a subject, but for what is not told with its news."""
    kind, subject_id = subject
    query = select(Turn).where(Turn.subject_kind == kind, Turn.subject_id == subject_id, Turn.task.not_in(QUIET))
    ordered = db.session.scalars(query.order_by(Turn.due_at.desc().nulls_first(), Turn.id.desc()))
    return {turn.organization_id: turn for turn in ordered}


def _side(recipient: Recipient) -> OrganizationId | None:
    return None if recipient.person.role is Role.FACILITATOR else recipient.person.organization_id


def _draft(to: Recipient, category: Category, *, event: Event, turn: Turn | None) -> Draft:
    is_turn = category is Category.TURN and turn is not None
    return Draft(
        to,
        category,
        _subject_of(event),
        event_id=event.id,
        task=turn.task if is_turn and turn else None,
        due_at=turn.due_at if is_turn and turn else None,
        is_colleague=to.person.organization_id == event.organization_id,
        at=event.at,
    )


def _reminder(to: Recipient, turn: Turn, key: str) -> Draft:
    subject = (turn.subject_kind, turn.subject_id)
    return Draft(to, Category.TURN, subject, reminder=key, task=turn.task, due_at=turn.due_at)


def _parties(turn: Turn) -> frozenset[OrganizationId]:
    """Say whose thing it is that the facilitators must judge: none of them may do so who belongs there."""
    query = select(Event.party_ids).where(Event.subject_kind == turn.subject_kind, Event.subject_id == turn.subject_id)
    newest = db.session.scalar(query.order_by(Event.version.desc()).limit(1))
    return frozenset(OrganizationId(each) for each in newest or ())


def _doers(people: Iterable[Recipient], parties: frozenset[OrganizationId]) -> list[Recipient]:
    """Choose who can do it: whoever may write, and is not at home with those who are judged; each once."""
    people = list(people)
    insiders = {each.person.user_id for each in people if each.person.organization_id in parties}
    able = {each.person.user_id: each for each in people if each.person.level is not Level.READER}
    return [each for user_id, each in able.items() if user_id not in insiders]
