"""Taking in what the payment provider tells: stored once and answered at once, looked into by a job."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert

from marketplace.domain.payments.provider import News
from marketplace.gateways.queue import enqueue
from marketplace.models.base import db
from marketplace.models.rows.money.provider_news import ProviderNews
from marketplace.services.transaction import use_case


@use_case
def take_news(news: News, *, now: datetime) -> bool:
    """Keep verified news and have it looked into; False when the same event was told before."""
    number = db.session.scalar(
        insert(ProviderNews)
        .values(
            event_id=news.event_id,
            kind=news.kind,
            object_id=news.object_id,
            created_at=news.at,
            received_at=now,
            changed_at=now,
        )
        .on_conflict_do_nothing(index_elements=[ProviderNews.event_id])
        .returning(ProviderNews.id)
    )
    if number is None:
        return False
    enqueue(db.session, "payments:hear", news_id=number)
    return True
