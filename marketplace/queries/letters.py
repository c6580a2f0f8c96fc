"""What the market's letters say about people and organizations: to whom, in which language, with which facts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from marketplace.domain.ids import InvitationId, LetterId
from marketplace.domain.memberships import RESET_LIFE, InvitationState, invitation_state
from marketplace.domain.notices.letters import Errand
from marketplace.gateways.links import read_link, sign_link
from marketplace.models.accounts.passwords import mark_of
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import Invitation, Organization, User
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


ErrandLetter = InvitationLetter | ResetLetter


def find_errand(letter_id: LetterId, *, now: datetime) -> ErrandLetter | None:
    """Find what a letter about an account says; None where it is not worth saying any more."""
    letter = db.session.get_one(Letter, letter_id)
    if letter.errand is Errand.INVITATION:
        return find_invitation_letter(InvitationId(letter.about_id or 0), now=now)
    return _reset_letter(db.session.get(User, letter.user_id), now=now)


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


def reset_token(user: User, *, now: datetime) -> str:
    """Make a token that is good for two hours and until the password or the epoch changes."""
    until = int((now + RESET_LIFE).timestamp())
    return sign_link(
        "reset", {"user": user.id, "mark": mark_of(user.password_hash, user.session_epoch), "until": until}
    )
