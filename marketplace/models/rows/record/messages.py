"""What is said about a thing: one thread for each, its messages, and how far each person has read."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.domain.acts import Stake
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import MessageId, OrganizationId, UserId
from marketplace.domain.viewers import Role
from marketplace.models.base import Base, choice


class Message(Base):
    """One message, never changed; its parties are those of its subject when it was sent.

    `asks_alliance`: it is meant for the facilitators too, who otherwise are not told of it.
    """

    SUBJECT: ClassVar = SubjectKind.MESSAGE
    version: ClassVar = 1
    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint("char_length(body) <= 4000", name="body_fits"),
        Index("ix_messages_thread", "subject_kind", "subject_id", "id"),
        Index("ix_messages_pace", "user_id", "at"),
    )

    id: Mapped[MessageId] = mapped_column(primary_key=True)
    subject_kind: Mapped[SubjectKind] = mapped_column(choice(SubjectKind))
    subject_id: Mapped[int]
    body: Mapped[str]
    asks_alliance: Mapped[bool] = mapped_column(default=False)
    role: Mapped[Role] = mapped_column(choice(Role))
    user_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"))
    organization_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"))
    party_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    at: Mapped[datetime]

    @property
    def stake(self) -> Stake:
        """Say whom it concerns."""
        return Stake(frozenset(OrganizationId(each) for each in self.party_ids))


class Thread(Base):
    """The head of a thread: who takes part, and its last message; locked while a message is added.

    Numbers of messages rise in the order in which they become visible, so that "read up to here" misses none.
    """

    __tablename__ = "threads"
    __table_args__ = (
        Index("ix_threads_party_ids", "party_ids", postgresql_using="gin"),
        Index("ix_threads_alliance", "last_message_id", postgresql_where="with_alliance"),
    )

    subject_kind: Mapped[SubjectKind] = mapped_column(choice(SubjectKind), primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    party_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    with_alliance: Mapped[bool] = mapped_column(default=False)
    last_message_id: Mapped[MessageId | None] = mapped_column(ForeignKey(Message.id))
    last_at: Mapped[datetime | None]


class ThreadRead(Base):
    """How far a person has read a thread."""

    __tablename__ = "thread_reads"

    user_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"), primary_key=True)
    subject_kind: Mapped[SubjectKind] = mapped_column(choice(SubjectKind), primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_message_id: Mapped[MessageId] = mapped_column(BigInteger)
