"""Writing notices down, each once, and setting out the letters that carry them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import EventId, LetterId, NoticeId
from marketplace.domain.notices.preferences import Way, letter_due, way_of
from marketplace.domain.notices.telling import Category
from marketplace.gateways.queue import enqueue
from marketplace.models.base import db
from marketplace.models.rows.people.notices import Letter, Notice
from marketplace.services.notices.recipients import Recipient


@dataclass(frozen=True, slots=True)
class Draft:
    """A notice for one person: of an event (with its time), a reminder or a receipt, and what to do until when."""

    to: Recipient
    category: Category
    subject: tuple[SubjectKind, int]
    event_id: EventId | None = None
    reminder: str | None = None
    task: str | None = None
    due_at: datetime | None = None
    is_colleague: bool = False
    is_receipt: bool = False
    at: datetime | None = None

    @property
    def way(self) -> Way:
        """How it reaches the person; a receipt is mailed at once, whatever the wishes."""
        return (
            Way.AT_ONCE
            if self.is_receipt
            else way_of(self.to.preferences, self.category, is_colleague=self.is_colleague)
        )


def write_notices(drafts: Sequence[Draft], *, now: datetime) -> None:
    """Write down every notice that is not there yet, and set out the letters of those that are to be mailed at once."""
    if not drafts:
        return
    made = insert(Notice).values([_columns(draft, now) for draft in drafts]).on_conflict_do_nothing()
    rows = db.session.execute(made.returning(Notice.user_id, Notice.id))
    fresh = {row.user_id: row.id for row in rows}
    for draft in drafts:
        notice_id = fresh.get(draft.to.person.user_id)
        if notice_id is not None and draft.way is Way.AT_ONCE:
            _set_out(draft, notice_id, now=now)


def set_out(letter: Letter) -> LetterId:
    """Put a new letter on its way: a worker takes it up when its time has come."""
    db.session.add(letter)
    db.session.flush()
    enqueue(db.session, "notices:deliver", at=letter.deliver_at, letter_id=letter.id)
    return letter.id


def _set_out(draft: Draft, notice_id: NoticeId, *, now: datetime) -> None:
    due = letter_due(now, draft.to.preferences, due_at=draft.due_at)
    letter_id = set_out(Letter(user_id=draft.to.person.user_id, deliver_at=due))
    db.session.execute(update(Notice).where(Notice.id == notice_id).values(letter_id=letter_id))


def _columns(draft: Draft, now: datetime) -> dict[str, Any]:
    kind, subject_id = draft.subject
    return {
        "user_id": draft.to.person.user_id,
        "organization_id": draft.to.person.organization_id,
        "event_id": draft.event_id,
        "reminder": draft.reminder,
        "category": draft.category,
        "way": draft.way,
        "subject_kind": kind,
        "subject_id": subject_id,
        "task": draft.task,
        "due_at": draft.due_at,
        "at": draft.at or now,
    }
