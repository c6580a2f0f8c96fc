"""What arrived of goods and how long it lay, for the page of its settlement."""

from dataclasses import dataclass
from datetime import date

from marketplace.domain.contracts.carrying import CarryLine, has_carry
from marketplace.domain.mass import Mass
from marketplace.models.cargo.carrying import Lying, cargo_of, carry_since, settlement_of
from marketplace.queries.contracts.goods import GoodsPage


@dataclass(frozen=True, slots=True)
class Arrived:
    """What the maker noted on arrival, None before that, and what the time since then costs."""

    weight: Mass | None
    carry: tuple[CarryLine, ...]


def arrived_of(goods: GoodsPage, *, today: date) -> Arrived:
    """Read what arrived of goods that the caller may see."""
    own = (goods.contract.line.id, goods.call_off_id)
    cargo, carry = cargo_of(*own), list[CarryLine]()
    if has_carry(goods.terms) and (goods.call_off_id or goods.terms.frame is None):
        found = Lying(settlement_of(*own), cargo, goods.volume)
        carry = carry_since(goods.arrived_on, goods.terms, found=found, today=today)
    return Arrived(cargo.arrived_weight if cargo else None, tuple(carry))
