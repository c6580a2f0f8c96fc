"""Cadmium is judged by the recipe and the market where they are known."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.cadmium import (
    EU_2023_915,
    CadmiumLimit,
    Confection,
    ProductCategory,
    Recipe,
    Verdict,
    against,
    bean_maximum,
    check_cadmium,
    effective_maximum,
    recipe_faults,
    screen,
)
from tests.domain.samples import TODAY

D = Decimal
DARK_70 = Recipe(Confection.DARK, D(70), D(65))
MILK_45 = Recipe(Confection.MILK, D(45), D(35))
TOKYO = Recipe(Confection.DARK, D(70), D(65), market="JP")


@pytest.mark.parametrize(
    ("confection", "solids", "category"),
    [
        (Confection.DARK, "50", ProductCategory.DARK_FROM_50),
        (Confection.DARK, "49.9", ProductCategory.DARK_UNDER_50),
        (Confection.MILK, "30", ProductCategory.MILK_FROM_30),
        (Confection.MILK, "29.9", ProductCategory.MILK_UNDER_30),
        (Confection.POWDER, "100", ProductCategory.POWDER),
    ],
)
def test_the_category_follows_from_the_recipe(confection: Confection, solids: str, category: ProductCategory) -> None:
    assert Recipe(confection, D(solids), D(10)).category is category


@pytest.mark.parametrize(("recipe", "maximum"), [(DARK_70, "1.107"), (MILK_45, "0.771"), (TOKYO, None)])
def test_the_product_limit_becomes_a_bean_limit(recipe: Recipe, maximum: str | None) -> None:
    assert bean_maximum(recipe, EU_2023_915, on=TODAY) == (D(maximum) if maximum else None)


def test_the_newest_limit_in_force_counts() -> None:
    later = CadmiumLimit("EU", ProductCategory.DARK_FROM_50, D("0.4"), date(2027, 1, 1), "a later regulation")
    before, after = (bean_maximum(DARK_70, (later, *EU_2023_915), on=day) for day in (TODAY, date(2027, 1, 1)))
    assert (before, after) == (D("1.107"), D("0.553"))


@pytest.mark.parametrize(
    ("stated", "recipe", "maximum"),
    [
        ("0.5", DARK_70, "0.5"),
        ("1.5", DARK_70, "1.107"),
        (None, MILK_45, "0.771"),
        ("0.5", TOKYO, "0.5"),
        (None, None, None),
    ],
)
def test_the_stricter_of_statement_and_recipe_holds(
    stated: str | None, recipe: Recipe | None, maximum: str | None
) -> None:
    found = effective_maximum(D(stated) if stated else None, recipe, limits=EU_2023_915, on=TODAY)
    assert found == (D(maximum) if maximum else None)


@pytest.mark.parametrize(
    ("value", "verdict"),
    [("0.5", Verdict.GREEN), ("0.51", Verdict.AMBER), ("0.8", Verdict.AMBER), ("0.81", Verdict.RED)],
)
def test_beans_are_screened_without_a_recipe(value: str, verdict: Verdict) -> None:
    assert screen(D(value)) is verdict


@pytest.mark.parametrize(("value", "verdict"), [("0.9", Verdict.GREEN), ("0.91", Verdict.AMBER), ("1.01", Verdict.RED)])
def test_the_safety_margin_is_amber(value: str, verdict: Verdict) -> None:
    assert against(D(value), D("0.9")) is verdict


def test_the_lots_number_and_the_recipes_result_stand_side_by_side() -> None:
    check = check_cadmium(D("1.05"), DARK_70, limits=EU_2023_915, on=TODAY)
    assert (check.value, check.screen, check.recipe_verdict) == (D("1.05"), Verdict.RED, Verdict.GREEN)
    assert (check.product_limit, check.product_estimate, check.verdict) == (D("0.80"), D("0.682"), Verdict.GREEN)


def test_a_market_without_limits_leaves_the_general_verdict() -> None:
    check = check_cadmium(D("0.6"), TOKYO, limits=EU_2023_915, on=TODAY)
    assert (check.verdict, check.bean_maximum, check.product_limit) == (Verdict.AMBER, None, None)


def test_without_a_recipe_only_the_general_verdict_is_told() -> None:
    check = check_cadmium(D("0.4"), on=TODAY)
    assert (check.verdict, check.recipe_verdict, check.product_estimate) == (Verdict.GREEN, None, None)


@given(st.decimals("0.01", "3", places=3), st.decimals("1", "100", places=1))
def test_beans_within_the_maximum_keep_the_bar_within_the_limit(value: Decimal, mass: Decimal) -> None:
    recipe = Recipe(Confection.DARK, D(100), mass)
    check = check_cadmium(value, recipe, limits=EU_2023_915, on=TODAY)
    if check.recipe_verdict is Verdict.GREEN:
        assert value * mass / 100 <= D("0.80")


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"cocoa_solids": D(0)}, ("recipe.cocoa_solids_out_of_range", "recipe_cocoa_solids")),
        ({"cocoa_mass": D(0)}, ("recipe.cocoa_mass_out_of_range", "recipe_cocoa_mass")),
        ({"cocoa_mass": D(71)}, ("recipe.mass_above_solids", "recipe_cocoa_mass")),
        ({"market": " "}, ("recipe.market_missing", "recipe_market")),
    ],
)
def test_an_impossible_recipe_is_told_so(changes: dict[str, Any], fault: tuple[str, str]) -> None:
    facts: dict[str, Any] = {"confection": Confection.DARK, "cocoa_solids": D(70), "cocoa_mass": D(65)}
    found = [(each.code, each.field) for each in recipe_faults(Recipe(**(facts | changes)))]
    assert fault in found


def test_a_possible_recipe_has_no_fault() -> None:
    assert recipe_faults(DARK_70) == []
