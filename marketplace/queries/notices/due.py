"""What the clock brings up: turns to remind of, and people whose letter of the day is to be gathered."""

from datetime import datetime

from sqlalchemy import and_, or_, select

from marketplace.domain.ids import UserId
from marketplace.domain.notices.letters import SETTLED_AFTER, LetterState
from marketplace.domain.notices.preferences import Way
from marketplace.domain.notices.reminders import AHEAD, FORGOTTEN_AFTER, Due, reminder_key
from marketplace.models.base import db
from marketplace.models.rows.people.notices import Letter, Notice
from marketplace.models.rows.record.turns import Turn


def list_turns_to_remind(now: datetime) -> list[int]:
    """List the turns of which somebody is to be reminded now and was not."""
    near = select(Turn).where(Turn.due_at > now - FORGOTTEN_AFTER, Turn.due_at <= now + AHEAD)
    keys = {key: turn.id for turn in db.session.scalars(near) if (key := _key(turn, now))}
    known = set(db.session.scalars(select(Notice.reminder).where(Notice.reminder.in_(keys)))) if keys else set()
    return [turn_id for key, turn_id in keys.items() if key not in known]


def list_digest_readers(now: datetime) -> list[UserId]:
    """List everybody for whom something waits that no letter has carried for certain."""
    long_ago = now - SETTLED_AFTER
    waiting = select(Notice.user_id).where(Notice.way == Way.DIGEST, Notice.digest_id.is_(None))
    carrier = or_(Letter.id == Notice.letter_id, Letter.id == Notice.digest_id)
    unsure = (
        select(Notice.user_id)
        .join(Letter, carrier)
        .where(
            and_(Letter.state == LetterState.HANDED, Letter.handed_at < long_ago),
            or_(Notice.digest_id.is_(None), Notice.digest_id == Letter.id),
        )
    )
    return list(db.session.scalars(waiting.union(unsure)))


def _key(turn: Turn, now: datetime) -> str | None:
    if turn.due_at is None:
        return None
    due = Due(turn.organization_id, turn.subject_kind, turn.subject_id, turn.task, turn.since, turn.due_at)
    return reminder_key(due, now)
