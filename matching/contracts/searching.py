"""Searching for a better plan among the pairs that the bound's owners wanted."""

from dataclasses import dataclass

import numpy as np

from matching.contracts.layout import Units, layout_of
from matching.kernels.contracts_plans import search_plans
from matching.pairs import IntArray
from matching.parts.part import Part

WIDEST = 10
SEED = 88_172_645_463_325_252


@dataclass(frozen=True, slots=True)
class Walk:
    """How to search: moves, losses accepted at first and at last (cents), and the number chance starts from."""

    moves: int
    heat: float
    cold: float
    seed: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """Where to search: over the pairs `among` (those in use must be in it), from the demands in `centre`, or from any.

    `price` (cents a bag by lot) is what a lot's bags are valued at against the other demands that may want them.
    """

    among: IntArray
    price: IntArray
    centre: IntArray | None = None


def search(part: Part, units: Units, *, bags: IntArray, field: Field, walk: Walk) -> IntArray:
    """Return the best plan met on a walk from `bags`; `units` must not be relaxed."""
    among, centre = field.among, field.centre
    demand, lot = part.demand[among], part.lot[among]
    by_demand, by_lot = layout_of(demand, len(part.least)), layout_of(lot, len(part.supply))
    inside = bags[among].copy()
    used = inside > 0
    left = part.supply - np.bincount(lot, inside, minlength=len(part.supply)).astype(np.int64)
    contracts = part.most_contracts - np.bincount(lot[used], minlength=len(part.supply))
    if centre is None:
        centre = np.flatnonzero(np.diff(by_demand.start))
    found = inside.copy()
    if len(centre):
        search_plans(
            by_demand.start, by_demand.pair, by_lot.start, by_lot.pair, lot, demand,
            part.value[among], part.fee[among], part.low[among], part.high[among], units.weight[among],
            part.max_lots, units.capacity, units.least, field.price, left, contracts, inside, found, centre,
            walk.moves, WIDEST, walk.heat, walk.cold, np.array([SEED + walk.seed]),
        )  # fmt: skip
    better = np.zeros(len(bags), dtype=np.int64)
    better[among] = found
    return better
