"""Writes the first terms of a contract from what was agreed and what the lot, and the demand if any, already say."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from decimal import Decimal

from marketplace.domain.certificates import ORGANIC
from marketplace.domain.contracts.clauses import Document, Party, SampleBasis, Side
from marketplace.domain.contracts.disputes import DisputeCustom
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.countries import needs_due_diligence
from marketplace.domain.demands import DemandTerms
from marketplace.domain.exchange import Exchange, Quote
from marketplace.domain.flavours import AXES, FlavourProfile, default_tolerance
from marketplace.domain.freight import Delivered
from marketplace.domain.lots import LotTerms
from marketplace.domain.physical import MOISTURE_AT_ORIGIN, Grade
from marketplace.domain.prices import Pricing, References, farm_gate_in_dollars, is_terminal_month
from marketplace.domain.terminals.calendar import last_trading_day
from marketplace.domain.terminals.levels import terminal_of

FIXATION_LEAD = timedelta(days=15)
SEA_TRANSIT = timedelta(days=35)  # Callao to Europe takes four to five weeks
USUAL_WINDOW = timedelta(days=90)  # where neither the lot nor a demand says when to ship
PAPERS: tuple[Document, ...] = (
    Document.INVOICE,
    Document.PACKING_LIST,
    Document.WEIGHT_NOTE,
    Document.BILL_OF_LADING,
    Document.CERTIFICATE_OF_ORIGIN,
    Document.PHYTOSANITARY,
    Document.LABORATORY_REPORTS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the maker asks for beyond the goods themselves: where to, by when, within which limits."""

    destination: str
    needs_eudr: bool
    sample_basis: SampleBasis = SampleBasis.SAS
    delivery: tuple[date, date] | None = None
    moisture_max: Decimal | None = None
    fermentation_min: Decimal | None = None
    off_max: Decimal | None = None
    tolerances: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """What only some agreements say: how the price was quoted, who fixes it, for how long the bags are reserved."""

    quote: Quote | None = None
    exchange: Exchange | None = None
    delivered: Delivered | None = None
    fixation_side: Side | None = None
    fixation_by: date | None = None
    reserved_until: date | None = None
    reservation_percent: Decimal | None = None
    platform_fee_percent: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What was agreed: so many bags of a lot at a price, between two parties, whatever led to it."""

    producer: Party
    maker: Party
    facilitator: str
    lot: LotTerms
    wishes: Wishes
    bags: int
    pricing: Pricing
    grade: Grade
    profile: FlavourProfile
    cadmium_max: Decimal | None
    agreed_on: date
    disputes: DisputeCustom
    extras: Extras = field(default_factory=Extras)


def wishes_of(demand: DemandTerms) -> Wishes:
    """Say what the maker of a demand asks for."""
    return Wishes(
        destination=demand.destination,
        needs_eudr=demand.needs_eudr,
        sample_basis=SampleBasis.SAS if demand.needs_sample else SampleBasis.NONE,
        delivery=(demand.delivery_start, demand.delivery_end),
        moisture_max=demand.moisture_max,
        fermentation_min=demand.fermentation_min,
        off_max=demand.off_max,
        tolerances=demand.tolerances,
    )


def wishes_for(destination: str, sample_basis: SampleBasis) -> Wishes:
    """Say what a maker without a demand asks for: the lot as it is stated, and what the law of the destination asks."""
    return Wishes(destination=destination, needs_eudr=needs_due_diligence(destination), sample_basis=sample_basis)


def draft_terms(agreed: Agreement, *, references: References) -> ContractTerms:
    """Write the first terms: goods as stated of the lot, limits as wished by the maker, usual clauses for the rest."""
    lot, wishes, pricing = agreed.lot, agreed.wishes, agreed.pricing
    window = shipment_window(lot, wishes.delivery, agreed_on=agreed.agreed_on)
    terms = ContractTerms(
        producer=agreed.producer,
        maker=agreed.maker,
        facilitator=agreed.facilitator,
        lot_code=lot.code,
        crop_year=lot.crop_year,
        harvest_start=lot.harvest_start,
        harvest_end=lot.harvest_end,
        region=lot.region,
        varieties=lot.varieties,
        certificates=lot.certificates,
        bags=agreed.bags,
        bag_weight=lot.bag_weight,
        grade=agreed.grade,
        moisture_max=min(wishes.moisture_max or MOISTURE_AT_ORIGIN, MOISTURE_AT_ORIGIN),
        fermentation_min=wishes.fermentation_min,
        cadmium_max=agreed.cadmium_max,
        off_max=wishes.off_max,
        reference_profile=_reference_profile(agreed.profile),
        allowed_deviation=_allowed_deviation(agreed.profile, wishes.tolerances),
        price=pricing.price,
        destination=wishes.destination,
        shipment_start=window[0],
        shipment_end=window[1],
        farm_gate_pen_kg=lot.farm_gate_pen_kg,
        farm_gate=farm_gate_in_dollars(lot.farm_gate_pen_kg, references),
        price_stack=lot.price_stack if pricing.price == lot.price else None,
        sample_basis=wishes.sample_basis,
        price_kind=pricing.kind,
        terminal=pricing.terminal,
        terminal_month=pricing.month,
        differential=pricing.differential,
        documents=_documents(lot, needs_eudr=wishes.needs_eudr),
        needs_eudr=wishes.needs_eudr,
    )
    return _with_extras(terms, agreed.extras, usual=agreed.disputes)


def _with_extras(terms: ContractTerms, extras: Extras, *, usual: DisputeCustom) -> ContractTerms:
    told = {each.name: getattr(extras, each.name) for each in fields(Extras)}
    if extras.reservation_percent is not None:
        told["deposit_percent"] = extras.reservation_percent  # what stays with the group in any case is paid at once
    told |= {"forum": usual.forum, "forum_place": usual.place, "law": usual.law}
    if terms.pricing.is_provisional:
        told["fixation_side"] = extras.fixation_side or Side.MAKER
        told["fixation_by"] = extras.fixation_by or _last_day_to_fix(terms)
    return replace(terms, **told)


def _last_day_to_fix(terms: ContractTerms) -> date:
    """Say until when a price is fixed where nobody said so: before shipment, while its month is traded."""
    usual = terms.shipment_start - FIXATION_LEAD
    month = terms.terminal_month or ""
    return min(usual, last_trading_day(terminal_of(terms.pricing), month)) if is_terminal_month(month) else usual


def shipment_window(lot: LotTerms, delivery: tuple[date, date] | None, *, agreed_on: date) -> tuple[date, date]:
    """Say when to ship: the lot's own window, else the wished delivery less the time at sea, else the usual window."""
    if lot.shipment_start and lot.shipment_end:
        return lot.shipment_start, lot.shipment_end
    if delivery is None:
        start = max(lot.available_from, agreed_on)
        return start, start + USUAL_WINDOW
    start = max(lot.available_from, delivery[0] - SEA_TRANSIT)
    return start, max(start, delivery[1] - SEA_TRANSIT)


def _reference_profile(profile: FlavourProfile) -> dict[str, Decimal]:
    return {name: value for name in AXES if (value := profile.get(name)) is not None}


def _allowed_deviation(profile: FlavourProfile, tolerances: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return {name: tolerances.get(name, default_tolerance(name)) for name in _reference_profile(profile)}


def _documents(lot: LotTerms, *, needs_eudr: bool) -> tuple[Document, ...]:
    organic = (Document.ORGANIC_INSPECTION,) if ORGANIC & lot.certificates else ()
    eudr = (Document.EUDR_PACK,) if needs_eudr else ()
    return (*PAPERS, *organic, *eudr)
