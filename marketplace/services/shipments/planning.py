"""Planning a shipment: what it carries, how and when it travels, and what changes of that on the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from marketplace.domain.acts import Act, Stake, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.contracts.frames import CallOffState
from marketplace.domain.contracts.life import ContractState
from marketplace.domain.contracts.milestones import STILL_AT_HOME
from marketplace.domain.errors import Refused, reason, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import CallOffId, CargoId, ContractId, OrganizationId, ShipmentId
from marketplace.domain.shipments.days import Certainty, Days, Stage, changed_days, days_faults
from marketplace.domain.shipments.life import (
    SHIPMENT_MACHINE,
    ShipmentPermit,
    ShipmentTerms,
    load_faults,
    terms_faults,
)
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.cargo.steps import (
    lock_contracts,
    lock_shipment,
    next_code,
    put_aboard,
    refresh_checklist,
    shipment_code,
    take_off,
)
from marketplace.models.rows.contracts.call_offs import CallOff, FrameSeason
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.shipments import STATED, Shipment, ShipmentDay
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.record.turns import settle_turns
from marketplace.services.transaction import use_case


@dataclass(frozen=True, slots=True)
class Choice:
    """A contract to be shipped; of a frame, one of its confirmed call-offs."""

    contract_id: ContractId
    call_off_id: CallOffId | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """What is stated anew of a shipment, and why."""

    terms: ShipmentTerms
    days: Days
    note: str | None = None


@use_case
def plan_shipment(
    terms: ShipmentTerms, days: Days, *, chosen: Sequence[Choice], by: Viewer, now: datetime
) -> ShipmentId:
    """Plan a shipment of the chosen contracts; a group ships its own, facilitators those of several groups."""
    check_may(by, Act.PLAN_SHIPMENT)
    contracts = {each.id: each for each in lock_contracts(each.contract_id for each in chosen)}
    refuse_if_any([*terms_faults(terms), *days_faults(days, today=day_in_lima(now))])
    number, code = next_code(now)
    shipment = Shipment(
        id=number,
        code=code,
        organizer_id=OrganizationId(by.organization_id or 0),
        is_by_alliance=by.role is Role.FACILITATOR,
        planned_at=now,
        load_on=days.load_on,
        depart_on=days.depart_on,
        arrive_on=days.arrive_on,
    )
    _state(shipment, terms)
    record_event(shipment, EventKind.SHIPMENT_PLANNED, by=by, now=now, code=code)
    for each in chosen:
        _put(shipment, contracts.get(each.contract_id), each, by=by, now=now)
    _check_together(shipment)
    for stage in Stage:
        _keep_day(shipment, ShipmentDay(stage=stage, certainty=Certainty.PLANNED, day=days.of(stage)), by=by, now=now)
    return shipment.id


@use_case
def add_contract(shipment_id: ShipmentId, choice: Choice, *, seen: int, by: Viewer, now: datetime) -> CargoId:
    """Put one more contract on a shipment that has not left."""
    shipment = _organized(shipment_id, ShipmentPermit.CHANGE_CARGO, seen=seen, by=by, joining=(choice.contract_id,))
    contract = db.session.get(Contract, choice.contract_id)
    cargo_id = _put(shipment, contract, choice, by=by, now=now)
    _check_together(shipment)
    record_event(shipment, EventKind.SHIPMENT_CARGO_ADDED, by=by, now=now, code=shipment.code)
    return cargo_id


@use_case
def drop_contract(shipment_id: ShipmentId, cargo_id: CargoId, *, seen: int, by: Viewer, now: datetime) -> None:
    """Take a contract off a shipment that has not left."""
    shipment = _organized(shipment_id, ShipmentPermit.CHANGE_CARGO, seen=seen, by=by)
    cargo = next((each for each in shipment.cargo if each.id == cargo_id), None)
    if cargo is None:
        raise Refused("cargo.unknown")
    if len(shipment.cargo) == 1:
        raise Refused("cargo.last_one")
    take_off(cargo, by=by, now=now)
    record_event(shipment, EventKind.SHIPMENT_CARGO_DROPPED, by=by, now=now, code=shipment.code)


@use_case
def change_shipment(shipment_id: ShipmentId, stated: Stated, *, seen: int, by: Viewer, now: datetime) -> None:
    """State anew what is known of a shipment; each day that moved is kept with the one before it."""
    shipment = _organized(shipment_id, ShipmentPermit.CHANGE_FACTS, seen=seen, by=by)
    terms, days, note = stated.terms, stated.days, (stated.note or "").strip() or None
    refuse_if_any([*terms_faults(terms), *days_faults(days, today=day_in_lima(now))])
    refuse_if_any(load_faults(terms, shipment.load))
    moved = changed_days(shipment.days, days)
    _check_not_past(shipment, moved)
    _state(shipment, terms)
    shipment.load_on, shipment.depart_on, shipment.arrive_on = days.load_on, days.depart_on, days.arrive_on
    facts = {stage.value: day.isoformat() for stage, day in moved}
    record_event(shipment, EventKind.SHIPMENT_CHANGED, by=by, now=now, code=shipment.code, note=note, **facts)
    for stage, day in moved:
        row = ShipmentDay(stage=stage, certainty=Certainty.EXPECTED, day=day, note=note)
        _keep_day(shipment, row, by=by, now=now)
    for cargo in shipment.cargo:
        refresh_checklist(cargo)
        db.session.flush()
        settle_turns(cargo, now)


def _organized(
    shipment_id: ShipmentId, permit: ShipmentPermit, *, seen: int, by: Viewer, joining: tuple[int, ...] = ()
) -> Shipment:
    shipment = lock_shipment(shipment_id, by, joining=joining)
    check_may(by, Act.TEND_SHIPMENT, Stake.of(shipment.organizer_id))
    shipment.expect_version(seen)
    if not SHIPMENT_MACHINE.permits(shipment.state, permit):
        raise Refused("shipment.fixed")
    return shipment


def _state(shipment: Shipment, terms: ShipmentTerms) -> None:
    for name in STATED:
        setattr(shipment, name, getattr(terms, name))


def _put(shipment: Shipment, contract: Contract | None, choice: Choice, *, by: Viewer, now: datetime) -> CargoId:
    if contract is None:
        raise Refused("cargo.unknown")
    if not shipment.is_by_alliance and contract.producer_id != shipment.organizer_id:
        raise Refused(reason("cargo.not_yours", contract=contract.code))
    if contract.shipment_id is not None:
        raise Refused(reason("cargo.aboard_already", contract=contract.code, shipment=shipment_code(contract)))
    is_home = contract.milestone in STILL_AT_HOME or contract.terms.get("frame") is not None
    if contract.state is not ContractState.APPROVED or not is_home:
        raise Refused(reason("cargo.not_approved", contract=contract.code))
    call_off = _call_off(contract, choice)
    return put_aboard(shipment, contract, call_off=call_off, by=by, now=now).id


def _call_off(contract: Contract, choice: Choice) -> tuple[CallOffId, int] | None:
    """Find the confirmed call-off that is to be shipped; a contract without a frame has none."""
    if contract.terms.get("frame") is None:
        return None
    query = select(CallOff).join(FrameSeason, FrameSeason.id == CallOff.season_id)
    query = query.where(CallOff.id == choice.call_off_id, FrameSeason.contract_id == contract.id)
    found = db.session.scalar(query.with_for_update(of=CallOff))
    if found is None or found.state is not CallOffState.CONFIRMED or found.bags is None:
        raise Refused(reason("cargo.needs_call_off", contract=contract.code))
    return found.id, found.bags


def _check_together(shipment: Shipment) -> None:
    """Refuse what is too much together, and contracts that do not allow company."""
    refuse_if_any(load_faults(shipment.terms, shipment.load))
    if len(shipment.cargo) > 1:
        alone = [each.contract.code for each in shipment.cargo if not each.contract.terms["may_consolidate"]]
        refuse_if_any(reason("cargo.travels_alone", contract=code) for code in alone)


def _check_not_past(shipment: Shipment, moved: Sequence[tuple[Stage, date]]) -> None:
    """Refuse to move a day that has been reported as it was."""
    actual = set(
        db.session.scalars(
            select(ShipmentDay.stage).where(
                ShipmentDay.shipment_id == shipment.id, ShipmentDay.certainty == Certainty.ACTUAL
            )
        )
    )
    if any(stage in actual for stage, _day in moved):
        raise Refused("shipment.fixed")


def _keep_day(shipment: Shipment, row: ShipmentDay, *, by: Viewer, now: datetime) -> None:
    row.shipment_id, row.user_id, row.at = shipment.id, by.user_id, now
    db.session.add(row)
