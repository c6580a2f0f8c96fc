"""People and organizations, as a viewer may see them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, bindparam, case, exists, func, select

from marketplace.domain.accounts import OrganizationKind, VerificationState
from marketplace.domain.errors import NotFound
from marketplace.domain.ids import OrganizationId, UserId
from marketplace.domain.notices.preferences import default_preferences
from marketplace.domain.viewers import ANYONE, Level, Role, Viewer
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import Membership, Organization, User
from marketplace.models.rows.people.notices import NoticePreference
from marketplace.models.rows.record.turns import Turn
from marketplace.queries.reading import read

MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class Face:
    """A viewer with the names and choices that each page's head shows; `turns` counts what waits, up to a limit."""

    viewer: Viewer = ANYONE
    name: str = ""
    email: str = ""
    locale: str | None = None
    session_epoch: int = 0
    organization_name: str = ""
    organization_code: str = ""
    memberships: tuple[tuple[OrganizationId, str], ...] = field(default=())
    turns: int = 0
    zone: str | None = None

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
    person = rows[0]
    places = [row for row in rows if row.organization_id is not None]
    chosen = next((row for row in places if row.organization_id == person.acting_for_id), places[0] if places else None)
    return Face(
        viewer=_viewer(person.user_id, places, chosen),
        name=person.name,
        email=person.email,
        locale=person.locale,
        session_epoch=person.session_epoch,
        organization_name=chosen.organization_name if chosen else "",
        organization_code=chosen.code if chosen else "",
        memberships=tuple((row.organization_id, row.organization_name) for row in places),
        turns=chosen.turns if chosen else 0,
        zone=person.zone or (default_preferences(chosen.country).zone if chosen else None),
    )


def get_viewer(user_id: int, organization_id: int) -> Viewer:
    """Return the person as acting for one of their organizations; raises `NotFound`. For seeds and commands."""
    places = _places(user_id)
    chosen = next((row for row in places if row.organization_id == organization_id), None)
    if chosen is None:
        raise NotFound("organization.unknown")
    return _viewer(chosen.user_id, places, chosen)


def get_viewer_by_email(email: str) -> Viewer:
    """Return the person with an address, acting for the organization last chosen; raises `NotFound`. For commands."""
    user_id = db.session.scalar(select(User.id).where(func.lower(User.email) == email.lower()))
    face = find_face(user_id or 0)
    if face is None:
        raise NotFound("organization.unknown")
    return face.viewer


def list_places(viewer: Viewer) -> list[Place]:
    """List the organizations to which the viewer belongs."""
    rows = _places(viewer.user_id or 0)
    return [Place(row.code, row.organization_name, row.level) for row in rows if row.organization_id is not None]


def has_any_organization() -> bool:
    """Say whether anybody takes part in this market yet."""
    return db.session.scalar(select(exists(select(Organization.id)))) or False


def _counted(condition: ColumnElement[bool]) -> ScalarSelect[int]:
    """Count open turns, but no further than anybody would read."""
    some = select(Turn.id).where(condition).correlate(Organization).limit(MOST_COUNTED).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


# Columns, not rows of the session: this is asked at every sight of every page.
_PLACES = (
    select(
        User.id.label("user_id"),
        User.name,
        User.email,
        User.locale,
        User.session_epoch,
        User.acting_for_id,
        Membership.level,
        Organization.id.label("organization_id"),
        Organization.code,
        Organization.name.label("organization_name"),
        Organization.kind,
        Organization.state,
        Organization.country,
        case(
            (Organization.kind == OrganizationKind.ALLIANCE, _counted(Turn.organization_id.is_(None))),
            else_=_counted(Turn.organization_id == Organization.id),
        ).label("turns"),
        NoticePreference.zone,
    )
    .outerjoin(NoticePreference, NoticePreference.user_id == User.id)
    .outerjoin(Membership, Membership.user_id == User.id)
    .outerjoin(Organization, Organization.id == Membership.organization_id)
    .where(User.id == bindparam("user_id"))
    .order_by(Organization.name, Organization.id)
)


def _places(user_id: int) -> Sequence[Row[Any]]:
    return read(_PLACES, {"user_id": user_id})


def _viewer(user_id: UserId, places: Sequence[Row[Any]], chosen: Row[Any] | None) -> Viewer:
    if chosen is None:
        return Viewer(user_id=user_id)
    return Viewer(
        user_id=user_id,
        organization_id=chosen.organization_id,
        role=chosen.kind.role,
        level=chosen.level,
        is_verified=chosen.state is VerificationState.VERIFIED,
        organization_ids=frozenset(row.organization_id for row in places),
    )
