"""Files for those who may see what they are about, and which stored files nobody knows any more."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from marketplace.domain.errors import NotFound
from marketplace.domain.events import SubjectKind
from marketplace.domain.files import FileKind
from marketplace.domain.ids import FileId, MessageId
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.lots.steps import seen_by as lots_seen_by
from marketplace.models.payouts.steps import payouts_of
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.market.lots import Lot, LotPhoto
from marketplace.models.rows.money.payouts import Payout
from marketplace.models.rows.record.files import StoredFile
from marketplace.models.rows.traces.statements import Pack
from marketplace.models.threads.steps import find_matter
from marketplace.models.traces.packing import packs_of

OF_A_GROUP = (SubjectKind.DELIVERY, SubjectKind.PLOT)
"""Subjects whose files only their own group and facilitators may see."""


@dataclass(frozen=True, slots=True)
class FileSheet:
    """One file: where it is kept, and what is said of it; `size` in bytes."""

    id: FileId
    stored: str
    thumb: str | None
    name: str
    kind: FileKind
    size: int
    sha256: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file as a page names it; `size` in bytes, sides in pixels."""

    id: FileId
    name: str
    kind: FileKind
    size: int
    width: int | None
    height: int | None


def list_files(message_ids: Sequence[MessageId]) -> dict[MessageId, list[FileLine]]:
    """List the files of messages that the viewer may read, in the order in which they were sent."""
    found: dict[MessageId, list[FileLine]] = {}
    if message_ids:
        query = select(StoredFile).where(StoredFile.message_id.in_(message_ids)).order_by(StoredFile.id)
        for each in db.session.scalars(query):
            found.setdefault(MessageId(each.message_id or 0), []).append(line_of(each))
    return found


def line_of(row: StoredFile) -> FileLine:
    """Say of a file what a page shows."""
    return FileLine(row.id, row.name, row.kind, row.size, row.width, row.height)


def get_file(file_id: int, *, viewer: Viewer) -> FileSheet:
    """Return a file; raises `NotFound` when there is none or its subject is not the viewer's to see."""
    row = db.session.scalar(select(StoredFile).where(StoredFile.id == file_id)) if viewer.is_signed_in else None
    if row is None or not _may_see(row, viewer):
        raise NotFound("file.unknown")
    return FileSheet(row.id, row.stored, row.thumb, row.name, row.kind, row.size, row.sha256, row.at)


def _may_see(row: StoredFile, viewer: Viewer) -> bool:
    if row.subject_kind is SubjectKind.PAYOUT:
        query = select(Payout.id).where(Payout.id == row.subject_id, payouts_of(viewer))
        return db.session.scalar(query) is not None
    if row.subject_kind in OF_A_GROUP:
        return viewer.role is Role.FACILITATOR or viewer.organization_id == row.organization_id
    if row.subject_kind is SubjectKind.PACK:
        seen = select(Pack.id).join(Contract, Contract.id == Pack.contract_id)
        return db.session.scalar(seen.where(Pack.id == row.subject_id, packs_of(viewer))) is not None
    if row.subject_kind is SubjectKind.CERTIFICATE:
        return _may_see_certificate(row, viewer)
    if row.subject_kind is SubjectKind.LOT:
        is_shown = db.session.scalar(select(Lot.id).where(Lot.id == row.subject_id, lots_seen_by(viewer))) is not None
        return is_shown and _may_see_certificate(row, viewer)
    return find_matter(row.subject_kind, row.subject_id, viewer=viewer) is not None


def _may_see_certificate(row: StoredFile, viewer: Viewer) -> bool:
    """Show a certificate or a report to its holder, to facilitators, and to verified makers, who buy by it."""
    is_maker = viewer.role is Role.MAKER and viewer.is_verified
    return viewer.role is Role.FACILITATOR or is_maker or viewer.organization_id == row.organization_id


def known_attachments(names: Collection[str]) -> set[str]:
    """Say which of these stored names are those of files or of their small pictures."""
    found: set[str] = set()
    for column in (StoredFile.stored, StoredFile.thumb):
        found.update(filter(None, db.session.scalars(select(column).where(column.in_(names)))))
    return found


def known_photos(names: Collection[str]) -> set[str]:
    """Say which of these stored names are those of photos of lots."""
    return set(db.session.scalars(select(LotPhoto.name).where(LotPhoto.name.in_(names))))
