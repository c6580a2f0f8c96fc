"""The steps that write the ledger of bags: an allocation takes its bags once and gives them back once."""

from datetime import datetime

from sqlalchemy import func, select

from marketplace.domain.ids import DemandId
from marketplace.domain.lots import ReservationKind
from marketplace.domain.mass import NO_MASS
from marketplace.domain.participation import Commitment
from marketplace.models.base import db
from marketplace.models.lots import Reservation
from marketplace.models.rounds import Allocation


def hold_bags(allocation: Allocation, now: datetime) -> None:
    """Take the allocation's bags out of its lot; the database refuses more than there are."""
    _write(allocation, ReservationKind.TAKEN, bags=allocation.bags, now=now)


def release_bags(allocation: Allocation, now: datetime) -> None:
    """Give the allocation's bags back to its lot."""
    _write(allocation, ReservationKind.RELEASED, bags=-allocation.bags, now=now)


def commitments() -> dict[DemandId, Commitment]:
    """Say what each demand has been promised: what its allocations hold by the ledger, and from how many lots."""
    held = (
        select(Reservation.allocation_id, func.sum(Reservation.bags).label("bags"))
        .group_by(Reservation.allocation_id)
        .having(func.sum(Reservation.bags) > 0)
        .subquery()
    )
    rows = db.session.execute(
        select(
            Allocation.demand_id,
            func.sum(held.c.bags * Allocation.bag_weight, type_=Allocation.bag_weight.type),
            func.count(Allocation.lot_id.distinct()),
        )
        .join(held, held.c.allocation_id == Allocation.id)
        .group_by(Allocation.demand_id)
    )
    return {DemandId(demand): Commitment(volume or NO_MASS, lots) for demand, volume, lots in rows}


def _write(allocation: Allocation, kind: ReservationKind, *, bags: int, now: datetime) -> None:
    db.session.add(Reservation(lot_id=allocation.lot_id, allocation_id=allocation.id, kind=kind, bags=bags, at=now))
    db.session.flush()
