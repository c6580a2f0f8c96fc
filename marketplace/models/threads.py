"""The steps of talking: finding what is talked about, holding its thread, and counting who talks how much."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from marketplace.domain.acts import Stake
from marketplace.domain.errors import NotFound
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import MessageId, UserId
from marketplace.domain.threads import WINDOW
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.contracts import Contract
from marketplace.models.messages import Message, Thread, ThreadRead

SUBJECTS: dict[SubjectKind, Any] = {
    SubjectKind.CONTRACT: Contract,
}
"""The rows that are talked about; each has a `stake`."""


def stake_of(kind: SubjectKind, subject_id: int, *, by: Viewer) -> Stake:
    """Say whose the thing is that is talked about; raises `NotFound` for what the viewer has no part in."""
    row = db.session.get(SUBJECTS[kind], subject_id) if kind in SUBJECTS else None
    if row is None:
        raise NotFound("thread.unknown")
    stake: Stake = row.stake
    if by.role is not Role.FACILITATOR and by.organization_id not in stake.owners:
        raise NotFound("thread.unknown")
    return stake


def lock_thread(kind: SubjectKind, subject_id: int, *, stake: Stake) -> Thread:
    """Lock the head of a thread, which is made with its first message."""
    parties: list[int] = sorted(stake.owners)
    made = insert(Thread).values(subject_kind=kind, subject_id=subject_id, party_ids=parties, with_alliance=False)
    db.session.execute(made.on_conflict_do_nothing())
    held = select(Thread).where(Thread.subject_kind == kind, Thread.subject_id == subject_id)
    thread = db.session.scalars(held.with_for_update().execution_options(populate_existing=True)).one()
    thread.party_ids = parties
    return thread


def count_sent(user_id: UserId | None, *, now: datetime) -> int:
    """Count what a person sent in the last hour; until the transaction ends nobody else counts for the same person."""
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"messages:{user_id}", 0))))
    query = select(func.count()).where(Message.user_id == user_id, Message.at > now - WINDOW)
    return db.session.scalar(query) or 0


def note_own(message: Message, *, before: MessageId | None) -> None:
    """Count one's own message as read where nothing of others stood unread `before` it."""
    if before is None:
        note_read(message.subject_kind, message.subject_id, up_to=message.id, user_id=message.user_id)
        return
    db.session.execute(
        update(ThreadRead)
        .where(
            ThreadRead.user_id == message.user_id,
            ThreadRead.subject_kind == message.subject_kind,
            ThreadRead.subject_id == message.subject_id,
            ThreadRead.last_message_id >= before,
        )
        .values(last_message_id=message.id)
    )


def note_read(kind: SubjectKind, subject_id: int, *, up_to: MessageId, user_id: UserId | None) -> None:
    """Write down how far a person has read; never less far than before."""
    row = {"user_id": user_id, "subject_kind": kind, "subject_id": subject_id, "last_message_id": up_to}
    made = insert(ThreadRead).values(**row)
    farther = func.greatest(ThreadRead.last_message_id, made.excluded.last_message_id)
    keys = ["user_id", "subject_kind", "subject_id"]
    db.session.execute(made.on_conflict_do_update(index_elements=keys, set_={"last_message_id": farther}))
