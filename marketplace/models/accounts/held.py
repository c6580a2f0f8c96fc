"""The step of keeping an address from others while whoever had it may still take the account back."""

from datetime import datetime

from sqlalchemy import exists, func, select

from marketplace.domain.addresses import UNDO_LIFE
from marketplace.domain.errors import Refused, reason
from marketplace.domain.ids import UserId
from marketplace.models.base import db
from marketplace.models.rows.people.addresses import AddressChange


def refuse_held(email: str, *, user_id: UserId, now: datetime) -> None:
    """Raise `Refused` where an address was somebody else's a few days ago; to be asked once the row is written."""
    held = exists().where(
        func.lower(AddressChange.old_email) == func.lower(email),
        AddressChange.confirmed_at > now - UNDO_LIFE,
        AddressChange.undone_at.is_(None),
        AddressChange.user_id != user_id,
    )
    if db.session.scalar(select(held)):
        raise Refused(reason("user.email_taken", "email"))
