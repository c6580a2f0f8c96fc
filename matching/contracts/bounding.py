"""Improving the bound: worth is shifted between both sides of each pair until they want the same parcels."""

from dataclasses import dataclass

import numpy as np

from matching.contracts.layout import Units
from matching.contracts.split import SCALE, Split, grown, price_of, solve
from matching.kernels.contracts_steps import disagreement, shift_worth
from matching.pairs import FloatArray, IntArray
from matching.parts.part import Part

MOMENTUM = 0.8
PATIENCE = 12
SHRINK = 0.75
FEW = 3


@dataclass(slots=True, eq=False)
class Pace:
    """How far to step, and how long the bound has not fallen; `seen` weighs how often each listed pair was wanted."""

    step: float = 1.0
    waited: int = 0
    lowest: int = 1 << 62


def improve(split: Split, pace: Pace, *, steps: int, target: int, seen: FloatArray) -> None:
    """Take so many subgradient steps towards a bound of `target` cents, Polyak's length with smoothed directions.

    `seen` (by pair of the part) gains 1 whenever a side wants the pair, and fades.
    """
    demand, lot = split.demand, split.lot
    for _ in range(steps):
        bound = solve(split)
        seen *= 0.98
        seen[split.listed] += (demand.chosen > 0) + (lot.chosen > 0).astype(np.float64)
        pace.waited += 1
        if bound < pace.lowest:
            pace.lowest, pace.waited = bound, 0
        elif pace.waited >= PATIENCE:
            pace.step, pace.waited = pace.step * SHRINK, 0
        length = disagreement(
            split.offset, split.low, demand.chosen, lot.chosen, split.trend, split.spike, MOMENTUM
        )  # fmt: skip
        if length == 0:
            break
        stride = pace.step * max(bound - target * SCALE, SCALE) / length
        shift_worth(
            demand.owner, lot.owner, split.offset, split.low, demand.chosen, lot.chosen, split.trend, split.spike,
            stride, demand.table, lot.table, demand.dirty, lot.dirty,
        )  # fmt: skip


def complete(part: Part, units: Units, *, split: Split) -> Split:
    """List every pair that could lift the bound, so that the bound holds for all pairs of the part.

    A pair not listed changes no owner's value when its worth a bag is at most the lot's price plus the demand's margin
    for what the bag weighs.
    """
    while True:
        new, _ = _missing(part, units, split=split)
        if not len(new):
            return split
        split = grown(part, units, split=split, new=new)


def extend(part: Part, units: Units, *, split: Split) -> Split:
    """List the few pairs of each demand that could lift the bound most; the bound does not yet hold for all pairs."""
    new, rest = _missing(part, units, split=split)
    order = np.lexsort((-rest, part.demand[new]))
    new = new[order]
    first = np.searchsorted(part.demand[new], part.demand[new])
    larger = grown(part, units, split=split, new=np.sort(new[np.arange(len(new)) - first < FEW]))
    solve(larger, with_margins=True)
    return larger


def _missing(part: Part, units: Units, *, split: Split) -> tuple[IntArray, IntArray]:
    """List the pairs that could lift the bound, and by how much a bag is worth more than is asked for it."""
    solve(split, with_margins=True)
    price, margin = price_of(split), split.demand.margin
    rest = part.value * SCALE - price[part.lot] - margin[part.demand] * units.weight
    rest[split.listed] = 0
    new: IntArray = np.flatnonzero(rest > 0)
    return new, rest[new]
