"""The fictional lots, posted by their groups, measured, sent, and checked by a facilitator, through the services."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from marketplace.domain.certificates import Scheme
from marketplace.domain.evaluations import PanelEvaluation, TastedProduct
from marketplace.domain.ids import LotId
from marketplace.domain.laboratory import Analyte, LabResult
from marketplace.domain.lots import LotTerms
from marketplace.domain.mass import Mass, bags_covering
from marketplace.domain.money import Currency, Incoterm, UnitPrice
from marketplace.domain.physical import PhysicalAnalysis
from marketplace.domain.prices import PriceKind, PriceStack, Terminal
from marketplace.domain.terminals.calendar import listed_months
from marketplace.domain.viewers import Viewer
from marketplace.seed.reading import World
from marketplace.services.evaluations import record_analysis, record_lab_result, record_panel
from marketplace.services.lot_reviews import hold_lot, publish_lot
from marketplace.services.lots import draft_lot, submit_lot

VARIETIES = {"CCN-51": "ccn_51", "ICS/hybrid": "ics_hybrid", "native": "native", "trinitario": "trinitario"}
HELD = "quality_hold"
UPCOMING = "upcoming"
FIRM_OFFERS = ("CURI-26-02", "MONZ-26-02", "MORA-26-02")
"""Small lots that their groups sell at list price to anybody."""
LABORATORY = "Laboratorio Ficticio del Huallaga"
STACK = {
    "farm_gate": "farmgate_usd_t",
    "cooperative": "coop_collection_postharvest_usd_t",
    "certification_lab": "certification_lab_usd_t",
    "inland_export": "inland_export_usd_t",
    "margin": "coop_margin_reserve_usd_t",
}


def post_lot(lot: dict[str, Any], group: dict[str, Any], *, world: World, owner: Viewer, judge: Viewer) -> LotId:
    """Post one lot as its group's owner would, and judge it as a facilitator would."""
    terms = lot_terms(lot, group, world=world)
    row = draft_lot(terms, by=owner, now=world.days_ago(19), is_fictional=True)
    lot_id = row.id
    record_panel(lot_id, panel(lot, world), by=owner, now=world.days_ago(18))
    record_analysis(lot_id, analysis(lot, world), by=owner, now=world.days_ago(17))
    record_lab_result(lot_id, cadmium(lot, world), by=owner, now=world.days_ago(16))
    if lot["status"] == HELD:
        note = "Moisture and mould above the limits; the beans are being dried and sorted again."
        hold_lot(lot_id, note, seen=None, by=judge, now=world.days_ago(15))
        return lot_id
    submit_lot(lot_id, seen=None, by=owner, now=world.days_ago(15))
    publish_lot(lot_id, seen=None, by=judge, now=world.days_ago(14))
    return lot_id


def lot_terms(lot: dict[str, Any], group: dict[str, Any], *, world: World) -> LotTerms:
    """Say what the group states of the lot."""
    bag_weight = Mass.of(lot["bag_kg"])
    fermentation, drying = group["fermentation"], group["drying"]
    return LotTerms(
        code=lot["lot_code"],
        crop_year=int(lot["crop_year"]),
        harvest_start=world.day(lot["harvest_start"]),
        harvest_end=world.day(lot["harvest_end"]),
        region=lot["region"],
        province=group["province"],
        district=group["district"],
        varieties={VARIETIES[name]: Decimal(share) for name, share in lot["varieties"].items()},
        bags=lot["bags"],
        bag_weight=bag_weight,
        minimum_bags=bags_covering(Mass.of(lot["moq_kg"]), bag_weight),
        available_from=_available_from(lot, world),
        price=UnitPrice(Decimal(lot["price"]["fob_usd_t"]), Currency.USD, Incoterm.FOB, "Callao"),
        fermentation_method=fermentation["method"],
        fermentation_days=Decimal(fermentation["days"]),
        fermentation_turns=fermentation["turns"],
        drying_method=drying["method"],
        drying_days=Decimal(drying["days"]),
        notes_en=lot["notes_en"],
        notes_es=lot["notes_es"],
        farm_gate_pen_kg=Decimal(lot["farmgate_pen_kg"]),
        price_stack=PriceStack(**{part: Decimal(lot["price_stack"][name]) for part, name in STACK.items()}),
        certificates=frozenset(map(Scheme, lot["certifications"])),
        sells_at_list=lot["lot_code"] in FIRM_OFFERS,
        is_stack_public=True,
        **_differential(lot["price"], world),
    )


def panel(lot: dict[str, Any], world: World) -> PanelEvaluation:
    """Say what the panel found; the spread, which the file does not give, is invented like the rest."""
    sensory = lot["sensory"]
    scores = {name: value for name, value in sensory["scores"].items() if name not in ("quality", "global_quality")}
    means = {name: None if value is None else Decimal(value) for name, value in scores.items()}
    spread = {name: _spread(name, value) for name, value in means.items() if value}
    return PanelEvaluation(
        product=TastedProduct(sensory["product"]),
        protocol=sensory["protocol"],
        laboratory=LABORATORY,
        panel_size=sensory["panel_size"],
        replicates=sensory["replicates"],
        evaluated_on=world.day(sensory["evaluated_on"]),
        means=means,
        global_quality=Decimal(sensory["scores"]["global_quality"]),
        deviations=spread,
        quality={name: Decimal(value) for name, value in sensory["scores"]["quality"].items()},
        comment=lot["notes_es"],
    )


def analysis(lot: dict[str, Any], world: World) -> PhysicalAnalysis:
    """Say what the physical analysis found."""
    physical = lot["physical"]
    cut = {name.removesuffix("_pct"): Decimal(value) for name, value in physical["cut_test"].items()}
    return PhysicalAnalysis(
        analysed_on=_sampled_on(lot, world),
        laboratory=LABORATORY,
        moisture=Decimal(physical["moisture_pct"]),
        bean_count=physical["bean_count_100g"],
        beans_cut=int(cut.pop("beans_cut")),
        cut_test=cut,
        defects={"broken": Decimal(physical["broken_pct"])},
    )


def cadmium(lot: dict[str, Any], world: World) -> LabResult:
    """Say what the laboratory found."""
    found = lot["cadmium"]
    return LabResult(
        analyte=Analyte.CADMIUM,
        value=Decimal(found["value_mg_kg"]),
        unit="mg/kg",
        method=found["method"],
        laboratory=LABORATORY,
        samples=found["n_samples"],
        sampled_on=_sampled_on(lot, world),
    )


def _sampled_on(lot: dict[str, Any], world: World) -> date:
    """Say when beans were sampled: for a lot still being harvested, three weeks ago, out of its first bags."""
    return min(world.day(lot["cadmium"]["sampled_on"]), world.today - timedelta(days=21))


def _available_from(lot: dict[str, Any], world: World) -> date:
    return world.today + timedelta(days=45) if lot["status"] == UPCOMING else world.day(lot["sensory"]["evaluated_on"])


def _differential(price: dict[str, Any], world: World) -> dict[str, Any]:
    if price["basis"] != "differential":
        return {}
    wanted = f"{world.day(price['month'].removeprefix('MAR-') + '-03-15'):%Y-%m}"
    traded = listed_months(Terminal.NEW_YORK, world.today)
    return {
        "price_kind": PriceKind.DIFFERENTIAL,
        "terminal": Terminal.NEW_YORK,
        "terminal_month": next((each for each in traded if each >= wanted), traded[-1]),
        "differential": Decimal(price["differential_usd_t"]),
    }


def _spread(name: str, mean: Decimal) -> Decimal:
    invented = Decimal(2 + (len(name) + int(mean * 10)) % 5) / 10
    return min(invented, mean)
