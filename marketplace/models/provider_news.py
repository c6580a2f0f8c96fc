"""What the payment provider told us, each piece of news once, and whether it has been looked into."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.models.base import Base


class ProviderNews(Base):
    """One piece of news: which object it is about, when we heard it, when it was looked into, and what was odd."""

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
