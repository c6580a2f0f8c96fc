"""Papers of a shipment handed over: brought by one side, read by the other, or not needed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.clauses import Side
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import NotAllowed, NotFound, Refused, refuse_if_any
from marketplace.domain.events import EventKind, SubjectKind, step_taken
from marketplace.domain.files import KeptFile
from marketplace.domain.ids import CargoId, OrganizationId
from marketplace.domain.shipments.life import SHIPMENT_MACHINE, ShipmentPermit
from marketplace.domain.shipments.papers import (
    PAPER_MACHINE,
    PaperFacts,
    PaperKind,
    PaperStep,
    note_faults,
    upload_faults,
)
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.cargo.steps import lock_cargo
from marketplace.models.rows.contracts.shipments import Cargo, ShippingPaper
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.record.files import file_about
from marketplace.services.transaction import use_case


@dataclass(frozen=True, slots=True)
class Upload:
    """What is brought: which paper, what is said of it, and its file where there is one."""

    kind: PaperKind
    facts: PaperFacts
    file: KeptFile | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to a paper: which one, the step, and why."""

    kind: PaperKind
    step: PaperStep
    note: str | None = None


@use_case
def upload_paper(cargo_id: CargoId, upload: Upload, *, by: Viewer, now: datetime) -> None:
    """Bring a paper, or bring it anew before the other side accepted it."""
    cargo, paper = _opened(cargo_id, upload.kind, by)
    _check_brings(paper, cargo, by)
    paper_state = PAPER_MACHINE.advance(paper.state, PaperStep.UPLOAD, by.role)
    has_file = upload.file is not None or paper.file_id is not None
    refuse_if_any(upload_faults(upload.facts, has_file=has_file, today=day_in_lima(now)))
    paper.state, paper.number, paper.issued_on = paper_state, upload.facts.number, upload.facts.issued_on
    if upload.file is not None:
        paper.file = file_about(upload.file, SubjectKind.CONTRACT, subject_id=cargo.contract_id, by=by, now=now)
    paper.uploaded_at, paper.uploaded_by_id = now, by.user_id
    paper.note = paper.decided_at = None
    _record(cargo, EventKind.CARGO_UPLOADED, paper, by=by, now=now)


@use_case
def answer_paper(cargo_id: CargoId, answer: Answer, *, by: Viewer, now: datetime) -> None:
    """Accept a paper of the other side, refuse it for a reason, or say that none is needed."""
    cargo, paper = _opened(cargo_id, answer.kind, by)
    if answer.step in (PaperStep.ACCEPT, PaperStep.REFUSE) and _side_of(cargo, by) is paper.side:
        raise NotAllowed("paper.own")
    paper_state = PAPER_MACHINE.advance(paper.state, answer.step, by.role)
    refuse_if_any(note_faults(answer.step, answer.note))
    paper.state, paper.note, paper.decided_at = paper_state, (answer.note or "").strip() or None, now
    _record(cargo, step_taken(SubjectKind.CARGO, answer.step), paper, by=by, now=now)


def _opened(cargo_id: CargoId, kind: PaperKind, by: Viewer) -> tuple[Cargo, ShippingPaper]:
    cargo = lock_cargo(cargo_id, by)
    check_may(by, Act.TEND_CARGO, cargo.stake)
    if not SHIPMENT_MACHINE.permits(cargo.shipment.state, ShipmentPermit.HANDLE_PAPERS):
        raise Refused("shipment.fixed")
    query = select(ShippingPaper).where(ShippingPaper.cargo_id == cargo_id, ShippingPaper.kind == kind)
    paper = db.session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if paper is None:
        raise NotFound("paper.unknown")
    return cargo, paper


def _check_brings(paper: ShippingPaper, cargo: Cargo, by: Viewer) -> None:
    if by.role is not Role.FACILITATOR and _side_of(cargo, by) is not paper.side:
        raise NotAllowed("paper.others_bring")


def _side_of(cargo: Cargo, by: Viewer) -> Side | None:
    sides = {cargo.contract.producer_id: Side.PRODUCER, cargo.contract.maker_id: Side.MAKER}
    return sides.get(OrganizationId(by.organization_id or 0))


def _record(cargo: Cargo, kind: EventKind, paper: ShippingPaper, *, by: Viewer, now: datetime) -> None:
    facts = {"code": cargo.contract.code, "shipment": cargo.shipment.code, "paper": paper.kind.value}
    record_event(cargo, kind, by=by, now=now, note=paper.note, **facts)
