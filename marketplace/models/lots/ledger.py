"""The steps that write the ledger of bags: whatever promises bags takes them once and gives them back once."""

from datetime import datetime

from sqlalchemy import and_, func, or_, select

from marketplace.domain.contracts.changes import AmendmentKind
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import DemandId
from marketplace.domain.lots import ReservationKind
from marketplace.domain.mass import NO_MASS
from marketplace.domain.participation import Commitment
from marketplace.models.base import db
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.bidding.tenders import Tender
from marketplace.models.rows.contracts.amendments import Amendment
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.market.lots import Lot, Reservation
from marketplace.models.rows.rounds.rounds import Allocation

Source = Allocation | Bid | Tender
COLUMNS: dict[SubjectKind, str] = {
    SubjectKind.ALLOCATION: "allocation_id",
    SubjectKind.BID: "bid_id",
    SubjectKind.TENDER: "tender_id",
}
"""Where a line of the ledger names what promises its bags."""


def hold_bags(source: Source, now: datetime) -> None:
    """Take the bags of an allocation, a bid or a tender out of its lot; the database refuses more than there are."""
    _write(source, ReservationKind.TAKEN, bags=source.bags, now=now)


def release_bags(source: Source, now: datetime, *, bags: int | None = None) -> None:
    """Give the bags of an allocation or a bid back to its lot, or as many as its contract was changed to."""
    _write(source, ReservationKind.RELEASED, bags=-(source.bags if bags is None else bags), now=now)


def release_part(tender: Tender, bags: int, *, now: datetime) -> None:
    """Give the bags of a tender that nobody won, or all of one that is cancelled, back to its lot."""
    _write(tender, ReservationKind.RELEASED, bags=-bags, now=now)


def add_bags(amendment: Amendment, bags: int, *, kind: ReservationKind, now: datetime) -> None:
    """Take bags (positive) by which a contract is changed out of its lot, or give them back (negative)."""
    lot_id, source = amendment.contract.lot_id, {"amendment_id": amendment.id}
    db.session.add(Reservation(lot_id=lot_id, kind=kind, bags=bags, at=now, **source))
    db.session.flush()


def hand_on_bags(tender: Tender, bags: int, *, now: datetime) -> None:
    """Let go of the bags that were won in a tender, so that the winners' bids, or anybody, can take them."""
    _write(tender, ReservationKind.HANDED_ON, bags=-bags, now=now)


def commitments() -> dict[DemandId, Commitment]:
    """Say what each demand has been promised: what its allocations and bids hold, and from how many lots.

    Bags by which a contract was changed count with what the contract came from.
    """
    allocation_id = func.coalesce(Reservation.allocation_id, Contract.allocation_id).label("allocation_id")
    bid_id = func.coalesce(Reservation.bid_id, Contract.bid_id).label("bid_id")
    is_resized = and_(Amendment.id == Reservation.amendment_id, Amendment.kind == AmendmentKind.TERMS)
    held = (
        select(allocation_id, bid_id, Reservation.lot_id, func.sum(Reservation.bags).label("n"))
        .outerjoin(Amendment, is_resized)
        .outerjoin(Contract, Contract.id == Amendment.contract_id)
        .group_by(allocation_id, bid_id, Reservation.lot_id)
        .having(func.sum(Reservation.bags) > 0)
        .subquery()
    )
    demand_id = func.coalesce(Allocation.demand_id, Bid.demand_id)
    rows = db.session.execute(
        select(
            demand_id,
            func.sum(held.c.n * Lot.bag_weight, type_=Lot.bag_weight.type),
            func.count(held.c.lot_id.distinct()),
        )
        .join(Lot, Lot.id == held.c.lot_id)
        .outerjoin(Allocation, Allocation.id == held.c.allocation_id)
        .outerjoin(Bid, or_(Bid.id == held.c.bid_id, Bid.id == Allocation.bid_id))
        .where(demand_id.is_not(None))
        .group_by(demand_id)
    )
    return {DemandId(demand): Commitment(volume or NO_MASS, lots) for demand, volume, lots in rows}


def _write(source: Source, kind: ReservationKind, *, bags: int, now: datetime) -> None:
    named = {COLUMNS[source.SUBJECT]: source.id}
    db.session.add(Reservation(lot_id=source.lot_id, kind=kind, bags=bags, at=now, **named))
    db.session.flush()
