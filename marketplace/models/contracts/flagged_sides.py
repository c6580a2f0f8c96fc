"""The step that reads what flags want to know of a contract's two sides and of its lot, in one statement for many."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from marketplace.domain.accounts import VerificationState
from marketplace.domain.cadmium import CadmiumLimit, effective_maximum
from marketplace.domain.contracts.life import ContractState
from marketplace.domain.ids import ContractId
from marketplace.models.accounts.sides import MakerSide, ProducerSide
from marketplace.models.base import db
from marketplace.models.lots.facts import demand_terms
from marketplace.models.lots.figures import cadmium_limits
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.market.demands import Demand
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Organization

Earlier = aliased(Contract, name="earlier")


@dataclass(frozen=True, slots=True)
class Sides:
    """The lot, the sides that may not trade now, what the maker's demand or its recipe allows, contracts of both."""

    lot: Lot
    suspended: tuple[str, ...]
    cadmium_max: Decimal | None
    contracts: int


def sides_of(contracts: Sequence[Contract], today: date) -> dict[ContractId, Sides]:
    """Read it of many contracts at once; a contract without a demand has no recipe."""
    both = (Earlier.producer_id == Contract.producer_id, Earlier.maker_id == Contract.maker_id)
    earlier = select(func.count()).where(*both, Earlier.state == ContractState.APPROVED).scalar_subquery()
    query = (
        select(Contract.id, Lot, ProducerSide, MakerSide, Demand, earlier)
        .join(Lot, Lot.id == Contract.lot_id)
        .join(ProducerSide, ProducerSide.id == Contract.producer_id)
        .join(MakerSide, MakerSide.id == Contract.maker_id)
        .outerjoin(Demand, Demand.id == Contract.demand_id)
        .where(Contract.id.in_([each.id for each in contracts]))
    )
    rows = db.session.execute(query).all()
    limits = cadmium_limits() if any(row.Demand for row in rows) else []
    return {
        contract_id: Sides(lot, tuple(_suspended(producer, maker)), _most(demand, limits, today), count)
        for contract_id, lot, producer, maker, demand, count in rows
    }


def _suspended(*sides: Organization) -> Iterator[str]:
    return (each.name for each in sides if each.state is not VerificationState.VERIFIED)


def _most(demand: Demand | None, limits: Sequence[CadmiumLimit], today: date) -> Decimal | None:
    if demand is None:
        return None
    terms = demand_terms(demand)
    return effective_maximum(terms.cadmium_max, terms.recipe, limits=limits, on=today)
