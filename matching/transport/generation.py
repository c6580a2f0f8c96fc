"""The optimum over all pairs from few of them: the pairs that gain at the prices found are added until none gains."""

from typing import Protocol

import numpy as np

from matching.kernels.transport_columns import least_prices
from matching.pairs import IntArray
from matching.transport.basis import Basis
from matching.transport.columns import Columns

SAMPLED = 4
SMALL = 1_500
FIRST = 24
MORE = 8
MARGIN = 1_000
"""Cents a bag by which a pair may lose at the first prices and still be among the first columns."""


class Source(Protocol):
    """Where columns come from: a list of pairs, or the sieve over a whole market."""

    def best(self, price: IntArray, floor: IntArray, *, most: int, scale: int = 1) -> Columns:
        """Return the `most` best pairs of each demand by `scale` times value less price of the lot, above its floor."""


def solve_columns(pairs: Columns, supply: IntArray, *, need: IntArray) -> Basis:
    """Return an optimal basis over all pairs given; it holds only the columns that were worth a look."""
    price = sampled_prices(pairs, supply, need=need)
    basis = Basis(pairs.best(price, np.full(len(need), -MARGIN), most=FIRST), supply, need=need)
    complete(basis, pairs)
    return basis


def complete(basis: Basis, pairs: Columns) -> None:
    """Improve a basis and add the pairs that gain at its prices, until none does."""
    while True:
        basis.improve()
        found = pairs.best(basis.lot_prices, basis.demand_prices, most=MORE, scale=basis.scale)
        if not len(found):
            return
        basis.add(found)


def sampled_prices(pairs: Columns, supply: IntArray, *, need: IntArray) -> IntArray:
    """Guess the prices of all lots from the prices among a sample of lots and demands; 0 in a small market."""
    price = np.zeros(len(supply), dtype=np.int64)
    if min(len(supply), len(need)) >= SMALL:
        lots, demands = sample(len(supply), every=SAMPLED), sample(len(need), every=SAMPLED)
        part = solve_columns(pairs.among(lots, demands), supply[lots], need=need[demands])
        asked = pairs.among(np.arange(len(supply)), demands)
        least_prices(asked.start, asked.lot, asked.value, part.demand_prices, price)
    return price


def sample(size: int, *, every: int) -> IntArray:
    """Return one of so many numbers below `size`, drawn always alike, in rising order."""
    drawn = np.random.default_rng(size).permutation(size)[: size // every]
    return np.sort(drawn).astype(np.int64)
