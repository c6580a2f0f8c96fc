"""The fictional market's lots and demands, read as facts for the rules."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from marketplace.domain.certificates import Scheme
from marketplace.domain.eligibility import DemandFacts, LotFacts
from marketplace.domain.freight import FreightMode, FreightRow, FreightTable, freight_on
from marketplace.domain.lots import EudrStatus
from marketplace.domain.mass import Mass
from marketplace.domain.money import Currency, Incoterm, UnitPrice
from marketplace.domain.physical import Grade, PhysicalAnalysis

WORLD = Path(__file__).parents[2] / "marketplace" / "seed" / "world" / "market.json"
AS_OF = date(2026, 11, 23)


@dataclass(frozen=True)
class Answers:
    """What is known to be right for one demand: lots that fit with landed price and fit, and reasons for the rest."""

    feasible: list[tuple[str, Decimal, Decimal]]
    reasons: dict[str, list[str]]


@cache
def world() -> dict[str, Any]:
    """Read the fictional market."""
    found: dict[str, Any] = json.loads(WORLD.read_text(encoding="utf-8"), parse_float=Decimal)
    return found


def freight() -> FreightTable:
    """Read the freight rates."""
    rates = world()["reference"]["freight_demo_usd_t"]
    rows = [
        FreightRow(Incoterm.FOB, destination, FreightMode(mode), Decimal(usd), date(2026, 1, 1))
        for destination, modes in rates.items()
        for mode, usd in modes.items()
    ]
    return freight_on(rows, AS_OF)


def analysis(lot: dict[str, Any]) -> PhysicalAnalysis:
    """Read a lot's physical analysis."""
    physical = lot["physical"]
    cut = {name.removesuffix("_pct"): Decimal(value) for name, value in physical["cut_test"].items()}
    beans_cut = int(cut.pop("beans_cut"))
    return PhysicalAnalysis(AS_OF, None, physical["moisture_pct"], physical["bean_count_100g"], beans_cut, cut)


@cache
def lots() -> dict[str, LotFacts]:
    """Read all lots by code."""
    return {lot["lot_code"]: _lot(lot) for lot in world()["lots"]}


def _lot(lot: dict[str, Any]) -> LotFacts:
    beans, scores = analysis(lot), lot["sensory"]["scores"]
    return LotFacts(
        is_available=lot["status"] == "available",
        status=lot["status"],
        certificates=frozenset(map(Scheme, lot["certifications"])),
        eudr_status=EudrStatus(lot["eudr"]["status"]),
        cadmium=Decimal(lot["cadmium"]["value_mg_kg"]),
        moisture=Decimal(beans.moisture),
        fermentation_index=beans.fermentation_index,
        grade=beans.grade,
        off_total=Decimal(scores["off_total"]),
        global_quality=Decimal(scores["global_quality"]),
        minimum=Mass.of(lot["moq_kg"]),
        remaining=Mass.of(lot["volume_kg"]),
        price=UnitPrice(Decimal(lot["price"]["fob_usd_t"]), Currency.USD, Incoterm.FOB, "Callao"),
        profile={name: value for name, value in scores.items() if name != "quality"},
    )


def demand_facts(demand: dict[str, Any]) -> DemandFacts:
    """Read one demand."""
    limits = demand["constraints"]
    return DemandFacts(
        certificates=frozenset(map(Scheme, limits["certs_all"])),
        needs_eudr=limits["eudr"],
        cadmium_max=Decimal(limits["cd_max"]),
        moisture_max=Decimal(limits["moisture_max"]),
        fermentation_min=Decimal(limits["fermentation_min"]),
        off_max=Decimal(limits["off_max"]),
        global_quality_min=Decimal(limits["gq_min"]),
        volume_min=Mass.of(demand["min_volume_kg"]),
        volume_max=Mass.of(demand["volume_kg"]),
        accepts_blend=demand["accept_blend"],
        ceiling=UnitPrice(
            Decimal(demand["price_ceiling_usd_t"]), Currency.USD, Incoterm(demand["price_basis"]), demand["destination"]
        ),
        destination=demand["destination"],
        target_profile=demand["target_profile"],
        weights={name: Decimal(weight) for name, weight in demand["weights"].items()},
    )


def answers(demand_id: int) -> Answers:
    """Read the right answers for one demand."""
    found = next(each for each in world()["golden_feasibility"]["results"] if each["demand_id"] == demand_id)
    feasible = [
        (each["lot_code"], Decimal(each["landed_usd_t"]), Decimal(each["match_score"])) for each in found["feasible"]
    ]
    return Answers(feasible, found["infeasible_reasons"])


def grade(lot: dict[str, Any]) -> Grade:
    """Read the grade that a lot states."""
    return Grade(lot["physical"]["iso2451_grade"])
