"""Reads shipments: lists, and one whole."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from marketplace.domain.acts import Act, Stake, may
from marketplace.domain.errors import NotFound
from marketplace.domain.ids import ShipmentId
from marketplace.domain.mass import Mass
from marketplace.domain.shipments.life import LIVE, SHIPMENT_MACHINE, ShipmentStep
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.cargo.steps import seen_by
from marketplace.models.lots.figures import freight_in_force
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.shipments import Cargo, Shipment, ShipmentCost, ShipmentDay, ShippingPaper
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Organization, User
from marketplace.queries.shipments.cargo import Around, Named, cargo_sheet, weight_of
from marketplace.queries.shipments.sheets import CargoSheet, CostLine, DayMark, ShipmentLine, ShipmentPage

PER_PAGE = 24
NOTHING = Mass(Decimal(0))


def list_shipments(viewer: Viewer, *, is_over: bool = False, page: int = 1) -> list[ShipmentLine]:
    """List the shipments that the viewer may see: those under way by their arrival, or those that are over."""
    query = _chosen(viewer, is_over=is_over).options(joinedload(Shipment.organizer))
    order = (Shipment.id.desc(),) if is_over else (Shipment.arrive_on, Shipment.id)
    rows = db.session.scalars(query.order_by(*order).limit(PER_PAGE).offset(PER_PAGE * (page - 1))).all()
    aboard = _aboard([each.id for each in rows])
    return [_line(each, aboard.get(each.id, []), viewer) for each in rows]


def count_shipments(viewer: Viewer, *, is_over: bool = False) -> int:
    """Count them."""
    chosen = _chosen(viewer, is_over=is_over).with_only_columns(func.count(Shipment.id))
    return db.session.scalar(chosen) or 0


def get_shipment(shipment_id: int, viewer: Viewer, *, today: date) -> ShipmentPage:
    """Return one shipment; raises `NotFound` when there is none or it is not the viewer's to see."""
    query = select(Shipment).options(joinedload(Shipment.organizer))
    row = db.session.scalar(query.where(Shipment.id == shipment_id, seen_by(viewer)))
    if row is None:
        raise NotFound("shipment.unknown")
    aboard = _aboard([row.id], with_papers=True).get(row.id, [])
    costs = db.session.scalars(select(ShipmentCost).where(ShipmentCost.shipment_id == row.id)).all()
    weights, terms = [weight_of(each.row) for each in aboard], [each.terms for each in costs]
    around = Around(row, weights, costs=terms, freight=freight_in_force(today), today=today)
    seen = [(place, each) for place, each in enumerate(aboard) if _knows(viewer, row, each.row.contract)]
    return ShipmentPage(
        line=_line(row, aboard, viewer),
        version=row.version,
        terms=row.terms,
        last_step_on=row.last_step_on,
        note=row.note,
        cargo=tuple(cargo_sheet(each, around, place=place, viewer=viewer) for place, each in seen),
        others=len(aboard) - len(seen),
        marks=_marks(row.id),
        costs=tuple(CostLine(each.id, each.terms) for each in costs),
        steps=_steps(row, aboard, viewer),
        may_change=row.state in LIVE and _may_tend(row, viewer),
    )


def _chosen(viewer: Viewer, *, is_over: bool) -> Select[Shipment]:
    under_way = Shipment.state.in_(LIVE)
    return select(Shipment).where(seen_by(viewer), ~under_way if is_over else under_way)


def _aboard(shipment_ids: Sequence[ShipmentId], *, with_papers: bool = False) -> dict[ShipmentId, list[Named]]:
    """Read what these shipments carry, in the order in which it was put aboard."""
    if not shipment_ids:
        return {}
    producer, maker = aliased(Organization), aliased(Organization)
    query: Select[*tuple[Any, ...]] = (
        select(
            Cargo,
            Lot.code.label("lot"),
            Lot.is_fictional.label("is_fictional"),
            producer.name.label("producer"),
            maker.name.label("maker"),
        )
        .join(Contract, Contract.id == Cargo.contract_id)
        .options(contains_eager(Cargo.contract))
        .join(Lot, Lot.id == Contract.lot_id)
        .join(producer, producer.id == Contract.producer_id)
        .join(maker, maker.id == Contract.maker_id)
        .where(Cargo.shipment_id.in_(shipment_ids), Cargo.dropped_at.is_(None))
        .order_by(Cargo.id)
    )
    if with_papers:
        papers = selectinload(Cargo.papers)
        query = query.options(papers.joinedload(ShippingPaper.file), papers.joinedload(ShippingPaper.uploaded_by))
    found: dict[ShipmentId, list[Named]] = {}
    for row in db.session.execute(query):
        named = Named(row.Cargo, row.lot, row.is_fictional, row.producer, row.maker)
        found.setdefault(row.Cargo.shipment_id, []).append(named)
    return found


def _knows(viewer: Viewer, shipment: Shipment, contract: Contract) -> bool:
    """Let facilitators and the organizer know of all that is aboard, others of their own."""
    is_organizer = viewer.organization_id == shipment.organizer_id
    return viewer.role is Role.FACILITATOR or is_organizer or viewer.organization_id in contract.stake.owners


def _line(row: Shipment, aboard: Sequence[Named], viewer: Viewer) -> ShipmentLine:
    known = [each for each in aboard if _knows(viewer, row, each.row.contract)]
    return ShipmentLine(
        id=row.id,
        code=row.code,
        state=row.state,
        carriage=row.carriage,
        collection_point=row.collection_point,
        destination=row.destination,
        days=row.days,
        organizer=row.organizer.name,
        codes=tuple(each.row.contract.code for each in known),
        bags=sum(each.row.bags for each in aboard),
        load=sum((each.row.volume for each in aboard), NOTHING),
    )


def _marks(shipment_id: ShipmentId) -> tuple[DayMark, ...]:
    query = select(ShipmentDay, User.name).outerjoin(User, User.id == ShipmentDay.user_id)
    rows = db.session.execute(query.where(ShipmentDay.shipment_id == shipment_id).order_by(ShipmentDay.id))
    return tuple(DayMark(each.stage, each.certainty, each.day, each.note, name, each.at) for each, name in rows)


def _may_tend(row: Shipment, viewer: Viewer) -> bool:
    return may(viewer, Act.TEND_SHIPMENT, Stake.of(row.organizer_id))


def _steps(row: Shipment, aboard: Sequence[Named], viewer: Viewer) -> tuple[ShipmentStep, ...]:
    """List the steps that the viewer may take next; with one maker aboard it reports the arrival."""
    makers = {each.row.contract.maker_id for each in aboard}
    is_receiver = viewer.role is Role.MAKER and makers == {viewer.organization_id} and viewer.may_write
    if not (_may_tend(row, viewer) or is_receiver):
        return ()
    return SHIPMENT_MACHINE.steps(row.state, viewer.role)


def get_cargo(cargo_id: int, viewer: Viewer, *, today: date) -> tuple[ShipmentPage, CargoSheet]:
    """Return what a shipment carries of one contract, with the shipment; raises `NotFound`."""
    number = db.session.scalar(select(Cargo.shipment_id).where(Cargo.id == cargo_id, Cargo.dropped_at.is_(None)))
    page = get_shipment(number or 0, viewer, today=today)
    found = next((each for each in page.cargo if each.id == cargo_id), None)
    if found is None:
        raise NotFound("cargo.unknown")
    return page, found
