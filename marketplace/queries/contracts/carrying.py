"""What arrived of goods and how long it lay, for the page of its settlement."""

from dataclasses import dataclass
from datetime import date

from marketplace.domain.contracts.carrying import CarryLine
from marketplace.domain.mass import Mass
from marketplace.models.base import db
from marketplace.models.cargo.carrying import cargo_of, carry_of
from marketplace.models.rows.contracts.call_offs import CallOff
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.queries.contracts.goods import GoodsPage


@dataclass(frozen=True, slots=True)
class Arrived:
    """What the maker noted on arrival, None before that, and what the time since then costs."""

    weight: Mass | None
    carry: tuple[CarryLine, ...]


def arrived_of(goods: GoodsPage, *, today: date) -> Arrived:
    """Read what arrived of goods that the caller may see."""
    contract_id = goods.contract.line.id
    cargo = cargo_of(contract_id, goods.call_off_id)
    call_off = db.session.get_one(CallOff, goods.call_off_id) if goods.call_off_id else None
    carry = carry_of(db.session.get_one(Contract, contract_id), call_off, today=today)
    return Arrived(cargo.arrived_weight if cargo else None, tuple(carry))
