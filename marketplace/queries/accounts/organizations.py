"""Organizations as others may see them, and as those who belong to them or judge them do."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, func, or_, select, true

from marketplace.domain.accounts import (
    VERIFICATION_MACHINE,
    OrganizationKind,
    VerificationState,
    VerificationStep,
)
from marketplace.domain.acts import Act, Stake, may
from marketplace.domain.errors import NotFound
from marketplace.domain.events import SubjectKind, step_taken
from marketplace.domain.ids import OrganizationId
from marketplace.domain.organizations import OrganizationTerms
from marketplace.domain.origins import REGIONS
from marketplace.domain.viewers import Level, Role, Viewer
from marketplace.models.accounts.joining import terms_of
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import Membership, Organization, User
from marketplace.models.rows.record.events import Event

PER_PAGE = 24
MOST_WORDS = 5
JUDGEMENTS = [
    step_taken(SubjectKind.ORGANIZATION, step)
    for step in VerificationStep
    if Role.FACILITATOR in VERIFICATION_MACHINE.who[step]
]
Wanted = TypeVar("Wanted", bound=Select[Any])


@dataclass(frozen=True, slots=True)
class OrganizationFilters:
    """Which organizations are wanted: of a kind, in a state, with words in name, code or place."""

    kind: OrganizationKind | None = None
    state: VerificationState | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class OrganizationLine:
    """One organization in a list; `place` is what lies nearest, without the country."""

    id: OrganizationId
    code: str
    name: str
    kind: OrganizationKind
    state: VerificationState
    place: str
    country: str
    created_at: datetime
    is_fictional: bool


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who can be asked."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class OrganizationPage:
    """One organization, whole.

    `contacts` are its owners, for those who may write to them; `judged` is the last judgement (event, note, moment),
    for members and facilitators.
    """

    line: OrganizationLine
    terms: OrganizationTerms
    is_women_led: bool
    version: int
    stake: Stake
    is_own: bool
    is_insider: bool
    contacts: tuple[Contact, ...]
    steps: tuple[VerificationStep, ...]
    judged: tuple[str, str | None, datetime] | None


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Let everybody see verified producer groups, who is signed in also makers and alliances, members their own."""
    if viewer.role is Role.FACILITATOR:
        return true()
    is_verified = Organization.state == VerificationState.VERIFIED
    if not viewer.is_signed_in:
        return and_(is_verified, Organization.kind == OrganizationKind.PRODUCER_GROUP)
    return or_(is_verified, Organization.id.in_(viewer.organization_ids))


def list_organizations(viewer: Viewer, filters: OrganizationFilters, *, page: int = 1) -> list[OrganizationLine]:
    """List organizations by name; to a facilitator those first that wait for a judgement."""
    query = _chosen(select(Organization), viewer, filters)
    if viewer.role is Role.FACILITATOR:
        query = query.order_by(Organization.state != VerificationState.UNVERIFIED)
    query = query.order_by(Organization.name, Organization.id).limit(PER_PAGE).offset(PER_PAGE * (page - 1))
    return [_line(row) for row in db.session.scalars(query)]


def count_organizations(viewer: Viewer, filters: OrganizationFilters) -> int:
    """Count the organizations that a list would hold."""
    return db.session.scalar(_chosen(select(func.count(Organization.id)), viewer, filters)) or 0


def list_organizations_to_verify(viewer: Viewer) -> list[OrganizationLine]:
    """List who waits to be verified by this viewer, longest first; never the viewer's own."""
    if viewer.role is not Role.FACILITATOR:
        return []
    query = select(Organization).where(visible_to(viewer), to_verify(viewer)).order_by(Organization.created_at)
    return [_line(row) for row in db.session.scalars(query.limit(PER_PAGE))]


def to_verify(viewer: Viewer) -> ColumnElement[bool]:
    """Say which organizations wait to be verified by this facilitator."""
    return and_(Organization.state == VerificationState.UNVERIFIED, Organization.id.not_in(viewer.organization_ids))


def get_organization(viewer: Viewer, code: str) -> OrganizationPage:
    """Return one organization; raises `NotFound` when there is none or it is not the viewer's to see."""
    row = db.session.scalar(select(Organization).where(visible_to(viewer), Organization.code == code))
    if row is None:
        raise NotFound("organization.unknown")
    is_insider = viewer.role is Role.FACILITATOR or row.id in viewer.organization_ids
    may_judge = may(viewer, Act.VERIFY_ORGANIZATION, row.stake) and row.kind is not OrganizationKind.ALLIANCE
    return OrganizationPage(
        line=_line(row),
        terms=terms_of(row),
        is_women_led=row.is_women_led,
        version=row.version,
        stake=row.stake,
        is_own=row.id == viewer.organization_id,
        is_insider=is_insider,
        contacts=_contacts(row.id) if is_insider or viewer.is_verified else (),
        steps=VERIFICATION_MACHINE.steps(row.state, viewer.role) if may_judge else (),
        judged=_last_judgement(row.id) if is_insider else None,
    )


def get_code(viewer: Viewer, organization_id: int) -> str:
    """Return the code under which an organization's page is found; raises `NotFound` as its page would."""
    code = db.session.scalar(select(Organization.code).where(visible_to(viewer), Organization.id == organization_id))
    if code is None:
        raise NotFound("organization.unknown")
    return code


def get_insider_page(viewer: Viewer, code: str) -> OrganizationPage:
    """Return one organization to those who belong to it or judge it; raises `NotFound` to all others."""
    page = get_organization(viewer, code)
    if not page.is_insider:
        raise NotFound("organization.unknown")
    return page


def _chosen(query: Wanted, viewer: Viewer, filters: OrganizationFilters) -> Wanted:
    query = query.where(visible_to(viewer))
    if filters.kind is not None:
        query = query.where(Organization.kind == filters.kind)
    if filters.state is not None:
        query = query.where(Organization.state == filters.state)
    for word in filters.words.split()[:MOST_WORDS]:
        columns = (Organization.name, Organization.code, Organization.city, Organization.province)
        query = query.where(or_(*(_holds(column, word) for column in columns)))
    return query


def _holds(column: SQLColumnExpression[Any], word: str) -> ColumnElement[bool]:
    literal = "".join(f"\\{sign}" if sign in "\\%_" else sign for sign in word)
    return func.unaccent(column).ilike(func.unaccent(f"%{literal}%"))


def _line(row: Organization) -> OrganizationLine:
    return OrganizationLine(
        id=row.id,
        code=row.code,
        name=row.name,
        kind=row.kind,
        state=row.state,
        place=_place(row),
        country=row.country,
        created_at=row.created_at,
        is_fictional=row.is_fictional,
    )


def _contacts(organization_id: OrganizationId) -> tuple[Contact, ...]:
    rows = db.session.execute(
        select(User.name, User.email)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.organization_id == organization_id, Membership.level == Level.OWNER)
        .order_by(Membership.id)
        .limit(3)
    )
    return tuple(Contact(row.name, row.email) for row in rows)


def _place(row: Organization) -> str:
    parts = (row.city, row.district, row.province, REGIONS.get(row.region or ""))
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _last_judgement(organization_id: OrganizationId) -> tuple[str, str | None, datetime] | None:
    event = db.session.scalar(
        select(Event)
        .where(
            Event.subject_kind == SubjectKind.ORGANIZATION,
            Event.subject_id == organization_id,
            Event.kind.in_(JUDGEMENTS),
        )
        .order_by(Event.version.desc())
        .limit(1)
    )
    return (event.kind, event.facts.get("note"), event.at) if event else None
