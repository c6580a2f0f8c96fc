"""What the payment provider told us, each piece of news once, and whether it has been looked into."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.domain.acts import NOBODYS, Stake
from marketplace.domain.events import SubjectKind
from marketplace.domain.turns import Task, Turn
from marketplace.models.base import Base, Versioned


class ProviderNews(Versioned, Base):
    """One piece of news: which object it is about, when we heard it, when it was looked into, and what was odd."""

    SUBJECT: ClassVar = SubjectKind.NEWS
    __tablename__ = "provider_news"
    __table_args__ = (
        Index("ix_provider_news_unheard", "received_at", postgresql_where="heard_at IS NULL"),
        Index("ix_provider_news_trouble", "received_at", "id", postgresql_where="trouble IS NOT NULL"),
        Index("ix_provider_news_object_id", "object_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    object_id: Mapped[str]
    created_at: Mapped[datetime]
    received_at: Mapped[datetime]
    heard_at: Mapped[datetime | None]
    trouble: Mapped[str | None]

    @property
    def stake(self) -> Stake:
        """Say whose this is: nobody's but the facilitators'."""
        return NOBODYS

    @property
    def turns(self) -> list[Turn]:
        """Say whose turn it is: a facilitator's, when it fitted nothing and nobody has looked into it."""
        return [Turn(None, Task.NEWS_LOOK_INTO, self.kind)] if self.trouble else []
