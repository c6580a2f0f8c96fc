"""Reading what a plan found beside its lines: prices, what more would be worth, offers refused, rules that clash."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class LotPrice:
    """A lot's market price and the interval in which it could lie (USD/t), and what one more bag is worth (USD)."""

    lot_id: int
    lot_code: str
    price: Decimal
    low: Decimal
    high: Decimal
    more: Decimal | None


@dataclass(frozen=True, slots=True)
class Marginal:
    """What one more (`per` bag, tonne or USD) of something would be worth, or one less that a rule asks for, in USD."""

    key: str
    name: str
    value: Decimal
    per: str


@dataclass(frozen=True, slots=True)
class RefusedOffer:
    """A pair that would gain (USD) at the market's prices and has no place in the plan."""

    lot_code: str
    demand_code: str
    gain: Decimal


@dataclass(frozen=True, slots=True)
class Give:
    """A rule that cannot be kept with the others, and by how much (tonnes, USD or bags) it would have to give."""

    rule: str
    missing: Decimal
    per: str


@dataclass(frozen=True, slots=True)
class PlanFindings:
    """All that was found beside the lines of a plan."""

    prices: tuple[LotPrice, ...] = ()
    rules: tuple[Marginal, ...] = ()
    demands: tuple[Marginal, ...] = ()
    refused: tuple[RefusedOffer, ...] = ()
    uplift: Decimal = Decimal(0)
    clash: tuple[Give, ...] = ()


def findings_from(stored: Mapping[str, Any] | None) -> PlanFindings:
    """Read what was stored with a plan; an older plan has found nothing."""
    if not stored:
        return PlanFindings()
    shadows = stored["shadows"]
    more = {each["key"]: Decimal(each["value"]) for each in shadows if each["kind"] == "lot"}
    return PlanFindings(
        prices=tuple(sorted((_price(each, more) for each in stored["prices"]), key=lambda each: each.lot_code)),
        rules=_marginals(shadows, "rule"),
        demands=_marginals(shadows, "demand"),
        refused=tuple(RefusedOffer(each["lot"], each["demand"], Decimal(each["gain"])) for each in stored["refused"]),
        uplift=Decimal(stored["uplift"]),
        clash=tuple(Give(each["rule"], Decimal(each["missing"]), each["per"]) for each in stored["clash"]),
    )


def _price(stored: Mapping[str, Any], more: Mapping[str, Decimal]) -> LotPrice:
    price, low, high = (Decimal(stored[name]) for name in ("price", "low", "high"))
    return LotPrice(stored["lot_id"], stored["lot"], price, low, high, more.get(str(stored["lot_id"])))


def _marginals(shadows: Sequence[Mapping[str, Any]], kind: str) -> tuple[Marginal, ...]:
    return tuple(
        Marginal(each["key"], each["name"], Decimal(each["value"]), each["per"])
        for each in shadows
        if each["kind"] == kind and Decimal(each["value"])
    )
