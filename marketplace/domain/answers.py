"""What each side of the market is told about a no of a round, so that nobody learns another's secret from it."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from marketplace.domain.errors import Reason
from marketplace.domain.events import SubjectKind
from marketplace.domain.plans import WinningChange

PRICE_STEP = Decimal(10)
PRICES = frozenset({"price", "ceiling"})
SECRET_RULE = "eligibility.price"  # noqa: S105 - the name of a rule
TOLD = {
    "miss.value_negative": "answer.value_negative",
    "miss.outbid": "answer.outbid",
    "miss.demand_taken_by_better": "answer.demand_taken_by_better",
    "miss.no_admissible_demand": "answer.no_admissible_demand",
}
"""Reasons whose facts speak of others' money, and what the parties are told instead."""


def for_party(reason: Reason) -> Reason:
    """Take from a reason what speaks of others' limits and money (docs/decisions/0031-what-a-no-tells.md)."""
    code = TOLD.get(reason.code)
    if code is None:
        return reason
    rules = [each for each in _listed(reason.facts.get("rules")) if each != SECRET_RULE]
    return Reason(code, None, {"rules": rules or None} if code == "answer.no_admissible_demand" else {})


def _listed(rules: object) -> list[object]:
    return list(rules) if isinstance(rules, list | tuple) else []


def win_for_party(change: WinningChange, side: SubjectKind) -> WinningChange:
    """Round a winning price to whole 10 USD/t so that it still wins: a lot's down, a demand's up."""
    if change.what not in PRICES:
        return change
    rounding = ROUND_FLOOR if side is SubjectKind.LOT else ROUND_CEILING
    steps = (change.after / PRICE_STEP).to_integral_value(rounding)
    return WinningChange(change.what, change.before, steps * PRICE_STEP)
