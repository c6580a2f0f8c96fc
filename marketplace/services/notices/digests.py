"""The letter of the day: everything that was not mailed at once, to each person at most once a day."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from marketplace.domain.ids import LetterId, NoticeId, UserId
from marketplace.domain.notices.letters import SETTLED_AFTER, LetterState
from marketplace.domain.notices.preferences import Way, digest_moment
from marketplace.gateways.queue import enqueue
from marketplace.models.accounts.wishes import wishes_of
from marketplace.models.base import db
from marketplace.models.rows.people.notices import Letter, Notice
from marketplace.services.transaction import use_case

Earlier, EarlierDigest = aliased(Letter), aliased(Letter)


@use_case
def gather_digest(user_id: UserId, *, now: datetime) -> LetterId | None:
    """Gather what came up for a person until the hour of the day's letter; None when there is nothing, or it is out."""
    day, moment = digest_moment(now, wishes_of(user_id))
    items = list(db.session.scalars(_open_items(user_id, until=moment, now=now)))
    if not items:
        return None
    row = {"user_id": user_id, "day": day, "state": LetterState.WAITING, "tries": 0, "deliver_at": now}
    made = insert(Letter).values(**row).on_conflict_do_nothing().returning(Letter.id)
    letter_id = db.session.scalar(made)
    if letter_id is None:
        return None
    db.session.execute(update(Notice).where(Notice.id.in_(items)).values(digest_id=letter_id))
    enqueue(db.session, "notices:deliver", letter_id=letter_id)
    return letter_id


def _open_items(user_id: UserId, *, until: datetime, now: datetime) -> Select[NoticeId]:
    """Select the notices that no letter has carried for certain."""
    return (
        select(Notice.id)
        .outerjoin(Earlier, Earlier.id == Notice.letter_id)
        .outerjoin(EarlierDigest, EarlierDigest.id == Notice.digest_id)
        .where(
            Notice.user_id == user_id,
            Notice.at <= until,
            or_(
                and_(Notice.digest_id.is_(None), or_(Notice.way == Way.DIGEST, is_uncertain(Earlier, now))),
                is_uncertain(EarlierDigest, now),
            ),
        )
    )


def is_uncertain(letter: type[Letter], now: datetime) -> ColumnElement[bool]:
    """Say that a letter was handed over, and that nobody will ever say whether it arrived."""
    return and_(letter.state == LetterState.HANDED, letter.handed_at < now - SETTLED_AFTER)
