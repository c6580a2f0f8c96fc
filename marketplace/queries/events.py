"""What happened, as those concerned may read it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select, true

from marketplace.domain.events import SubjectKind
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import Organization, User
from marketplace.models.rows.record.events import Event

NEWEST = 100


@dataclass(frozen=True, slots=True)
class Happening:
    """One event: when, what (`contract.approved`), by whom, and the note that was given."""

    at: datetime
    kind: str
    subject_kind: SubjectKind
    subject_id: int
    who: str | None
    organization: str | None
    note: str | None
    facts: dict[str, Any]


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Let facilitators read everything, and others what concerns their organization or what they did themselves."""
    if viewer.role is Role.FACILITATOR:
        return true()
    if not viewer.is_signed_in:
        return false()
    own = Event.user_id == viewer.user_id
    if viewer.organization_id is None:
        return own
    return or_(own, Event.party_ids.contains([viewer.organization_id]))


def list_history(subject_kind: SubjectKind, subject_id: int, *, viewer: Viewer) -> list[Happening]:
    """List what happened to one thing, newest first."""
    query = _happenings(viewer).where(Event.subject_kind == subject_kind, Event.subject_id == subject_id)
    return _read(query.limit(NEWEST), viewer)


def list_happenings(viewer: Viewer, *, limit: int = NEWEST, offset: int = 0) -> list[Happening]:
    """List what happened that concerns the viewer, newest first."""
    return _read(_happenings(viewer).limit(limit).offset(offset), viewer)


def count_happenings(viewer: Viewer) -> int:
    """Count what the viewer may read."""
    return db.session.scalar(select(func.count()).select_from(Event).where(visible_to(viewer))) or 0


def _happenings(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    return (
        select(Event, User.name.label("who"), Organization.name.label("organization"))
        .outerjoin(User, User.id == Event.user_id)
        .outerjoin(Organization, Organization.id == Event.organization_id)
        .where(visible_to(viewer))
        .order_by(Event.at.desc(), Event.id.desc())
    )


def _read(query: Select[*tuple[Any, ...]], viewer: Viewer) -> list[Happening]:
    return [_happening(row, viewer) for row in db.session.execute(query)]


def _happening(row: Any, viewer: Viewer) -> Happening:  # noqa: ANN401 - a result row
    """Read one event; who a maker is that is not named yet (the fact `hidden`) is kept from the other side."""
    event: Event = row.Event
    is_own = viewer.role is Role.FACILITATOR or viewer.organization_id == event.organization_id
    is_hidden = event.organization_id is not None and event.facts.get("hidden") == event.organization_id and not is_own
    return Happening(
        at=event.at,
        kind=event.kind,
        subject_kind=event.subject_kind,
        subject_id=event.subject_id,
        who=None if is_hidden else row.who,
        organization=None if is_hidden else row.organization,
        note=event.facts.get("note"),
        facts=event.facts,
    )
