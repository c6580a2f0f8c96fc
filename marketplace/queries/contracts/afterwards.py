"""What happens to a contract in force, at a glance: changes, price, weight, claims and call-offs in one statement."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from marketplace.domain.contracts.changes import PENDING as PENDING_CHANGES
from marketplace.domain.contracts.claims import PENDING as PENDING_CLAIMS
from marketplace.domain.contracts.frames import CallOffState, Quarter
from marketplace.domain.contracts.settlement import SettlementState
from marketplace.domain.ids import AmendmentId, CallOffId, ContractId
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.contracts.amendments import Amendment
from marketplace.models.rows.contracts.call_offs import CallOff, FrameSeason
from marketplace.models.rows.contracts.claims import Claim
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.settlements import Settlement
from marketplace.queries.contracts.showing import visible_to


@dataclass(frozen=True, slots=True)
class QuarterState:
    """One quarter of a frame in a line: where it stands, how many bags, and the last day that is known of them."""

    id: CallOffId
    quarter: Quarter
    state: CallOffState
    bags: int | None
    day: date | None


@dataclass(frozen=True, slots=True)
class Afterwards:
    """How many changes and claims there were and which wait, how far the settlement is, what is left of a frame."""

    changes: int
    pending_change: AmendmentId | None
    claims: int
    pending_claims: int
    settlement: SettlementState | None
    bags_left: int | None
    quarters: tuple[QuarterState, ...] = ()


def find_afterwards(contract_id: ContractId, viewer: Viewer) -> Afterwards | None:
    """Gather what there is about one contract that the viewer may see."""
    changes = select(func.count()).where(Amendment.contract_id == Contract.id)
    pending = select(func.max(Amendment.id)).where(
        Amendment.contract_id == Contract.id, Amendment.state.in_(PENDING_CHANGES)
    )
    claims = select(func.count()).where(Claim.contract_id == Contract.id)
    season = select(FrameSeason.bags - FrameSeason.called_bags - FrameSeason.released_bags)
    season = season.where(FrameSeason.contract_id == Contract.id).order_by(FrameSeason.number.desc()).limit(1)
    row = db.session.execute(
        select(
            changes.scalar_subquery(),
            pending.scalar_subquery(),
            claims.scalar_subquery(),
            claims.where(Claim.state.in_(PENDING_CLAIMS)).scalar_subquery(),
            select(Settlement.state)
            .where(Settlement.contract_id == Contract.id, Settlement.call_off_id.is_(None))
            .scalar_subquery(),
            season.scalar_subquery(),
        ).where(visible_to(viewer), Contract.id == contract_id)
    ).one_or_none()
    if row is None:
        return None
    return Afterwards(*row, quarters=() if row[-1] is None else tuple(_quarters(contract_id)))


def _quarters(contract_id: ContractId) -> Iterator[QuarterState]:
    """List what became of each quarter, the first one first."""
    query = select(CallOff).join(FrameSeason, FrameSeason.id == CallOff.season_id)
    query = query.where(FrameSeason.contract_id == contract_id, CallOff.state != CallOffState.LAPSED)
    for row in db.session.scalars(query.order_by(CallOff.year, CallOff.quarter_number)):
        day = row.arrived_on or row.shipped_on or row.shipment_on
        yield QuarterState(row.id, row.quarter, row.state, row.bags, day)
