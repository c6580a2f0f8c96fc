"""Who belongs to an organization and who is invited to it, for those who belong to it or judge it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select

from marketplace.domain.accounts import OrganizationKind
from marketplace.domain.errors import NotFound
from marketplace.domain.ids import InvitationId, OrganizationId, UserId
from marketplace.domain.memberships import InvitationState, invitation_state
from marketplace.domain.viewers import Level, Role, Viewer
from marketplace.gateways.links import read_link, sign_link
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import Invitation, Membership, Organization, User


@dataclass(frozen=True, slots=True)
class Member:
    """One person in an organization."""

    user_id: UserId
    name: str
    email: str
    level: Level
    since: datetime


@dataclass(frozen=True, slots=True)
class PendingInvitation:
    """One invitation that nobody has answered; `token` only for owners, who may hand the link over themselves."""

    id: InvitationId
    email: str
    level: Level
    state: InvitationState
    expires_at: datetime
    token: str | None


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """An invitation as whoever holds its link sees it."""

    organization: str
    kind: OrganizationKind
    level: Level
    email: str
    invited_by: str
    state: InvitationState
    expires_at: datetime
    has_account: bool


def invitation_token(invitation_id: InvitationId) -> str:
    """Return the token of an invitation's link."""
    return sign_link("invitation", {"invitation": invitation_id})


def list_members(viewer: Viewer, organization_id: OrganizationId) -> list[Member]:
    """List who belongs to an organization, owners first; raises `NotFound` to strangers."""
    _check_insider(viewer, organization_id)
    rows = db.session.execute(
        select(Membership, User)
        .join(User, User.id == Membership.user_id)
        .where(Membership.organization_id == organization_id)
        .order_by(Membership.level != Level.OWNER, User.name, User.id)
    )
    return [Member(user.id, user.name, user.email, place.level, place.created_at) for place, user in rows]


def list_pending_invitations(
    viewer: Viewer, organization_id: OrganizationId, *, now: datetime
) -> list[PendingInvitation]:
    """List whose answer an organization waits for, newest first; raises `NotFound` to strangers."""
    _check_insider(viewer, organization_id)
    is_owner = viewer.organization_id == organization_id and viewer.level is Level.OWNER
    rows = db.session.scalars(
        select(Invitation)
        .where(
            Invitation.organization_id == organization_id,
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .order_by(Invitation.id.desc())
    )
    return [
        PendingInvitation(
            id=row.id,
            email=row.email,
            level=row.level,
            state=invitation_state(row.accepted_at, row.revoked_at, expires_at=row.expires_at, now=now),
            expires_at=row.expires_at,
            token=invitation_token(row.id) if is_owner else None,
        )
        for row in rows
    ]


def get_invitation(token: str, *, now: datetime) -> InvitationPage:
    """Return the invitation of a link; raises `NotFound` for what is no link of ours."""
    claims = read_link("invitation", token)
    row = (
        claims
        and db.session.execute(
            select(Invitation, Organization, User.name)
            .join(Organization, Organization.id == Invitation.organization_id)
            .join(User, User.id == Invitation.invited_by_id)
            .where(Invitation.id == claims["invitation"])
        ).one_or_none()
    )
    if not row:
        raise NotFound("invitation.unknown")
    invitation, organization, name = row
    return InvitationPage(
        organization=organization.name,
        kind=organization.kind,
        level=invitation.level,
        email=invitation.email,
        invited_by=name,
        state=invitation_state(
            invitation.accepted_at, invitation.revoked_at, expires_at=invitation.expires_at, now=now
        ),
        expires_at=invitation.expires_at,
        has_account=_has_account(invitation.email),
    )


def _has_account(email: str) -> bool:
    return db.session.scalar(select(exists().where(func.lower(User.email) == func.lower(email)))) or False


def _check_insider(viewer: Viewer, organization_id: OrganizationId) -> None:
    if viewer.role is not Role.FACILITATOR and organization_id not in viewer.organization_ids:
        raise NotFound("organization.unknown")
