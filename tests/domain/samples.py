"""Believable values for tests of rules: a lot, a demand, results, references, each with one thing changed."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from marketplace.domain.bids.terms import BidTerms
from marketplace.domain.certificates import Certificate, Scheme
from marketplace.domain.contracts.clauses import Party
from marketplace.domain.contracts.disputes import USUAL, Reach
from marketplace.domain.contracts.drafts import Agreement, draft_terms, wishes_of
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.demands import DemandTerms
from marketplace.domain.evaluations import PanelEvaluation, TastedProduct
from marketplace.domain.exchange import Quote
from marketplace.domain.flavours import AXES, GROUPS, OFF_FLAVOURS, OFF_TOTAL
from marketplace.domain.lot_rules import LotQuality
from marketplace.domain.lots import LotTerms
from marketplace.domain.mass import Mass
from marketplace.domain.money import Currency, Incoterm, UnitPrice
from marketplace.domain.physical import CUT_CLASSES, Grade, PhysicalAnalysis
from marketplace.domain.prices import PriceStack, ReferenceFigure, ReferenceKind, References, references_on
from marketplace.domain.terminals.levels import TERMINALS

TODAY = date(2026, 11, 23)
YESTERDAY = date(2026, 11, 22)
MONTH = "2027-03"
GOOD_CUT = dict(zip(CUT_CLASSES, map(Decimal, ("79", "9", "7.5", "1", "1", "0.5", "0.5", "1.5")), strict=True))
FIGURES: dict[ReferenceKind, str] = {
    ReferenceKind.ICE_NY: "3150",
    ReferenceKind.FX_PEN_USD: "3.5",
    ReferenceKind.FARM_GATE: "8.6",
    ReferenceKind.FAIRTRADE_MINIMUM: "3500",
    ReferenceKind.FAIRTRADE_ORGANIC_DIFFERENTIAL: "450",
}


def mass(kilograms: str | int) -> Mass:
    """Make a mass."""
    return Mass(Decimal(kilograms))


def usd(amount: str | int, incoterm: Incoterm = Incoterm.FOB, *, place: str = "Callao") -> UnitPrice:
    """Make a price per tonne in dollars."""
    return UnitPrice(Decimal(amount), Currency.USD, incoterm, place)


def some_references(**changes: str | None) -> References:
    """Give the figures of a day; a keyword sets one of them, None takes it away.

    A terminal's figure is also that of its month `MONTH`, as it was the day before.
    """
    figures = {kind.value: value for kind, value in FIGURES.items()} | changes
    rows = [
        ReferenceFigure(ReferenceKind(kind), Decimal(value), date(2026, 1, 1))
        for kind, value in figures.items()
        if value
    ]
    months = [replace(each, valid_from=YESTERDAY, month=MONTH) for each in rows if each.kind in TERMINALS]
    return references_on([*rows, *months], TODAY)


def a_certificate(scheme: Scheme = Scheme.EU_ORGANIC, **changes: Any) -> Certificate:
    """Make a certificate that covers 2026 and 2027."""
    facts: dict[str, Any] = {
        "holder": "Cooperativa Yanayacu",
        "number": "PE-001",
        "control_body": "Control Body",
        "valid_from": date(2026, 1, 1),
        "valid_to": date(2027, 12, 31),
    }
    return Certificate(scheme, **(facts | changes))


def a_lot(**changes: Any) -> LotTerms:
    """Make the terms of a lot without any fault."""
    facts: dict[str, Any] = {
        "code": "YANA-26-01",
        "crop_year": 2026,
        "harvest_start": date(2026, 5, 2),
        "harvest_end": date(2026, 8, 10),
        "region": "SAM",
        "province": "Mariscal Cáceres",
        "district": "Huicungo",
        "varieties": {"native": Decimal(45), "trinitario": Decimal(45), "ccn_51": Decimal(10)},
        "fermentation_method": "wooden_box_cascade",
        "drying_method": "solar_tunnel_raised_beds",
        "bags": 120,
        "bag_weight": mass(50),
        "minimum_bags": 10,
        "available_from": date(2026, 9, 1),
        "price": usd(5650),
        "farm_gate_pen_kg": Decimal("13.2"),
        "certificates": frozenset({Scheme.EU_ORGANIC}),
    }
    return LotTerms(**(facts | changes))


def a_stack(**changes: Decimal) -> PriceStack:
    """Make a price stack that adds up to 5,650 USD/t."""
    parts = {
        "farm_gate": Decimal(3771),
        "cooperative": Decimal(420),
        "certification_lab": Decimal(110),
        "inland_export": Decimal(190),
        "margin": Decimal(1159),
    }
    return PriceStack(**(parts | changes))


def a_quality(**changes: Any) -> LotQuality:
    """Make the results of a good lot."""
    facts: dict[str, Any] = {
        "global_quality": Decimal("8.0"),
        "profile": {"cacao": Decimal(5)},
        "off_total": Decimal(0),
        "moisture": Decimal("6.6"),
        "fermentation_index": Decimal(91),
        "grade": Grade.ONE,
        "cadmium": Decimal("0.42"),
    }
    return LotQuality(**(facts | changes))


def an_analysis(**changes: Any) -> PhysicalAnalysis:
    """Make a physical analysis of good beans."""
    facts: dict[str, Any] = {
        "analysed_on": date(2026, 9, 1),
        "laboratory": None,
        "moisture": Decimal("6.8"),
        "bean_count": 92,
        "beans_cut": 300,
        "cut_test": GOOD_CUT,
    }
    return PhysicalAnalysis(**(facts | changes))


def some_means(**changes: str | None) -> dict[str, Decimal | None]:
    """Score every attribute so that totals are the sums of their parts; a keyword sets one of them."""
    means: dict[str, Decimal | None] = dict.fromkeys((*AXES, OFF_TOTAL, *OFF_FLAVOURS), Decimal(0))
    means |= {"cacao": Decimal(5), "bitterness": Decimal(3), "astringency": Decimal(3), "roast_degree": Decimal(4)}
    for total, parts in GROUPS.items():
        means |= dict.fromkeys(parts, Decimal("0.5")) | {total: Decimal("0.5") * len(parts)}
    return means | {name: None if value is None else Decimal(value) for name, value in changes.items()}


def an_evaluation(**changes: Any) -> PanelEvaluation:
    """Make a trained panel's result without any fault."""
    facts: dict[str, Any] = {
        "product": TastedProduct.CACAO_MASS,
        "protocol": "Cacao of Excellence Guide 2023",
        "laboratory": None,
        "panel_size": 7,
        "replicates": 3,
        "evaluated_on": date(2026, 9, 15),
        "means": some_means(),
        "global_quality": Decimal("7.5"),
    }
    return PanelEvaluation(**(facts | changes))


def a_demand(**changes: Any) -> DemandTerms:
    """Make the terms of a demand without any fault."""
    facts: dict[str, Any] = {
        "title": "Floral 75% single origin",
        "target_profile": {"cacao": Decimal("4.7"), "floral_total": Decimal("1.8")},
        "weights": {"cacao": Decimal(1), "floral_total": Decimal(3)},
        "volume_min": mass(3000),
        "volume_max": mass(6000),
        "ceiling": usd(7200, Incoterm.DAP, place="Lyon"),
        "destination": "FR",
        "delivery_start": date(2027, 1, 15),
        "delivery_end": date(2027, 4, 30),
        "max_lots": 2,
    }
    return DemandTerms(**(facts | changes))


def an_agreement(**changes: Any) -> Agreement:
    """Say what two parties have agreed."""
    lot = changes.pop("lot", None) or a_lot()
    price = changes.pop("price", lot.price)
    facts: dict[str, Any] = {
        "producer": Party("Cooperativa Yanayacu", "PE", "Huicungo", "20131312955"),
        "maker": Party("Atelier Roussette", "FR", "Lyon"),
        "facilitator": "Alianza",
        "lot": lot,
        "wishes": wishes_of(changes.pop("demand", None) or a_demand()),
        "bags": 60,
        "pricing": replace(lot.pricing, price=price),
        "agreed_on": TODAY,
        "disputes": USUAL[Reach.ABROAD],
        "grade": Grade.ONE,
        "profile": {"cacao": Decimal("4.9"), "floral_total": Decimal("1.7"), "woody_total": None},
        "cadmium_max": Decimal("0.8"),
    }
    return Agreement(**(facts | changes))


def some_terms(**changes: Any) -> ContractTerms:
    """Draft the terms of a contract from an agreement."""
    return draft_terms(an_agreement(**changes), references=some_references())


def some_bid_terms(**changes: Any) -> BidTerms:
    """Make the terms of a bid of 20 bags at 5,600 USD/t FOB Callao, valid for four days."""
    facts: dict[str, Any] = {
        "bags": 20,
        "quote": Quote(Decimal(5600)),
        "incoterm": Incoterm.FOB,
        "place": "Callao",
        "destination": "FR",
        "valid_until": datetime(2026, 11, 27, 18, 0, tzinfo=UTC),
    }
    return BidTerms(**(facts | changes))
