"""How a person wishes to be told, and what has been seen."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from marketplace.domain.acts import Act, check_may
from marketplace.domain.errors import NotFound, refuse_if_any
from marketplace.domain.ids import NoticeId, UserId
from marketplace.domain.notices.preferences import Preferences, Way, preference_faults
from marketplace.domain.notices.telling import Category
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import User
from marketplace.models.rows.people.notices import Notice, NoticePreference
from marketplace.services.transaction import use_case


@use_case
def keep_preferences(preferences: Preferences, *, by: Viewer) -> None:
    """Keep how the viewer wishes to be told."""
    check_may(by, Act.CHANGE_SELF)
    refuse_if_any(preference_faults(preferences))
    _keep(by.person, preferences)


@use_case
def write_less(user_id: UserId, category: Category | None, *, known: Preferences) -> None:
    """Move a category from mails at once to the day's letter, or (None) what comes in that one to the inbox only.

    `known` is what holds for the person now. Whoever calls has checked the link that was mailed.
    """
    if db.session.scalar(select(User.id).where(User.id == user_id)) is None:
        raise NotFound("link.unknown")
    if category is None:
        gathered = {each: Way.INBOX for each in Category if known.way(each) is Way.DIGEST}
        _keep(user_id, known.with_ways(gathered))
    elif known.way(category) is Way.AT_ONCE:
        _keep(user_id, known.with_ways({category: Way.DIGEST}))


@use_case
def see_notice(notice_id: NoticeId, *, by: Viewer, now: datetime) -> None:
    """Note that the viewer has opened a notice of their own."""
    own = Notice.id == notice_id, Notice.user_id == by.user_id, Notice.seen_at.is_(None)
    db.session.execute(update(Notice).where(*own).values(seen_at=now))


@use_case
def see_all(*, by: Viewer, now: datetime) -> None:
    """Note that the viewer has seen every notice so far."""
    check_may(by, Act.CHANGE_SELF)
    own = Notice.user_id == by.user_id, Notice.seen_at.is_(None)
    db.session.execute(update(Notice).where(*own).values(seen_at=now))


def _keep(user_id: UserId, preferences: Preferences) -> None:
    values = {"user_id": user_id} | asdict(preferences)
    made = insert(NoticePreference).values(values)
    db.session.execute(made.on_conflict_do_update(index_elements=["user_id"], set_=asdict(preferences)))
