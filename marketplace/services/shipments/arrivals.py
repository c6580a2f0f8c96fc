"""Weights on the way: what was loaded, what arrived and how, and the day on which the maker took it over."""

from datetime import date, datetime

from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import NotAllowed, Refused, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import CargoId, OrganizationId
from marketplace.domain.shipments.arrivals import Arrival, Loaded, arrival_faults, loaded_faults, takeover_faults
from marketplace.domain.shipments.life import SHIPMENT_MACHINE, ShipmentPermit, ShipmentState
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.cargo.carrying import carry_of
from marketplace.models.cargo.steps import lock_cargo
from marketplace.models.money.course import settle_up
from marketplace.models.rows.contracts.call_offs import CallOff
from marketplace.models.rows.contracts.shipments import Cargo
from marketplace.models.rows.record.events import record_event
from marketplace.services.transaction import use_case

WITH_WEIGHTS = frozenset({ShipmentState.PLANNED, ShipmentState.LOADING, ShipmentState.SHIPPED})
ON_LAND = frozenset({ShipmentState.ARRIVED, ShipmentState.CLOSED})


@use_case
def weigh_cargo(cargo_id: CargoId, loaded: Loaded, *, seen: int, by: Viewer, now: datetime) -> None:
    """Write down what was weighed at loading, for the weight note and the packing list."""
    cargo = _tended(cargo_id, seen=seen, by=by)
    _check_side(cargo.contract.producer_id, by)
    if cargo.shipment.state not in WITH_WEIGHTS:
        raise Refused("shipment.fixed")
    refuse_if_any(loaded_faults(loaded, cargo.volume))
    cargo.loaded_weight, cargo.gross_weight = loaded.net, loaded.gross
    facts = {"kilograms": str(loaded.net.kilograms), "gross": str(loaded.gross.kilograms)}
    record_event(cargo, EventKind.CARGO_WEIGHED, by=by, now=now, code=cargo.contract.code, **facts)


@use_case
def note_arrival(cargo_id: CargoId, arrival: Arrival, *, seen: int, by: Viewer, now: datetime) -> None:
    """Write down what arrived of a contract and how; the final weight of its settlement starts from it."""
    cargo = _tended(cargo_id, seen=seen, by=by)
    _check_side(cargo.contract.maker_id, by)
    if not SHIPMENT_MACHINE.permits(cargo.shipment.state, ShipmentPermit.NOTE_ARRIVAL):
        raise Refused("cargo.not_arrived")
    refuse_if_any(arrival_faults(arrival, cargo.volume, bags=cargo.bags))
    cargo.arrived_weight, cargo.arrived_bags, cargo.arrived_moisture = arrival.net, arrival.bags, arrival.moisture
    cargo.arrival_note = (arrival.note or "").strip() or None
    facts = {"kilograms": str(arrival.net.kilograms), "bags": arrival.bags, "note": cargo.arrival_note}
    record_event(cargo, EventKind.CARGO_ARRIVAL_NOTED, by=by, now=now, code=cargo.contract.code, **facts)


@use_case
def take_over(cargo_id: CargoId, day: date, *, seen: int, by: Viewer, now: datetime) -> None:
    """Write down when the maker took the cacao over; from that day on no storage is counted."""
    cargo = _tended(cargo_id, seen=seen, by=by)
    _check_side(cargo.contract.maker_id, by)
    if cargo.shipment.state not in ON_LAND:
        raise Refused("cargo.not_arrived")
    if cargo.taken_over_on is not None:
        raise Refused("shipment.fixed")
    refuse_if_any(takeover_faults(day, arrived_on=cargo.shipment.arrive_on, today=day_in_lima(now)))
    cargo.taken_over_on = day
    record_event(cargo, EventKind.CARGO_TAKEN_OVER, by=by, now=now, code=cargo.contract.code, day=day.isoformat())
    call_off = db.session.get(CallOff, cargo.call_off_id) if cargo.call_off_id else None
    if carry_of(cargo.contract, call_off):
        settle_up(cargo.contract, now=now)


def _tended(cargo_id: CargoId, *, seen: int, by: Viewer) -> Cargo:
    cargo = lock_cargo(cargo_id, by)
    check_may(by, Act.TEND_CARGO, cargo.stake)
    cargo.expect_version(seen)
    return cargo


def _check_side(side: OrganizationId, by: Viewer) -> None:
    """Let one side speak, and facilitators in its place."""
    if by.role is not Role.FACILITATOR and by.organization_id != side:
        raise NotAllowed("shipment.wrong_role")
