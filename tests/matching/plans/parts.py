"""Tiny parts with every feature, and the truth about them by trying every deal."""

from itertools import product

import numpy as np

from matching.pairs import IntArray
from matching.parts.holding import is_feasible, value_of
from matching.parts.part import Part
from matching.parts.sides import Row


def tiny(seed: int, *, demands: int = 2, lots: int = 2) -> Part:
    """Draw a part small enough to try everything, any feature in it with an even chance."""
    random = np.random.default_rng(seed)
    supply = random.integers(1, 4, lots)
    weight = random.choice([60, 69], lots) if random.random() < 0.5 else np.full(lots, 69)
    pairs = [(lot, demand, tier) for demand in range(demands) for lot in range(lots) for tier in range(_tiers(random))]
    lot, demand, tier = (np.array(column, dtype=np.int64) for column in zip(*pairs, strict=True))
    most = random.integers(60, 400, demands)
    high = np.minimum(supply[lot], most[demand] // weight[lot])
    return Part(
        pair=np.arange(len(pairs)),
        lot=lot,
        demand=demand,
        value=random.integers(-20, 200, len(pairs)) + 15 * tier,
        fee=random.integers(0, 60, len(pairs)),
        grams=weight[lot].astype(np.int64),
        low=np.where(random.random(len(pairs)) < 0.5, 1, 2).astype(np.int64),
        high=high.astype(np.int64),
        luck=np.ones(len(pairs), dtype=np.int64),
        twin=np.array([10 * one + other for one, other, _ in pairs]),
        supply=supply,
        most_contracts=random.integers(1, 3, lots),
        opening=random.integers(0, 2, lots) * random.integers(0, 90, lots),
        least=random.integers(0, 2, demands) * (most // 3),
        most=most,
        max_lots=random.integers(1, 4, demands),
        rows=tuple(_rows(random, lot, demand)),
        choices=(np.arange(demands),) if random.random() < 0.3 else (),
    )


def _tiers(random: np.random.Generator) -> int:
    return 2 if random.random() < 0.15 else 1


def _rows(random: np.random.Generator, lot: IntArray, demand: IntArray) -> list[Row]:
    rows, pairs = [], np.arange(len(lot))
    for who in range(int(demand.max()) + 1):
        own = pairs[demand == who]
        if random.random() < 0.5:
            recipe = random.integers(-3, 4, len(own))
            rows.append(Row(f"recipe {who}", own, recipe, 0 * own, upper=int(random.integers(0, 3)), demand=who))
        if random.random() < 0.3:
            rows.append(Row(f"budget {who}", own, random.integers(1, 5, len(own)), 0 * own + 2, 4, 12, demand=who))
    if random.random() < 0.4:
        share = np.where(lot == 0, -6, 3)
        rows.append(Row("share", pairs, share, 0 * pairs, upper=int(random.integers(0, 4))))
    if random.random() < 0.2:
        rows.append(Row("floor", pairs, 1 + 0 * pairs, 0 * pairs, lower=int(random.integers(1, 4))))
    if random.random() < 0.3:
        rows.append(Row("containers", pairs, 2 + 0 * pairs, 0 * pairs, step=6, step_cost=int(random.integers(1, 90))))
    return rows


def best_of(part: Part) -> int | None:
    """Return the greatest value of any plan, by trying every number of bags of every pair; None when none is sound."""
    found = [
        value_of(part, bags)
        for bags in map(np.array, product(*(range(int(high) + 1) for high in part.high)))
        if is_feasible(part, bags)
    ]
    return max(found, default=None)
