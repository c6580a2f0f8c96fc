"""People and organizations, as a viewer may see them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Row, exists, func, select

from marketplace.domain.accounts import VerificationState
from marketplace.domain.errors import NotFound
from marketplace.domain.ids import OrganizationId, UserId
from marketplace.domain.viewers import ANYONE, Level, Role, Viewer
from marketplace.models.accounts import Membership, Organization, User
from marketplace.models.base import db


@dataclass(frozen=True, slots=True)
class Face:
    """A viewer with the names and choices that each page's head shows."""

    viewer: Viewer = ANYONE
    name: str = ""
    email: str = ""
    locale: str | None = None
    session_epoch: int = 0
    organization_name: str = ""
    organization_code: str = ""
    memberships: tuple[tuple[OrganizationId, str], ...] = field(default=())

    @property
    def is_signed_in(self) -> bool:
        """Whether a known person asks."""
        return self.viewer.is_signed_in

    @property
    def role(self) -> Role:
        """The viewer's role."""
        return self.viewer.role


@dataclass(frozen=True, slots=True)
class Place:
    """One organization to which a person belongs, and what the person may do there."""

    code: str
    name: str
    level: Level


NOBODY = Face()


def find_face(user_id: int) -> Face | None:
    """Find the person `user_id` with the organization acted for, in one query."""
    rows = _places(user_id)
    if not rows:
        return None
    user = rows[0].User
    places = [(row.Membership, row.Organization) for row in rows if row.Membership is not None]
    chosen = next((place for place in places if place[1].id == user.acting_for_id), places[0] if places else None)
    return Face(
        viewer=_viewer(user.id, places, chosen),
        name=user.name,
        email=user.email,
        locale=user.locale,
        session_epoch=user.session_epoch,
        organization_name=chosen[1].name if chosen else "",
        organization_code=chosen[1].code if chosen else "",
        memberships=tuple((organization.id, organization.name) for _, organization in places),
    )


def get_viewer(user_id: int, organization_id: int) -> Viewer:
    """Return the person as acting for one of their organizations; raises `NotFound`. For seeds and commands."""
    places = _places(user_id)
    chosen = next(
        (row for row in places if row.Organization is not None and row.Organization.id == organization_id), None
    )
    if chosen is None:
        raise NotFound("organization.unknown")
    everywhere = [(row.Membership, row.Organization) for row in places]
    return _viewer(chosen.User.id, everywhere, (chosen.Membership, chosen.Organization))


def get_viewer_by_email(email: str) -> Viewer:
    """Return the person with an address, acting for the organization last chosen; raises `NotFound`. For commands."""
    user_id = db.session.scalar(select(User.id).where(func.lower(User.email) == email.lower()))
    face = find_face(user_id or 0)
    if face is None:
        raise NotFound("organization.unknown")
    return face.viewer


def list_places(viewer: Viewer) -> list[Place]:
    """List the organizations to which the viewer belongs."""
    return [
        Place(row.Organization.code, row.Organization.name, row.Membership.level)
        for row in _places(viewer.user_id or 0)
        if row.Organization is not None
    ]


def has_any_organization() -> bool:
    """Say whether anybody takes part in this market yet."""
    return db.session.scalar(select(exists(select(Organization.id)))) or False


def _places(user_id: int) -> Sequence[Row[User, Membership, Organization]]:
    return db.session.execute(
        select(User, Membership, Organization)
        .outerjoin(Membership, Membership.user_id == User.id)
        .outerjoin(Organization, Organization.id == Membership.organization_id)
        .where(User.id == user_id)
        .order_by(Organization.name, Organization.id)
    ).all()


def _viewer(
    user_id: UserId, places: list[tuple[Membership, Organization]], chosen: tuple[Membership, Organization] | None
) -> Viewer:
    everywhere = frozenset(organization.id for _, organization in places)
    if chosen is None:
        return Viewer(user_id=user_id)
    membership, organization = chosen
    return Viewer(
        user_id=user_id,
        organization_id=organization.id,
        role=organization.kind.role,
        level=membership.level,
        is_verified=organization.state is VerificationState.VERIFIED,
        organization_ids=everywhere,
    )
