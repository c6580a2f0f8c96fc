"""Who takes part in a round: lots, demands and open bids of the day as plain facts, for page and optimizer."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.domain.accounts import VERIFICATION_MACHINE, VerificationPermit
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.demands import DemandState
from marketplace.domain.eligibility import DemandFacts, LotFacts
from marketplace.domain.errors import NotFound, Reason
from marketplace.domain.ids import DemandId, LotId
from marketplace.domain.lots import LotState
from marketplace.domain.mass import Mass
from marketplace.domain.money import UnitPrice
from marketplace.domain.participation import (
    UNCOMMITTED,
    Need,
    demand_absence,
    facts_of_need,
    lot_absence,
    open_need,
)
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.lots.facts import demand_facts, lot_facts
from marketplace.models.lots.figures import cadmium_limits
from marketplace.models.lots.ledger import commitments
from marketplace.models.rows.market.demands import Demand
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Organization
from marketplace.queries.rounds.open_bids import OpenBids, list_open_bids

ON_THE_WAY = (LotState.IN_REVIEW, LotState.HELD, LotState.PUBLISHED)


@dataclass(frozen=True, slots=True, kw_only=True)
class LotEntry:
    """A lot before a round: what is left of it, and why it stays away if it does."""

    id: LotId
    code: str
    group: str
    group_code: str
    region: str
    is_women_led: bool
    bags: int
    minimum_bags: int
    bag_weight: Mass
    price: UnitPrice
    facts: LotFacts
    absence: Reason | None

    @property
    def volume(self) -> Mass:
        """The volume that is left."""
        return self.bag_weight * self.bags


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandEntry:
    """A demand before a round: what it still seeks, and why it stays away if it does."""

    id: DemandId
    code: str
    title: str
    maker: str
    maker_code: str
    need: Need
    facts: DemandFacts
    absence: Reason | None


@dataclass(frozen=True, slots=True)
class MarketDay:
    """Everybody who could take part on one day."""

    today: date
    lots: tuple[LotEntry, ...]
    demands: tuple[DemandEntry, ...]
    bids: OpenBids = field(default_factory=OpenBids)

    @property
    def present_lots(self) -> tuple[LotEntry, ...]:
        """The lots that take part."""
        return tuple(each for each in self.lots if each.absence is None)

    @property
    def present_demands(self) -> tuple[DemandEntry, ...]:
        """The demands that take part."""
        return tuple(each for each in self.demands if each.absence is None)

    @property
    def absent_lots(self) -> tuple[LotEntry, ...]:
        """The lots that stay away."""
        return tuple(each for each in self.lots if each.absence is not None)

    @property
    def absent_demands(self) -> tuple[DemandEntry, ...]:
        """The demands that stay away."""
        return tuple(each for each in self.demands if each.absence is not None)


def get_market_day(viewer: Viewer, *, now: datetime) -> MarketDay:
    """Return who could take part now; only facilitators and the market itself may know."""
    if viewer.role not in (Role.FACILITATOR, Role.SYSTEM):
        raise NotFound("round.unknown")
    today = day_in_lima(now)
    day = MarketDay(today, tuple(_lots(today)), tuple(_demands(today)))
    sought = {each.id: each.need.volume_max for each in day.present_demands}
    return replace(day, bids=list_open_bids([each.id for each in day.present_lots], sought, now=now))


def _lots(today: date) -> Sequence[LotEntry]:
    query = (
        select(Lot)
        .where(Lot.state.in_(ON_THE_WAY), Lot.reserved_bags < Lot.bags)
        .options(joinedload(Lot.organization))
        .order_by(Lot.id)
    )
    return [_lot_entry(row, today) for row in db.session.scalars(query)]


def _lot_entry(row: Lot, today: date) -> LotEntry:
    facts = lot_facts(row, today)
    return LotEntry(
        id=row.id,
        code=row.code,
        group=row.organization.name,
        group_code=row.organization.code,
        region=row.region,
        is_women_led=row.organization.is_women_led,
        bags=row.remaining_bags,
        minimum_bags=row.minimum_bags,
        bag_weight=row.bag_weight,
        price=row.price,
        facts=facts,
        absence=lot_absence(facts, may_trade=_may_trade(row.organization)),
    )


def _demands(today: date) -> Sequence[DemandEntry]:
    promised, limits = commitments(), cadmium_limits()
    query = (
        select(Demand)
        .where(Demand.state == DemandState.OPEN)
        .options(joinedload(Demand.organization))
        .order_by(Demand.id)
    )
    entries = []
    for row in db.session.scalars(query):
        stated = Need(row.volume_min, row.volume_max, row.max_lots)
        need = open_need(stated, promised.get(row.id, UNCOMMITTED))
        entries.append(_demand_entry(row, need, facts=demand_facts(row, limits, today=today), today=today))
    return entries


def _demand_entry(row: Demand, need: Need, *, facts: DemandFacts, today: date) -> DemandEntry:
    return DemandEntry(
        id=row.id,
        code=row.code,
        title=row.title,
        maker=row.organization.name,
        maker_code=row.organization.code,
        need=need,
        facts=facts_of_need(facts, need),
        absence=demand_absence(
            need, may_trade=_may_trade(row.organization), delivery_end=row.delivery_end, today=today
        ),
    )


def _may_trade(organization: Organization) -> bool:
    return VERIFICATION_MACHINE.permits(organization.state, VerificationPermit.TRADE)
