"""The step by which the shipment that is to carry a contract follows its changed bags."""

from datetime import datetime

from sqlalchemy import select

from marketplace.domain.errors import Reason
from marketplace.domain.events import EventKind
from marketplace.domain.mass import Mass
from marketplace.domain.shipments.life import load_faults
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.shipments import Cargo, Shipment
from marketplace.models.rows.record.events import record_event


def lock_aboard(contract: Contract) -> None:
    """Lock the shipment that is to carry a locked contract, before anything is changed that refers to it."""
    cargo = _cargo(contract)
    if cargo is not None:
        db.session.get_one(Shipment, cargo.shipment_id, with_for_update=True, populate_existing=True)


def aboard_faults(contract: Contract, volume: Mass) -> list[Reason]:
    """List why a contract of another volume would not fit aboard; nothing where no shipment is planned for it."""
    cargo = _cargo(contract)
    if cargo is None:
        return []
    return load_faults(cargo.shipment.terms, cargo.shipment.load - cargo.volume + volume)


def resize_aboard(contract: Contract, *, by: Viewer, now: datetime) -> None:
    """Let the shipment count the changed bags of a contract, both locked."""
    cargo = _cargo(contract)
    if cargo is None:
        return
    code = cargo.shipment.code  # read before the change, which a reading would write
    cargo.bags, cargo.volume = contract.bags, contract.volume
    facts = {"shipment": code, "bags": cargo.bags}
    record_event(cargo, EventKind.CARGO_RESIZED, by=by, now=now, code=contract.code, **facts)


def _cargo(contract: Contract) -> Cargo | None:
    query = select(Cargo).where(Cargo.contract_id == contract.id, Cargo.dropped_at.is_(None))
    return db.session.scalar(query.where(Cargo.call_off_id.is_(None)))
