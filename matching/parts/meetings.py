"""The meetings of a market: every admissible pair at each of its lot's price tiers, with the limits of its parcel."""

import math
from dataclasses import dataclass

import numpy as np

from matching.pairs import BoolArray, IntArray
from matching.problem import Demand, Lot, Problem, Recipe, Settled

GRAMS_PER_TONNE = 10**6


@dataclass(frozen=True, slots=True, eq=False)
class Meetings:
    """One row a meeting: which pair of the problem at which discount, worth what a bag, for parcels from low to high.

    `discount` is in cents per tonne, `cost` what a bag costs landed in whole cents.
    """

    pair: IntArray
    lot: IntArray
    demand: IntArray
    discount: IntArray
    value: IntArray
    cost: IntArray
    grams: IntArray
    low: IntArray
    high: IntArray

    def __len__(self) -> int:
        return len(self.pair)


def meetings_of(problem: Problem) -> Meetings:
    """List the meetings of a problem in the order of its pairs, cheapest parcels last; impossible ones are kept."""
    pairs = problem.pairs
    pair, first, last, discount = _tiers(problem)
    lot, demand = pairs.lot[pair], pairs.demand[pair]
    grams = column([lot.bag_grams for lot in problem.lots])[lot]
    low, high = _parcels(problem, grams=grams, pair=pair)
    cost = _rounded((pairs.landed[pair] - discount) * grams)
    return Meetings(
        pair=pair,
        lot=lot,
        demand=demand,
        discount=discount,
        value=pairs.value[pair] + _rounded(discount * grams),
        cost=cost,
        grams=grams,
        low=np.maximum(low, first),
        high=np.minimum(high, last),
    )


def column(values: list[int]) -> IntArray:
    """Make a column of whole numbers."""
    return np.array(values, dtype=np.int64)


def _tiers(problem: Problem) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Repeat each pair for each tier of its lot: the pair, the tier's first and last bag, and its discount."""
    rows: list[tuple[int, int, int, int]] = []
    for at, lot_at in enumerate(problem.pairs.lot.tolist()):
        lot = problem.lots[lot_at]
        starts = [0, *(tier.from_bags for tier in lot.tiers)]
        stops = [*(tier.from_bags - 1 for tier in lot.tiers), lot.bags]
        discounts = [0, *(tier.discount for tier in lot.tiers)]
        rows += [(at, *each) for each in zip(starts, stops, discounts, strict=True)]
    table = np.array(rows, dtype=np.int64).reshape(-1, 4)
    return table[:, 0], table[:, 1], table[:, 2], table[:, 3]


def _parcels(problem: Problem, *, grams: IntArray, pair: IntArray) -> tuple[IntArray, IntArray]:
    """Return the smallest and largest parcel of each meeting in bags, tiers aside."""
    lots, demands, pairs = problem.lots, problem.demands, problem.pairs
    lot, demand = pairs.lot[pair], pairs.demand[pair]
    floor = column([each.min_parcel_grams for each in demands])[demand]
    low = np.maximum(column([each.min_bags for each in lots])[lot], -(-floor // grams))
    high = np.minimum(
        column([each.bags for each in lots])[lot], column([each.max_grams for each in demands])[demand] // grams
    )
    settled = {(each.lot, each.demand): each for each in problem.settled}
    for row in np.flatnonzero(_is_special(problem)[pair]).tolist():
        one, other = lots[lot[row]], demands[demand[row]]
        limits = int(low[row]), int(high[row])
        low[row], high[row] = _agreed(one, other, settled.get((one.key, other.key)), limits=limits)
    return low, high


def _agreed(lot: Lot, demand: Demand, settled: Settled | None, *, limits: tuple[int, int]) -> tuple[int, int]:
    """Return the limits of a parcel that a bundle fixes or that people have settled."""
    low, high = limits
    is_possible = demand.recipe is None or _is_measured(lot, demand.recipe)
    if demand.bundle:
        bags = next((piece.bags for piece in demand.bundle if piece.lot == lot.key), 0)
        low, high = max(bags, 1), min(bags, lot.bags)
    elif settled is not None:
        low = settled.least_bags or low  # what was agreed holds, however small
    if settled is not None:
        high = min(high, settled.most_bags)
    return low, high if is_possible else 0


def _is_measured(lot: Lot, recipe: Recipe) -> bool:
    """Say whether everything is measured of a lot that a recipe limits."""
    profile = lot.profile or (math.nan,) * len(recipe.lower)
    limited = [
        value
        for value, lower, upper in zip(profile, recipe.lower, recipe.upper, strict=True)
        if not (math.isnan(lower) and math.isnan(upper))
    ]
    is_safe = recipe.cadmium_cap is None or lot.cadmium is not None
    return is_safe and not any(map(math.isnan, limited))


def _is_special(problem: Problem) -> BoolArray:
    """Say which pairs are settled, belong to a bundle, or could go into a blend."""
    settled = {(each.lot, each.demand) for each in problem.settled}
    pairs = problem.pairs
    return np.array(
        [
            bool(problem.demands[demand].bundle or problem.demands[demand].recipe)
            or (problem.lots[lot].key, problem.demands[demand].key) in settled
            for lot, demand in zip(pairs.lot.tolist(), pairs.demand.tolist(), strict=True)
        ],
        dtype=bool,
    )


def _rounded(cent_grams_per_tonne: IntArray) -> IntArray:
    """Turn cents per tonne times grams into whole cents, half up."""
    return (2 * cent_grams_per_tonne + GRAMS_PER_TONNE) // (2 * GRAMS_PER_TONNE)
