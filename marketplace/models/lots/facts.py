"""What rows hand to rules: a lot, a demand or a certificate as the frozen values that the domain reads."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from marketplace.domain.cadmium import CadmiumLimit, Recipe, effective_maximum
from marketplace.domain.certificates import Certificate, Scheme
from marketplace.domain.demands import DemandTerms
from marketplace.domain.eligibility import DemandFacts, LotFacts
from marketplace.domain.lot_rules import LotQuality
from marketplace.domain.lots import LotTerms, SaleStage, sale_stage
from marketplace.domain.plain import from_plain
from marketplace.domain.prices import PriceStack
from marketplace.models.rows.market.demands import Demand
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.certificates import Certificate as CertificateRow

SAME_NAMED = (
    "code",
    "crop_year",
    "harvest_start",
    "harvest_end",
    "region",
    "province",
    "district",
    "bags",
    "bag_weight",
    "minimum_bags",
    "available_from",
    "price",
    "altitude_min",
    "altitude_max",
    "producer_name",
    "producer_kind",
    "fermentation_method",
    "fermentation_days",
    "fermentation_turns",
    "drying_method",
    "drying_days",
    "is_wet_purchase",
    "protocol_note",
    "notes_en",
    "notes_es",
    "sales_until",
    "shipment_start",
    "shipment_end",
    "price_kind",
    "terminal",
    "terminal_month",
    "differential",
    "farm_gate_pen_kg",
    "visibility",
    "sells_at_list",
    "is_stack_public",
)


def decimals(stored: Mapping[str, Any] | None) -> dict[str, Decimal]:
    """Read a stored table of numbers; entries without a number are left out."""
    return {name: Decimal(str(value)) for name, value in (stored or {}).items() if value is not None}


def lot_terms(row: Lot) -> LotTerms:
    """Say what the producer states of a lot."""
    return LotTerms(
        **{name: getattr(row, name) for name in SAME_NAMED},
        varieties=decimals(row.varieties),
        price_stack=from_plain(PriceStack, row.price_stack) if row.price_stack else None,
        certificates=frozenset(Scheme(each) for each in row.certificates),
    )


def lot_quality(row: Lot, defects: Mapping[str, Decimal] | None = None) -> LotQuality:
    """Say what was measured of a lot, newest first; `defects` are those of its newest physical analysis."""
    return LotQuality(
        global_quality=row.global_quality,
        profile=decimals(row.profile) if row.profile is not None else None,
        off_total=row.off_total,
        moisture=row.moisture,
        fermentation_index=row.fermentation_index,
        grade=row.grade,
        cadmium=row.cadmium,
        defects=defects or {},
    )


def lot_facts(row: Lot, today: date) -> LotFacts:
    """Say what eligibility must know of a lot."""
    stage = sale_stage(row, today=today)
    return LotFacts(
        is_available=stage is SaleStage.CURRENT,
        status=(stage or row.state).value,
        certificates=frozenset(Scheme(each) for each in row.certificates),
        eudr_status=row.eudr_status,
        cadmium=row.cadmium,
        moisture=row.moisture,
        fermentation_index=row.fermentation_index,
        grade=row.grade,
        off_total=row.off_total,
        global_quality=row.global_quality,
        minimum=row.bag_weight * row.minimum_bags,
        remaining=row.remaining,
        price=row.price,
        profile=decimals(row.profile),
    )


def demand_terms(row: Demand) -> DemandTerms:
    """Say what the maker states of a demand."""
    return DemandTerms(
        title=row.title,
        target_profile=decimals(row.target_profile),
        weights=decimals(row.weights),
        tolerances=decimals(row.tolerances),
        volume_min=row.volume_min,
        volume_max=row.volume_max,
        ceiling=row.ceiling,
        destination=row.destination,
        delivery_start=row.delivery_start,
        delivery_end=row.delivery_end,
        max_lots=row.max_lots,
        certificates=frozenset(Scheme(each) for each in row.certificates),
        needs_eudr=row.needs_eudr,
        cadmium_max=row.cadmium_max,
        recipe=from_plain(Recipe, row.recipe) if row.recipe else None,
        moisture_max=row.moisture_max,
        fermentation_min=row.fermentation_min,
        off_max=row.off_max,
        global_quality_min=row.global_quality_min,
        needs_sample=row.needs_sample,
        prefers_women_led=row.prefers_women_led,
        notes=row.notes,
    )


def demand_facts(row: Demand, limits: Iterable[CadmiumLimit], *, today: date) -> DemandFacts:
    """Say what eligibility must know of a demand, its recipe judged by the legal `limits` in force."""
    terms = demand_terms(row)
    return DemandFacts(
        certificates=terms.certificates,
        needs_eudr=terms.needs_eudr,
        cadmium_max=effective_maximum(terms.cadmium_max, terms.recipe, limits=limits, on=today),
        moisture_max=terms.moisture_max,
        fermentation_min=terms.fermentation_min,
        off_max=terms.off_max,
        global_quality_min=terms.global_quality_min,
        volume_min=terms.volume_min,
        volume_max=terms.volume_max,
        accepts_blend=terms.accepts_blend,
        ceiling=terms.ceiling,
        destination=terms.destination,
        target_profile=terms.target_profile,
        weights=terms.weights,
        tolerances=terms.tolerances,
    )


def certificate_terms(row: CertificateRow, holder: str = "") -> Certificate:
    """Say what a certificate certifies."""
    return replace(row.terms, holder=holder)
