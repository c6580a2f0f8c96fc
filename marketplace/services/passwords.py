"""Passwords: changing one's own, asking for a link when it is forgotten, and choosing a new one by that link."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from marketplace.domain.accounts import THROTTLE, Throttle, normalised_email, password_faults
from marketplace.domain.errors import NotAllowed, Refused, reason, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import UserId
from marketplace.domain.notices.letters import Errand
from marketplace.domain.viewers import Viewer
from marketplace.gateways.links import read_link
from marketplace.gateways.queue import enqueue
from marketplace.models.accounts.errands import Mailing, write_errand
from marketplace.models.accounts.passwords import check_password, hash_password, mark_of
from marketplace.models.accounts.throttling import (
    bucket,
    count_attempt,
    email_bucket,
    forget_attempts,
    refuse_wait,
    site_bucket,
)
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import User
from marketplace.models.rows.record.events import record_event
from marketplace.services.transaction import keeping_ticket, use_case

RESET_THROTTLE = Throttle(free_failures=3, window=timedelta(hours=1), first_wait=timedelta(minutes=15))
SITE_RESET_THROTTLE = Throttle(free_failures=20, window=timedelta(hours=1))


@use_case
def ask_for_reset(email: str, *, address: str | None, now: datetime) -> None:
    """Have a link for a new password sent to whoever has this address; nobody learns whether somebody has.

    Raises `Refused` (`sign_in.too_often`) only for too many requests from one place. The same work is done for every
    address: the job finds out whose it is.
    """
    refuse_wait(count_attempt({site_bucket("reset", address): SITE_RESET_THROTTLE}, now=now))
    known = normalised_email(email)
    if count_attempt({bucket("reset-mail", known): RESET_THROTTLE}, now=now) == 0:
        enqueue(db.session, "accounts:send_reset", email=known, asked_at=int(now.timestamp()))


@use_case
def set_out_reset(email: str, *, asked_at: int, now: datetime) -> None:
    """Write to whoever has an address, once for each time it was asked; where nobody has it, nothing happens."""
    user_id = db.session.scalar(select(User.id).where(func.lower(User.email) == func.lower(email)))
    if user_id is None:
        return
    letter_id = write_errand(Mailing(Errand.RESET, f"reset-{user_id}-{asked_at}", user_id=user_id), now=now)
    if letter_id is not None:
        enqueue(db.session, "accounts:deliver", letter_id=letter_id)


@use_case
def reset_password(token: str, password: str, *, now: datetime) -> UserId:
    """Choose a new password by a mailed link; all sessions end, and the link works no second time.

    Raises `Refused`: `link.unknown`, `link.expired`, or what is wrong with the password.
    """
    claims = read_link("reset", token)
    if claims is None:
        raise Refused("link.unknown")
    user = db.session.get(User, claims["user"], with_for_update=True)
    if user is None or claims["mark"] != mark_of(user.password_hash, user.session_epoch):
        raise Refused("link.expired")
    if now.timestamp() >= int(claims["until"]):
        raise Refused("link.expired")
    _keep(user, password, by=Viewer(user_id=user.id), now=now)
    forget_attempts(email_bucket(user.email))
    return user.id


def change_password(current: str, password: str, *, by: Viewer, now: datetime) -> None:
    """Change the viewer's password; all other sessions end.

    Raises `Refused`: `sign_in.too_often`, `user.password_wrong`, or what is wrong with the new password.
    """
    with keeping_ticket():
        _count_change(by=by, now=now)
    _change(current, password, by=by, now=now)


@use_case
def _count_change(*, by: Viewer, now: datetime) -> None:
    refuse_wait(count_attempt({email_bucket(_own(by).email): THROTTLE}, now=now))


@use_case
def _change(current: str, password: str, *, by: Viewer, now: datetime) -> None:
    user = _own(by)
    fits, _newer = check_password(current, user.password_hash)
    if not fits:
        raise Refused(reason("user.password_wrong", "current"))
    _keep(user, password, by=by, now=now)
    forget_attempts(email_bucket(user.email))


def _keep(user: User, password: str, *, by: Viewer, now: datetime) -> None:
    refuse_if_any(password_faults(password, email=user.email))
    user.password_hash = hash_password(password)
    user.session_epoch += 1
    record_event(user, EventKind.USER_PASSWORD_CHANGED, by=by, now=now)


def _own(by: Viewer) -> User:
    user = db.session.get(User, by.user_id, with_for_update=True) if by.user_id else None
    if user is None:
        raise NotAllowed("act.sign_in_first")
    return user
