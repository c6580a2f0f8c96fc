"""Invitations: a mailed link by which one person joins one organization, once."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select

from marketplace.domain.accounts import Throttle, email_faults, normalised_email
from marketplace.domain.acts import Act, check_may
from marketplace.domain.errors import NotAllowed, NotFound, Refused, reason, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import InvitationId, UserId
from marketplace.domain.memberships import INVITATION_LIFE, InvitationState, invitation_faults, invitation_state
from marketplace.domain.notices.letters import Errand
from marketplace.domain.people import PersonTerms, person_faults
from marketplace.domain.viewers import Level, Viewer
from marketplace.gateways.links import read_link
from marketplace.gateways.queue import enqueue
from marketplace.models.accounts.errands import Mailing, write_errand
from marketplace.models.accounts.joining import add_membership, add_person, viewer_of
from marketplace.models.accounts.places import lock_organization
from marketplace.models.accounts.throttling import bucket, count_attempt, refuse_wait
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import Invitation, Membership, Organization, User
from marketplace.models.rows.record.events import record_event
from marketplace.services.transaction import use_case

MAIL_THROTTLE = Throttle(free_failures=30, window=timedelta(hours=1))
"""So that no organization floods strangers with mail in the market's name."""


@use_case
def invite(organization_id: int, email: str, *, level: Level, by: Viewer, now: datetime) -> InvitationId:
    """Invite a person by mail, in the inviter's language; raises `Refused` when already a member or invited."""
    organization = _managed(organization_id, by=by, now=now)
    known = normalised_email(email)
    refuse_if_any(email_faults(known))
    _refuse_member(organization, known)
    _close_expired(organization, known, now=now)
    row = Invitation(
        organization_id=organization.id,
        email=known,
        level=level,
        locale=db.session.get_one(User, by.user_id).locale,
        invited_by_id=by.user_id,
        created_at=now,
        expires_at=now + INVITATION_LIFE,
    )
    db.session.add(row)
    record_event(organization, EventKind.ORGANIZATION_MEMBER_INVITED, by=by, now=now, level=level.value)
    _send(row, now=now)
    return row.id


@use_case
def resend_invitation(organization_id: int, invitation_id: int, *, by: Viewer, now: datetime) -> None:
    """Send an invitation once more and let it live anew; the link stays the same."""
    organization = _managed(organization_id, by=by, now=now)
    row = _of(organization, invitation_id)
    state = _state(row, now)
    if state is not InvitationState.EXPIRED:
        refuse_if_any(invitation_faults(state))
    row.expires_at = now + INVITATION_LIFE
    _send(row, now=now)


@use_case
def revoke_invitation(organization_id: int, invitation_id: int, *, by: Viewer, now: datetime) -> None:
    """Withdraw an invitation; the link that was mailed works no more."""
    organization = lock_organization(organization_id, by)
    check_may(by, Act.INVITE_MEMBER, organization.stake)
    row = _of(organization, invitation_id)
    if row.accepted_at is not None:
        raise Refused("invitation.accepted")
    row.revoked_at = row.revoked_at or now


@use_case
def accept_invitation(token: str, *, by: Viewer, now: datetime) -> UserId:
    """Let the signed-in person whose address was invited join the organization."""
    user = db.session.get(User, by.user_id) if by.user_id else None
    if user is None:
        raise NotAllowed("act.sign_in_first")
    row, organization = _lock_open(token, now)
    if normalised_email(user.email) != row.email:
        raise Refused("invitation.for_somebody_else")
    _join(row, organization, user=user, now=now)
    return user.id


@use_case
def register_by_invitation(token: str, terms: PersonTerms, *, now: datetime) -> UserId:
    """Register the invited person, whose address is the one that was invited, and let them join."""
    row, organization = _lock_open(token, now)
    person = replace(terms, email=row.email)
    if _has_account(row.email):
        raise Refused("invitation.sign_in_first")
    refuse_if_any(person_faults(person))
    user = add_person(person, now=now)
    record_event(user, EventKind.USER_REGISTERED, by=viewer_of(user, organization, level=row.level), now=now)
    _join(row, organization, user=user, now=now)
    return user.id


def _managed(organization_id: int, *, by: Viewer, now: datetime) -> Organization:
    organization = lock_organization(organization_id, by)
    check_may(by, Act.INVITE_MEMBER, organization.stake)
    refuse_wait(count_attempt({bucket("invite", str(organization.id)): MAIL_THROTTLE}, now=now))
    return organization


def _lock_open(token: str, now: datetime) -> tuple[Invitation, Organization]:
    """Lock the organization and then its invitation, in the order of all who change who belongs to it."""
    claims = read_link("invitation", token)
    seen = db.session.get(Invitation, claims["invitation"]) if claims else None
    if seen is None:
        raise NotFound("invitation.unknown")
    organization = db.session.get_one(Organization, seen.organization_id, with_for_update=True)
    row = db.session.get_one(Invitation, seen.id, with_for_update=True, populate_existing=True)
    refuse_if_any(invitation_faults(_state(row, now)))
    return row, organization


def _join(row: Invitation, organization: Organization, *, user: User, now: datetime) -> None:
    row.accepted_at = now
    add_membership(organization, user, level=row.level, now=now)
    joined = viewer_of(user, organization, level=row.level)
    record_event(organization, EventKind.ORGANIZATION_MEMBER_JOINED, by=joined, now=now, level=row.level.value)


def _of(organization: Organization, invitation_id: int) -> Invitation:
    row = db.session.get(Invitation, invitation_id, with_for_update=True)
    if row is None or row.organization_id != organization.id:
        raise NotFound("invitation.unknown")
    return row


def _refuse_member(organization: Organization, email: str) -> None:
    is_member = exists().where(
        Membership.organization_id == organization.id,
        Membership.user_id == User.id,
        func.lower(User.email) == func.lower(email),
    )
    if db.session.scalar(select(is_member)):
        raise Refused(reason("organization.already_member", "email"))


def _close_expired(organization: Organization, email: str, *, now: datetime) -> None:
    """Withdraw what ran out, so that the person can be invited anew: one open invitation for each address."""
    open_one = db.session.scalar(
        select(Invitation).where(
            Invitation.organization_id == organization.id,
            func.lower(Invitation.email) == func.lower(email),
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
    )
    if open_one is not None and _state(open_one, now) is InvitationState.EXPIRED:
        open_one.revoked_at = now
        db.session.flush()


def _has_account(email: str) -> bool:
    return db.session.scalar(select(exists().where(func.lower(User.email) == func.lower(email)))) or False


def _state(row: Invitation, now: datetime) -> InvitationState:
    return invitation_state(row.accepted_at, row.revoked_at, expires_at=row.expires_at, now=now)


def _send(row: Invitation, *, now: datetime) -> None:
    db.session.flush()
    mailing = Mailing(Errand.INVITATION, f"invitation-{row.id}-{int(now.timestamp())}", about_id=row.id)
    letter_id = write_errand(mailing, now=now)
    if letter_id is not None:
        enqueue(db.session, "accounts:deliver", letter_id=letter_id)
