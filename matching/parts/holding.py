"""What a plan of a part is worth and whether it keeps every rule: whole numbers, no solver."""

import numpy as np

from matching.pairs import IntArray
from matching.parts.part import Part
from matching.parts.sides import NOBODY, Row


def value_of(part: Part, bags: IntArray) -> int:
    """Return the exact value of whole bags in cents, the costs of contracts, opened lots and steps taken off."""
    return int(part.value @ bags) - int(part.fee @ (bags > 0)) - costs_of(part, bags)


def costs_of(part: Part, bags: IntArray) -> int:
    """Return what opened lots and begun steps (containers) cost in cents."""
    opened = _sum_by(part.lot, bags, len(part.supply)) > 0
    steps = sum(-(-_taken(row, bags) // row.step) * row.step_cost for row in part.rows if row.step)
    return int(part.opening @ opened) + steps


def is_feasible(part: Part, bags: IntArray) -> bool:
    """Check every rule of the part in whole numbers."""
    used, demands = bags > 0, len(part.least)
    taken = _sum_by(part.lot, bags, len(part.supply))
    mass = _sum_by(part.demand, bags * part.grams, demands)
    lots = _sum_by(part.demand, used.astype(np.int64), demands)
    contracts = _sum_by(part.lot, used.astype(np.int64), len(part.supply))
    return bool(
        (bags >= 0).all()
        and (bags[used] >= part.low[used]).all()
        and (bags <= part.high).all()
        and (taken <= part.supply).all()
        and (contracts <= part.most_contracts).all()
        and ((mass == 0) | ((part.least <= mass) & (mass <= part.most))).all()
        and (lots <= part.max_lots).all()
        and len(np.unique(part.twin[used])) == used.sum()
        and all((mass[who] > 0).sum() <= 1 for who in part.choices)
        and all(keeps(row, bags, mass=mass) for row in part.rows)
    )


def keeps(row: Row, bags: IntArray, *, mass: IntArray) -> bool:
    """Say whether a row holds; `mass` is what each demand takes, in grams."""
    if row.step or (row.demand != NOBODY and not mass[row.demand]):
        return True
    taken = _taken(row, bags)
    return (row.lower is None or taken >= row.lower) and (row.upper is None or taken <= row.upper)


def _taken(row: Row, bags: IntArray) -> int:
    chosen = bags[row.pair]
    return int(row.per_bag @ chosen) + int(row.per_contract @ (chosen > 0))


def _sum_by(group: IntArray, amounts: IntArray, size: int) -> IntArray:
    sums = np.zeros(size, dtype=np.int64)
    np.add.at(sums, group, amounts)
    return sums
