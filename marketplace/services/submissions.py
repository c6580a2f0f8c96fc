"""What becomes of a submitted form: where its sender was led, so that a repetition is led there too."""

from datetime import datetime, timedelta

from sqlalchemy import delete, update

from marketplace.models.base import db
from marketplace.models.rows.people.submissions import Submission
from marketplace.services.transaction import use_case

KEPT_FOR = timedelta(days=2)


@use_case
def remember_location(key: str, location: str) -> None:
    """Keep where the sender of form `key` was led."""
    db.session.execute(update(Submission).where(Submission.key == key).values(location=location))


@use_case
def forget_old_submissions(now: datetime) -> None:
    """Drop forms so old that nobody will click them again."""
    db.session.execute(delete(Submission).where(Submission.at < now - KEPT_FOR))
