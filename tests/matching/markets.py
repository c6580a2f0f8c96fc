"""Small markets to decide: builders with sensible defaults, and a seeded generator for larger ones."""

import random
from collections.abc import Mapping

from matching.pairs import Pairs
from matching.plan import Plan
from matching.policy import Policy
from matching.problem import Demand, Lot, Problem

NO_COST = Policy(salt="test", contract_cost=0)
KILO = 1_000
BAG = 50 * KILO


def a_lot(key: str = "lot", bags: int = 10, **terms: object) -> Lot:
    """Build a lot of 50 kg bags without a minimum parcel."""
    return Lot(key, bags, **({"bag_grams": BAG, "min_bags": 1, "ask": 500_000, "group": "g", "region": "r"} | terms))  # type: ignore[arg-type]


def a_demand(key: str = "demand", most: int = 10, **terms: object) -> Demand:
    """Build a demand for up to `most` bags of 50 kg from up to nine lots, without a minimum."""
    defaults: dict[str, object] = {"min_grams": 0, "max_grams": most * BAG, "max_lots": 9, "ceiling": 700_000}
    return Demand(key, "maker", **(defaults | terms))  # type: ignore[arg-type]


def a_market(lots: list[Lot], demands: list[Demand], *, values: Mapping[tuple[str, str], int]) -> Problem:
    """Build a problem from lots, demands and the value per bag of each admissible pair of keys."""
    lot_at = {lot.key: at for at, lot in enumerate(lots)}
    demand_at = {demand.key: at for at, demand in enumerate(demands)}
    rows = [(lot_at[lot], demand_at[demand], value, 600_000, 0.9) for (lot, demand), value in values.items()]
    return Problem(tuple(lots), tuple(demands), Pairs.of(rows))


def a_random_market(lots: int, demands: int, *, seed: int, density: float, weights: tuple[int, ...]) -> Problem:
    """Draw a market whose supply and demand are about even, with parcels, lot limits and minimum volumes."""
    draw = random.Random(seed)  # noqa: S311 - a market, not a secret
    offered = [
        a_lot(f"L{at}", bags, bag_grams=draw.choice(weights) * KILO, min_bags=min(bags, draw.choice([1, 2, 5, 10])))
        for at, bags in enumerate(draw.randint(4, 120) for _ in range(lots))
    ]
    sought = [
        a_demand(
            f"D{at}",
            most,
            min_grams=int(most * BAG * draw.choice([0.1, 0.3, 0.5, 0.8])),
            max_lots=draw.randint(1, 4),
            min_parcel_grams=draw.choice([0, 100, 250]) * KILO,
        )
        for at, most in enumerate(draw.randint(2, 120) for _ in range(demands))
    ]
    pairs = [(lot.key, demand.key) for lot in offered for demand in sought if draw.random() < density]
    return a_market(offered, sought, values={pair: draw.randint(-1_000, 9_000) for pair in pairs})


def bags_of(plan: Plan) -> dict[tuple[str, str], int]:
    """Return a plan's bags by pair of keys."""
    return {(line.lot, line.demand): line.bags for line in plan.allocations}
