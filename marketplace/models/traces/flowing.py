"""The steps of cacao on its way: locked in one order, drawn, given back, and counted by number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from marketplace.domain.deliveries.batches import BATCH_MACHINE
from marketplace.domain.deliveries.flows import Draw, Source, draw_faults, return_faults, room_faults
from marketplace.domain.deliveries.terms import CacaoForm
from marketplace.domain.errors import NotFound, refuse_if_any
from marketplace.domain.ids import BatchId, DeliveryId, OrganizationId
from marketplace.domain.mass import NO_MASS, Mass
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.traces.batches import Batch, Flow
from marketplace.models.rows.traces.deliveries import Delivery

DIGITS = 5


@dataclass(frozen=True, slots=True)
class Vessels:
    """The locked batches and deliveries of one use case, by number."""

    batches: dict[BatchId, Batch]
    deliveries: dict[DeliveryId, Delivery]

    def source(self, draw: Draw) -> Source:
        """Say what a draw draws from."""
        if draw.batch is not None:
            batch = self.batches[draw.batch]
            rest = NO_MASS if batch.dry_weight is None else batch.dry_weight - batch.drawn
            return Source(batch.code, rest, is_ready=BATCH_MACHINE.permits(batch.state, "give"))
        row = self.deliveries[DeliveryId(draw.delivery or 0)]
        is_dry = row.form is CacaoForm.DRY
        is_apart = row.plot is not None and row.plot.is_segregated
        rest = row.weight - row.drawn
        return Source(row.code, rest, is_dry=is_dry, is_ready=row.voided_at is None, is_apart=is_apart)


def lock_vessels(draws: Iterable[Draw], by: Viewer, *, also: BatchId | None = None) -> Vessels:
    """Lock the batches, then the deliveries, each by number; raises `NotFound` for any that is not the group's own.

    Whoever fills a lot has locked it before.
    """
    draws = list(draws)
    batch_ids = {each.batch for each in draws if each.batch is not None} | ({also} if also is not None else set())
    delivery_ids = {each.delivery for each in draws if each.delivery is not None}
    return Vessels(_locked_batches(batch_ids, by), _locked_deliveries(delivery_ids, by))


def lock_batch(batch_id: BatchId, by: Viewer) -> Batch:
    """Lock a batch of the viewer's own group; raises `NotFound` for any other."""
    return _locked_batches({batch_id}, by)[batch_id]


def lock_delivery(delivery_id: DeliveryId, by: Viewer) -> Delivery:
    """Lock a delivery of the viewer's own group; raises `NotFound` for any other."""
    return _locked_deliveries({delivery_id}, by)[delivery_id]


def lock_deliveries(delivery_ids: Iterable[DeliveryId], by: Viewer) -> list[Delivery]:
    """Lock deliveries of the viewer's own group by number; raises `NotFound` for any other."""
    return list(_locked_deliveries(set(delivery_ids), by).values())


def draw(draws: Sequence[Draw], vessels: Vessels, *, into: Batch | Lot, by: Viewer, now: datetime) -> Mass:
    """Let cacao flow into a batch or a lot, and say how much; raises `Refused` with all that is against it."""
    weighed = [(each, vessels.source(each)) for each in draws]
    weights = [source.rest if each.weight is None else each.weight for each, source in weighed]
    volume, lot = sum(weights, NO_MASS), into if isinstance(into, Lot) else None
    faults = [
        fault
        for (_draw, source), weight in zip(weighed, weights, strict=True)
        for fault in draw_faults(source, weight, into_lot=lot is not None)
    ]
    refuse_if_any([*faults, *([] if lot is None else room_faults(lot.volume - lot.filled, volume))])
    for each, weight in zip(draws, weights, strict=True):
        _write(each, weight, into=into, by=by, now=now)
    db.session.flush()
    return volume


def give_back(draws: Sequence[Draw], vessels: Vessels, *, out_of: Batch | Lot, by: Viewer, now: datetime) -> Mass:
    """Let cacao flow back to where it came from, and say how much; raises `Refused` where less came from there."""
    weighed = _returned(draws, out_of)
    refuse_if_any(
        fault
        for each, flowed, weight in weighed
        for fault in return_faults(flowed, weight, about=vessels.source(each).code)
    )
    for each, _flowed, weight in weighed:
        _write(each, NO_MASS - weight, into=out_of, by=by, now=now)
    db.session.flush()
    return sum((weight for _d, _f, weight in weighed), NO_MASS)


def _returned(draws: Sequence[Draw], out_of: Batch | Lot) -> list[tuple[Draw, Mass, Mass]]:
    """Say of each draw how much is left to give back, and how much of it is; a source may be named more than once."""
    found: list[tuple[Draw, Mass, Mass]] = []
    left: dict[tuple[DeliveryId | None, BatchId | None], Mass] = {}
    for each in draws:
        source = (each.delivery, each.batch)
        flowed = left[source] if source in left else flowed_into(out_of, each)
        weight = flowed if each.weight is None else each.weight
        left[source] = flowed - weight
        found.append((each, flowed, weight))
    return found


def flowed_into(aim: Batch | Lot, source: Draw) -> Mass:
    """Say how much of a source is in a batch or a lot."""
    query = select(func.sum(Flow.weight, type_=Flow.weight.type))
    named = Flow.delivery_id == source.delivery if source.batch is None else Flow.from_batch_id == source.batch
    placed = Flow.batch_id == aim.id if isinstance(aim, Batch) else Flow.lot_id == aim.id
    return db.session.scalar(query.where(named, placed)) or NO_MASS


def next_codes(
    kind: type[Delivery] | type[Batch], letter: str, *, group: OrganizationId, year: int, count: int = 1
) -> list[str]:
    """Number receipts or batches of a group within a year, one after the other: `E26-00042`.

    Whoever numbers waits for whoever numbered in the same group, until that one's transaction ends.
    """
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(kind.__tablename__), group)))
    start = f"{letter}{year % 100:02d}-"
    query = select(func.max(kind.code)).where(
        kind.organization_id == group, kind.code.regexp_match(f"^{start}\\d{{{DIGITS}}}$")
    )
    last = int((db.session.scalar(query) or "0").rpartition("-")[2])
    return [f"{start}{number:0{DIGITS}d}" for number in range(last + 1, last + 1 + count)]


def _write(source: Draw, weight: Mass, *, into: Batch | Lot, by: Viewer, now: datetime) -> None:
    placed = {"batch_id": into.id} if isinstance(into, Batch) else {"lot_id": into.id}
    named = {"from_batch_id": source.batch} if source.batch is not None else {"delivery_id": source.delivery}
    db.session.add(Flow(weight=weight, why=source.why, user_id=by.user_id, at=now, **placed, **named))


def _locked_batches(ids: set[BatchId], by: Viewer) -> dict[BatchId, Batch]:
    query = select(Batch).where(Batch.id.in_(ids), Batch.organization_id == by.organization_id).order_by(Batch.id)
    rows = db.session.scalars(query.with_for_update(of=Batch).execution_options(populate_existing=True)).all()
    if len(rows) < len(ids):
        raise NotFound("batch.unknown")
    return {row.id: row for row in rows}


def _locked_deliveries(ids: set[DeliveryId], by: Viewer) -> dict[DeliveryId, Delivery]:
    own = (Delivery.id.in_(ids), Delivery.organization_id == by.organization_id)
    query = select(Delivery).where(*own).order_by(Delivery.id)
    rows = db.session.scalars(query.with_for_update(of=Delivery).execution_options(populate_existing=True)).all()
    if len(rows) < len(ids):
        raise NotFound("delivery.unknown")
    return {row.id: row for row in rows}
