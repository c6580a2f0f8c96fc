"""The step of putting one's hand under something: the password typed again, every try counted as at the door."""

from datetime import datetime

from marketplace.domain.accounts import THROTTLE
from marketplace.domain.errors import NotAllowed, Refused, reason
from marketplace.domain.viewers import Viewer
from marketplace.models.accounts.passwords import check_password
from marketplace.models.accounts.throttling import count_attempt, email_bucket, forget_attempts, refuse_wait
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import User


def count_try(by: Viewer, now: datetime) -> None:
    """Count a try before the password is looked at; raises `Refused` when there were too many."""
    refuse_wait(count_attempt({email_bucket(_person(by).email): THROTTLE}, now=now))


def known_hand(by: Viewer, password: str) -> User:
    """Return the person whose password this is; slow on purpose, so to be called before anything is locked."""
    person = _person(by)
    fits, _newer = check_password(password, person.password_hash)
    if not fits:
        raise Refused(reason("user.password_wrong", "password"))
    return person


def forget_tries(person: User) -> None:
    """Forget the tries of somebody whose hand was good."""
    forget_attempts(email_bucket(person.email))


def _person(by: Viewer) -> User:
    user = db.session.get(User, by.user_id) if by.user_id else None
    if user is None:
        raise NotAllowed("act.sign_in_first")
    return user
