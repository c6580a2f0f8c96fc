"""A good plan at once: the incumbent that every search starts from and that a stopped search falls back on."""

import numpy as np

from matching.pairs import IntArray
from matching.parts.part import Part


def fill_greedily(part: Part) -> IntArray:
    """Return feasible whole bags per pair: demands by their best bag, each from its most valuable lots.

    A demand that cannot reach its minimum, or would add no value, takes nothing.
    """
    bags = np.zeros(len(part.pair), dtype=np.int64)
    left, contracts = part.supply.copy(), part.most_contracts.copy()
    by_value = np.argsort(-part.value, kind="stable")
    for demand in dict.fromkeys(part.demand[by_value].tolist()):
        rows = by_value[part.demand[by_value] == demand]
        taken = _take(part, rows, np.where(contracts > 0, left, 0))
        if taken:
            for row, count in taken:
                bags[row] = count
                left[part.lot[row]] -= count
                contracts[part.lot[row]] -= 1
    return bags


def _take(part: Part, rows: IntArray, left: IntArray) -> list[tuple[int, int]]:
    demand = int(part.demand[rows[0]])
    room, mass, worth = int(part.most[demand]), 0, 0
    taken: list[tuple[int, int]] = []
    for row in rows.tolist():
        grams, value = int(part.grams[row]), int(part.value[row])
        count = min(int(part.high[row]), int(left[part.lot[row]]), (room - mass) // grams)
        gain = value * count - int(part.fee[row])
        is_needed = gain > 0 or mass < part.least[demand]
        if count >= part.low[row] and is_needed and len(taken) < part.max_lots[demand]:
            taken.append((row, count))
            mass, worth = mass + grams * count, worth + gain
    return taken if mass >= part.least[demand] and worth > 0 else []
