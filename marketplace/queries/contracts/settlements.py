"""Settlements on final weight, as the two sides and the facilitators see them."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from marketplace.domain.contracts.settlement import SETTLEMENT_MACHINE, SettlementState, SettlementStep
from marketplace.domain.contracts.settlement import Settlement as Figures
from marketplace.domain.errors import NotFound
from marketplace.domain.ids import CallOffId, ContractId, OrganizationId, SettlementId
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.settlements import Settlement
from marketplace.queries.contracts.goods import GoodsPage
from marketplace.queries.contracts.pages import ContractPage
from marketplace.queries.contracts.showing import visible_to


@dataclass(frozen=True, slots=True)
class SettlementPage:
    """The final weight of a contract, what it makes of the price, and what this viewer may do about it."""

    id: SettlementId
    state: SettlementState
    version: int
    figures: Figures
    weighed_on: date
    surveyor_note: str | None
    stated_by: str
    stated_by_id: OrganizationId
    stated_at: datetime
    due_at: datetime | None
    note: str | None
    settled_at: datetime | None
    steps: tuple[SettlementStep, ...]


def find_settlement(goods: GoodsPage, viewer: Viewer) -> SettlementPage | None:
    """Find the settlement of goods that the viewer may see, None before anybody stated a weight."""
    contract = goods.contract
    query = select(Settlement).join(Contract, Contract.id == Settlement.contract_id)
    query = query.where(Settlement.call_off_id.is_not_distinct_from(goods.call_off_id))
    row = db.session.scalar(query.where(visible_to(viewer), Settlement.contract_id == contract.line.id))
    if row is None:
        return None
    terms = goods.terms
    return SettlementPage(
        id=row.id,
        state=row.state,
        version=row.version,
        figures=Figures(goods.volume, row.final_weight, terms.price, terms.tolerance),
        weighed_on=row.weighed_on,
        surveyor_note=row.surveyor_note,
        stated_by=contract.name_of(row.stated_by_id),
        stated_by_id=row.stated_by_id,
        stated_at=row.stated_at,
        due_at=row.due_at,
        note=row.note,
        settled_at=row.settled_at,
        steps=_steps(row, contract, viewer),
    )


def may_state_weight(goods: GoodsPage, viewer: Viewer) -> bool:
    """Say whether the viewer is a side of goods that have arrived with a final price."""
    return goods.is_side(viewer) and goods.has_arrived and not goods.terms.is_provisional


def goods_settled(settlement_id: int, viewer: Viewer) -> tuple[ContractId, CallOffId | None]:
    """Say of which goods a settlement is; raises `NotFound` when it is not the viewer's to see."""
    query = select(Settlement.contract_id, Settlement.call_off_id)
    query = query.join(Contract, Contract.id == Settlement.contract_id)
    found = db.session.execute(query.where(visible_to(viewer), Settlement.id == settlement_id)).one_or_none()
    if found is None:
        raise NotFound("settlement.unknown")
    return found.contract_id, found.call_off_id


def list_unanswered_weights(now: datetime) -> list[SettlementId]:
    """List the stated weights that nobody answered in time."""
    query = select(Settlement.id).where(Settlement.state == SettlementState.STATED, Settlement.due_at <= now)
    return list(db.session.scalars(query.order_by(Settlement.due_at, Settlement.id)))


def _steps(row: Settlement, contract: ContractPage, viewer: Viewer) -> tuple[SettlementStep, ...]:
    steps = SETTLEMENT_MACHINE.steps(row.state, viewer.role) if viewer.may_write else ()
    if viewer.role is Role.FACILITATOR:
        return () if viewer.organization_ids & contract.stake.owners else steps
    is_own = row.stated_by_id == viewer.organization_id
    return () if row.state is SettlementState.STATED and is_own else steps
