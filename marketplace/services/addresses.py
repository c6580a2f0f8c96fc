"""The address with which a person signs in: asking for another one, confirming it there, undoing it at the old one."""

from datetime import datetime, timedelta

from sqlalchemy import update

from marketplace.domain.accounts import Throttle, normalised_email
from marketplace.domain.addresses import ChangeState, new_address_faults
from marketplace.domain.errors import NotAllowed, NotFound, Refused, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import UserId
from marketplace.domain.notices.letters import Errand
from marketplace.domain.viewers import Viewer
from marketplace.gateways.links import CONFIRM, UNDO, read_link
from marketplace.gateways.queue import enqueue
from marketplace.models.accounts.errands import Mailing, write_errand
from marketplace.models.accounts.hands import count_try, forget_tries, known_hand
from marketplace.models.accounts.held import refuse_held
from marketplace.models.accounts.throttling import bucket, count_attempt, refuse_wait
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import User
from marketplace.models.rows.people.addresses import AddressChange
from marketplace.models.rows.record.events import record_event
from marketplace.services.transaction import keeping_ticket, use_case

MAIL_THROTTLE = Throttle(free_failures=5, window=timedelta(hours=1))
"""So that nobody floods strangers with mail in the market's name."""
UNUSABLE = "!"


def ask_for_address(email: str, password: str, *, by: Viewer, now: datetime) -> None:
    """Ask to sign in with another address: it and the present one are written to, and nothing changes yet.

    The answer is the same whether or not somebody has the address. Raises `Refused`: `sign_in.too_often`,
    `user.password_wrong`, or what is wrong with the address by itself.
    """
    with keeping_ticket():
        _count(by=by, now=now)
    _ask(normalised_email(email), password, by=by, now=now)


@use_case
def _count(*, by: Viewer, now: datetime) -> None:
    count_try(by, now)


@use_case
def _ask(email: str, password: str, *, by: Viewer, now: datetime) -> None:
    person = known_hand(by, password)
    user = _locked(person.id)
    refuse_if_any(new_address_faults(email, present=user.email))
    refuse_wait(count_attempt({bucket("address", str(user.id)): MAIL_THROTTLE}, now=now))
    _withdraw(user.id, now=now)
    change = AddressChange(user_id=user.id, old_email=user.email, new_email=email, asked_at=now)
    db.session.add(change)
    db.session.flush()
    forget_tries(user)
    for errand in (Errand.CONFIRM_ADDRESS, Errand.ADDRESS_ASKED):
        _write(errand, change, now=now)


@use_case
def withdraw_address(*, by: Viewer, now: datetime) -> None:
    """Take back one's own wish for another address; the mailed link works no more."""
    if by.user_id is None:
        raise NotAllowed("act.sign_in_first")
    _withdraw(_locked(by.user_id).id, now=now)


@use_case
def confirm_address(token: str, *, now: datetime) -> UserId:
    """Sign in with the new address from now on; all sessions end, and links mailed before work no more.

    Raises `Refused`: `link.unknown`, `link.expired`, or `user.email_taken` where somebody was faster.
    """
    change, user = _by_link(CONFIRM, token)
    if change.facts.state(now) is not ChangeState.WAITING:
        raise Refused("link.expired")
    user.email = change.new_email
    change.confirmed_at = now
    user.session_epoch += 1
    record_event(user, EventKind.USER_EMAIL_CHANGED, by=Viewer(user_id=user.id), now=now)
    refuse_held(user.email, user_id=user.id, now=now)
    _write(Errand.ADDRESS_CHANGED, change, now=now)
    return user.id


@use_case
def undo_address(token: str, *, now: datetime) -> UserId:
    """Stop a change from the old address, or give it the account back; whoever asked for it knew the password.

    So all sessions end, and the password with them: the reader of the old address chooses a new one.
    """
    change, user = _by_link(UNDO, token)
    if not change.facts.may_undo(now):
        raise Refused("link.expired")
    _withdraw(user.id, now=now)
    if change.confirmed_at is not None:
        user.email = change.old_email
        later = AddressChange.user_id == user.id, AddressChange.id >= change.id
        undone = AddressChange.confirmed_at.is_not(None), AddressChange.undone_at.is_(None)
        db.session.execute(update(AddressChange).where(*later, *undone).values(undone_at=now))
    user.password_hash = UNUSABLE
    user.session_epoch += 1
    record_event(user, EventKind.USER_EMAIL_RESTORED, by=Viewer(user_id=user.id), now=now)
    return user.id


def _by_link(purpose: str, token: str) -> tuple[AddressChange, User]:
    claims = read_link(purpose, token)
    seen = db.session.get(AddressChange, claims["change"]) if claims else None
    if seen is None:
        raise Refused("link.unknown")
    user = _locked(seen.user_id)
    return db.session.get_one(AddressChange, seen.id, populate_existing=True), user


def _locked(user_id: UserId) -> User:
    user = db.session.get(User, user_id, with_for_update=True, populate_existing=True)
    if user is None:
        raise NotFound("link.unknown")
    return user


def _withdraw(user_id: UserId, *, now: datetime) -> None:
    waiting = AddressChange.confirmed_at.is_(None), AddressChange.withdrawn_at.is_(None)
    db.session.execute(update(AddressChange).where(AddressChange.user_id == user_id, *waiting).values(withdrawn_at=now))


def _write(errand: Errand, change: AddressChange, *, now: datetime) -> None:
    mailing = Mailing(errand, f"{errand}-{change.id}", about_id=change.id)
    letter_id = write_errand(mailing, now=now)
    if letter_id is not None:
        enqueue(db.session, "accounts:deliver", letter_id=letter_id)
