"""Writing an audited plan down as the round's own: a shared step of storing a first plan and of adopting a scenario."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from marketplace.domain.allocations import AllocationState
from marketplace.domain.errors import Refused
from marketplace.domain.ids import BidId, DemandId, LotId, OrganizationId
from marketplace.domain.plain import to_plain
from marketplace.domain.plans import Plan, PlannedAllocation, PlannedMiss
from marketplace.models.base import db
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.market.demands import Demand
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.rounds.rounds import Allocation, Miss, Round


def keep_in_place(*, lots: AbstractSet[LotId], bids: AbstractSet[BidId], demands: AbstractSet[DemandId]) -> None:
    """Keep what the lines of a plan name from being locked by others until these are written; lots first, as ever."""
    for kind, ids in ((Lot, lots), (Bid, bids), (Demand, demands)):
        query = select(kind.id).where(kind.id.in_(ids)).order_by(kind.id)
        db.session.execute(query.with_for_update(read=True, key_share=True))


def write_plan(row: Round, plan: Plan, *, now: datetime) -> None:
    """Put a plan in the place of the one the round had, if any; nothing of that one may have been offered yet."""
    row.planned_at, row.versions, row.plan_status = now, {**plan.versions, "plan": plan.fingerprint}, plan.status
    row.value_cents, row.bound_cents = plan.value_cents, plan.bound_cents
    row.findings = to_plain(plan.findings)
    db.session.execute(delete(Miss).where(Miss.round_id == row.id))
    db.session.execute(
        delete(Allocation).where(Allocation.round_id == row.id, Allocation.state == AllocationState.PROPOSED)
    )
    lots = _by_id(Lot, [each.lot_id for each in plan.allocations])
    makers = _makers(plan.allocations)
    for line in plan.allocations:
        maker_id = makers[line.demand_id, line.bid_id]
        db.session.add(_allocation(row, line, lots[line.lot_id], maker_id=maker_id, now=now))
    db.session.add_all(_miss(row, each) for each in plan.misses)


def _makers(lines: Sequence[PlannedAllocation]) -> dict[tuple[DemandId | None, BidId | None], OrganizationId]:
    """Say who takes each line: whose demand, or whose bid it is."""
    demands = _by_id(Demand, [each.demand_id for each in lines if each.demand_id is not None])
    bids = _by_id(Bid, [each.bid_id for each in lines if each.bid_id is not None])
    takers: dict[tuple[DemandId | None, BidId | None], OrganizationId] = {
        (DemandId(number), None): row.organization_id for number, row in demands.items()
    }
    return takers | {(None, BidId(number)): row.maker_id for number, row in bids.items()}


def _by_id(kind: type[Any], ids: list[LotId] | list[DemandId] | list[BidId]) -> dict[int, Any]:
    found = {row.id: row for row in db.session.scalars(select(kind).where(kind.id.in_(ids)))}
    if len(found) != len(set(ids)):
        raise Refused("round.plan_unreadable")
    return found


def _miss(row: Round, miss: PlannedMiss) -> Miss:
    return Miss(
        round_id=row.id,
        subject_kind=miss.subject_kind,
        subject_id=miss.subject_id,
        code=miss.reason.code,
        facts=to_plain(miss.reason.facts),
        wins=to_plain(miss.wins),
    )


def _allocation(
    row: Round, line: PlannedAllocation, lot: Lot, *, maker_id: OrganizationId, now: datetime
) -> Allocation:
    return Allocation(
        round_id=row.id,
        lot_id=lot.id,
        demand_id=line.demand_id,
        bid_id=line.bid_id,
        producer_id=lot.organization_id,
        maker_id=maker_id,
        state=AllocationState.PROPOSED,
        bags=line.bags,
        bag_weight=line.bag_weight,
        price=line.price,
        landed=line.landed,
        fit=line.fit,
        value_cents=line.value_cents,
        changed_at=now,
    )
