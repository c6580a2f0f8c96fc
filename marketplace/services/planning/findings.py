"""What a plan's pages show beside its lines, in the market's units: prices, what more would be worth, what clashes."""

from decimal import Decimal
from typing import Any

from marketplace.services.planning.wishes import bid_parts, bids_of, name_of

Plain = dict[str, Any]
CENTS, GRAMS = Decimal(100), Decimal(1000)
SMALL = {"tonne": Decimal(1_000_000), "usd": CENTS, "bag": Decimal(1)}


def findings_of(inputs: Plain, claim: Plain) -> Plain:
    """Turn a claim's prices, shadow prices, refused offers and clashing rules into plain JSON; dollars as text.

    `ceilings` holds what the makers of the lines would pay at most, USD/t landed, when the inputs were frozen; `bids`,
    where there are any, what the lots of the bids that are served asked, and what they cost landed.
    """
    lots = {str(each["id"]): each["code"] for each in inputs["lots"]}
    demands = {str(each["id"]): each for each in inputs["demands"]}
    names = {**{f"lot:{key}": code for key, code in lots.items()}}
    demands |= {key: _as_demand(wish) for key, wish in bids_of(inputs).items()}
    names |= {f"demand:{key}": each["code"] for key, each in demands.items()}
    served = {line["demand"] for line in claim["allocations"]} - set(bids_of(inputs))
    return {
        "ceilings": {key: demands[key]["facts"]["ceiling"]["amount"] for key in sorted(served, key=int)},
        **_served_bids(inputs, claim),
        "lines": [_line(line, lots, demands) for line in claim["allocations"]],
        "prices": [_price(each, lots) for each in claim.get("prices", ())],
        "shadows": [_shadow(each, names) for each in claim.get("shadows", ())],
        "uplift": _dollars(claim.get("uplift", 0)),
        "refused": [
            {"lot": lots[each["lot"]], "demand": demands[each["demand"]]["code"], "gain": _dollars(each["gain"])}
            for each in claim.get("refused", ())
        ],
        "clash": [_give(each, names) for each in claim.get("clash", ())],
    }


def _as_demand(wish: Plain) -> Plain:
    return {"code": name_of(wish), "maker": wish["maker"]}


def _served_bids(inputs: Plain, claim: Plain) -> Plain:
    """Say of each bid that is served what its lot asked and what it would cost landed, USD/t; nothing without bids."""
    parts = bid_parts(inputs)
    found = [parts[pair] for line in claim["allocations"] if (pair := (line["demand"], line["lot"])) in parts]
    bids = {str(part.bid_id): {"asked": str(part.asked), "landed": str(part.landed)} for part in found}
    return {"bids": bids} if bids else {}


def _line(line: Plain, lots: dict[str, str], demands: dict[str, Plain]) -> Plain:
    return {
        "lot_id": int(line["lot"]),
        "lot": lots[line["lot"]],
        "demand_id": line["demand"] if line["demand"].startswith("b") else int(line["demand"]),
        "demand": demands[line["demand"]]["code"],
        "maker": demands[line["demand"]]["maker"],
        "bags": line["bags"],
        "kilograms": str(Decimal(line["grams"]) / GRAMS),
        "value": _dollars(line["value"]),
    }


def _price(price: Plain, lots: dict[str, str]) -> Plain:
    figures = {name: _dollars(price[name]) for name in ("price", "low", "high")}
    return {"lot_id": int(price["lot"]), "lot": lots[price["lot"]], **figures}


def _shadow(shadow: Plain, names: dict[str, str]) -> Plain:
    key = _named(shadow["key"], names)
    name = names.get(f"{shadow['kind']}:{key}", key)
    worth = {"value": _dollars(shadow["cents"]), "per": shadow["per"]}
    return {"kind": shadow["kind"], "key": key, "name": name, **worth}


def _give(give: Plain, names: dict[str, str]) -> Plain:
    missing = Decimal(give["missing"]) / SMALL[give["per"]]
    return {"rule": _named(give["rule"], names), "missing": str(missing), "per": give["per"]}


def _named(rule: str, names: dict[str, str]) -> str:
    """Say a rule about a settled pair by the codes of its lot and demand instead of their keys."""
    kind, _, pair = rule.partition(":")
    if kind != "settled":
        return rule
    lot, _, demand = pair.partition(":")
    return f"settled:{names[f'lot:{lot}']} \N{RIGHTWARDS ARROW} {names[f'demand:{demand}']}"


def _dollars(cents: int) -> str:
    return str(Decimal(cents) / CENTS)
