"""What a lot is made of: for its group who brought how much, for all others only how many people and from where."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import or_, select

from marketplace.domain.deliveries.balance import Figures, traced_percent
from marketplace.domain.deliveries.lineage import Shares
from marketplace.domain.ids import BatchId, DeliveryId, FarmerId, LotId
from marketplace.domain.mass import NO_MASS, Mass
from marketplace.domain.plots.register import Sex
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.traces.batches import Flow
from marketplace.models.rows.traces.deliveries import Delivery
from marketplace.models.rows.traces.farmers import Farmer
from marketplace.models.rows.traces.plots import Plot
from marketplace.models.traces.balances import Found, alarms_of_lots, figures_on
from marketplace.models.traces.sources import above, shares_in
from marketplace.queries.batches.lists import BatchSheet, Part, list_parts
from marketplace.queries.lots.showing import get_row

FEWEST_TO_COUNT = 5
"""Fewer people than this are not counted by sex or district to strangers: a share would name them."""
MOST_TOLD = 6
"""Deliveries of a batch that the tree names; of the others it says how many and how much."""
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Bringer:
    """How much of a lot one farmer brought, from which plots; private."""

    farmer_id: FarmerId
    code: str
    name: str = field(repr=False)
    plots: tuple[str, ...]
    volume: Mass


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who is behind a lot, without anybody's name: how many, women's share of the cacao in percent, where, and when."""

    farmers: int
    plots: int
    women_share: Decimal | None
    districts: tuple[str, ...]
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of the tree of lineage: how deep, and what; `more` counts deliveries that are not told one by one."""

    depth: int
    part: Part
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a lot is made of, as this viewer may know it."""

    lot_id: LotId
    code: str
    volume: Mass
    filled: Mass
    bag_weight: Mass
    crowd: Crowd | None
    is_private: bool
    may_fill: bool
    bringers: tuple[Bringer, ...] = ()
    tree: tuple[Branch, ...] = ()
    alarms: tuple[Found, ...] = ()

    @property
    def room(self) -> Mass:
        """What the lot's bags still hold."""
        return self.volume - self.filled

    @property
    def percent(self) -> Decimal:
        """How much of the lot is traced, in percent with one decimal."""
        return traced_percent(self.filled, self.volume)


@dataclass(frozen=True, slots=True)
class _Row:
    delivery_id: DeliveryId
    farmer: Farmer
    plot: str | None
    day: date


def get_origin(viewer: Viewer, code: str, *, today: date) -> Origin:
    """Return what a lot is made of; raises `NotFound` for a lot that is not the viewer's to see."""
    lot = get_row(viewer, code)
    is_own = viewer.organization_id == lot.organization_id and viewer.role is Role.PRODUCER
    is_private = is_own or viewer.role is Role.FACILITATOR
    figures = figures_on(today)
    shares = shares_in([lot.id], figures)[lot.id] if lot.filled > NO_MASS else {}
    rows = _rows(shares)
    return Origin(
        lot_id=lot.id,
        code=lot.code,
        volume=lot.volume,
        filled=lot.filled,
        bag_weight=lot.bag_weight,
        crowd=_crowd(rows, shares),
        is_private=is_private,
        may_fill=is_own and viewer.may_write,
        **(_private(lot, rows, shares, figures=figures) if is_private else {}),
    )


def propose(origin: Origin, batches: list[BatchSheet]) -> dict[BatchId, Mass]:
    """Propose how much of each batch goes into a lot: the oldest first, until its bags are full."""
    room = origin.room
    proposed: dict[BatchId, Mass] = {}
    for batch in batches:
        weight = min(batch.rest, room)
        if weight > NO_MASS:
            proposed[batch.id] = weight
            room = room - weight
    return proposed


def _private(lot: Lot, rows: list[_Row], shares: Shares, *, figures: Figures) -> dict[str, Any]:
    return {
        "bringers": tuple(_bringers(rows, shares)),
        "tree": tuple(_tree(lot.id)),
        "alarms": tuple(alarms_of_lots([lot], figures)[lot.id]),
    }


def _rows(shares: Shares) -> list[_Row]:
    query = (
        select(Delivery.id, Farmer, Plot.code, Delivery.delivered_on)
        .join(Farmer, Farmer.id == Delivery.farmer_id)
        .outerjoin(Plot, Plot.id == Delivery.plot_id)
        .where(Delivery.id.in_(shares))
    )
    return [_Row(*row) for row in db.session.execute(query)] if shares else []


def _crowd(rows: list[_Row], shares: Mapping[DeliveryId, int]) -> Crowd | None:
    if not rows:
        return None
    people = {row.farmer.id: row.farmer for row in rows}
    is_countable = len(people) >= FEWEST_TO_COUNT
    women = sum(shares[row.delivery_id] for row in rows if row.farmer.sex is Sex.WOMAN)
    share = (Decimal(women) * HUNDRED / sum(shares.values())).quantize(Decimal(1), ROUND_HALF_UP)
    districts = {each.district for each in people.values() if each.district}
    days = [row.day for row in rows]
    return Crowd(
        farmers=len(people),
        plots=len({row.plot for row in rows if row.plot}),
        women_share=share if is_countable else None,
        districts=tuple(sorted(districts)) if is_countable else (),
        first_on=min(days),
        last_on=max(days),
    )


def _bringers(rows: list[_Row], shares: Mapping[DeliveryId, int]) -> list[Bringer]:
    people = {row.farmer.id: row.farmer for row in rows}
    grams: Counter[FarmerId] = Counter()
    plots: dict[FarmerId, set[str]] = {}
    for row in rows:
        grams[row.farmer.id] += shares[row.delivery_id]
        plots.setdefault(row.farmer.id, set()).update(filter(None, [row.plot]))
    return [
        Bringer(number, people[number].code, people[number].name, tuple(sorted(plots[number])), Mass(Decimal(n) / 1000))
        for number, n in grams.most_common()
    ]


def _tree(lot_id: LotId) -> list[Branch]:
    """Lay out what flowed into a lot, and into the batches above it, as an indented list."""
    parts = list_parts(or_(Flow.lot_id == lot_id, Flow.batch_id.in_(above([lot_id]))))
    return list(_branches(parts.get(None, []), parts, 0))


def _branches(parts: list[Part], below: Mapping[BatchId | None, list[Part]], depth: int) -> Iterator[Branch]:
    told = [each for each in parts if each.batch_id is not None or depth == 0]
    deliveries = [each for each in parts if each.batch_id is None and depth]
    for part in [*told, *deliveries[:MOST_TOLD]]:
        yield Branch(depth, part)
        if part.batch_id is not None:
            yield from _branches(below.get(part.batch_id, []), below, depth + 1)
    rest = deliveries[MOST_TOLD:]
    if rest:
        volume = sum((each.weight for each in rest), NO_MASS)
        yield Branch(depth, Part(None, None, "", volume), len(rest))
