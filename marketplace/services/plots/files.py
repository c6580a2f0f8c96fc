"""A file that is brought into a register: kept, read by a worker, looked at, ordered, and taken in by a worker."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from marketplace.domain.errors import NotFound, Refused, Stale
from marketplace.domain.files import tidy_name
from marketplace.domain.ids import OrganizationId
from marketplace.domain.plain import to_plain
from marketplace.domain.plots.imports import OPEN, ImportState, Preview
from marketplace.domain.plots.repairs import RepairKind
from marketplace.domain.viewers import Viewer
from marketplace.gateways.queue import enqueue
from marketplace.models.base import db
from marketplace.models.rows.traces.register_imports import RegisterImport
from marketplace.models.traces.register import lock_group
from marketplace.services.transaction import use_case

FORGOTTEN_AFTER = timedelta(days=7)


@use_case
def bring_file(name: str, content: bytes, *, by: Viewer, now: datetime) -> int:
    """Keep a file until it is taken in, and have it read; whatever the group had begun before is dropped."""
    group = lock_group(by)
    if not content:
        raise Refused("register.file_empty")
    for earlier in db.session.scalars(_open_of(group.id)):
        earlier.end(ImportState.DROPPED, now)
    row = RegisterImport(
        organization_id=group.id,
        user_id=by.person,
        name=tidy_name(name),
        content=content,
        state=ImportState.WAITING,
        at=now,
        changed_at=now,
    )
    db.session.add(row)
    db.session.flush()
    enqueue(db.session, "registers:read", import_id=row.id)
    return row.id


@use_case
def mend_lines(import_id: int, repairs: Collection[str], *, by: Viewer, now: datetime) -> None:
    """Have a file read again with these kinds of mending agreed to."""
    row = _looked_at(import_id, by)
    row.repairs = [each.value for each in RepairKind if each.value in repairs]
    row.state, row.done, row.changed_at = ImportState.WAITING, 0, now
    enqueue(db.session, "registers:read", import_id=row.id)


@use_case
def order_import(import_id: int, *, only_right: bool, by: Viewer, now: datetime) -> None:
    """Have a file taken in: all lines, or only those that are right where some are wrong."""
    row = _looked_at(import_id, by)
    preview: Mapping[str, Any] = row.preview or {}
    if preview.get("wrong") and not only_right:
        raise Refused("register.lines_wrong")
    if preview.get("wrong", 0) >= preview.get("lines", 0):
        raise Refused("register.nothing_right")
    row.state, row.takes_only_right, row.changed_at = ImportState.ORDERED, only_right, now
    enqueue(db.session, "registers:write", import_id=row.id)


@use_case
def drop_import(import_id: int, *, by: Viewer, now: datetime) -> None:
    """Forget a file that was not taken in."""
    _looked_at(import_id, by).end(ImportState.DROPPED, now)


@use_case
def note_progress(import_id: int, done: int, *, total: int) -> None:
    """Say how far the reading of a file is."""
    row = _locked(import_id)
    if row.state is ImportState.WAITING:
        row.done, row.total = done, total


@use_case
def store_preview(import_id: int, preview: Preview, *, now: datetime) -> None:
    """Write down what was found in a file; nothing where it was dropped meanwhile."""
    row = _locked(import_id)
    if row.state is ImportState.WAITING:
        row.preview, row.state, row.changed_at = to_plain(preview), ImportState.READ, now
        row.done = row.total = preview.lines


@use_case
def end_import(import_id: int, taken: Mapping[str, int] | None, *, now: datetime) -> None:
    """Write down what became of a file: what was taken in, or that it could not be."""
    row = _locked(import_id)
    if row.state in OPEN:
        row.taken = dict(taken) if taken is not None else None
        row.end(ImportState.FAILED if taken is None else ImportState.DONE, now)


@use_case
def forget_old_files(now: datetime) -> int:
    """Drop files that nobody took in within a week, for what is in them is personal; return how many there were."""
    query = select(RegisterImport).where(
        RegisterImport.state.in_(OPEN), RegisterImport.changed_at < now - FORGOTTEN_AFTER
    )
    rows = list(db.session.scalars(query.with_for_update()))
    for row in rows:
        row.end(ImportState.DROPPED, now)
    return len(rows)


def _looked_at(import_id: int, by: Viewer) -> RegisterImport:
    group = lock_group(by)
    row = _locked(import_id, group.id)
    if row.state is not ImportState.READ:
        raise Stale("row.changed_meanwhile")
    return row


def _locked(import_id: int, group: OrganizationId | None = None) -> RegisterImport:
    query = select(RegisterImport).where(RegisterImport.id == import_id).with_for_update()
    row = db.session.scalar(query if group is None else query.where(RegisterImport.organization_id == group))
    if row is None:
        raise NotFound("register.no_import")
    return row


def _open_of(group: OrganizationId) -> Any:  # noqa: ANN401 - a query
    return select(RegisterImport).where(RegisterImport.organization_id == group, RegisterImport.state.in_(OPEN))
