"""Batches in lists and one by one: what is in them, where it flowed, and what is left."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select, true

from marketplace.domain.acts import Stake
from marketplace.domain.deliveries.batches import BatchState, BatchTerms
from marketplace.domain.deliveries.terms import CacaoForm
from marketplace.domain.errors import NotFound
from marketplace.domain.ids import BatchId, DeliveryId
from marketplace.domain.mass import NO_MASS, Mass
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.traces.batches import Batch, Flow
from marketplace.models.rows.traces.deliveries import Delivery
from marketplace.models.rows.traces.farmers import Farmer
from marketplace.models.rows.traces.plots import Plot

PER_PAGE = 30
MOST_CHOSEN = 200
STATED = ("began_on", "fermentation_method", "fermentation_days", "drying_method", "drying_days", "note")
FLOWED = func.sum(Flow.weight, type_=Flow.weight.type)


@dataclass(frozen=True, slots=True)
class BatchSheet:
    """One batch; `rest` is what may flow on."""

    id: BatchId
    code: str
    version: int
    stake: Stake
    state: BatchState
    terms: BatchTerms
    ended_on: date | None
    taken: Mass
    dry_weight: Mass | None
    drawn: Mass
    is_fictional: bool

    @property
    def rest(self) -> Mass:
        """What may flow on."""
        return NO_MASS if self.dry_weight is None else self.dry_weight - self.drawn


@dataclass(frozen=True, slots=True)
class Part:
    """What of a delivery or a batch is in a batch or lot; names are for the group and facilitators."""

    delivery_id: DeliveryId | None
    batch_id: BatchId | None
    code: str
    weight: Mass
    delivered_on: date | None = None
    form: CacaoForm | None = None
    farmer: str | None = field(default=None, repr=False)
    plot: str | None = None


@dataclass(frozen=True, slots=True)
class Aim:
    """Into which batch or lot something flowed, and how much of it is there."""

    batch_id: BatchId | None
    code: str
    weight: Mass


@dataclass(frozen=True, slots=True)
class Waiting:
    """A receipt of which something is left to go into a batch or a lot."""

    id: DeliveryId
    code: str
    farmer: str = field(repr=False)
    plot: str | None
    delivered_on: date
    form: CacaoForm
    rest: Mass


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Let a group see its own, and facilitators all."""
    if viewer.role is Role.FACILITATOR:
        return true()
    return Batch.organization_id == viewer.organization_id if viewer.role is Role.PRODUCER else ~true()


def list_batches(viewer: Viewer, *, page: int = 1, has_rest: bool = False) -> list[BatchSheet]:
    """List batches, newest first; only those of which something is left where asked."""
    query = select(Batch).where(visible_to(viewer))
    if has_rest:
        query = query.where(Batch.state == BatchState.CLOSED, Batch.drawn < Batch.dry_weight)
        query = query.where(Batch.organization_id == viewer.organization_id).order_by(Batch.ended_on, Batch.id)
    else:
        query = query.order_by(Batch.began_on.desc(), Batch.id.desc()).offset((page - 1) * PER_PAGE)
    return [_sheet(row) for row in db.session.scalars(query.limit(MOST_CHOSEN if has_rest else PER_PAGE))]


def count_batches(viewer: Viewer) -> int:
    """Count the batches that the viewer may see."""
    return db.session.scalar(select(func.count()).select_from(Batch).where(visible_to(viewer))) or 0


def get_batch(viewer: Viewer, batch_id: int) -> BatchSheet:
    """Return one batch; raises `NotFound`."""
    row = db.session.scalar(select(Batch).where(Batch.id == batch_id, visible_to(viewer)))
    if row is None:
        raise NotFound("batch.unknown")
    return _sheet(row)


def parts_of_batch(batch: BatchSheet) -> list[Part]:
    """Say what is in a batch that was fetched for the viewer."""
    return list_parts(Flow.batch_id == batch.id).get(batch.id, [])


def list_parts(condition: ColumnElement[bool]) -> dict[BatchId | None, list[Part]]:
    """Say what is in batches (by number) or a lot (None), in the order in which it came.

    The caller has made sure of the viewer.
    """
    source = Batch.__table__.alias("source")
    columns = (Flow.batch_id, Flow.delivery_id, Flow.from_batch_id)
    query = (
        select(
            *columns,
            func.coalesce(Delivery.code, source.c.code),
            FLOWED,
            Delivery.delivered_on,
            Delivery.form,
            Farmer.name,
            Plot.code,
        )
        .select_from(Flow)
        .outerjoin(Delivery, Delivery.id == Flow.delivery_id)
        .outerjoin(Farmer, Farmer.id == Delivery.farmer_id)
        .outerjoin(Plot, Plot.id == Delivery.plot_id)
        .outerjoin(source, source.c.id == Flow.from_batch_id)
        .where(condition)
        .group_by(*columns, Delivery.id, source.c.code, Farmer.name, Plot.code)
        .having(FLOWED > NO_MASS)
        .order_by(func.min(Flow.id))
    )
    found: dict[BatchId | None, list[Part]] = {}
    for row in db.session.execute(query):
        columns_of_part: Sequence[Any] = row[1:]
        found.setdefault(row[0], []).append(Part(*columns_of_part))
    return found


def aims_of(batch: BatchSheet) -> list[Aim]:
    """Say into which batches and lots a batch flowed that was fetched for the viewer."""
    target = Batch.__table__.alias("target")
    query = (
        select(Flow.batch_id, func.coalesce(target.c.code, Lot.code), FLOWED)
        .select_from(Flow)
        .outerjoin(target, target.c.id == Flow.batch_id)
        .outerjoin(Lot, Lot.id == Flow.lot_id)
        .where(Flow.from_batch_id == batch.id)
        .group_by(Flow.batch_id, Flow.lot_id, target.c.code, Lot.code)
        .having(FLOWED > NO_MASS)
        .order_by(func.min(Flow.id))
    )
    return [Aim(*row) for row in db.session.execute(query)]


def list_waiting(viewer: Viewer, *, form: CacaoForm | None = None) -> list[Waiting]:
    """List the own receipts of which something is left, oldest first."""
    query = (
        select(Delivery, Farmer.name, Plot.code)
        .join(Farmer, Farmer.id == Delivery.farmer_id)
        .outerjoin(Plot, Plot.id == Delivery.plot_id)
        .where(Delivery.organization_id == viewer.organization_id)
        .where(Delivery.voided_at.is_(None), Delivery.drawn < Delivery.weight)
        .order_by(Delivery.delivered_on, Delivery.id)
        .limit(MOST_CHOSEN)
    )
    if form is not None:
        query = query.where(Delivery.form == form)
    return [
        Waiting(row.id, row.code, farmer, plot, row.delivered_on, row.form, row.weight - row.drawn)
        for row, farmer, plot in db.session.execute(query)
    ]


def _sheet(row: Batch) -> BatchSheet:
    return BatchSheet(
        id=row.id,
        code=row.code,
        version=row.version,
        stake=row.stake,
        state=row.state,
        terms=BatchTerms(**{name: getattr(row, name) for name in STATED}),
        ended_on=row.ended_on,
        taken=row.taken,
        dry_weight=row.dry_weight,
        drawn=row.drawn,
        is_fictional=row.is_fictional,
    )
