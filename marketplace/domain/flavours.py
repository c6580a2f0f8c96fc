"""The words of taste: the attribute tree of the Cacao of Excellence form (Guide, 2023) and how near is near."""

from collections.abc import Mapping
from decimal import Decimal

FlavourProfile = Mapping[str, Decimal | None]
"""Attribute key → intensity 0-10, or None where nobody scored it."""

LOWEST = Decimal(0)
HIGHEST = Decimal(10)

AXES: tuple[str, ...] = (
    "cacao",
    "acidity_total",
    "bitterness",
    "astringency",
    "roast_degree",
    "fresh_fruit_total",
    "browned_fruit_total",
    "vegetal_total",
    "floral_total",
    "woody_total",
    "spice_total",
    "nutty_total",
    "caramel_panela",
)
"""The thirteen axes of the radar, in the form's order; off-flavours are never an axis."""

CORE: tuple[str, ...] = ("cacao", "acidity_total", "bitterness", "astringency", "roast_degree")
"""What every cacao has; the other axes are complementary."""


def _group(name: str, *parts: str) -> tuple[str, ...]:
    return tuple(f"{name}_{part}" for part in parts)


GROUPS: dict[str, tuple[str, ...]] = {
    "acidity_total": _group("acidity", "fruit", "acetic", "lactic", "mineral_butyric"),
    "fresh_fruit_total": _group("fresh_fruit", "berry", "citrus", "dark", "yellow_orange_white", "tropical"),
    "browned_fruit_total": _group("browned_fruit", "dried", "brown", "overripe"),
    "vegetal_total": _group("vegetal", "green_herbal", "earthy"),
    "floral_total": _group("floral", "orange_blossom", "flowers"),
    "woody_total": _group("woody", "light", "dark", "resin"),
    "spice_total": _group("spice", "spices", "tobacco", "savory_umami"),
    "nutty_total": _group("nutty", "flesh", "skin"),
}
"""Total → its sub-attributes."""

OFF_TOTAL = "off_total"
OFF_FLAVOURS: tuple[str, ...] = _group(
    "off",
    "dirty_dusty",
    "musty",
    "mouldy",
    "meaty_animal_leather",
    "overfermented_rotten_fruit",
    "putrid_manure",
    "smoky",
    "other",
)
TOTALS: dict[str, tuple[str, ...]] = {**GROUPS, OFF_TOTAL: OFF_FLAVOURS}
"""Every total with its parts, off-flavours included."""

CHOCOLATE_ONLY: frozenset[str] = frozenset({"sweetness"})
"""Attributes that only chocolate has; they are null for cacao mass."""

SUB_ATTRIBUTES: tuple[str, ...] = tuple(part for parts in GROUPS.values() for part in parts)
TASTES: frozenset[str] = frozenset(AXES) | frozenset(SUB_ATTRIBUTES)
"""What a maker may aim at: axes and their sub-attributes, without off-flavours and sweetness."""

ATTRIBUTES: tuple[str, ...] = (
    *(key for axis in AXES for key in (axis, *GROUPS.get(axis, ()))),
    "sweetness",
    OFF_TOTAL,
    *OFF_FLAVOURS,
)
"""Every attribute of the form, each total before its parts."""

QUALITY_SCORES: tuple[str, ...] = (
    "uniqueness",
    "complexity",
    "harmony_balance",
    "clean_bright",
    "acidity",
    "astringency",
    "bitterness",
    "finish",
)
"""The companion scores of global quality, 0-10 each."""

CORE_TOLERANCE = Decimal("2.0")
COMPLEMENTARY_TOLERANCE = Decimal("1.5")
SUB_TOLERANCE = Decimal("0.8")


def default_tolerance(attribute: str) -> Decimal:
    """Say how far from the target an attribute may lie before its fit is nil, in points of the 0-10 scale."""
    if attribute in CORE:
        return CORE_TOLERANCE
    return COMPLEMENTARY_TOLERANCE if attribute in AXES else SUB_TOLERANCE


TOLERANCES: dict[str, Decimal] = {attribute: default_tolerance(attribute) for attribute in (*AXES, *SUB_ATTRIBUTES)}


def total_of(attribute: str) -> str | None:
    """Name the total that `attribute` is a part of, or None when it stands alone."""
    return next((total for total, parts in TOTALS.items() if attribute in parts), None)


def closeness(value: Decimal | None, target: Decimal, *, tolerance: Decimal) -> Decimal:
    """Say how near `value` is to `target`: 1 on the spot, 0 at `tolerance` and beyond, or when nobody scored it."""
    if value is None:
        return Decimal(0)
    return max(Decimal(0), 1 - abs(value - target) / tolerance)
