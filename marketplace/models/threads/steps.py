"""The steps of talking: finding what is talked about, holding its thread, and counting who talks how much."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.dialects.postgresql import insert

from marketplace.domain.acts import Stake
from marketplace.domain.errors import NotFound
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import MessageId, OrganizationId, UserId
from marketplace.domain.threads import WINDOW
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.bids import steps as bid_steps
from marketplace.models.contracts import steps as contract_steps
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.samples import Sample
from marketplace.models.rows.record.messages import Message, Thread, ThreadRead
from marketplace.models.samples import steps as sample_steps


@dataclass(frozen=True, slots=True)
class Matter:
    """What is talked about: whose it is, and which organization's name the other side may not know yet."""

    stake: Stake
    hidden_id: OrganizationId | None = None

    def hides_from(self, viewer: Viewer) -> OrganizationId | None:
        """Return the organization that this viewer may not know, if any."""
        is_told = viewer.role is Role.FACILITATOR or viewer.organization_id == self.hidden_id
        return None if is_told else self.hidden_id


SUBJECTS: dict[SubjectKind, tuple[Any, Callable[[Viewer], ColumnElement[bool]]]] = {
    SubjectKind.CONTRACT: (Contract, contract_steps.seen_by),
    SubjectKind.BID: (Bid, bid_steps.seen_by),
    SubjectKind.SAMPLE: (Sample, sample_steps.seen_by),
}
"""The rows that are talked about, and who sees each: whoever sees the thing reads what is said about it."""


def find_matter(kind: SubjectKind, subject_id: int, *, viewer: Viewer) -> Matter | None:
    """Find what is talked about, if there is such a thing and the viewer may see it."""
    if kind not in SUBJECTS or not viewer.is_signed_in:
        return None
    table, seen_by = SUBJECTS[kind]
    row = db.session.scalar(select(table).where(table.id == subject_id, seen_by(viewer)))
    if row is None:
        return None
    return Matter(row.stake, row.maker_id if getattr(row, "hides_maker", False) else None)


def get_matter(kind: SubjectKind, subject_id: int, *, viewer: Viewer) -> Matter:
    """Return what is talked about; raises `NotFound`."""
    found = find_matter(kind, subject_id, viewer=viewer)
    if found is None:
        raise NotFound("thread.unknown")
    return found


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
