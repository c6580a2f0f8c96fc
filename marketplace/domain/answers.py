"""What each side of the market is told about a no of a round, so that nobody learns another's secret from it."""

from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from marketplace.domain.errors import Reason
from marketplace.domain.events import SubjectKind
from marketplace.domain.plans import WinningChange

PRICE_STEP = Decimal(10)
BID, BID_FLOOR = "bid", "bid_floor"
PRICES = frozenset({"price", "ceiling", BID_FLOOR})
SECRET_RULE = "eligibility.price"  # noqa: S105 - the name of a rule
TOLD = {
    "miss.value_negative": "answer.value_negative",
    "miss.outbid": "answer.outbid",
    "miss.demand_taken_by_better": "answer.demand_taken_by_better",
    "miss.no_admissible_demand": "answer.no_admissible_demand",
    "miss.bid_below": "answer.bid_below",
    "miss.bid_outbid": "answer.bid_outbid",
}
"""Reasons whose facts speak of others' money, and what the parties are told instead."""


def for_party(reason: Reason, side: SubjectKind) -> Reason:
    """Take from a reason what speaks of others' limits and money (docs/decisions/0031-what-a-no-tells.md).

    That another bid was worth exactly as much would give its price away, so it is told like any other that won.
    """
    code = TOLD.get(reason.code)
    if side is SubjectKind.BID and reason.code == "miss.tied":
        code = "answer.bid_outbid"
    if code is None:
        return reason
    rules = [each for each in _listed(reason.facts.get("rules")) if each != SECRET_RULE]
    return Reason(code, None, {"rules": rules or None} if code == "answer.no_admissible_demand" else {})


def wins_for_party(wins: Iterable[WinningChange], side: SubjectKind) -> tuple[WinningChange, ...]:
    """Keep of what would have won what a party may know.

    Other makers' bids are promised to stay unseen, and at the winning price of a bid theirs could be read: whoever bid
    below what the lot asks is told that, which follows from the own lot alone.
    """
    known = (each for each in wins if side is not SubjectKind.BID or each.what == BID_FLOOR)
    return tuple(win_for_party(each, side) for each in known)


def wins_for_alliance(wins: Iterable[WinningChange]) -> tuple[WinningChange, ...]:
    """Keep the price at which a bid would have won; that at which it first counts only where the other is not known."""
    known = tuple(wins)
    is_known = any(each.what == BID for each in known)
    return tuple(each for each in known if each.what != BID_FLOOR or not is_known)


def _listed(rules: object) -> list[object]:
    return list(rules) if isinstance(rules, list | tuple) else []


def win_for_party(change: WinningChange, side: SubjectKind) -> WinningChange:
    """Round a winning price to whole 10 USD/t so that it still wins: a lot's down, a demand's up."""
    if change.what not in PRICES:
        return change
    rounding = ROUND_FLOOR if side is SubjectKind.LOT else ROUND_CEILING
    steps = (change.after / PRICE_STEP).to_integral_value(rounding)
    return WinningChange(change.what, change.before, steps * PRICE_STEP)
