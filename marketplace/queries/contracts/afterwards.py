"""What happens to a contract in force, at a glance: changes, price, weight, claims and call-offs in one statement."""

from dataclasses import dataclass

from sqlalchemy import func, select

from marketplace.domain.contracts.changes import PENDING as PENDING_CHANGES
from marketplace.domain.contracts.claims import PENDING as PENDING_CLAIMS
from marketplace.domain.contracts.settlement import SettlementState
from marketplace.domain.ids import AmendmentId, ContractId
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.contracts.amendments import Amendment
from marketplace.models.rows.contracts.call_offs import FrameSeason
from marketplace.models.rows.contracts.claims import Claim
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.settlements import Settlement
from marketplace.queries.contracts.showing import visible_to


@dataclass(frozen=True, slots=True)
class Afterwards:
    """How many changes and claims there were and which wait, how far the settlement is, what is left of a frame."""

    changes: int
    pending_change: AmendmentId | None
    claims: int
    pending_claims: int
    settlement: SettlementState | None
    bags_left: int | None


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
            select(Settlement.state).where(Settlement.id == Contract.id).scalar_subquery(),
            season.scalar_subquery(),
        ).where(visible_to(viewer), Contract.id == contract_id)
    ).one_or_none()
    return Afterwards(*row) if row else None
