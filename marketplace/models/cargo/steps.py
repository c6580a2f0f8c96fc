"""The steps of shipments that several use cases share: locking all aboard, putting contracts on and taking them off."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import aliased

from marketplace.domain.certificates import ORGANIC, Scheme
from marketplace.domain.contracts.clauses import Document
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.contracts.frames import CallOffState
from marketplace.domain.contracts.milestones import Milestone
from marketplace.domain.errors import NotFound, Stale
from marketplace.domain.events import EventKind
from marketplace.domain.ids import CallOffId, CargoId, ContractId, ShipmentId
from marketplace.domain.mass import Mass
from marketplace.domain.shipments.life import SHIPMENT_MACHINE, ShipmentPermit, ShipmentState, ShipmentStep
from marketplace.domain.shipments.papers import PaperKind, PaperRule, Route, checklist
from marketplace.domain.viewers import SYSTEM, Role, Viewer
from marketplace.models.base import db
from marketplace.models.rows.contracts.call_offs import CallOff
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.shipments import Cargo, Shipment, ShippingPaper
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.record.turns import settle_turns


def seen_by(viewer: Viewer) -> ColumnElement[bool]:
    """Let facilitators see every shipment, and others those that they organize or have something aboard of."""
    if viewer.role is Role.FACILITATOR:
        return true()
    own = viewer.organization_id or 0
    party = aliased(Contract)
    aboard = (
        select(Cargo.id)
        .join(party, party.id == Cargo.contract_id)
        .where(Cargo.shipment_id == Shipment.id, Cargo.dropped_at.is_(None))
        .where(or_(party.producer_id == own, party.maker_id == own))
        .correlate(Shipment)
    )
    return or_(Shipment.organizer_id == own, aboard.exists())


def lock_contracts(contract_ids: Iterable[int]) -> list[Contract]:
    """Lock contracts, their lots first, each kind in the order of its numbers, so that two lockers never cross."""
    wanted = sorted(set(contract_ids))
    lots = select(Contract.lot_id).where(Contract.id.in_(wanted))
    db.session.execute(select(Lot.id).where(Lot.id.in_(lots)).order_by(Lot.id).with_for_update())
    held = select(Contract).where(Contract.id.in_(wanted)).order_by(Contract.id)
    return list(db.session.scalars(held.with_for_update(of=Contract).execution_options(populate_existing=True)))


def lock_shipment(shipment_id: ShipmentId, by: Viewer, *, joining: Iterable[int] = ()) -> Shipment:
    """Lock every contract aboard and those `joining`, then the shipment; raises `NotFound`, `Stale` if it changed."""
    if db.session.scalar(select(Shipment.id).where(Shipment.id == shipment_id, seen_by(by))) is None:
        raise NotFound("shipment.unknown")
    aboard = set(_aboard(shipment_id))
    lock_contracts([*aboard, *joining])
    shipment = db.session.get_one(Shipment, shipment_id, with_for_update=True, populate_existing=True)
    if set(_aboard(shipment_id)) != aboard:
        raise Stale("row.changed_meanwhile")
    return shipment


def lock_cargo(cargo_id: CargoId, by: Viewer) -> Cargo:
    """Lock the contract, then its shipment, then what it carries of it; raises `NotFound` for those who are no side."""
    found = db.session.execute(
        select(Cargo.contract_id, Cargo.shipment_id).where(Cargo.id == cargo_id, Cargo.dropped_at.is_(None))
    ).one_or_none()
    if found is None:
        raise NotFound("cargo.unknown")
    contract = lock_contracts([found.contract_id])[0]
    if by.role is not Role.FACILITATOR and by.organization_id not in contract.stake.owners:
        raise NotFound("cargo.unknown")
    db.session.get_one(Shipment, found.shipment_id, with_for_update=True, populate_existing=True)
    return db.session.get_one(Cargo, cargo_id, with_for_update=True, populate_existing=True)


def put_aboard(
    shipment: Shipment,
    contract: Contract,
    *,
    call_off: tuple[CallOffId, int] | None = None,
    by: Viewer,
    now: datetime,
) -> Cargo:
    """Put a contract's bags, or those of a call-off (its number and bags), on a shipment, with their checklist."""
    call_off_id, bags = call_off or (None, contract.bags)
    volume: Mass = contract.bag_weight * bags
    cargo = Cargo(shipment=shipment, contract=contract, call_off_id=call_off_id, bags=bags, volume=volume)
    cargo.papers = [ShippingPaper(kind=rule.kind, side=rule.side, due=rule.due) for rule in _rules(shipment, contract)]
    facts = {"shipment": shipment.code, "bags": bags}
    record_event(cargo, EventKind.CARGO_ADDED, by=by, now=now, code=contract.code, **facts)
    if call_off_id is None:
        contract.shipment_id = shipment.id
    record_event(contract, EventKind.CONTRACT_PUT_ABOARD, by=by, now=now, **facts)
    db.session.expire(shipment, ["cargo"])
    return cargo


def take_off(cargo: Cargo, *, by: Viewer, now: datetime) -> None:
    """Take a contract's bags off their shipment."""
    contract, code = cargo.contract, cargo.shipment.code  # read before the change, which a reading would write
    cargo.dropped_at = now
    record_event(cargo, EventKind.CARGO_DROPPED, by=by, now=now, code=contract.code, shipment=code)
    contract.shipment_id = None
    record_event(contract, EventKind.CONTRACT_TAKEN_OFF, by=by, now=now, shipment=code)
    db.session.expire(cargo.shipment, ["cargo"])


def leave_shipment(contract: Contract, *, by: Viewer, now: datetime) -> None:
    """Take a contract that ends off the shipment that was to carry it; one that carries nothing else is cancelled."""
    query = select(Cargo).where(Cargo.contract_id == contract.id, Cargo.dropped_at.is_(None)).order_by(Cargo.id)
    for cargo in db.session.scalars(query).all():
        shipment = db.session.get_one(Shipment, cargo.shipment_id, with_for_update=True, populate_existing=True)
        take_off(cargo, by=by, now=now)
        if not shipment.cargo:
            shipment.state = SHIPMENT_MACHINE.advance(shipment.state, ShipmentStep.CANCEL, Role.FACILITATOR)
            record_event(shipment, EventKind.SHIPMENT_CANCELLED, by=SYSTEM, now=now, code=shipment.code)
        else:
            record_event(shipment, EventKind.SHIPMENT_CARGO_DROPPED, by=by, now=now, code=shipment.code)


def close_if_done(contract: Contract, *, now: datetime) -> None:
    """Close the shipment that carried a contract just closed, where it was the last aboard."""
    if contract.shipment_id is not None:
        close_shipment_if_done(contract.shipment_id, now=now)


def close_shipment_if_done(shipment_id: ShipmentId, *, now: datetime) -> None:
    """Close a shipment of which nothing is open any more."""
    shipment = db.session.get_one(Shipment, shipment_id, with_for_update=True, populate_existing=True)
    if shipment.state is ShipmentState.ARRIVED and not still_open(shipment):
        shipment.state = SHIPMENT_MACHINE.advance(shipment.state, ShipmentStep.CLOSE, SYSTEM.role)
        record_event(shipment, EventKind.SHIPMENT_CLOSED, by=SYSTEM, now=now, code=shipment.code)
        for cargo in shipment.cargo:
            settle_turns(cargo, now)


def still_open(shipment: Shipment) -> list[str]:
    """Name the contracts aboard that are not over yet, and the call-offs of frames."""
    return [each.contract.code for each in shipment.cargo if not _is_over(each)]


def _is_over(cargo: Cargo) -> bool:
    """Say whether goods are closed; those of a frame that ended are over once their call-off is."""
    if cargo.call_off_id is None:
        return cargo.contract.milestone is Milestone.CLOSED
    return db.session.get_one(CallOff, cargo.call_off_id).state is CallOffState.FINISHED


def shipment_code(contract: Contract) -> str | None:
    """Return the code of the shipment that carries a contract, if one does."""
    return db.session.scalar(select(Shipment.code).where(Shipment.id == contract.shipment_id))


def next_code(now: datetime) -> tuple[ShipmentId, str]:
    """Take the next number of a shipment, and make its code of it: `E-2026-00001`."""
    number = db.session.scalar(select(func.nextval(func.pg_get_serial_sequence("shipments", "id"))))
    return ShipmentId(int(number or 0)), f"E-{day_in_lima(now).year}-{number:05d}"


def refresh_papers(contract: Contract, *, now: datetime) -> None:
    """Bring the checklists of what travels of a contract in step with its new terms, while papers are still handled."""
    aboard = select(Cargo).where(Cargo.contract_id == contract.id, Cargo.dropped_at.is_(None)).order_by(Cargo.id)
    for cargo in db.session.scalars(aboard.with_for_update()).all():
        if SHIPMENT_MACHINE.permits(cargo.shipment.state, ShipmentPermit.HANDLE_PAPERS):
            before = {paper.kind for paper in cargo.papers}
            refresh_checklist(cargo)
            added = sorted(paper.kind for paper in cargo.papers if paper.kind not in before)
            dropped = sorted(before - {paper.kind for paper in cargo.papers})
            if added or dropped:
                facts = {"code": contract.code, "added": added, "dropped": dropped}
                record_event(cargo, EventKind.CARGO_PAPERS_CHANGED, by=SYSTEM, now=now, **facts)


def refresh_checklist(cargo: Cargo) -> None:
    """Add the papers that another way of travelling asks for, and drop those still missing that it does not."""
    wanted = {rule.kind: rule for rule in _rules(cargo.shipment, cargo.contract)}
    for paper in list(cargo.papers):
        if paper.kind not in wanted and paper.file_id is None and paper.number is None:
            cargo.papers.remove(paper)
            db.session.delete(paper)
    known: set[PaperKind] = {paper.kind for paper in cargo.papers}
    cargo.papers.extend(
        ShippingPaper(kind=rule.kind, side=rule.side, due=rule.due)
        for kind, rule in wanted.items()
        if kind not in known
    )


def _rules(shipment: Shipment, contract: Contract) -> list[PaperRule]:
    stored = contract.terms
    return checklist(
        Route(
            documents=tuple(Document(each) for each in stored["documents"]),
            destination=stored["destination"],
            carriage=shipment.carriage,
            needs_eudr=bool(stored["needs_eudr"]),
            is_organic=bool(ORGANIC & {Scheme(each) for each in stored["certificates"]}),
        )
    )


def _aboard(shipment_id: ShipmentId) -> list[ContractId]:
    query = select(Cargo.contract_id).where(Cargo.shipment_id == shipment_id, Cargo.dropped_at.is_(None))
    return list(db.session.scalars(query))
