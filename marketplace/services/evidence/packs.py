"""Making a pack for customs: gathered, written as customs take it, kept, and numbered anew whenever it says more."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from marketplace.documents.packs import pack_files, zipped
from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import NotFound, Refused, refuse_if_any
from marketplace.domain.events import EventKind, SubjectKind
from marketplace.domain.evidence.packs import PackContent, pack_faults
from marketplace.domain.files import FileKind, KeptFile
from marketplace.domain.ids import PackId
from marketplace.domain.viewers import Role, Viewer
from marketplace.gateways.files import Purpose, new_name, uploads
from marketplace.gateways.queue import enqueue
from marketplace.geodata.writing import PackPlot, write_eudr
from marketplace.models.base import db
from marketplace.models.contracts.steps import seen_by
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.record.files import file_about
from marketplace.models.rows.traces.statements import Pack
from marketplace.models.traces.packing import gather_pack, is_in_force
from marketplace.services.transaction import use_case


@dataclass(frozen=True, slots=True)
class _Made:
    """A pack before it is kept: what it says, its bytes, their digest, and its manifest."""

    content: PackContent
    zip: bytes
    digest: str
    manifest: dict[str, Any]

    @classmethod
    def of(cls, content: PackContent) -> "_Made":
        files = pack_files(content, _geolocation(content))
        made = zipped(files)
        return cls(content, made, hashlib.sha256(made).hexdigest(), json.loads(files["manifest.json"]))


@use_case
def make_pack(contract_id: int, *, by: Viewer, now: datetime) -> PackId:
    """Make a contract's pack, or return the newest one where it would say the same.

    Before the approval it is a draft, for the group and facilitators only. Raises `Refused` with all that is missing,
    and with the codes of those who must be asked for their consent.
    """
    contract = _opened(contract_id, by)
    _hold_sources(contract)
    content = gather_pack(contract, day_in_lima(now))
    refuse_if_any(pack_faults(content.gaps, is_draft=content.is_draft))
    made = _Made.of(content)
    newest = _newest(contract)
    if newest is not None and newest.digest == made.digest:
        return newest.id
    pack = _keep(contract, made, number=newest.number + 1 if newest else 1, by=by, now=now)
    record_event(pack, EventKind.PACK_MADE, by=by, now=now, code=contract.code, number=pack.number)
    if not pack.is_draft:
        enqueue(db.session, "evidence:hand_over")
    return pack.id


@use_case
def order_pack(contract_id: int, *, by: Viewer, now: datetime) -> None:
    """Have a large pack made later; what would be refused is refused at once."""
    del now
    contract = _opened(contract_id, by)
    lock = f"pack-{contract.id}"
    place: dict[str, int] = {"user_id": by.person, "organization_id": by.acting_for}
    enqueue(db.session, "evidence:make_pack", at=None, lock=lock, contract_id=contract.id, **place)


def _opened(contract_id: int, by: Viewer) -> Contract:
    contract = db.session.scalar(select(Contract).where(Contract.id == contract_id, seen_by(by)))
    if contract is None:
        raise NotFound("contract.unknown")
    check_may(by, Act.MAKE_PACK, contract.stake)
    if by.role is Role.MAKER and not is_in_force(contract):
        raise Refused("pack.not_in_force")
    return contract


def _hold_sources(contract: Contract) -> None:
    """Keep the group's register and the lot as they are while a pack is made: nobody is forgotten halfway."""
    group = select(Organization.id).where(Organization.id == contract.producer_id)
    db.session.execute(group.with_for_update(read=True))
    db.session.execute(select(Lot.id).where(Lot.id == contract.lot_id).with_for_update(read=True))


def _newest(contract: Contract) -> Pack | None:
    query = select(Pack).where(Pack.contract_id == contract.id).order_by(Pack.number.desc()).limit(1)
    return db.session.scalar(query)


def _geolocation(content: PackContent) -> list[bytes]:
    plots = [PackPlot(plot.producer, content.annex.country, plot.code, plot.area, plot.shape) for plot in content.plots]
    try:
        return list(write_eudr(plots))
    except ValueError as error:
        raise Refused("pack.file_too_large") from error


def _keep(contract: Contract, made: _Made, *, number: int, by: Viewer, now: datetime) -> Pack:
    stored = new_name(Purpose.ATTACHMENT, "zip")
    uploads().write(stored, made.zip)
    pack_id = PackId(db.session.scalar(select(func.nextval(func.pg_get_serial_sequence("packs", "id")))) or 0)
    content = made.content
    name = f"EUDR-{contract.code}-{number}{'-draft' if content.is_draft else ''}.zip"
    kept = KeptFile(stored, None, name, FileKind.ZIP, len(made.zip), made.digest)
    file = file_about(kept, SubjectKind.PACK, subject_id=pack_id, by=by, now=now)
    db.session.add(file)
    db.session.flush()
    return Pack(
        id=pack_id,
        contract_id=contract.id,
        contract=contract,
        number=number,
        file_id=file.id,
        digest=made.digest,
        manifest=made.manifest,
        plots=len(content.plots),
        producers=len(content.annex.producers),
        is_draft=content.is_draft,
        user_id=by.user_id,
        made_at=now,
    )
