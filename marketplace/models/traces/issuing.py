"""The steps of issuing a passport: what is to be said of a lot, drawn from the rows, and which key is in use."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import func, select, update

from marketplace.domain.certificates import Certificate, covers
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.deliveries.balance import figures_in_force
from marketplace.domain.errors import Refused
from marketplace.domain.events import EventKind, SubjectKind
from marketplace.domain.ids import LotId
from marketplace.domain.passports.body import (
    HUNDRED,
    Brought,
    Evidence,
    Identity,
    LotStage,
    Milestone,
    PassportSays,
    Price,
    Quality,
    people_of,
)
from marketplace.domain.shipments.life import ShipmentState
from marketplace.models.base import db
from marketplace.models.lots.facts import certificate_terms, decimals, lot_terms
from marketplace.models.lots.figures import references_in_force
from marketplace.models.lots.measured import measured_in, results_of
from marketplace.models.lots.writing import analysis_of, panel_of
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.shipments import Cargo, Shipment
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people import certificates
from marketplace.models.rows.record.events import Event
from marketplace.models.rows.traces.deliveries import Delivery
from marketplace.models.rows.traces.farmers import Farmer
from marketplace.models.rows.traces.passports import Passport, PassportKey
from marketplace.models.rows.traces.plots import Plot
from marketplace.models.traces.sources import shares_in

GONE = (ShipmentState.SHIPPED, ShipmentState.DOCUMENTS_SENT, ShipmentState.ARRIVED, ShipmentState.CLOSED)
THERE = (ShipmentState.ARRIVED, ShipmentState.CLOSED)
TENTH = Decimal("0.1")
MOST_PANELS = 6
"""The newest ones, so that a passport stays light."""


def newest_passport(lot_id: LotId) -> Passport | None:
    """Find the passport of a lot that counts."""
    query = select(Passport).where(Passport.lot_id == lot_id)
    return db.session.scalar(query.order_by(Passport.number.desc()).limit(1))


def use_key(key_id: str, public_key: str, *, now: datetime) -> None:
    """Publish a key the first time it signs, which ends the former; raises `Refused` for one that was replaced."""
    row = db.session.get(PassportKey, key_id)
    if row is None:
        former = update(PassportKey).where(PassportKey.in_use).values(in_use=False, valid_until=now)
        db.session.execute(former)
        db.session.add(PassportKey(id=key_id, public_key=public_key, valid_from=now, in_use=True))
        db.session.flush()
    elif not row.in_use:
        raise Refused("passport.key_replaced")


def says_of(lot: Lot, now: datetime) -> PassportSays:
    """Say everything that a passport says of a lot, as it is now."""
    sources = _sources(lot, day_in_lima(now))
    return PassportSays(
        lot=_identity(lot),
        people=people_of([brought for brought, _day, _plot in sources], lot.volume),
        journey=_journey(lot, [day for _brought, day, _plot in sources]),
        quality=_quality(lot),
        price=_price(lot),
        certificates=_certificates(lot),
        evidence=_evidence(lot, {plot for _brought, _day, plot in sources if plot is not None}),
    )


def _identity(lot: Lot) -> Identity:
    return Identity(
        code=lot.code,
        crop_year=lot.crop_year,
        group=lot.organization.name,
        producer=lot.producer_name,
        country=lot.organization.country,
        region=lot.region,
        province=lot.province,
        district=lot.district,
        altitude=tuple(each for each in (lot.altitude_min, lot.altitude_max) if each is not None),
        varieties=decimals(lot.varieties),
        bags=lot.bags,
        bag_weight=lot.bag_weight,
        is_fictional=lot.is_fictional,
        members=lot.organization.members,
        women_members=lot.organization.women_members,
        is_women_led=lot.organization.is_women_led,
        story_en=lot.organization.story_en,
        story_es=lot.organization.story_es,
        note_en=lot.notes_en,
        note_es=lot.notes_es,
    )


def _sources(lot: Lot, today: date) -> list[tuple[Brought, date, int | None]]:
    """Say of each delivery in the lot who brought how much, when, and from which plot."""
    shares = shares_in([lot.id], figures_in_force(references_in_force(today)))[lot.id]
    grams = {delivery_id: each for delivery_id, each in shares.items() if each > 0}
    query = (
        select(Delivery.id, Farmer.id, Farmer.sex, Farmer.district, Delivery.delivered_on, Delivery.plot_id)
        .join(Delivery.farmer)
        .where(Delivery.id.in_(grams))
        .order_by(Delivery.id)
    )
    return [
        (Brought(farmer_id, sex, district, grams[delivery_id]), day, plot_id)
        for delivery_id, farmer_id, sex, district, day, plot_id in db.session.execute(query)
    ]


def _journey(lot: Lot, delivered: list[date]) -> tuple[Milestone, ...]:
    found = [Milestone(LotStage.HARVESTED, lot.harvest_start, lot.harvest_end)]
    if delivered:
        found.append(Milestone(LotStage.DELIVERED, min(delivered), max(delivered)))
    if lot.fermentation_method:
        found.append(Milestone(LotStage.FERMENTED, method=lot.fermentation_method, days=lot.fermentation_days))
    if lot.drying_method:
        found.append(Milestone(LotStage.DRIED, method=lot.drying_method, days=lot.drying_days))
    return (*found, *_shipments(lot.id))


def _shipments(lot_id: LotId) -> list[Milestone]:
    """Say when bags of the lot went to sea and arrived; neither whose they are, nor how many, nor where to."""
    query = (
        select(Shipment.state, Shipment.depart_on, Shipment.arrive_on, Shipment.port_from)
        .join(Cargo, Cargo.shipment_id == Shipment.id)
        .join(Contract, Contract.id == Cargo.contract_id)
        .where(Contract.lot_id == lot_id, Cargo.dropped_at.is_(None), Shipment.state.in_(GONE))
    )
    found = set()
    for state, depart_on, arrive_on, port in db.session.execute(query):
        found.add(Milestone(LotStage.SHIPPED, depart_on, place=port))
        if state in THERE:
            found.add(Milestone(LotStage.ARRIVED, arrive_on))
    return sorted(found, key=lambda each: (each.start or date.max, each.stage, each.place or ""))


def _quality(lot: Lot) -> Quality:
    """Take every panel with its spread, the newest analysis, and the newest value of each substance."""
    found = results_of(lot.id)
    newest = {row.analyte: measured_in(row) for row in reversed(found.lab)}
    return Quality(
        panels=tuple(panel_of(row) for row in found.panels[:MOST_PANELS]),
        analysis=analysis_of(found.analyses[0]) if found.analyses else None,
        lab=tuple(newest[each] for each in sorted(newest)),
    )


def _price(lot: Lot) -> Price | None:
    stack = lot_terms(lot).price_stack
    if stack is None or not lot.is_stack_public:
        return None
    share = (stack.farmer_share * HUNDRED).quantize(TENTH, ROUND_HALF_UP)
    return Price(lot.price.incoterm, lot.price.place, stack, share)


def _certificates(lot: Lot) -> tuple[Certificate, ...]:
    """List the certificates that the lot claims and that its group held through the whole harvest."""
    query = select(certificates.Certificate).where(certificates.Certificate.organization_id == lot.organization_id)
    held = [certificate_terms(row) for row in db.session.scalars(query.order_by(certificates.Certificate.valid_from))]
    start, end = lot.harvest_start, lot.harvest_end
    claimed = {each for each in lot_terms(lot).certificates if covers(held, each, start=start, end=end)}
    return tuple(each for each in held if each.scheme in claimed and each.valid_from <= end and start <= each.ends_on)


def _evidence(lot: Lot, plots: set[int]) -> Evidence:
    changed = select(func.max(Event.at)).where(
        Event.subject_kind == SubjectKind.LOT,
        Event.subject_id == lot.id,
        Event.kind == EventKind.LOT_EVIDENCE_CHANGED,
    )
    since = db.session.scalar(changed) or lot.published_at or lot.created_at
    return Evidence(lot.eudr_status, day_in_lima(since), len(plots), _screened_on(plots))


def _screened_on(plots: set[int]) -> date | None:
    """Say from which day the oldest screening of the plots is; None while any was not screened."""
    if not plots:
        return None
    asked = select(func.min(Plot.screened_on), func.count(Plot.screened_on)).where(Plot.id.in_(plots))
    oldest, count = db.session.execute(asked).one()
    return oldest if count == len(plots) else None
