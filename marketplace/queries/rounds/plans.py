"""The plan of a round as facilitators see it: its lines, its totals, and why the rest stayed unmatched."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import aliased

from marketplace.domain.allocations import AllocationState, Answer
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import AllocationId, BidId, DemandId, LotId, RoundId
from marketplace.domain.mass import NO_MASS, Mass
from marketplace.domain.money import UnitPrice
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.lots.facts import decimals
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.market.demands import Demand
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.rounds.rounds import Allocation, Round
from marketplace.queries.rounds.misses import MissLine, list_misses
from marketplace.queries.rounds.showing import visible_to

CENTS = 100
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """One allocation of a plan with both sides' names and flavours; a bid stands in its demand's place."""

    id: AllocationId
    state: AllocationState
    lot_id: LotId
    lot_code: str
    group: str
    region: str
    is_women_led: bool
    demand_id: DemandId | None
    bid_id: BidId | None
    demand_code: str
    demand_title: str
    maker: str
    origin: str
    destination: str
    bags: int
    volume: Mass
    price: UnitPrice
    landed: Decimal
    fit: Decimal
    value: Decimal
    producer_answer: Answer | None
    maker_answer: Answer | None
    decline_reason: str | None
    profile: dict[str, Decimal]
    target: dict[str, Decimal]


@dataclass(frozen=True, slots=True)
class Share:
    """What one group or region sells by a plan."""

    name: str
    volume: Mass
    value: Decimal
    allocations: int
    percent: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """A plan summed up; `paid` is what the makers pay for the beans at the lots' prices, in USD."""

    allocations: int
    bags: int
    volume: Mass
    paid: Decimal
    groups: int
    makers: int
    women_led_percent: Decimal
    by_group: tuple[Share, ...]
    by_region: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class PlanView:
    """A whole plan."""

    lines: tuple[PlanLine, ...]
    totals: Totals
    demand_misses: tuple[MissLine, ...]
    bid_misses: tuple[MissLine, ...]
    lot_misses: tuple[MissLine, ...]

    @property
    def answered(self) -> int:
        """How many allocations are settled, one way or another."""
        open_states = (AllocationState.PROPOSED, AllocationState.OFFERED)
        return sum(line.state not in open_states for line in self.lines)


def get_plan(round_id: RoundId, viewer: Viewer) -> PlanView:
    """Return the plan of a round, empty for all but facilitators."""
    lines = tuple(_lines(round_id, viewer))
    misses = list_misses(round_id, viewer)
    return PlanView(
        lines=lines,
        totals=_totals(lines),
        demand_misses=tuple(line for kind, line in misses if kind is SubjectKind.DEMAND),
        bid_misses=tuple(line for kind, line in misses if kind is SubjectKind.BID),
        lot_misses=tuple(line for kind, line in misses if kind is SubjectKind.LOT),
    )


def _lines(round_id: RoundId, viewer: Viewer) -> Iterable[PlanLine]:
    group, maker = aliased(Organization), aliased(Organization)
    query = (
        select(Allocation, Lot, Demand, Bid, group, maker)
        .join(Round, Round.id == Allocation.round_id)
        .join(Lot, Lot.id == Allocation.lot_id)
        .outerjoin(Demand, Demand.id == Allocation.demand_id)
        .outerjoin(Bid, Bid.id == Allocation.bid_id)
        .join(group, group.id == Allocation.producer_id)
        .join(maker, maker.id == Allocation.maker_id)
        .where(Allocation.round_id == round_id, visible_to(viewer))
        .order_by(Demand.id, Bid.id, Allocation.value_cents.desc(), Allocation.id)
    )
    for row, lot, demand, bid, producer, made_by in db.session.execute(query):
        yield _line(row, lot, taker=taker_of(demand, bid), group=producer, maker=made_by)


@dataclass(frozen=True, slots=True)
class Taker:
    """What a line is for: a demand, or a bid, which has neither a title nor a flavour sought."""

    code: str
    title: str
    destination: str
    target: dict[str, Decimal]


def taker_of(demand: Demand | None, bid: Bid | None) -> Taker:
    """Say what an allocation is for."""
    if demand is not None:
        return Taker(demand.code, demand.title, demand.destination, decimals(demand.target_profile))
    assert bid is not None  # noqa: S101 - the database keeps exactly one of them
    return Taker(bid.code, "", bid.newest.destination, {})


def _line(row: Allocation, lot: Lot, *, taker: Taker, group: Organization, maker: Organization) -> PlanLine:
    return PlanLine(
        id=row.id,
        state=row.state,
        lot_id=lot.id,
        lot_code=lot.code,
        group=group.name,
        region=lot.region,
        is_women_led=group.is_women_led,
        demand_id=row.demand_id,
        bid_id=row.bid_id,
        demand_code=taker.code,
        demand_title=taker.title,
        maker=maker.name,
        origin=row.price.place,
        destination=taker.destination,
        bags=row.bags,
        volume=row.volume,
        price=row.price,
        landed=row.landed,
        fit=row.fit,
        value=Decimal(row.value_cents) / CENTS,
        producer_answer=row.producer_answer,
        maker_answer=row.maker_answer,
        decline_reason=row.decline_reason,
        profile=decimals(lot.profile),
        target=taker.target,
    )


def _totals(lines: tuple[PlanLine, ...]) -> Totals:
    volume = _volume(lines)
    return Totals(
        allocations=len(lines),
        bags=sum(line.bags for line in lines),
        volume=volume,
        paid=sum(((line.price * line.volume).amount for line in lines), Decimal(0)),
        groups=len({line.group for line in lines}),
        makers=len({line.maker for line in lines}),
        women_led_percent=_percent(_volume(line for line in lines if line.is_women_led), volume),
        by_group=_shares(lines, lambda line: line.group),
        by_region=_shares(lines, lambda line: line.region),
    )


def _shares(lines: tuple[PlanLine, ...], name_of: Callable[[PlanLine], str]) -> tuple[Share, ...]:
    whole = _volume(lines)
    shares = []
    for name in {name_of(line) for line in lines}:
        own = [line for line in lines if name_of(line) == name]
        volume = _volume(own)
        value = sum((line.value for line in own), Decimal(0))
        shares.append(Share(name, volume, value, len(own), _percent(volume, whole)))
    return tuple(sorted(shares, key=lambda share: (-share.volume.kilograms, share.name)))


def _volume(lines: Iterable[PlanLine]) -> Mass:
    return sum((line.volume for line in lines), NO_MASS)


def _percent(part: Mass, whole: Mass) -> Decimal:
    return part.kilograms / whole.kilograms * HUNDRED if whole.kilograms else Decimal(0)
