"""Notices, the letters that carry them, and how each person wishes to be told."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import EventId, LetterId, NoticeId, OrganizationId, UserId
from marketplace.domain.notices.letters import Errand, LetterState
from marketplace.domain.notices.preferences import Preferences, Way
from marketplace.domain.notices.telling import Category
from marketplace.models.base import Base, choice
from marketplace.models.rows.people.accounts import User


class NoticePreference(Base):
    """One person's wishes; without a row the defaults of the person's country hold."""

    __tablename__ = "notice_preferences"
    __table_args__ = (
        CheckConstraint(
            "quiet_from BETWEEN 0 AND 23 AND quiet_to BETWEEN 0 AND 23 AND digest_hour BETWEEN 0 AND 23", name="hours"
        ),
    )

    user_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"), primary_key=True)
    turn: Mapped[Way] = mapped_column(choice(Way, "turn"))
    news: Mapped[Way] = mapped_column(choice(Way, "news"))
    messages: Mapped[Way] = mapped_column(choice(Way, "messages"))
    zone: Mapped[str]
    quiet_from: Mapped[int] = mapped_column(SmallInteger)
    quiet_to: Mapped[int] = mapped_column(SmallInteger)
    digest_hour: Mapped[int] = mapped_column(SmallInteger)

    @property
    def wishes(self) -> Preferences:
        """What a rule needs."""
        return Preferences(
            turn=self.turn,
            news=self.news,
            messages=self.messages,
            zone=self.zone,
            quiet_from=self.quiet_from,
            quiet_to=self.quiet_to,
            digest_hour=self.digest_hour,
        )


class Letter(Base):
    """One mail to one person: of one notice, the letter of a `day` with all that came up, or an errand.

    An errand concerns an account; it is about a person, or about the row `about_id`, and is set out once for its `key`.
    `tries` counts how often a worker took it up; only the newest try may say what became of it.
    """

    __tablename__ = "letters"
    __table_args__ = (
        Index("uq_letters_user_id_day", "user_id", "day", unique=True, postgresql_where="day IS NOT NULL"),
        Index("ix_letters_failed", "settled_at", postgresql_where="state = 'failed'"),
        Index("ix_letters_handed", "handed_at", postgresql_where="state = 'handed'"),
        CheckConstraint("tries >= 0", name="tries_not_negative"),
        CheckConstraint("(errand IS NULL) = (key IS NULL)", name="errand_has_key"),
        CheckConstraint("num_nonnulls(user_id, about_id) = 1", name="concerns_somebody"),
    )

    id: Mapped[LetterId] = mapped_column(primary_key=True)
    user_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"), index=True)
    day: Mapped[date | None]
    errand: Mapped[Errand | None] = mapped_column(choice(Errand))
    about_id: Mapped[int | None] = mapped_column(BigInteger)
    key: Mapped[str | None] = mapped_column(unique=True)
    state: Mapped[LetterState] = mapped_column(choice(LetterState), default=LetterState.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    deliver_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    handed_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    failure: Mapped[str | None]

    user: Mapped[User | None] = relationship()


class Notice(Base):
    """What one person is told about one event, or reminded of; it stands in the inbox whatever becomes of the mail."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("event_id", "user_id"),
        UniqueConstraint("reminder", "user_id"),
        CheckConstraint("(event_id IS NULL) <> (reminder IS NULL)", name="of_an_event_or_a_reminder"),
        Index("ix_notices_newest", "user_id", "at", "id"),
        Index("ix_notices_for_digest", "user_id", postgresql_where="way = 'digest' AND digest_id IS NULL"),
    )

    id: Mapped[NoticeId] = mapped_column(primary_key=True)
    user_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"))
    organization_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"))
    event_id: Mapped[EventId | None] = mapped_column(ForeignKey("events.id"))
    reminder: Mapped[str | None]
    category: Mapped[Category] = mapped_column(choice(Category))
    way: Mapped[Way] = mapped_column(choice(Way))
    subject_kind: Mapped[SubjectKind] = mapped_column(choice(SubjectKind))
    subject_id: Mapped[int]
    task: Mapped[str | None]
    due_at: Mapped[datetime | None]
    at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    letter_id: Mapped[LetterId | None] = mapped_column(ForeignKey("letters.id"), index=True)
    digest_id: Mapped[LetterId | None] = mapped_column(ForeignKey("letters.id"), index=True)
