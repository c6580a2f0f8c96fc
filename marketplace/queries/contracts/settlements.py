"""Settlements on final weight, as the two sides and the facilitators see them."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from marketplace.domain.contracts.milestones import Milestone
from marketplace.domain.contracts.settlement import SETTLEMENT_MACHINE, SettlementState, SettlementStep
from marketplace.domain.contracts.settlement import Settlement as Figures
from marketplace.domain.ids import OrganizationId
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.settlements import Settlement
from marketplace.queries.contracts.pages import ContractPage
from marketplace.queries.contracts.showing import visible_to


@dataclass(frozen=True, slots=True)
class SettlementPage:
    """The final weight of a contract, what it makes of the price, and what this viewer may do about it."""

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


def find_settlement(contract: ContractPage, viewer: Viewer) -> SettlementPage | None:
    """Find the settlement of a contract that the viewer may see, None before anybody stated a weight."""
    query = select(Settlement).join(Contract, Contract.id == Settlement.id)
    row = db.session.scalar(query.where(visible_to(viewer), Settlement.id == contract.line.id))
    if row is None:
        return None
    terms = contract.terms
    return SettlementPage(
        state=row.state,
        version=row.version,
        figures=Figures(terms.volume, row.final_weight, terms.price, terms.tolerance),
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


def may_state_weight(contract: ContractPage, viewer: Viewer) -> bool:
    """Say whether the viewer is a side of a contract that has arrived with a final price."""
    is_party = viewer.organization_id in (contract.producer_id, contract.maker_id)
    has_arrived = contract.line.milestone in (Milestone.ARRIVED, Milestone.CLOSED)
    return is_party and viewer.may_write and has_arrived and not contract.terms.is_provisional


def _steps(row: Settlement, contract: ContractPage, viewer: Viewer) -> tuple[SettlementStep, ...]:
    steps = SETTLEMENT_MACHINE.steps(row.state, viewer.role) if viewer.may_write else ()
    if viewer.role is Role.FACILITATOR:
        return () if viewer.organization_ids & contract.stake.owners else steps
    is_own = row.stated_by_id == viewer.organization_id
    return () if row.state is SettlementState.STATED and is_own else steps
