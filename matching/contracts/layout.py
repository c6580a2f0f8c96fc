"""A part laid out for its two kinds of owners: the pairs of each demand and each lot, and the units it counts in."""

from dataclasses import dataclass

import numpy as np

from matching.pairs import IntArray
from matching.parts.part import Part

FINEST_CAPACITY = 400
UNITS_TRIED = 200
NONE = 1 << 62
LARGEST_BAG = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """The pairs of each owner, `pair[start[owner] : start[owner + 1]]`."""

    start: IntArray
    pair: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """Masses of a demand in whole units of its own: a bag of each pair, and the most and least of each demand.

    No parcel of a demand has fewer units than its `parcel`, and none of a lot fewer bags than its `lot_parcel`.
    """

    weight: IntArray
    capacity: IntArray
    least: IntArray
    parcel: IntArray
    lot_parcel: IntArray


def layout_of(owner: IntArray, owners: int) -> Layout:
    """Sort pairs by their owner, in their own order within it."""
    start = np.zeros(owners + 1, dtype=np.int64)
    np.cumsum(np.bincount(owner, minlength=owners), out=start[1:])
    return Layout(start, np.argsort(owner, kind="stable").astype(np.int64))


def units_of(part: Part, layout: Layout, *, is_relaxed: bool) -> Units:
    """Count masses in units so large that the dynamic program stays small, and so that rounding errs on one side.

    Where the bags of all pairs of a demand are multiples of one weight, that is the unit and nothing is rounded.
    Otherwise, relaxed, every plan that keeps the limits in grams keeps them in units; not relaxed, the other way round.
    """
    weight, demands = np.ones(len(part.pair), dtype=np.int64), len(part.least)
    lightest = part.grams.min(initial=LARGEST_BAG)
    capacity, least = part.most // lightest, -(-part.least // lightest)
    for demand in range(demands):
        rows = layout.pair[layout.start[demand] : layout.start[demand + 1]]
        if len(rows):
            grams, most, floor = part.grams[rows], int(part.most[demand]), int(part.least[demand])
            unit = _unit(grams, most)
            bags = grams // unit if is_relaxed else -(-grams // unit)
            needed = -(-floor * bags // grams)
            weight[rows], capacity[demand] = bags, most // unit
            least[demand] = needed.min() if is_relaxed else needed.max()
    parcel = smallest(part.demand, part.low * weight, size=demands)
    return Units(weight, capacity, least, parcel, smallest(part.lot, part.low, size=len(part.supply)))


def smallest(owner: IntArray, parcel: IntArray, *, size: int) -> IntArray:
    """Return the smallest parcel of any pair of each owner (1 where it has none)."""
    found = np.full(size, NONE)
    np.minimum.at(found, owner, parcel)
    return np.where(found == NONE, 1, found)


def _unit(grams: IntArray, most: int) -> int:
    """Choose the unit: what all bags are multiples of or, if that is too fine, what their weights are nearest to."""
    exact = int(np.gcd.reduce(grams))
    if most // exact <= FINEST_CAPACITY:
        return exact
    coarsest = int(grams.min())
    finest = min(coarsest, max(exact, -(-most // FINEST_CAPACITY)))
    tried = np.unique(np.linspace(finest, coarsest, UNITS_TRIED).astype(np.int64))
    lost = (grams[np.newaxis] % tried[:, np.newaxis]) / grams
    return int(tried[np.argmin(lost.max(axis=1))])
