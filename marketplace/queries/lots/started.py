"""Unfinished lot forms of the viewer's own group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, false, select

from marketplace.domain.acts import Act, check_may
from marketplace.domain.errors import NotFound
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import User
from marketplace.models.rows.people.started_lots import StartedLot


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What was typed so far, step by step, by whom and when."""

    id: int
    started_by: str
    changed_at: datetime
    is_copy: bool
    typed: Mapping[str, Mapping[str, Sequence[str]]]

    @property
    def code(self) -> str:
        """The code typed for the lot, as far as there is one."""
        return next(iter(self.typed.get("origin", {}).get("code", [])), "").strip()


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Let a group see its own, and nobody else."""
    return StartedLot.organization_id == viewer.organization_id if viewer.role is Role.PRODUCER else false()


def get_started_lot(viewer: Viewer, started_id: int) -> Unfinished:
    """Return one unfinished form for whoever may go on with it; raises `NotFound` or `NotAllowed`."""
    check_may(viewer, Act.DRAFT_LOT)
    found = next(iter(_list(viewer, StartedLot.id == started_id)), None)
    if found is None:
        raise NotFound("started_lot.unknown")
    return found


def list_started_lots(viewer: Viewer) -> list[Unfinished]:
    """List the group's unfinished forms, last changed first."""
    return _list(viewer, StartedLot.id > 0)


def _list(viewer: Viewer, condition: ColumnElement[bool]) -> list[Unfinished]:
    query = select(StartedLot, User.name).join(User, User.id == StartedLot.started_by_id)
    rows = db.session.execute(query.where(visible_to(viewer), condition).order_by(StartedLot.changed_at.desc()))
    return [Unfinished(row.id, name, row.changed_at, row.copied_from_id is not None, row.typed) for row, name in rows]
