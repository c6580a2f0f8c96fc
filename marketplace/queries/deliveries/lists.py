"""Receipts in lists: of a day, of a farmer, unpaid ones; with what they add up to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, true

from marketplace.domain.acts import Stake
from marketplace.domain.deliveries.terms import CacaoForm, PayMeans
from marketplace.domain.errors import NotFound
from marketplace.domain.ids import DeliveryId, FarmerId, FileId, PlotId
from marketplace.domain.mass import NO_MASS, Mass
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.record.files import StoredFile
from marketplace.models.rows.traces.batches import Batch, Flow
from marketplace.models.rows.traces.deliveries import Delivery
from marketplace.models.rows.traces.farmers import Farmer
from marketplace.models.rows.traces.plots import Plot
from marketplace.queries.files import FileLine, line_of

PER_PAGE = 50
NOTHING = Decimal(0)
IS_OWED = (Delivery.paid_on.is_(None), Delivery.voided_at.is_(None))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which receipts: between two days, of one farmer, only unpaid ones."""

    first: date | None = None
    last: date | None = None
    farmer_id: int | None = None
    is_unpaid: bool = False


@dataclass(frozen=True, slots=True)
class DeliverySheet:
    """One receipt; private, for its group and facilitators. `rest` is what has not flowed on."""

    id: DeliveryId
    code: str
    version: int
    stake: Stake
    group: str
    farmer_id: FarmerId
    farmer: str = field(repr=False)
    farmer_code: str
    plot_id: PlotId | None
    plot: str | None
    delivered_on: date
    form: CacaoForm
    weight: Mass
    drawn: Mass
    variety: str | None
    moisture: Decimal | None
    price: Decimal | None
    amount: Decimal | None
    paid_on: date | None
    means: PayMeans | None
    reference: str | None
    receipt_file_id: FileId | None
    note: str | None
    is_voided: bool
    void_reason: str | None
    is_fictional: bool

    @property
    def rest(self) -> Mass:
        """What has not flowed on."""
        return self.weight - self.drawn


@dataclass(frozen=True, slots=True)
class Totals:
    """What receipts add up to; voided ones are not counted."""

    receipts: int
    wet: Mass
    dry: Mass
    amount: Decimal
    unpaid: Decimal


@dataclass(frozen=True, slots=True)
class Step:
    """Into what a receipt flowed, and how much of it is there."""

    kind: str
    code: str
    number: int
    weight: Mass


@dataclass(frozen=True, slots=True)
class Owed:
    """What a farmer is still to be paid, for how many receipts, since when."""

    farmer_id: FarmerId
    farmer: str = field(repr=False)
    code: str
    receipts: int
    amount: Decimal
    since: date
    without_price: int


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Let a group see its own, and facilitators all."""
    if viewer.role is Role.FACILITATOR:
        return true()
    return Delivery.organization_id == viewer.organization_id if viewer.role is Role.PRODUCER else ~true()


def list_deliveries(viewer: Viewer, wanted: Wanted, *, page: int = 1, per_page: int = PER_PAGE) -> list[DeliverySheet]:
    """List receipts, newest first."""
    query = _asked(_sheets(viewer), wanted).order_by(Delivery.delivered_on.desc(), Delivery.id.desc())
    return [_sheet(row) for row in db.session.execute(query.limit(per_page).offset((page - 1) * per_page))]


def get_delivery(viewer: Viewer, delivery_id: int) -> DeliverySheet:
    """Return one receipt; raises `NotFound`."""
    row = db.session.execute(_sheets(viewer).where(Delivery.id == delivery_id)).one_or_none()
    if row is None:
        raise NotFound("delivery.unknown")
    return _sheet(row)


def add_up(viewer: Viewer, wanted: Wanted) -> Totals:
    """Add up receipts."""
    weight = func.sum(Delivery.weight, type_=Delivery.weight.type)
    query = select(
        func.count(),
        weight.filter(Delivery.form == CacaoForm.WET),
        weight.filter(Delivery.form == CacaoForm.DRY),
        func.sum(Delivery.amount),
        func.sum(Delivery.amount).filter(Delivery.paid_on.is_(None)),
    ).where(visible_to(viewer), Delivery.voided_at.is_(None))
    receipts, wet, dry, amount, unpaid = db.session.execute(_asked(query, wanted)).one()
    return Totals(receipts, wet or NO_MASS, dry or NO_MASS, amount or NOTHING, unpaid or NOTHING)


def steps_of(delivery: DeliverySheet) -> list[Step]:
    """Say into which batches and lots a receipt, fetched for the viewer, flowed."""
    total = func.sum(Flow.weight, type_=Flow.weight.type)
    query = (
        select(Batch.id, Batch.code, Lot.id, Lot.code, total)
        .select_from(Flow)
        .outerjoin(Batch, Batch.id == Flow.batch_id)
        .outerjoin(Lot, Lot.id == Flow.lot_id)
        .where(Flow.delivery_id == delivery.id)
        .group_by(Batch.id, Lot.id)
        .having(total > NO_MASS)
        .order_by(func.min(Flow.id))
    )
    return [
        Step("lot", lot, lot_id, weight) if lot_id else Step("batch", batch, batch_id, weight)
        for batch_id, batch, lot_id, lot, weight in db.session.execute(query)
    ]


def find_proof(delivery: DeliverySheet) -> FileLine | None:
    """Find the file that shows the payment of a receipt, fetched for the viewer."""
    row = db.session.get(StoredFile, delivery.receipt_file_id) if delivery.receipt_file_id is not None else None
    return line_of(row) if row is not None else None


def list_owed(viewer: Viewer) -> list[Owed]:
    """List farmers who are still to be paid, who waits longest first."""
    query = (
        select(
            Farmer.id,
            Farmer.name,
            Farmer.code,
            func.count(),
            func.sum(Delivery.amount),
            func.min(Delivery.delivered_on).label("since"),
            func.count().filter(Delivery.amount.is_(None)),
        )
        .join(Farmer, Farmer.id == Delivery.farmer_id)
        .where(visible_to(viewer), *IS_OWED)
        .group_by(Farmer.id)
        .order_by("since", Farmer.code)
        .limit(200)
    )
    return [
        Owed(farmer_id, name, code, receipts, amount or NOTHING, since, without)
        for farmer_id, name, code, receipts, amount, since, without in db.session.execute(query)
    ]


def _asked(query: Select[*tuple[Any, ...]], wanted: Wanted) -> Select[*tuple[Any, ...]]:
    if wanted.first is not None:
        query = query.where(Delivery.delivered_on >= wanted.first)
    if wanted.last is not None:
        query = query.where(Delivery.delivered_on <= wanted.last)
    if wanted.farmer_id is not None:
        query = query.where(Delivery.farmer_id == wanted.farmer_id)
    return query.where(*IS_OWED) if wanted.is_unpaid else query


def _sheets(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    return (
        select(Delivery, Farmer.name, Farmer.code, Plot.code, Organization.name)
        .join(Farmer, Farmer.id == Delivery.farmer_id)
        .join(Organization, Organization.id == Delivery.organization_id)
        .outerjoin(Plot, Plot.id == Delivery.plot_id)
        .where(visible_to(viewer))
    )


def _sheet(found: Sequence[Any]) -> DeliverySheet:
    row, farmer, farmer_code, plot, group = found
    return DeliverySheet(
        id=row.id,
        code=row.code,
        version=row.version,
        stake=row.stake,
        group=group,
        farmer_id=row.farmer_id,
        farmer=farmer,
        farmer_code=farmer_code,
        plot_id=row.plot_id,
        plot=plot,
        delivered_on=row.delivered_on,
        form=row.form,
        weight=row.weight,
        drawn=row.drawn,
        variety=row.variety,
        moisture=row.moisture,
        price=row.price,
        amount=row.amount,
        paid_on=row.paid_on,
        means=row.means,
        reference=row.payment_reference,
        receipt_file_id=row.receipt_file_id,
        note=row.note,
        is_voided=row.voided_at is not None,
        void_reason=row.void_reason,
        is_fictional=row.is_fictional,
    )
