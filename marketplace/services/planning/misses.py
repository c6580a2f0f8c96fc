"""Why demands and lots stayed (partly) unmatched: the optimizer's reasons in the market's words and units."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from marketplace.domain.errors import Reason, reason
from marketplace.domain.events import SubjectKind
from marketplace.domain.mass import Mass
from marketplace.domain.plain import from_plain, to_plain
from marketplace.domain.plans import PlannedMiss, WinningChange
from marketplace.services.planning.wishes import bids_of, rise_to_floor, settled_reason

Plain = dict[str, Any]
GRAMS = Decimal(1000)
CENTS = Decimal(100)
UNITS = {"grams": GRAMS, "cents": CENTS}
PRICES = {"price", "ceiling"}
BIDS_OWN = {"value_negative": "bid_below", "outbid": "bid_outbid"}
"""What is said otherwise of bids, which have no flavour to miss and no ceiling above their price."""


def misses_of(inputs: Plain, claim: Plain) -> tuple[PlannedMiss, ...]:
    """List who got nothing, with the first reason, and whose lots sold only in part."""
    return (*_unmatched(inputs, claim), *_partly_sold(inputs, claim))


def _unmatched(inputs: Plain, claim: Plain) -> Iterator[PlannedMiss]:
    refused, wishes = {str(each["id"]): each["refused"] for each in inputs["demands"]}, bids_of(inputs)
    for each in claim["reasons"]:
        if each["key"] in wishes:
            yield from _unserved_bids(inputs, wishes[each["key"]], each)
            continue
        kind = SubjectKind(each["side"])
        facts = _facts(each)
        if each["code"] == "no_admissible_lot":
            facts = {**facts, **_nearest_lot(refused[each["key"]])}
        if each["code"] == "no_admissible_demand":
            facts = {**facts, **_nearest_demand(inputs, int(each["key"]))}
        reason = Reason(f"miss.{each['code']}", None, facts)
        yield PlannedMiss(kind, int(each["key"]), reason, _wins(each))


def _unserved_bids(inputs: Plain, wish: Plain, each: Plain) -> Iterator[PlannedMiss]:
    """Say why bids that go only together got nothing; at which price they would have won, each at its own basis.

    What hands have settled comes before what the optimizer found, and no price changes it.
    """
    settled = settled_reason(inputs, wish)
    rises = [("bid", change.after - change.before) for change in _wins(each) if change.what == "ceiling"]
    if each["code"] == "value_negative":
        rises.append(("bid_floor", rise_to_floor(inputs, wish)))
    for part in wish["parts"]:
        price = Decimal(part["price"]["amount"])
        wins = tuple(WinningChange(what, price, price + rise) for what, rise in (() if settled else rises))
        code = BIDS_OWN.get(each["code"], each["code"])
        why = settled or Reason(f"miss.{code}", None, _facts(each))
        yield PlannedMiss(SubjectKind.BID, part["id"], why, wins)


def answer_of(reason: Plain) -> Plain:
    """Say the optimizer's reason about one pair in the market's units, as plain JSON."""
    return {"code": f"miss.{reason['code']}", "facts": _facts(reason), "wins": to_plain(_wins(reason))}


def _facts(reason: Plain) -> Plain:
    facts = dict(_in_market_units(name, value) for name, value in reason["facts"])
    if "value" in facts:
        facts["loss"] = str(facts["value"]).removeprefix("-")
    return facts


def _wins(reason: Plain) -> tuple[WinningChange, ...]:
    """Turn the changes that would have won into USD/t and kilograms."""
    return tuple(
        WinningChange(each["what"], Decimal(each["before"]) / unit, Decimal(each["after"]) / unit)
        for each in reason.get("wins", ())
        for unit in (CENTS if each["what"] in PRICES else GRAMS,)
    )


def _in_market_units(name: str, value: int) -> tuple[str, object]:
    """Turn whole grams into kilograms and cents into dollars, written out, and take the unit off the fact's name."""
    stem, _, unit = name.rpartition("_")
    if unit not in UNITS:
        return name, value
    return stem, _written(Decimal(value) / UNITS[unit], unit)


def _written(amount: Decimal, unit: str) -> str:
    """Write kilograms without idle zeros, and dollars with cents where there are any."""
    if unit == "cents":
        return f"{amount:,.2f}".removesuffix(".00")
    return f"{amount.normalize():,f}"


def _nearest_lot(refused: Plain) -> Plain:
    count = sum(refused["by_rule"].values())
    return {"lots": count, "by_rule": refused["by_rule"], "nearest": refused["nearest"]}


def _nearest_demand(inputs: Plain, lot: int) -> Plain:
    """Name the demand of whose limits the lot breaks the fewest, and those limits."""
    codes = {each["id"]: each["code"] for each in inputs["demands"]}
    broken = [(len(rules), demand, rules) for refused, demand, rules in inputs["refusals"] if refused == lot]
    if not broken:
        return {"demands": len(codes), "nearest": None, "rules": []}
    _, demand, rules = min(broken)
    return {"demands": len(codes), "nearest": codes[demand], "rules": rules}


def _partly_sold(inputs: Plain, claim: Plain) -> Iterator[PlannedMiss]:
    sold = Counter[str]()
    for line in claim["allocations"]:
        sold[line["lot"]] += line["bags"]
    for lot in inputs["lots"]:
        bags = sold[str(lot["id"])]
        if 0 < bags < lot["bags"]:
            yield PlannedMiss(SubjectKind.LOT, lot["id"], _rest(lot, lot["bags"] - bags))


def _rest(lot: Plain, left: int) -> Reason:
    weight = from_plain(Mass, lot["bag_weight"])
    code = "miss.rest_below_parcel" if left < lot["minimum_bags"] else "miss.rest_unsought"
    return reason(
        code,
        bags=left,
        of=lot["bags"],
        volume=_written((weight * left).kilograms, "grams"),
        least=lot["minimum_bags"],
    )
