"""Whose turn it is, written down: one row for each thing that somebody must do, kept in step with every event."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import OrganizationId
from marketplace.domain.turns import Turn as Terms
from marketplace.models.base import Base, choice, db


class Turn(Base):
    """One thing that an organization (None: any facilitator) must do about a subject, since when and until when."""

    __tablename__ = "turns"
    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_id", "task", "organization_id", postgresql_nulls_not_distinct=True),
        Index("ix_turns_inbox", "organization_id", "due_at", "id"),
        Index(
            "ix_turns_desk",
            "due_at",
            "id",
            postgresql_include=["subject_kind"],
            postgresql_where="organization_id IS NULL",
        ),
        Index("ix_turns_others", "counterparty_id", "due_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[SubjectKind] = mapped_column(choice(SubjectKind))
    subject_id: Mapped[int]
    organization_id: Mapped[OrganizationId | None] = mapped_column(ForeignKey("organizations.id"))
    task: Mapped[str]
    about: Mapped[str]
    counterparty_id: Mapped[OrganizationId | None] = mapped_column(ForeignKey("organizations.id"))
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    since: Mapped[datetime]


def settle_turns(row: Any, now: datetime) -> None:  # noqa: ANN401 - any subject that says whose turn it is
    """Bring the turns of a subject in step with what the row says of itself; rows without `turns` have none."""
    if not hasattr(row, "turns"):
        return
    wanted: dict[tuple[OrganizationId | None, str], Terms] = {
        (turn.organization_id, turn.task): turn for turn in row.turns
    }
    query = select(Turn).where(Turn.subject_kind == row.SUBJECT, Turn.subject_id == row.id)
    for standing in db.session.scalars(query):
        turn = wanted.pop((standing.organization_id, standing.task), None)
        if turn is None:
            db.session.delete(standing)
        else:
            standing.about, standing.counterparty_id, standing.due_at = turn.about, turn.counterparty_id, turn.due_at
    for turn in wanted.values():
        db.session.add(
            Turn(
                subject_kind=row.SUBJECT,
                subject_id=row.id,
                organization_id=turn.organization_id,
                task=turn.task,
                about=turn.about,
                counterparty_id=turn.counterparty_id,
                due_at=turn.due_at,
                since=now,
            )
        )
