"""Naming a problem by its content, so that a stored plan can say which question it answers."""

import hashlib
import json
from dataclasses import asdict, astuple

from matching.problem import Demand, Lot, MakerCap, Problem

FORM = "mazorca-matching-2"


def fingerprint(problem: Problem) -> str:
    """Return the SHA-256 (hex) of the problem's canonical bytes; the order of listing does not matter."""
    return hashlib.sha256(canonical_bytes(problem)).hexdigest()


def canonical_bytes(problem: Problem) -> bytes:
    """Write the problem as sorted JSON: things by key, attributes by name, floats as hexadecimal."""
    order = sorted(range(len(problem.attributes)), key=problem.attributes.__getitem__)
    written = {
        "form": FORM,
        "attributes": [problem.attributes[at] for at in order],
        "lots": [_lot(lot, order) for lot in sorted(problem.lots, key=lambda lot: lot.key)],
        "demands": [_demand(demand, order) for demand in sorted(problem.demands, key=lambda demand: demand.key)],
        "pairs": sorted(_pairs(problem)),
        "caps": [_cap(each) for each in sorted(problem.caps, key=lambda cap: cap.key)],
        "lanes": sorted(astuple(each) for each in problem.lanes),
        "settled": sorted(astuple(each) for each in problem.settled),
    }
    return json.dumps(written, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def _lot(lot: Lot, order: list[int]) -> dict[str, object]:
    return {**asdict(lot), "profile": _along(lot.profile, order)}


def _demand(demand: Demand, order: list[int]) -> dict[str, object]:
    taste = {name: _along(values, order) for name, values in asdict(demand.taste).items()}
    recipe = demand.recipe and {
        "lower": _along(demand.recipe.lower, order),
        "upper": _along(demand.recipe.upper, order),
        "cadmium_cap": demand.recipe.cadmium_cap,
        "least_share": demand.recipe.least_share,
    }
    return {**asdict(demand), "taste": taste, "recipe": recipe}


def _cap(cap: MakerCap) -> dict[str, object]:
    """Write a cap that always holds as it was written before there were others, so that its problem keeps its name."""
    return {name: value for name, value in asdict(cap).items() if name != "while_served" or value}


def _along(values: tuple[float, ...], order: list[int]) -> list[str]:
    return [float(values[at]).hex() for at in order] if values else []


def _pairs(problem: Problem) -> list[tuple[str, str, int, int, str]]:
    pairs = problem.pairs
    columns = (pairs.lot.tolist(), pairs.demand.tolist(), pairs.value.tolist(), pairs.landed.tolist())
    return [
        (problem.lots[lot].key, problem.demands[demand].key, value, landed, float(fit).hex())
        for lot, demand, value, landed, fit in zip(*columns, pairs.fit.tolist(), strict=True)
    ]
