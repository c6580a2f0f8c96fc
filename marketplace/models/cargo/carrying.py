"""How long the cacao of a contract lay at its destination, and what that costs where the contract says so."""

from datetime import date

from sqlalchemy import select

from marketplace.domain.books.postings import Parts
from marketplace.domain.contracts.carrying import CarryLine, Stay, carry_lines, has_carry
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.contracts.milestones import Milestone
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.ids import ContractId
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.settlements import Settlement
from marketplace.models.rows.contracts.shipments import Cargo
from marketplace.models.rows.contracts.signatures import ContractMilestone


def carry_of(contract: Contract, *, today: date | None = None) -> list[CarryLine]:
    """List what the time after arrival costs: until it was taken over, else until settled, else until `today`."""
    terms = ContractTerms.from_json(contract.terms)
    if not has_carry(terms) or terms.frame is not None:
        return []
    arrived_on = arrived_on_of(contract.id)
    settlement = db.session.get(Settlement, contract.id)
    settled_on = day_in_lima(settlement.settled_at) if settlement and settlement.settled_at else None
    cargo = cargo_of(contract.id)
    until = (cargo and cargo.taken_over_on) or settled_on or today
    if arrived_on is None or until is None:
        return []
    weight = settlement.final_weight if settlement else (cargo and cargo.arrived_weight) or contract.volume
    return carry_lines(terms, Stay(arrived_on, until, weight))


def with_carry(target: Parts, contract: Contract) -> Parts:
    """Add to what a settled contract comes to what its storage cost; the platform takes no fee of that."""
    settlement = db.session.get(Settlement, contract.id)
    if settlement is None or settlement.settled_at is None:
        return target
    for line in carry_of(contract):
        target = Parts(target.price + line.money, target.fee)
    return target


def arrived_on_of(contract_id: ContractId) -> date | None:
    """Say on which day the cacao of a contract arrived."""
    query = select(ContractMilestone.day).where(ContractMilestone.contract_id == contract_id)
    return db.session.scalar(query.where(ContractMilestone.milestone == Milestone.ARRIVED))


def cargo_of(contract_id: ContractId) -> Cargo | None:
    """Find what a shipment carries of a contract without a frame."""
    aboard = Cargo.contract_id == contract_id, Cargo.dropped_at.is_(None), Cargo.call_off_id.is_(None)
    return db.session.scalar(select(Cargo).where(*aboard))
