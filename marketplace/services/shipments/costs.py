"""What a shipment costs, written down by whoever organizes it, and shared among the contracts aboard."""

from datetime import datetime

from marketplace.domain.acts import Act, Stake, check_may
from marketplace.domain.errors import NotFound, Refused, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import ShipmentId
from marketplace.domain.shipments.freight import CostTerms, cost_faults
from marketplace.domain.shipments.life import LIVE
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.cargo.steps import lock_shipment
from marketplace.models.rows.contracts.shipments import Shipment, ShipmentCost
from marketplace.models.rows.record.events import record_event
from marketplace.services.transaction import use_case


@use_case
def record_cost(shipment_id: ShipmentId, cost: CostTerms, *, seen: int, by: Viewer, now: datetime) -> None:
    """Write down a cost of all that travels together."""
    shipment = _organized(shipment_id, seen=seen, by=by)
    refuse_if_any(cost_faults(cost))
    note = (cost.note or "").strip() or None
    row = ShipmentCost(shipment_id=shipment.id, kind=cost.kind, money=cost.money, note=note, user_id=by.user_id, at=now)
    db.session.add(row)
    _record(shipment, EventKind.SHIPMENT_COST_RECORDED, cost, by=by, now=now)


@use_case
def remove_cost(shipment_id: ShipmentId, cost_id: int, *, seen: int, by: Viewer, now: datetime) -> None:
    """Take away a cost that was written down in error; the record keeps it."""
    shipment = _organized(shipment_id, seen=seen, by=by)
    row = db.session.get(ShipmentCost, cost_id, with_for_update=True)
    if row is None or row.shipment_id != shipment.id:
        raise NotFound("shipment.unknown")
    db.session.delete(row)
    _record(shipment, EventKind.SHIPMENT_COST_REMOVED, row.terms, by=by, now=now)


def _organized(shipment_id: ShipmentId, *, seen: int, by: Viewer) -> Shipment:
    shipment = lock_shipment(shipment_id, by)
    check_may(by, Act.TEND_SHIPMENT, Stake.of(shipment.organizer_id))
    shipment.expect_version(seen)
    if shipment.state not in LIVE:
        raise Refused("shipment.fixed")
    return shipment


def _record(shipment: Shipment, kind: EventKind, cost: CostTerms, *, by: Viewer, now: datetime) -> None:
    facts = {"cost": cost.kind.value, "amount": str(cost.money.amount), "currency": cost.money.currency.value}
    record_event(shipment, kind, by=by, now=now, code=shipment.code, **facts)
