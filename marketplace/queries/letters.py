"""What the market's letters say about people and organizations: to whom, in which language, with which facts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select

from marketplace.domain.addresses import CONFIRM_LIFE, UNDO_LIFE, ChangeState
from marketplace.domain.ids import InvitationId, LetterId, UserId
from marketplace.domain.memberships import RESET_LIFE, InvitationState, invitation_state
from marketplace.domain.notices.letters import Errand
from marketplace.gateways.links import CONFIRM, UNDO, read_link, sign_link
from marketplace.models.accounts.passwords import mark_of
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import Invitation, Organization, User
from marketplace.models.rows.people.addresses import AddressChange
from marketplace.models.rows.people.notices import Letter
from marketplace.queries.accounts.memberships import invitation_token


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom a letter goes, and in which language."""

    name: str
    email: str
    locale: str


@dataclass(frozen=True, slots=True)
class InvitationLetter:
    """An invitation to be mailed."""

    to: Addressee
    organization: str
    invited_by: str
    expires_at: datetime
    token: str


@dataclass(frozen=True, slots=True)
class ResetLetter:
    """A link for a new password to be mailed."""

    to: Addressee
    token: str


@dataclass(frozen=True, slots=True)
class AddressLetter:
    """A word about a change of address, to the new one or to the old one; `is_taken`: somebody has the new one.

    `until` is when the link in it stops working.
    """

    errand: Errand
    to: Addressee
    old: str
    new: str
    is_taken: bool
    until: datetime
    token: str


ErrandLetter = InvitationLetter | ResetLetter | AddressLetter


def find_errand(letter_id: LetterId, *, now: datetime) -> ErrandLetter | None:
    """Find what a letter about an account says; None where it is not worth saying any more."""
    letter = db.session.get_one(Letter, letter_id)
    if letter.errand is Errand.INVITATION:
        return find_invitation_letter(InvitationId(letter.about_id or 0), now=now)
    if letter.errand is not None and letter.errand is not Errand.RESET:
        return _address_letter(letter.errand, db.session.get(AddressChange, letter.about_id), now=now)
    return _reset_letter(db.session.get(User, letter.user_id), now=now)


def _address_letter(errand: Errand, change: AddressChange | None, *, now: datetime) -> AddressLetter | None:
    """Write to the new address while it may be confirmed, to the old one while it may be undone."""
    if change is None:
        return None
    is_confirming = errand is Errand.CONFIRM_ADDRESS
    is_waiting, may_undo = change.facts.state(now) is ChangeState.WAITING, change.facts.may_undo(now)
    if not (may_undo if errand is Errand.ADDRESS_CHANGED else is_waiting):
        return None
    email = change.new_email if is_confirming else change.old_email
    begun = change.confirmed_at or change.asked_at
    return AddressLetter(
        errand=errand,
        to=Addressee(change.user.name, email, change.user.locale),
        old=change.old_email,
        new=change.new_email,
        is_taken=is_confirming and _is_taken(change),
        until=begun + (UNDO_LIFE if change.confirmed_at else CONFIRM_LIFE),
        token=sign_link(CONFIRM if is_confirming else UNDO, {"change": change.id}),
    )


def _is_taken(change: AddressChange) -> bool:
    other = exists().where(func.lower(User.email) == func.lower(change.new_email), User.id != change.user_id)
    return db.session.scalar(select(other)) or False


def find_invitation_letter(invitation_id: InvitationId, *, now: datetime) -> InvitationLetter | None:
    """Find an invitation that may still be sent: None when it was accepted, withdrawn, or has run out."""
    row = db.session.execute(
        select(Invitation, Organization.name, User.name)
        .join(Organization, Organization.id == Invitation.organization_id)
        .join(User, User.id == Invitation.invited_by_id)
        .where(Invitation.id == invitation_id)
    ).one_or_none()
    if row is None:
        return None
    invitation, organization, inviter = row
    state = invitation_state(invitation.accepted_at, invitation.revoked_at, expires_at=invitation.expires_at, now=now)
    if state is not InvitationState.OPEN:
        return None
    return InvitationLetter(
        to=Addressee("", invitation.email, invitation.locale),
        organization=organization,
        invited_by=inviter,
        expires_at=invitation.expires_at,
        token=invitation_token(invitation.id),
    )


def find_reset_letter(email: str, *, now: datetime) -> ResetLetter | None:
    """Find the letter with a link for a new password, or None where nobody has this address."""
    return _reset_letter(db.session.scalar(select(User).where(func.lower(User.email) == func.lower(email))), now=now)


def _reset_letter(user: User | None, *, now: datetime) -> ResetLetter | None:
    if user is None:
        return None
    return ResetLetter(Addressee(user.name, user.email, user.locale), reset_token(user, now=now))


def find_reset_email(token: str, *, now: datetime) -> str | None:
    """Find whose password a link would change, or None when the link is not (or no longer) good."""
    claims = read_link("reset", token)
    user = db.session.get(User, claims["user"]) if claims else None
    if claims is None or user is None or now.timestamp() >= int(claims["until"]):
        return None
    return user.email if claims["mark"] == mark_of(user.password_hash, user.session_epoch) else None


def get_reset_token(user_id: UserId, *, now: datetime) -> str:
    """Return a token with which a person who proved to read the own mail chooses a new password."""
    return reset_token(db.session.get_one(User, user_id), now=now)


def reset_token(user: User, *, now: datetime) -> str:
    """Make a token that is good for two hours and until the password or the epoch changes."""
    until = int((now + RESET_LIFE).timestamp())
    return sign_link(
        "reset", {"user": user.id, "mark": mark_of(user.password_hash, user.session_epoch), "until": until}
    )
