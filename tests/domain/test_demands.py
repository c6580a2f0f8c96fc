"""What must be true of a demand, and what more before it is opened."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from marketplace.domain.cadmium import Confection, Recipe
from marketplace.domain.demands import code_faults, demand_faults, opening_faults
from marketplace.domain.money import Currency, Incoterm, UnitPrice
from tests.domain.golden import world
from tests.domain.samples import TODAY, a_demand, mass, usd

D = Decimal
TASTE = {"cacao": D(5)}
WEIGHT = {"cacao": D(1)}


def faults(**changes: Any) -> list[tuple[str, str | None]]:
    return [(each.code, each.field) for each in demand_faults(a_demand(**changes))]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"title": " "}, ("demand.title_missing", "title")),
        ({"title": "x" * 121}, ("demand.title_too_long", "title")),
        ({"notes": "x" * 2001}, ("demand.notes_too_long", "notes")),
        (
            {"target_profile": {"off_smoky": D(1)}, "weights": {"off_smoky": D(1)}},
            ("demand.attribute_unknown", "off_smoky"),
        ),
        ({"target_profile": {"cacao": D(11)}, "weights": WEIGHT}, ("demand.target_out_of_range", "cacao")),
        ({"target_profile": TASTE, "weights": {}}, ("demand.weight_missing", "cacao_weight")),
        ({"target_profile": {}, "weights": WEIGHT}, ("demand.weight_without_target", "cacao")),
        ({"target_profile": TASTE, "weights": {"cacao": D(0)}}, ("demand.weight_out_of_range", "cacao_weight")),
        ({"tolerances": {"cacao": D(0)}}, ("demand.tolerance_out_of_range", "cacao_tolerance")),
        ({"cadmium_max": D(-1)}, ("demand.limit_out_of_range", "cadmium_max")),
        ({"moisture_max": D(101)}, ("demand.limit_out_of_range", "moisture_max")),
        ({"fermentation_min": D("NaN")}, ("demand.limit_out_of_range", "fermentation_min")),
        ({"off_max": D(11)}, ("demand.limit_out_of_range", "off_max")),
        ({"global_quality_min": D(11)}, ("demand.limit_out_of_range", "global_quality_min")),
        ({"volume_min": mass(0)}, ("demand.volume_not_positive", "volume_min")),
        ({"volume_max": mass(100_000_001)}, ("demand.volume_too_large", "volume_max")),
        ({"volume_max": mass(2999)}, ("demand.volumes_reversed", "volume_max")),
        ({"max_lots": 0}, ("demand.max_lots_out_of_range", "max_lots")),
        ({"delivery_end": date(2027, 1, 14)}, ("demand.delivery_ends_before_start", "delivery_end")),
        ({"ceiling": usd(0, Incoterm.DAP)}, ("demand.ceiling_out_of_range", "ceiling_amount")),
        (
            {"ceiling": UnitPrice(D(1), Currency.EUR, Incoterm.DAP, "Lyon")},
            ("demand.ceiling_not_in_dollars", "ceiling_currency"),
        ),
        ({"ceiling": usd(1, Incoterm.CIF)}, ("demand.basis_wrong", "ceiling_incoterm")),
        ({"destination": " "}, ("demand.destination_missing", "destination")),
        ({"recipe": Recipe(Confection.DARK, D(0), D(0))}, ("recipe.cocoa_solids_out_of_range", "recipe_cocoa_solids")),
    ],
)
def test_each_fault_is_told_at_its_field(changes: dict[str, Any], fault: tuple[str, str]) -> None:
    assert fault in faults(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"recipe": Recipe(Confection.DARK, D(70), D(65)), "cadmium_max": D("0.5")},
        {"destination": "PE", "ceiling": usd(4700, Incoterm.EXW)},
        {"ceiling": usd(4700, Incoterm.FOB)},
        {"tolerances": {"cacao": D(1)}},
        {"target_profile": {}, "weights": {}},
    ],
)
def test_a_possible_demand_has_no_fault(changes: dict[str, Any]) -> None:
    assert faults(**changes) == []


@pytest.mark.parametrize("stated", world()["demands"], ids=lambda demand: demand["title"])
def test_every_demand_of_the_fictional_market_may_be_stated(stated: dict[str, Any]) -> None:
    terms = a_demand(
        target_profile=stated["target_profile"],
        weights={name: D(weight) for name, weight in stated["weights"].items()},
        volume_min=mass(stated["min_volume_kg"]),
        volume_max=mass(stated["volume_kg"]),
        destination=stated["destination"],
        ceiling=usd(stated["price_ceiling_usd_t"], Incoterm(stated["price_basis"])),
    )
    assert opening_faults(terms, today=TODAY) == []


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"target_profile": {}, "weights": {}}, ["demand.target_missing"]),
        ({"delivery_start": date(2026, 1, 1), "delivery_end": date(2026, 11, 22)}, ["demand.delivery_over"]),
        ({"title": ""}, ["demand.title_missing"]),
    ],
)
def test_a_demand_opens_only_with_an_aim_and_a_future(changes: dict[str, Any], codes: list[str]) -> None:
    assert [each.code for each in opening_faults(a_demand(**changes), today=TODAY)] == codes


def test_several_lots_are_a_blend() -> None:
    assert [a_demand(max_lots=most).accepts_blend for most in (1, 2)] == [False, True]


def test_the_makers_tolerance_comes_before_the_usual_one() -> None:
    demand = a_demand(tolerances={"cacao": D("0.5")})
    assert (demand.tolerance("cacao"), demand.tolerance("floral_total")) == (D("0.5"), D("1.5"))


@pytest.mark.parametrize(("code", "is_fine"), [("D-1", True), ("D1", True), ("D", False), ("D-", False), ("d1", False)])
def test_a_demands_code_is_capitals_digits_and_hyphens(code: str, *, is_fine: bool) -> None:
    assert [each.code for each in code_faults(code)] == ([] if is_fine else ["demand.code_malformed"])
