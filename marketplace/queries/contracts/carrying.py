"""What arrived of a contract and how long it lay, for the page of its settlement."""

from dataclasses import dataclass
from datetime import date

from marketplace.domain.contracts.carrying import CarryLine
from marketplace.domain.mass import Mass
from marketplace.models.base import db
from marketplace.models.cargo.carrying import cargo_of, carry_of
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.queries.contracts.pages import ContractPage


@dataclass(frozen=True, slots=True)
class Arrived:
    """What the maker noted on arrival, None before that, and what the time since then costs."""

    weight: Mass | None
    carry: tuple[CarryLine, ...]


def arrived_of(contract: ContractPage, *, today: date) -> Arrived:
    """Read what arrived of a contract that the caller may see."""
    cargo = cargo_of(contract.line.id)
    row = db.session.get_one(Contract, contract.line.id)
    return Arrived(cargo.arrived_weight if cargo else None, tuple(carry_of(row, today=today)))
