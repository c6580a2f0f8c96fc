"""Cadmium judged by what the maker makes and where it is sold, not by one number for all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum

from marketplace.domain.errors import Reason, reason
from marketplace.domain.ranges import is_share

SAFETY = Decimal("0.9")
GREEN_UP_TO = Decimal("0.5")
AMBER_UP_TO = Decimal("0.8")
HUNDRED = Decimal(100)
THOUSANDTH = Decimal("0.001")
MILK_THRESHOLD = Decimal(30)
DARK_THRESHOLD = Decimal(50)


class Confection(StrEnum):
    """What a maker makes of the beans."""

    DARK = "dark"
    MILK = "milk"
    POWDER = "powder"


class ProductCategory(StrEnum):
    """A category of finished product with a cadmium limit of its own (Regulation (EU) 2023/915)."""

    MILK_UNDER_30 = "milk_under_30"
    MILK_FROM_30 = "milk_from_30"
    DARK_UNDER_50 = "dark_under_50"
    DARK_FROM_50 = "dark_from_50"
    POWDER = "powder"


class Verdict(StrEnum):
    """How safe a lot's cadmium is for a use."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class CadmiumLimit:
    """The most cadmium that a market allows in a category from a date on, mg/kg of finished product."""

    market: str
    category: ProductCategory
    mg_per_kg: Decimal
    valid_from: date
    source: str


def _eu(category: ProductCategory, mg_per_kg: str) -> CadmiumLimit:
    return CadmiumLimit("EU", category, Decimal(mg_per_kg), date(2023, 5, 25), "Regulation (EU) 2023/915, Annex I")


EU_2023_915: tuple[CadmiumLimit, ...] = (
    _eu(ProductCategory.MILK_UNDER_30, "0.10"),
    _eu(ProductCategory.MILK_FROM_30, "0.30"),
    _eu(ProductCategory.DARK_UNDER_50, "0.30"),
    _eu(ProductCategory.DARK_FROM_50, "0.80"),
    _eu(ProductCategory.POWDER, "0.60"),
)
"""The first rows of the table of limits; rules are always handed the rows in force."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What the beans go into: total dry cocoa solids and the share of nibs or cacao mass, both percent of the bar.

    Cocoa butter and sugar bring next to no cadmium, so only `cocoa_mass` counts.
    """

    confection: Confection
    cocoa_solids: Decimal
    cocoa_mass: Decimal
    market: str = "EU"

    @property
    def category(self) -> ProductCategory:
        """The category under which the finished product falls."""
        if self.confection is Confection.POWDER:
            return ProductCategory.POWDER
        if self.confection is Confection.MILK:
            is_low = self.cocoa_solids < MILK_THRESHOLD
            return ProductCategory.MILK_UNDER_30 if is_low else ProductCategory.MILK_FROM_30
        return ProductCategory.DARK_UNDER_50 if self.cocoa_solids < DARK_THRESHOLD else ProductCategory.DARK_FROM_50


@dataclass(frozen=True, slots=True)
class CadmiumCheck:
    """A lot's cadmium with its general verdict, and what it means for one recipe where one is known."""

    value: Decimal
    screen: Verdict
    recipe_verdict: Verdict | None
    bean_maximum: Decimal | None
    product_limit: Decimal | None
    product_estimate: Decimal | None

    @property
    def verdict(self) -> Verdict:
        """The verdict that counts: the recipe's, else the general one."""
        return self.recipe_verdict or self.screen


def limit_for(recipe: Recipe, limits: Iterable[CadmiumLimit], *, on: date) -> Decimal | None:
    """Find the product limit in force on a day, mg/kg, or None when the market sets none."""
    fitting = [
        limit
        for limit in limits
        if limit.market == recipe.market and limit.category is recipe.category and limit.valid_from <= on
    ]
    return max(fitting, key=lambda limit: limit.valid_from).mg_per_kg if fitting else None


def bean_maximum(recipe: Recipe, limits: Iterable[CadmiumLimit], *, on: date) -> Decimal | None:
    """Turn the product limit into the most cadmium in the beans: limit ÷ cocoa fraction x 0.9, cut at mg/kg 0.001."""
    limit = limit_for(recipe, limits, on=on)
    if limit is None:
        return None
    return (limit / (recipe.cocoa_mass / HUNDRED) * SAFETY).quantize(THOUSANDTH, ROUND_DOWN)


def effective_maximum(
    cadmium_max: Decimal | None, recipe: Recipe | None, *, limits: Iterable[CadmiumLimit], on: date
) -> Decimal | None:
    """Combine a stated maximum and a recipe: the stricter one holds; None when neither limits anything."""
    by_recipe = bean_maximum(recipe, limits, on=on) if recipe else None
    return min((each for each in (cadmium_max, by_recipe) if each is not None), default=None)


def screen(value: Decimal) -> Verdict:
    """Judge beans without knowing the recipe: amber above 0.5, red above 0.8 mg/kg."""
    if value <= GREEN_UP_TO:
        return Verdict.GREEN
    return Verdict.AMBER if value <= AMBER_UP_TO else Verdict.RED


def against(value: Decimal, maximum: Decimal) -> Verdict:
    """Judge beans against a bean maximum: amber while only the safety margin is used up, red beyond the limit."""
    if value <= maximum:
        return Verdict.GREEN
    return Verdict.AMBER if value <= maximum / SAFETY else Verdict.RED


def check_cadmium(
    value: Decimal, recipe: Recipe | None = None, *, limits: Iterable[CadmiumLimit] = (), on: date
) -> CadmiumCheck:
    """Judge a lot's cadmium both in general and, where a recipe is given, for that recipe."""
    rows = tuple(limits)
    maximum = bean_maximum(recipe, rows, on=on) if recipe else None
    estimate = (value * recipe.cocoa_mass / HUNDRED).quantize(THOUSANDTH) if recipe else None
    return CadmiumCheck(
        value=value,
        screen=screen(value),
        recipe_verdict=None if maximum is None else against(value, maximum),
        bean_maximum=maximum,
        product_limit=limit_for(recipe, rows, on=on) if recipe else None,
        product_estimate=estimate,
    )


def recipe_faults(recipe: Recipe) -> list[Reason]:
    """List what cannot be true in a recipe: percents above nil, mass within the solids, solids within the bar."""
    found = []
    if not is_share(recipe.cocoa_solids, HUNDRED):
        found.append(reason("recipe.cocoa_solids_out_of_range", "recipe_cocoa_solids", value=recipe.cocoa_solids))
    if not is_share(recipe.cocoa_mass, HUNDRED):
        found.append(reason("recipe.cocoa_mass_out_of_range", "recipe_cocoa_mass", value=recipe.cocoa_mass))
    elif recipe.cocoa_mass > recipe.cocoa_solids:
        found.append(
            reason("recipe.mass_above_solids", "recipe_cocoa_mass", value=recipe.cocoa_mass, limit=recipe.cocoa_solids)
        )
    if not recipe.market.strip():
        found.append(reason("recipe.market_missing", "recipe_market"))
    return found
