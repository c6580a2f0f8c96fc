"""Writes the first terms of a contract from what an allocation and its lot and demand already say."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from marketplace.domain.certificates import ORGANIC
from marketplace.domain.contracts.clauses import Document, Party, SampleBasis, Side
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.demands import DemandTerms
from marketplace.domain.flavours import AXES, FlavourProfile, default_tolerance
from marketplace.domain.lots import LotTerms
from marketplace.domain.money import UnitPrice
from marketplace.domain.physical import MOISTURE_AT_ORIGIN, Grade
from marketplace.domain.prices import References, farm_gate_in_dollars

FIXATION_LEAD = timedelta(days=15)
SEA_TRANSIT = timedelta(days=35)  # Callao to Europe takes four to five weeks
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
class AllocationFacts:
    """What was agreed: so many bags of a lot for a demand at a price, between two parties."""

    producer: Party
    maker: Party
    facilitator: str
    lot: LotTerms
    demand: DemandTerms
    bags: int
    price: UnitPrice
    grade: Grade
    profile: FlavourProfile
    cadmium_max: Decimal | None


def draft_terms(agreed: AllocationFacts, *, references: References) -> ContractTerms:
    """Write the first terms: goods as stated of the lot, limits as sought by the demand, usual clauses for the rest."""
    lot, demand = agreed.lot, agreed.demand
    start, end = shipment_window(lot, demand)
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
        moisture_max=min(demand.moisture_max or MOISTURE_AT_ORIGIN, MOISTURE_AT_ORIGIN),
        fermentation_min=demand.fermentation_min,
        cadmium_max=agreed.cadmium_max,
        off_max=demand.off_max,
        reference_profile=_reference_profile(agreed.profile),
        allowed_deviation=_allowed_deviation(agreed.profile, demand.tolerances),
        price=agreed.price,
        destination=demand.destination,
        shipment_start=start,
        shipment_end=end,
        farm_gate_pen_kg=lot.farm_gate_pen_kg,
        farm_gate=farm_gate_in_dollars(lot.farm_gate_pen_kg, references),
        price_stack=lot.price_stack if agreed.price == lot.price else None,
        sample_basis=SampleBasis.SAS if demand.needs_sample else SampleBasis.NONE,
        price_kind=lot.price_kind,
        terminal=lot.terminal,
        terminal_month=lot.terminal_month,
        differential=lot.differential,
        documents=_documents(lot, demand),
        needs_eudr=demand.needs_eudr,
        eudr_status=lot.eudr_status,
    )
    return _with_fixation(terms) if terms.pricing.is_provisional else terms


def _with_fixation(terms: ContractTerms) -> ContractTerms:
    return replace(terms, fixation_side=Side.MAKER, fixation_by=terms.shipment_start - FIXATION_LEAD)


def shipment_window(lot: LotTerms, demand: DemandTerms) -> tuple[date, date]:
    """Say when to ship: the lot's own window, else the demand's delivery window less the time at sea."""
    if lot.shipment_start and lot.shipment_end:
        return lot.shipment_start, lot.shipment_end
    start = max(lot.available_from, demand.delivery_start - SEA_TRANSIT)
    return start, max(start, demand.delivery_end - SEA_TRANSIT)


def _reference_profile(profile: FlavourProfile) -> dict[str, Decimal]:
    return {name: value for name in AXES if (value := profile.get(name)) is not None}


def _allowed_deviation(profile: FlavourProfile, tolerances: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return {name: tolerances.get(name, default_tolerance(name)) for name in _reference_profile(profile)}


def _documents(lot: LotTerms, demand: DemandTerms) -> tuple[Document, ...]:
    organic = (Document.ORGANIC_INSPECTION,) if ORGANIC & lot.certificates else ()
    eudr = (Document.EUDR_PACK,) if demand.needs_eudr else ()
    return (*PAPERS, *organic, *eudr)
