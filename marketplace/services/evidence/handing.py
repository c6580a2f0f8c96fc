"""Handing over what a shipment's checklist asks for: the newest pack, and the number of a statement that stands."""

from datetime import datetime

from sqlalchemy import select

from marketplace.domain.events import EventKind
from marketplace.domain.evidence.statements import STANDING
from marketplace.domain.ids import CargoId, ContractId, FileId
from marketplace.domain.shipments.life import SHIPMENT_MACHINE, ShipmentPermit, ShipmentState
from marketplace.domain.shipments.papers import PAPER_MACHINE, WANTING, PaperKind, PaperState, PaperStep
from marketplace.domain.viewers import SYSTEM, Role
from marketplace.models.base import db
from marketplace.models.cargo.steps import lock_contracts
from marketplace.models.rows.contracts.shipments import Cargo, Shipment, ShippingPaper
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.traces.statements import Pack, Statement
from marketplace.services.transaction import use_case

KINDS = (PaperKind.EUDR_PACK, PaperKind.EUDR_STATEMENT)
OPEN = tuple(state for state in ShipmentState if SHIPMENT_MACHINE.permits(state, ShipmentPermit.HANDLE_PAPERS))


def list_unbrought() -> list[CargoId]:
    """List what is aboard and lacks a pack or a statement that is there already."""
    has_pack = select(Pack.id).where(Pack.contract_id == Cargo.contract_id, ~Pack.is_draft).exists()
    has_statement = (
        select(Statement.id).where(Statement.contract_id == Cargo.contract_id, Statement.state.in_(STANDING)).exists()
    )
    lacking = {PaperKind.EUDR_PACK: has_pack, PaperKind.EUDR_STATEMENT: has_statement}
    query = (
        select(Cargo.id)
        .join(ShippingPaper, ShippingPaper.cargo_id == Cargo.id)
        .join(Shipment, Shipment.id == Cargo.shipment_id)
        .where(Cargo.dropped_at.is_(None), Shipment.state.in_(OPEN), ShippingPaper.state.in_(WANTING))
    )
    asked = (query.where(ShippingPaper.kind == kind, is_there) for kind, is_there in lacking.items())
    return sorted({CargoId(each) for some in asked for each in db.session.scalars(some)})


@use_case
def bring_evidence(cargo_id: CargoId, *, now: datetime) -> list[PaperKind]:
    """Bring the newest pack and the newest standing statement to the checklist of a cargo that lacks them."""
    lock_contracts([db.session.get_one(Cargo, cargo_id).contract_id])
    cargo = db.session.get_one(Cargo, cargo_id, with_for_update=True, populate_existing=True)
    if cargo.dropped_at is not None or cargo.shipment.state not in OPEN:
        return []
    brought = []
    for paper in cargo.papers:
        if paper.kind in KINDS and paper.state in WANTING and _fill(paper, cargo.contract_id, now=now):
            facts = {"code": cargo.contract.code, "shipment": cargo.shipment.code, "paper": paper.kind.value}
            record_event(cargo, EventKind.CARGO_UPLOADED, by=SYSTEM, now=now, note=None, **facts)
            brought.append(paper.kind)
    return brought


def _fill(paper: ShippingPaper, contract_id: ContractId, *, now: datetime) -> bool:
    number, file_id = _pack(contract_id) if paper.kind is PaperKind.EUDR_PACK else (_statement(contract_id), None)
    if number is None:
        return False
    paper.state = PAPER_MACHINE.advance(paper.state, PaperStep.UPLOAD, Role.FACILITATOR)  # as a facilitator might
    paper.number, paper.uploaded_at, paper.note, paper.decided_at = number, now, None, None
    if file_id is not None:
        paper.file_id = file_id
    return paper.state is PaperState.UPLOADED


def _pack(contract_id: ContractId) -> tuple[str | None, FileId | None]:
    query = select(Pack).where(Pack.contract_id == contract_id, ~Pack.is_draft).order_by(Pack.number.desc()).limit(1)
    pack = db.session.scalar(query)
    return (f"EUDR-{pack.contract.code}-{pack.number}", pack.file_id) if pack else (None, None)


def _statement(contract_id: ContractId) -> str | None:
    query = select(Statement.reference_number).where(
        Statement.contract_id == contract_id, Statement.state.in_(STANDING)
    )
    return db.session.scalar(query.order_by(Statement.id.desc()).limit(1))
