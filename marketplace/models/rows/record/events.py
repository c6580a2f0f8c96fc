"""What happened: the append-only record that is at once history, audit trail and source of notices."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import flag_modified

from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import EventId, OrganizationId, UserId
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import Base, Versioned, choice, db
from marketplace.models.rows.people.accounts import Organization, User
from marketplace.models.rows.record.turns import settle_turns

RECORDED = "recorded_events"


class Event(Base):
    """One thing that happened to one subject; `party_ids` are the organizations that may read of it."""

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_id", "version"),
        Index("ix_events_user", "user_id", "at", "id"),
        Index("ix_events_party_ids", "party_ids", postgresql_using="gin"),
    )

    id: Mapped[EventId] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    subject_kind: Mapped[SubjectKind] = mapped_column(choice(SubjectKind))
    subject_id: Mapped[int]
    version: Mapped[int]
    kind: Mapped[str]
    role: Mapped[Role] = mapped_column(choice(Role))
    user_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    organization_id: Mapped[OrganizationId | None] = mapped_column(ForeignKey("organizations.id"))
    party_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    facts: Mapped[dict[str, Any]]

    user: Mapped[User | None] = relationship()
    organization: Mapped[Organization | None] = relationship()


def record_event(row: Any, kind: str, *, by: Viewer, now: datetime, **facts: object) -> Event:  # noqa: ANN401
    """Write down that `kind` happened to `row` (a versioned row with SUBJECT and stake), with plain facts.

    Flushes the change of the row first, so that the event carries the new version: one change, one event. Whose turn it
    is now is written down too, where the row says so (`turns`). Who may read of it besides those with a stake, a row
    may say as `reader_ids`.
    """
    if isinstance(row, Versioned):
        row.changed_at = now
        flag_modified(row, "changed_at")  # a new version even when two things happen to a row in the same moment
    db.session.add(row)
    db.session.flush()
    event = Event(
        at=now,
        subject_kind=row.SUBJECT,
        subject_id=row.id,
        version=row.version,
        kind=kind,
        role=by.role,
        user_id=by.user_id,
        organization_id=by.organization_id,
        party_ids=sorted(getattr(row, "reader_ids", row.stake.owners)),
        facts=facts,
    )
    db.session.add(event)
    db.session.info.setdefault(RECORDED, []).append(event)
    settle_turns(row, now)
    return event


def take_recorded() -> list[Event]:
    """Return what was recorded since this was last asked; whoever ends a transaction asks."""
    recorded: list[Event] = db.session.info.pop(RECORDED, [])
    return recorded
