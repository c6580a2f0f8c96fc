"""Files on their way into a register, as whoever brought them and the worker see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from marketplace.domain.errors import NotFound
from marketplace.domain.ids import OrganizationId
from marketplace.domain.plots.imports import WORKING, ImportState, Preview
from marketplace.domain.plots.lines import RegisterLine
from marketplace.domain.plots.matching import Intended, match_lines
from marketplace.domain.viewers import Level, Role, Viewer
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import Membership, Organization, User
from marketplace.models.rows.traces.register_imports import RegisterImport
from marketplace.models.traces.bulk import known_register
from marketplace.queries.accounts.faces import get_viewer

NEWEST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPage:
    """One file: how far it is, what the preview says, and what became of it."""

    id: int
    name: str
    who: str
    state: ImportState
    repairs: tuple[str, ...]
    takes_only_right: bool
    done: int
    total: int
    preview: Preview
    taken: dict[str, Any] | None
    at: datetime
    changed_at: datetime

    @property
    def is_working(self) -> bool:
        """Whether a worker has still to do something."""
        return self.state in WORKING


@dataclass(frozen=True, slots=True)
class Brought:
    """What a worker needs to read or take in a file: its content, and in whose name."""

    name: str
    content: bytes
    repairs: tuple[str, ...]
    takes_only_right: bool
    state: ImportState
    by: Viewer


def get_import(viewer: Viewer, import_id: int) -> ImportPage:
    """Return a file of the viewer's group; raises `NotFound`."""
    query = _of(viewer).where(RegisterImport.id == import_id)
    row = db.session.scalar(query)
    if row is None:
        raise NotFound("register.no_import")
    return _page(row)


def list_imports(viewer: Viewer) -> list[ImportPage]:
    """List the newest files of the viewer's group."""
    return [_page(row) for row in db.session.scalars(_of(viewer).order_by(RegisterImport.id.desc()).limit(NEWEST))]


def find_brought(import_id: int) -> Brought | None:
    """Find what a worker has to read or take in; None where there is nothing to do any more."""
    row = db.session.get(RegisterImport, import_id)
    if row is None or row.content is None or row.state not in WORKING:
        return None
    by = get_viewer(row.user_id, row.organization_id)
    return Brought(row.name, row.content, tuple(row.repairs), row.takes_only_right, row.state, by)


def intend(lines: Sequence[RegisterLine], group: OrganizationId, *, today: date) -> Intended:
    """Say what the right lines of a file would do to a group's register; the caller acts for the group."""
    return match_lines((line for line in lines if not line.faults), known_register(group), today=today)


def get_keeper(code: str) -> Viewer:
    """Return the first owner of a group, in whose name a command acts; raises `NotFound`."""
    query = (
        select(User.id, Organization.id)
        .join(Membership, Membership.user_id == User.id)
        .join(Organization, Organization.id == Membership.organization_id)
        .where(Organization.code == code, Membership.level == Level.OWNER)
        .order_by(Membership.id)
    )
    found = db.session.execute(query.limit(1)).one_or_none()
    if found is None:
        raise NotFound("organization.unknown")
    return get_viewer(*found)


def _of(viewer: Viewer) -> Any:  # noqa: ANN401 - a query
    group = viewer.organization_id if viewer.role is Role.PRODUCER else None
    return select(RegisterImport).where(RegisterImport.organization_id == group)


def _page(row: RegisterImport) -> ImportPage:
    return ImportPage(
        id=row.id,
        name=row.name,
        who=row.user.name,
        state=row.state,
        repairs=tuple(row.repairs),
        takes_only_right=row.takes_only_right,
        done=row.done,
        total=row.total,
        preview=Preview(**row.preview) if row.preview else Preview(),
        taken=row.taken,
        at=row.at,
        changed_at=row.changed_at,
    )
