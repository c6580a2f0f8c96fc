"""What a lot must fulfil: to be kept as a draft, to be published, and to be changed once it is published."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from decimal import Decimal

from marketplace.domain.accounts import ProducerKind
from marketplace.domain.certificates import Certificate, claim_faults
from marketplace.domain.errors import Reason, reason
from marketplace.domain.flavours import FlavourProfile
from marketplace.domain.lots import LOT_MACHINE, LotPermit, LotState, LotTerms
from marketplace.domain.mass import Mass
from marketplace.domain.origins import DRYING_METHODS, FERMENTATION_METHODS, REGIONS, VARIETIES
from marketplace.domain.physical import Grade, sale_faults
from marketplace.domain.prices import References, floor_faults, pricing_faults, stack_faults
from marketplace.domain.ranges import is_share, is_within
from marketplace.domain.terminals.levels import month_faults

CODE = re.compile(r"[A-Z0-9](?:[A-Z0-9-]{0,38}[A-Z0-9])")
LIGHTEST_BAG = Mass(Decimal(20))
HEAVIEST_BAG = Mass(Decimal(100))
MOST_BAGS = 100_000
HIGHEST_FARM = 4_000
LONGEST_HARVEST = timedelta(days=366)
LONGEST_POST_HARVEST = Decimal(60)
LONGEST_NOTE = 2_000
WHOLE = Decimal(100)
HIGHEST_FARM_GATE = Decimal(1_000)

CHANGEABLE_WHEN_PUBLISHED: frozenset[str] = frozenset(
    {
        "price",
        "price_kind",
        "terminal",
        "terminal_month",
        "differential",
        "farm_gate_pen_kg",
        "price_stack",
        "is_stack_public",
        "sells_at_list",
        "minimum_bags",
        "available_from",
        "sales_until",
        "shipment_start",
        "shipment_end",
        "visibility",
        "notes_en",
        "notes_es",
    }
)
"""What a producer may change of a published lot without a new review; origin, volume and quality stay as reviewed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LotQuality:
    """The newest results of a lot; None where nobody has measured yet. Cadmium in mg/kg, others in percent or 0-10."""

    global_quality: Decimal | None = None
    profile: FlavourProfile | None = None
    off_total: Decimal | None = None
    moisture: Decimal | None = None
    fermentation_index: Decimal | None = None
    grade: Grade | None = None
    cadmium: Decimal | None = None
    defects: Mapping[str, Decimal] = field(default_factory=dict)


def draft_faults(terms: LotTerms) -> list[Reason]:
    """List what cannot be true of any lot, be it only a draft."""
    return [
        *_origin_faults(terms),
        *_variety_faults(terms.varieties),
        *_post_harvest_faults(terms),
        *_bag_faults(terms),
        *pricing_faults(terms.pricing),
        *_list_price_faults(terms),
        *(stack_faults(terms.price_stack, terms.price) if terms.price_stack else ()),
        *_date_faults(terms),
    ]


def publication_faults(
    terms: LotTerms,
    *,
    quality: LotQuality,
    certificates: Collection[Certificate],
    references: References,
    today: date,
) -> list[Reason]:
    """List every rule of the market that a lot breaks: an empty list means it may be published.

    `certificates` are those that the selling group holds.
    """
    claims = claim_faults(
        terms.certificates, certificates, harvest_start=terms.harvest_start, harvest_end=terms.harvest_end
    )
    return [
        *draft_faults(terms),
        *_result_faults(quality),
        *sale_faults(quality.moisture, quality.grade, defects=quality.defects),
        *claims,
        *_disclosure_faults(terms),
        *floor_faults(terms.price, terms.farm_gate_pen_kg, certificates=terms.certificates, references=references),
        *_sale_over(terms, today),
        *_month_over(terms, today),
    ]


def change_faults(old: LotTerms, new: LotTerms, *, state: LotState) -> list[Reason]:
    """List the fields that may not change in this state; facts name the state."""
    changed = [each.name for each in fields(LotTerms) if getattr(old, each.name) != getattr(new, each.name)]
    if LOT_MACHINE.permits(state, LotPermit.EDIT):
        return []
    allowed = CHANGEABLE_WHEN_PUBLISHED if LOT_MACHINE.permits(state, LotPermit.EDIT_OFFER) else frozenset()
    return [reason("lot.field_fixed", name, name=name, state=state.value) for name in changed if name not in allowed]


def _origin_faults(terms: LotTerms) -> Iterator[Reason]:
    if not CODE.fullmatch(terms.code):
        yield reason("lot.code_malformed", "code", value=terms.code)
    if terms.harvest_end < terms.harvest_start:
        yield reason("lot.harvest_ends_before_start", "harvest_end", start=terms.harvest_start, end=terms.harvest_end)
    elif terms.harvest_end - terms.harvest_start > LONGEST_HARVEST:
        yield reason("lot.harvest_too_long", "harvest_end", start=terms.harvest_start, end=terms.harvest_end)
    if abs(terms.crop_year - terms.harvest_start.year) > 1:
        yield reason("lot.crop_year_far", "crop_year", value=terms.crop_year, harvest_start=terms.harvest_start)
    if terms.region not in REGIONS:
        yield reason("lot.region_unknown", "region", value=terms.region)
    for name in ("province", "district"):
        if not getattr(terms, name).strip():
            yield reason(f"lot.{name}_missing", name)
    yield from _altitude_faults(terms.altitude_min, terms.altitude_max)
    if terms.producer_kind is not None and terms.producer_kind not in set(ProducerKind):
        yield reason("lot.producer_kind_unknown", "producer_kind", value=terms.producer_kind)
    if terms.producer_kind is not None and not (terms.producer_name or "").strip():
        yield reason("lot.producer_name_missing", "producer_name")


def _altitude_faults(lowest: int | None, highest: int | None) -> Iterator[Reason]:
    for name, value in (("altitude_min", lowest), ("altitude_max", highest)):
        if value is not None and not 0 <= value <= HIGHEST_FARM:
            yield reason("lot.altitude_impossible", name, value=value, most=HIGHEST_FARM)
    if lowest is not None and highest is not None and highest < lowest:
        yield reason("lot.altitudes_reversed", "altitude_max", least=lowest, most=highest)


def _variety_faults(varieties: Mapping[str, Decimal]) -> Iterator[Reason]:
    for name, percent in varieties.items():
        if name not in VARIETIES:
            yield reason("lot.variety_unknown", "varieties", variety=name)
        elif not is_share(percent, WHOLE):
            yield reason("lot.variety_share_wrong", "varieties", variety=name, value=percent)
    total = sum(varieties.values(), Decimal(0))
    if total != WHOLE:
        yield reason("lot.varieties_not_whole", "varieties", value=total, whole=WHOLE)


def _post_harvest_faults(terms: LotTerms) -> Iterator[Reason]:
    known = {"fermentation_method": FERMENTATION_METHODS, "drying_method": DRYING_METHODS}
    for name, methods in known.items():
        method = getattr(terms, name)
        if method is not None and method not in methods:
            yield reason("lot.method_unknown", name, value=method)
    for name in ("fermentation_days", "drying_days", "fermentation_turns"):
        value = getattr(terms, name)
        if value is not None and not is_within(value, LONGEST_POST_HARVEST):
            yield reason("lot.post_harvest_impossible", name, value=value, most=LONGEST_POST_HARVEST)
    for name in ("protocol_note", "notes_en", "notes_es"):
        if len(getattr(terms, name) or "") > LONGEST_NOTE:
            yield reason("lot.note_too_long", name, limit=LONGEST_NOTE)


def _bag_faults(terms: LotTerms) -> Iterator[Reason]:
    if not 1 <= terms.bags <= MOST_BAGS:
        yield reason("lot.bags_out_of_range", "bags", value=terms.bags, most=MOST_BAGS)
    if not LIGHTEST_BAG <= terms.bag_weight <= HEAVIEST_BAG:
        facts = {"least": LIGHTEST_BAG.kilograms, "most": HEAVIEST_BAG.kilograms}
        yield reason("lot.bag_weight_out_of_range", "bag_weight", value=terms.bag_weight.kilograms, **facts)
    if terms.minimum_bags < 1:
        yield reason("lot.minimum_below_one", "minimum_bags", value=terms.minimum_bags)
    elif terms.minimum_bags > terms.bags:
        yield reason("lot.minimum_above_lot", "minimum_bags", value=terms.minimum_bags, limit=terms.bags)
    if terms.farm_gate_pen_kg is not None and not is_share(terms.farm_gate_pen_kg, HIGHEST_FARM_GATE):
        yield reason("lot.farm_gate_not_positive", "farm_gate_pen_kg", value=terms.farm_gate_pen_kg)


def _list_price_faults(terms: LotTerms) -> Iterator[Reason]:
    if terms.sells_at_list and terms.pricing.is_provisional:
        yield reason("lot.list_price_not_fixed", "sells_at_list")


def _date_faults(terms: LotTerms) -> Iterator[Reason]:
    if terms.sales_until is not None and terms.sales_until < terms.available_from:
        yield reason("lot.sale_ends_before_start", "sales_until", start=terms.available_from, end=terms.sales_until)
    if (terms.shipment_start is None) != (terms.shipment_end is None):
        missing = "shipment_start" if terms.shipment_start is None else "shipment_end"
        yield reason("lot.shipment_half_stated", missing)
    elif terms.shipment_start and terms.shipment_end and terms.shipment_end < terms.shipment_start:
        facts = {"start": terms.shipment_start, "end": terms.shipment_end}
        yield reason("lot.shipment_ends_before_start", "shipment_end", **facts)
    if terms.sales_until and terms.shipment_end and terms.sales_until > terms.shipment_end:
        yield reason("lot.sale_outlasts_shipment", "sales_until", shipment_end=terms.shipment_end)


def _result_faults(quality: LotQuality) -> Iterator[Reason]:
    if quality.global_quality is None or quality.profile is None:
        yield reason("lot.panel_missing", "global_quality")
    if quality.cadmium is None:
        yield reason("lot.cadmium_missing", "cadmium")


def _disclosure_faults(terms: LotTerms) -> Iterator[Reason]:
    if terms.farm_gate_pen_kg is None:
        yield reason("lot.farm_gate_missing", "farm_gate_pen_kg")
    if not (terms.fermentation_method and terms.drying_method):
        missing = "drying_method" if terms.fermentation_method else "fermentation_method"
        yield reason("lot.post_harvest_missing", missing)


def _month_over(terms: LotTerms, today: date) -> Iterator[Reason]:
    """A price cannot follow a month that is not traded any more."""
    for fault in month_faults(terms.pricing, today, field="terminal_month"):
        yield replace(fault, code="lot.month_over")


def _sale_over(terms: LotTerms, today: date) -> Iterator[Reason]:
    if terms.sales_until is not None and terms.sales_until < today:
        yield reason("lot.sale_over", "sales_until", value=terms.sales_until, today=today)
