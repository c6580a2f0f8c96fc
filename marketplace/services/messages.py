"""What may be said: writing a message about a thing, with files, and noting how far one has read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from marketplace.domain.acts import Act, check_may
from marketplace.domain.errors import refuse_if_any
from marketplace.domain.events import EventKind, SubjectKind
from marketplace.domain.files import KeptFile
from marketplace.domain.ids import MessageId
from marketplace.domain.threads import message_faults, pace_faults, tidy_body
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.record.files import StoredFile
from marketplace.models.rows.record.messages import Message
from marketplace.models.threads.steps import Matter, count_sent, get_matter, lock_thread, note_own, note_read
from marketplace.services.transaction import use_case


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody wants to say: the text as typed, its files, and whether the facilitators are asked too."""

    body: str
    files: Sequence[KeptFile] = ()
    asks_alliance: bool = False


@use_case
def post_message(kind: SubjectKind, subject_id: int, *, words: Words, by: Viewer, now: datetime) -> MessageId:
    """Say something about a contract, bid or sample to all who have a part in it; returns the message's number."""
    matter = get_matter(kind, subject_id, viewer=by)
    check_may(by, Act.POST_MESSAGE, matter.stake)
    body = tidy_body(words.body)
    refuse_if_any(message_faults(body, [each.size for each in words.files]))
    refuse_if_any(pace_faults(count_sent(by.user_id, now=now)))
    thread = lock_thread(kind, subject_id, stake=matter.stake)
    message = Message(
        subject_kind=kind,
        subject_id=subject_id,
        body=body,
        asks_alliance=words.asks_alliance and by.role is not Role.FACILITATOR,
        role=by.role,
        user_id=by.person,
        organization_id=by.acting_for,
        party_ids=sorted(matter.stake.owners),
        at=now,
    )
    record_event(message, EventKind.MESSAGE_POSTED, by=by, now=now, **_facts(message, words, matter))
    db.session.add_all(_row(each, message, now=now) for each in words.files)
    note_own(message, before=thread.last_message_id)
    thread.last_message_id, thread.last_at = message.id, now
    thread.with_alliance = thread.with_alliance or message.asks_alliance or by.role is Role.FACILITATOR
    return message.id


@use_case
def read_thread(kind: SubjectKind, subject_id: int, *, up_to: MessageId, by: Viewer) -> None:
    """Note that the viewer has seen the messages of a thread up to this one."""
    get_matter(kind, subject_id, viewer=by)
    note_read(kind, subject_id, up_to=up_to, user_id=by.user_id)


def _facts(message: Message, words: Words, matter: Matter) -> dict[str, object]:
    """Say what is told of a message; a side that is not named yet is marked as hidden."""
    hidden = {} if matter.hidden_id is None else {"hidden": matter.hidden_id}
    return {
        "about": message.subject_kind.value,
        "about_id": message.subject_id,
        "files": len(words.files),
        "asks_alliance": message.asks_alliance,
        **hidden,
    }


def _row(kept: KeptFile, message: Message, *, now: datetime) -> StoredFile:
    return StoredFile(
        subject_kind=message.subject_kind,
        subject_id=message.subject_id,
        message_id=message.id,
        stored=kept.stored,
        thumb=kept.thumb,
        name=kept.name,
        kind=kept.kind,
        size=kept.size,
        sha256=kept.sha256,
        width=kept.width,
        height=kept.height,
        user_id=message.user_id,
        organization_id=message.organization_id,
        at=now,
    )
