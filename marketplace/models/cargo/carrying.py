"""How long the cacao of a contract lay at its destination, and what that costs where the contract says so."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from marketplace.domain.books.postings import Parts
from marketplace.domain.contracts.carrying import CarryLine, Stay, carry_lines, has_carry
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.contracts.milestones import Milestone
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.ids import CallOffId, ContractId
from marketplace.domain.mass import Mass
from marketplace.models.base import db
from marketplace.models.rows.contracts.call_offs import CallOff
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.settlements import Settlement
from marketplace.models.rows.contracts.shipments import Cargo
from marketplace.models.rows.contracts.signatures import ContractMilestone


def carry_of(contract: Contract, call_off: CallOff | None = None, *, today: date | None = None) -> list[CarryLine]:
    """List what the time after arrival costs: until it was taken over, else until settled, else until `today`."""
    terms = call_off.terms if call_off else ContractTerms.from_json(contract.terms)
    if not has_carry(terms) or (terms.frame is not None and call_off is None):
        return []
    call_off_id = call_off.id if call_off else None
    arrived_on = call_off.arrived_on if call_off else arrived_on_of(contract.id)
    volume = call_off.volume if call_off else contract.volume
    found = Lying(settlement_of(contract.id, call_off_id), cargo_of(contract.id, call_off_id), volume)
    return carry_since(arrived_on, terms, found=found, today=today)


@dataclass(frozen=True, slots=True)
class Lying:
    """What is known of goods that lie at their destination: how they were settled and carried, what was contracted."""

    settlement: Settlement | None
    cargo: Cargo | None
    contracted: Mass


def carry_since(
    arrived_on: date | None, terms: ContractTerms, *, found: Lying, today: date | None = None
) -> list[CarryLine]:
    """List what it costs that goods lie since they arrived."""
    settlement, cargo = found.settlement, found.cargo
    settled_on = day_in_lima(settlement.settled_at) if settlement and settlement.settled_at else None
    until = (cargo and cargo.taken_over_on) or settled_on or today
    if arrived_on is None or until is None:
        return []
    weight = settlement.final_weight if settlement else (cargo and cargo.arrived_weight) or found.contracted
    return carry_lines(terms, Stay(arrived_on, until, weight))


def with_carry(target: Parts, contract: Contract, *, call_off: CallOff | None = None) -> Parts:
    """Add to what settled goods come to what their storage cost; the maker pays no fee on that."""
    settlement = settlement_of(contract.id, call_off.id if call_off else None)
    if settlement is None or settlement.settled_at is None:
        return target
    for line in carry_of(contract, call_off):
        target = Parts(target.price + line.money, target.fee)
    return target


def settlement_of(
    contract_id: ContractId, call_off_id: CallOffId | None = None, *, is_locked: bool = False
) -> Settlement | None:
    """Find the settlement of a contract, or of one call-off of a frame."""
    query = select(Settlement).where(
        Settlement.contract_id == contract_id, Settlement.call_off_id.is_not_distinct_from(call_off_id)
    )
    if is_locked:
        query = query.with_for_update(of=Settlement).execution_options(populate_existing=True)
    return db.session.scalar(query)


def arrived_on_of(contract_id: ContractId) -> date | None:
    """Say on which day the cacao of a contract arrived."""
    query = select(ContractMilestone.day).where(ContractMilestone.contract_id == contract_id)
    return db.session.scalar(query.where(ContractMilestone.milestone == Milestone.ARRIVED))


def cargo_of(contract_id: ContractId, call_off_id: CallOffId | None = None) -> Cargo | None:
    """Find what a shipment carries of a contract without a frame, or of a call-off."""
    own = Cargo.contract_id == contract_id, Cargo.call_off_id.is_not_distinct_from(call_off_id)
    return db.session.scalar(select(Cargo).where(*own, Cargo.dropped_at.is_(None)))
