"""A plan in a few figures, counted from the claim and the frozen inputs, so that plans can be compared."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from marketplace.domain.mass import Mass
from marketplace.domain.plain import from_plain
from marketplace.domain.scenarios import Outline

Plain = dict[str, Any]
Lines = dict[tuple[str, str], int]
CENTS, GRAMS, WHOLE = Decimal(100), Decimal(1000), Decimal(100)


def outline_of(inputs: Plain, claim: Plain, *, baseline: Plain | None = None) -> Outline:
    """Sum a claim up; lines that differ from those of the `baseline` claim are counted."""
    lots = {str(each["id"]): each for each in inputs["lots"]}
    makers = {str(each["id"]): each["maker"] for each in inputs["demands"]}
    lines = claim["allocations"]
    by_group: dict[str, int] = defaultdict(int)
    for line in lines:
        by_group[lots[line["lot"]]["group"]] += line["grams"]
    whole = sum(by_group.values())
    return Outline(
        value=Decimal(claim["value"]) / CENTS,
        kilograms=Decimal(whole) / GRAMS,
        bags=sum(line["bags"] for line in lines),
        lines=len(lines),
        makers=len({makers[line["demand"]] for line in lines}),
        groups=len(by_group),
        women_led=_percent(_grams(line for line in lines if lots[line["lot"]]["is_women_led"]), whole),
        first_sale=_percent(_grams(line for line in lines if lots[line["lot"]].get("is_first_sale")), whole),
        smallest_share=_smallest_share(inputs, by_group),
        fit=_fit(lines, whole),
        changed=_changed(_lines(claim), _lines(baseline)) if baseline else 0,
    )


def _smallest_share(inputs: Plain, sold: Mapping[str, int]) -> Decimal:
    """Say how much of what it offers the group sells that sells least of it; lots that nobody may take do not count."""
    wanted = {pair[0] for pair in inputs["pairs"]}
    offered: dict[str, int] = defaultdict(int)
    for lot in inputs["lots"]:
        if lot["id"] in wanted:
            offered[lot["group"]] += from_plain(Mass, lot["bag_weight"]).grams * lot["bags"]
    return min((_percent(sold.get(group, 0), grams) for group, grams in offered.items()), default=Decimal(0))


def _grams(lines: Iterable[Plain]) -> int:
    return sum(line["grams"] for line in lines)


def _percent(part: int, whole: int) -> Decimal:
    return (Decimal(part) / whole * WHOLE).quantize(Decimal("0.01")) if whole else Decimal(0)


def _fit(lines: list[Plain], whole: int) -> Decimal:
    """Weigh the fit of the lines by their volume, 0 to 1."""
    weighed = sum((Decimal(str(line["fit"])) * line["grams"] for line in lines), Decimal(0))
    return (weighed / whole).quantize(Decimal("0.0001")) if whole else Decimal(0)


def _lines(claim: Plain) -> Lines:
    return {(line["lot"], line["demand"]): line["bags"] for line in claim["allocations"]}


def _changed(lines: Lines, others: Lines) -> int:
    return sum(lines.get(pair) != others.get(pair) for pair in lines.keys() | others.keys())
