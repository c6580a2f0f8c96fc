"""The plan of a round as facilitators see it: its lines, its totals, and why the rest stayed unmatched."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from marketplace.domain.allocations import AllocationState, Answer
from marketplace.domain.errors import Reason
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import AllocationId, DemandId, LotId, RoundId
from marketplace.domain.mass import NO_MASS, Mass
from marketplace.domain.money import UnitPrice
from marketplace.domain.viewers import Viewer
from marketplace.models.accounts import Organization
from marketplace.models.base import db
from marketplace.models.demands import Demand
from marketplace.models.facts import decimals
from marketplace.models.lots import Lot
from marketplace.models.rounds import Allocation, Miss, Round
from marketplace.queries.rounds import visible_to

CENTS = 100
HUNDRED = Decimal(100)
NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """One allocation of a plan with both sides' names and flavours."""

    id: AllocationId
    state: AllocationState
    lot_id: LotId
    lot_code: str
    group: str
    region: str
    is_women_led: bool
    demand_id: DemandId
    demand_code: str
    demand_title: str
    maker: str
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
class Nearest:
    """The lot that came nearest to a demand that no lot may serve, and every limit it breaks."""

    lot_code: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class MissLine:
    """A demand or a lot that stayed (partly) unmatched, with the first reason."""

    subject_id: int
    code: str
    title: str
    organization: str
    reason: Reason
    nearest: Nearest | None


@dataclass(frozen=True, slots=True)
class PlanView:
    """A whole plan."""

    lines: tuple[PlanLine, ...]
    totals: Totals
    demand_misses: tuple[MissLine, ...]
    lot_misses: tuple[MissLine, ...]

    @property
    def answered(self) -> int:
        """How many allocations are settled, one way or another."""
        open_states = (AllocationState.PROPOSED, AllocationState.OFFERED)
        return sum(line.state not in open_states for line in self.lines)


def get_plan(round_id: RoundId, viewer: Viewer) -> PlanView:
    """Return the plan of a round, empty for all but facilitators."""
    lines = tuple(_lines(round_id, viewer))
    misses = _misses(round_id, viewer)
    return PlanView(
        lines=lines,
        totals=_totals(lines),
        demand_misses=tuple(line for kind, line in misses if kind is SubjectKind.DEMAND),
        lot_misses=tuple(line for kind, line in misses if kind is SubjectKind.LOT),
    )


def _lines(round_id: RoundId, viewer: Viewer) -> Iterable[PlanLine]:
    group, maker = aliased(Organization), aliased(Organization)
    query = (
        select(Allocation, Lot, Demand, group, maker)
        .join(Round, Round.id == Allocation.round_id)
        .join(Lot, Lot.id == Allocation.lot_id)
        .join(Demand, Demand.id == Allocation.demand_id)
        .join(group, group.id == Allocation.producer_id)
        .join(maker, maker.id == Allocation.maker_id)
        .where(Allocation.round_id == round_id, visible_to(viewer))
        .order_by(Demand.id, Allocation.value_cents.desc(), Allocation.id)
    )
    for row, lot, demand, producer, buyer in db.session.execute(query):
        yield _line(row, lot, demand=demand, group=producer, maker=buyer)


def _line(row: Allocation, lot: Lot, *, demand: Demand, group: Organization, maker: Organization) -> PlanLine:
    return PlanLine(
        id=row.id,
        state=row.state,
        lot_id=lot.id,
        lot_code=lot.code,
        group=group.name,
        region=lot.region,
        is_women_led=group.is_women_led,
        demand_id=demand.id,
        demand_code=demand.code,
        demand_title=demand.title,
        maker=maker.name,
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
        target=decimals(demand.target_profile),
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


def _misses(round_id: RoundId, viewer: Viewer) -> list[tuple[SubjectKind, MissLine]]:
    query = (
        select(Miss, Lot.code, Demand.code, Demand.title, Organization.name)
        .join(Round, Round.id == Miss.round_id)
        .outerjoin(Lot, and_(Miss.subject_kind == SubjectKind.LOT, Lot.id == Miss.subject_id))
        .outerjoin(Demand, and_(Miss.subject_kind == SubjectKind.DEMAND, Demand.id == Miss.subject_id))
        .join(Organization, Organization.id.in_((Lot.organization_id, Demand.organization_id)))
        .where(Miss.round_id == round_id, visible_to(viewer))
        .order_by(Miss.id)
    )
    return [
        (miss.subject_kind, _miss(miss, lot_code or code, title=title or "", organization=organization))
        for miss, lot_code, code, title, organization in db.session.execute(query)
    ]


def _miss(miss: Miss, code: str, *, title: str, organization: str) -> MissLine:
    nearest = miss.facts.get("nearest") if miss.subject_kind is SubjectKind.DEMAND else None
    return MissLine(
        subject_id=miss.subject_id,
        code=code,
        title=title,
        organization=organization,
        reason=_reason(miss.code, miss.facts),
        nearest=_nearest(nearest) if nearest else None,
    )


def _nearest(stored: dict[str, Any]) -> Nearest:
    return Nearest(stored["lot"], tuple(_reason(each["code"], each["facts"]) for each in stored["reasons"]))


def _reason(code: str, facts: dict[str, Any]) -> Reason:
    """Read a stored reason; numbers were written as text."""
    return Reason(code, None, {name: _number(value) for name, value in facts.items()})


def _number(value: object) -> object:
    return Decimal(value) if isinstance(value, str) and NUMBER.fullmatch(value) else value
