"""Publishing a plan: every bag of it is taken from its lot at once, or none is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from marketplace.domain.accounts import VERIFICATION_MACHINE, VerificationPermit
from marketplace.domain.acts import Act, check_may
from marketplace.domain.allocations import ALLOCATION_MACHINE, AllocationStep, Answer, answer_due
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.demands import DEMAND_MACHINE, DemandPermit
from marketplace.domain.eligibility import LotFacts, ineligibilities
from marketplace.domain.errors import NotFound, Reason, Refused, reason, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.freight import FreightTable
from marketplace.domain.ids import RoundId
from marketplace.domain.mass import NO_MASS, Mass
from marketplace.domain.participation import (
    UNCOMMITTED,
    Need,
    demand_absence,
    facts_of_need,
    lot_absence,
    open_need,
)
from marketplace.domain.plain import from_plain
from marketplace.domain.policies import RoundPolicy
from marketplace.domain.rounds import ROUND_MACHINE, RoundStep
from marketplace.domain.viewers import Viewer
from marketplace.gateways.queue import enqueue
from marketplace.models.base import db
from marketplace.models.bids.publishing import lock_bids, overtaken_bids
from marketplace.models.lots.facts import demand_facts, lot_facts
from marketplace.models.lots.figures import cadmium_limits, freight_in_force
from marketplace.models.lots.ledger import commitments, hold_bags
from marketplace.models.rows.market.demands import Demand
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.rounds.rounds import Allocation, Round
from marketplace.services.transaction import use_case

AFTER = timedelta(seconds=1)


@use_case
def publish_round(round_id: RoundId, *, seen: int | None, by: Viewer, now: datetime) -> None:
    """Offer every allocation of a plan to its two sides and hold its bags until they have answered.

    Lots are locked first, in the order of their ids, then bids, then demands, then the round: two rounds can never wait
    for each other. Raises `Refused` with one reason for each allocation that the market has overtaken since the plan
    was made.
    """
    check_may(by, Act.RUN_ROUND)
    bids = lock_bids(round_id)
    lots = _locked(Lot, Allocation.lot_id, round_id)
    demands = _locked(Demand, Allocation.demand_id, round_id)
    row = db.session.get(Round, round_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound("round.unknown")
    row.expect_version(seen)
    row.state = ROUND_MACHINE.advance(row.state, RoundStep.PUBLISH, by.role)
    if not row.allocations:
        raise Refused("round.nothing_to_publish")
    refuse_if_any(_overtaken(row.allocations, lots, demands=demands, today=day_in_lima(now)))
    refuse_if_any(overtaken_bids(row.allocations, bids, now=now))
    row.published_at = now
    row.answer_by = answer_due(now, from_plain(RoundPolicy, row.policy).answer_days)
    for allocation in row.allocations:
        _offer(allocation, row.answer_by, by=by, now=now)
    record_event(row, EventKind.ROUND_PUBLISHED, by=by, now=now, answer_by=row.answer_by.isoformat())
    enqueue(db.session, "allocations:expire", at=row.answer_by + AFTER, round_id=round_id)


def _locked(kind: type[Any], key: Any, round_id: RoundId) -> dict[int, Any]:  # noqa: ANN401 - a column
    ids = select(key).where(Allocation.round_id == round_id)
    query = select(kind).where(kind.id.in_(ids)).order_by(kind.id).with_for_update(of=kind)
    loaded = query.options(selectinload(kind.organization)).execution_options(populate_existing=True)
    return {row.id: row for row in db.session.scalars(loaded)}


def _offer(allocation: Allocation, answer_by: datetime, *, by: Viewer, now: datetime) -> None:
    allocation.state = ALLOCATION_MACHINE.advance(allocation.state, AllocationStep.OFFER, by.role)
    allocation.answer_by = answer_by
    if allocation.bid is not None:
        allocation.answer_by = min(answer_by, allocation.bid.valid_until)
        allocation.maker_answer = Answer.ACCEPTED
    record_event(allocation, EventKind.ALLOCATION_OFFERED, by=by, now=now, answer_by=allocation.answer_by.isoformat())
    hold_bags(allocation, now)


@dataclass(frozen=True, slots=True)
class _Market:
    """What the allocations of a plan are judged by when it is published."""

    lots: dict[int, Lot]
    demands: dict[int, Demand]
    needs: dict[int, Need]
    freight: FreightTable
    today: date

    def lot_facts(self, lot: Lot) -> LotFacts:
        return lot_facts(lot, self.today)


def _overtaken(
    allocations: Sequence[Allocation], lots: dict[int, Any], *, demands: dict[int, Any], today: date
) -> Iterator[Reason]:
    promised = commitments()
    needs = {id_: open_need(_stated(row), promised.get(row.id, UNCOMMITTED)) for id_, row in demands.items()}
    market = _Market(lots, demands, needs, freight_in_force(today), today)
    for lot in lots.values():
        yield from _lot_faults(lot, [each for each in allocations if each.lot_id == lot.id], market)
    for demand in demands.values():
        yield from _demand_faults(demand, [each for each in allocations if each.demand_id == demand.id], market)
    limits = cadmium_limits()
    for each in allocations:
        if each.demand_id is None:
            continue
        lot, demand = lots[each.lot_id], demands[each.demand_id]
        facts = facts_of_need(demand_facts(demand, limits, today=today), needs[demand.id])
        if ineligibilities(market.lot_facts(lot), facts, freight=market.freight):
            yield reason("round.fits_no_more", lot=lot.code, demand=demand.code)


def _stated(demand: Demand) -> Need:
    return Need(demand.volume_min, demand.volume_max, demand.max_lots)


def _lot_faults(lot: Lot, lines: list[Allocation], market: _Market) -> Iterator[Reason]:
    bags = sum(line.bags for line in lines)
    if bags > lot.remaining_bags:
        yield reason("round.bags_gone", lot=lot.code, bags=bags, left=lot.remaining_bags)
    elif lot_absence(market.lot_facts(lot), may_trade=_may_trade(lot.organization)):
        yield reason("round.lot_gone", lot=lot.code)
    asked = [line for line in lines if line.demand_id is not None]
    if any((line.price, line.bag_weight) != (lot.price, lot.bag_weight) for line in asked):
        yield reason("round.price_moved", lot=lot.code)


def _demand_faults(demand: Demand, lines: list[Allocation], market: _Market) -> Iterator[Reason]:
    need = market.needs[demand.id]
    is_open = DEMAND_MACHINE.permits(demand.state, DemandPermit.TAKE_PART_IN_ROUND)
    volume = sum((line.volume for line in lines), NO_MASS)
    absence = demand_absence(
        need, may_trade=_may_trade(demand.organization), delivery_end=demand.delivery_end, today=market.today
    )
    if not is_open or absence or not _is_within(volume, len(lines), need):
        yield reason("round.demand_changed", demand=demand.code)


def _is_within(volume: Mass, lots: int, need: Need) -> bool:
    return need.volume_min <= volume <= need.volume_max and lots <= need.max_lots


def _may_trade(organization: Organization) -> bool:
    return VERIFICATION_MACHINE.permits(organization.state, VerificationPermit.TRADE)
