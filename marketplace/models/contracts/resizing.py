"""The steps that change how many bags a contract in force has: held with the second signature, freed once in force.

Each change writes its own line in the ledger of bags; what a contract has in all goes back in one line when it ends.
"""

from datetime import datetime

from sqlalchemy import func, select

from marketplace.domain.bids.ties import room_under_cap
from marketplace.domain.contracts.bags import BagRoom, paid_faults, resize_faults
from marketplace.domain.contracts.changes import AmendmentKind
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import Reason, refuse_if_any
from marketplace.domain.ids import LotId
from marketplace.domain.lots import LOT_MACHINE, LotPermit, ReservationKind
from marketplace.domain.mass import Mass
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.cargo.resizing import aboard_faults, lock_aboard, resize_aboard
from marketplace.models.lots.ledger import add_bags
from marketplace.models.money.volumes import follow_volume, paid_of, price_of
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.contracts.amendments import Amendment
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.market.lots import Lot, Reservation

TAKEN, RELEASED = ReservationKind.TAKEN, ReservationKind.RELEASED


def room_of(contract: Contract, *, held: int = 0) -> BagRoom:
    """Say what limits the bags of a contract; `held` are those that a pending change holds."""
    lot = db.session.get_one(Lot, contract.lot_id, populate_existing=True)
    return BagRoom(
        free=lot.remaining_bags + held,
        minimum=lot.minimum_bags,
        is_on_sale=held > 0 or LOT_MACHINE.permits(lot.state, LotPermit.TAKE_PART_IN_ROUND),
        milestone=contract.milestone,
        cap_left=_cap_left(contract),
    )


def faults_of_bags(contract: Contract, terms: ContractTerms, *, pending: Amendment | None = None) -> list[Reason]:
    """List why a contract cannot have the bags of changed terms: at its lot, aboard, or for what is paid already.

    `pending` is the change that the terms belong to, once there is one: what it holds is its own.
    """
    old = ContractTerms.from_json(contract.terms)
    if old.bags == terms.bags:
        return []
    faults = resize_faults(old, terms, room=room_of(contract, held=_balance(pending) if pending else 0))
    if faults:
        return faults
    paid = paid_faults(paid_of(contract), price_of(contract, terms)) if terms.bags < old.bags else []
    return [*aboard_faults(contract, terms.volume), *paid]


def check_bags(contract: Contract, terms: ContractTerms, *, pending: Amendment | None = None) -> None:
    """Raise `Refused` where a locked contract cannot have the bags of changed terms; asked before anything changes."""
    if terms.bags != contract.bags:
        lock_aboard(contract)
    refuse_if_any(faults_of_bags(contract, terms, pending=pending))


def hold_more(amendment: Amendment, *, now: datetime) -> None:
    """Hold the bags that a change adds, once both sides have signed it; the database refuses more than there are."""
    more = ContractTerms.from_json(amendment.terms).bags - amendment.contract.bags
    if more > 0 and amendment.kind is AmendmentKind.TERMS:
        add_bags(amendment, more, kind=TAKEN, now=now)


def let_go(amendment: Amendment, *, now: datetime) -> None:
    """Give back what a change holds that does not come into force."""
    held = _balance(amendment)
    if held:
        add_bags(amendment, -held, kind=RELEASED, now=now)


def free_fewer(amendment: Amendment, *, now: datetime) -> int | None:
    """Give back what a change that comes into force needs no more; return how many bags it replaces, None if none.

    What it adds was held with the second signature.
    """
    before, after = amendment.contract.bags, ContractTerms.from_json(amendment.terms).bags
    if amendment.kind is not AmendmentKind.TERMS or before == after:
        return None
    if after < before:
        add_bags(amendment, after - before, kind=RELEASED, now=now)
    return before


def follow_bags(contract: Contract, *, by: Viewer, now: datetime) -> None:
    """Let what hangs on a contract's bags follow: the shipment that is to carry them, and the deposit."""
    resize_aboard(contract, by=by, now=now)
    follow_volume(contract, now=now)


def lots_beside(contract_id: int) -> list[LotId]:
    """Name the lots of bids that are counted with the one behind a contract, to be locked with its own."""
    own = select(Bid.counted_with).join(Contract, Contract.bid_id == Bid.id).where(Contract.id == contract_id)
    return list(db.session.scalars(select(Bid.lot_id).where(Bid.counted_with == own.scalar_subquery())))


def _cap_left(contract: Contract) -> Mass | None:
    bid = contract.bid
    if bid is None or (bid.cap is None and bid.counted_with is None):
        return None
    counted = select(Bid).where(Bid.counted_with == bid.counted_with).execution_options(populate_existing=True)
    return room_under_cap(bid, list(db.session.scalars(counted)))


def _balance(amendment: Amendment) -> int:
    query = select(func.coalesce(func.sum(Reservation.bags), 0)).where(Reservation.amendment_id == amendment.id)
    return db.session.scalar(query) or 0
