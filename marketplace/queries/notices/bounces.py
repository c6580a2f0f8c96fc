"""Whose mail comes back: an address that a mail server does not know is left in peace for a while."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from marketplace.domain.ids import UserId
from marketplace.domain.notices.letters import BOUNCE_REST, LetterState, is_bounce
from marketplace.models.base import db
from marketplace.models.rows.people.addresses import AddressChange
from marketplace.models.rows.people.notices import Letter


@dataclass(frozen=True, slots=True)
class Bounce:
    """When the last letter to somebody came back, what the server said, and when mail is tried again."""

    at: datetime
    failure: str
    until: datetime


def find_bounce(user_id: UserId | None, *, now: datetime) -> Bounce | None:
    """Find out whether the newest letter to a person came back so lately that no other one follows it yet.

    What came back before the person had the present address counts no more.
    """
    settled = Letter.user_id == user_id, Letter.state.in_((LetterState.SENT, LetterState.FAILED))
    moved = select(func.max(func.coalesce(AddressChange.undone_at, AddressChange.confirmed_at)))
    since = moved.where(AddressChange.user_id == user_id).scalar_subquery()
    here = or_(since.is_(None), Letter.settled_at > since)
    query = select(Letter).where(*settled, here).order_by(Letter.settled_at.desc(), Letter.id.desc()).limit(1)
    letter = db.session.scalar(query)
    if letter is None or letter.settled_at is None or not is_bounce(letter.failure or ""):
        return None
    until = letter.settled_at + BOUNCE_REST
    return Bounce(letter.settled_at, letter.failure or "", until) if now < until else None
