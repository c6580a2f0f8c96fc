"""The transportation problem of a market too large to pivot in: right to within a shrinking fraction of a cent."""

from dataclasses import dataclass

import numpy as np

from matching.kernels.transport_scaling import settle
from matching.pairs import IntArray
from matching.transport.columns import Columns
from matching.transport.generation import MARGIN, Source

SCALE = 64
FIRST_EPSILON = 2**15
LAST_EPSILON = 2
FINER = 4
COMPLETE = 2
FAR_OFF = 256
FIRST = 32
MORE = 12


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """What prices prove: a bound in cents over the columns written down, one over all pairs, and the pairs between."""

    prices: IntArray
    gains: IntArray
    own: int
    bound: int
    missing: Columns


class Flow:
    """Bags over some columns, with prices in parts of a cent (`SCALE` of them); at first nothing is sold."""

    def __init__(self, columns: Columns, supply: IntArray, *, need: IntArray, price: IntArray) -> None:
        self.columns, self.supply, self.need = columns, supply, need
        self.bags = np.zeros(len(columns), dtype=np.int64)
        self._spare = np.zeros(len(supply) + len(need), dtype=np.int64)
        self._price = np.concatenate([SCALE * price, np.zeros(len(need) + 1, dtype=np.int64)])
        self._excess = np.concatenate([supply, -need, [need.sum() - supply.sum()]])

    @property
    def value(self) -> int:
        """What the bags are worth in cents."""
        return int(self.bags @ self.columns.value)

    def settle(self, epsilon: int) -> int:
        """Move bags until none could gain more than epsilon parts of a cent elsewhere; return the steps taken."""
        columns = self.columns
        start, column, demand = columns.by_lot(len(self.supply))
        parts = columns.start, columns.lot, columns.value, SCALE, start, column, demand[column], columns.value[column]
        return settle(*parts, self.need, self.bags, self._spare, self._price, self._excess, epsilon)

    def add(self, more: Columns) -> None:
        """Add columns that are not there yet."""
        columns = self.columns.with_more(more)
        bags = np.zeros(len(columns), dtype=np.int64)
        moved = np.repeat(columns.start[:-1] - self.columns.start[:-1], np.diff(self.columns.start))
        bags[np.arange(len(self.bags)) + moved] = self.bags
        self.columns, self.bags = columns, bags

    def prune(self, epsilon: int) -> None:
        """Drop the columns that carry no bags and lose far more than prices will still move."""
        prices, gains = self._prices_and_gains()
        columns = self.columns
        loss = gains[columns.demand] + prices[columns.lot] - SCALE * columns.value
        kept = np.flatnonzero((self.bags > 0) | (loss <= FAR_OFF * epsilon))
        self.columns, self.bags = columns.only(kept), self.bags[kept]

    def prove(self, pairs: Source) -> Proof:
        """Work out in whole numbers what the prices of the lots prove, over the columns and over all pairs."""
        need, (prices, gains) = self.need, self._prices_and_gains()
        missing = pairs.best(prices, gains, most=MORE, scale=SCALE)
        own = int(self.supply @ prices + need @ gains)
        bound = own + missing.excess(prices, gains, need=need, scale=SCALE)
        return Proof(prices, gains, own // SCALE, bound // SCALE, missing)

    def _prices_and_gains(self) -> tuple[IntArray, IntArray]:
        columns = self.columns
        prices: IntArray = np.maximum(self._price[: len(self.supply)] - self._price[-1], 0)
        gains = np.zeros(len(self.need), dtype=np.int64)
        np.maximum.at(gains, columns.demand, SCALE * columns.value - prices[columns.lot])
        return prices, gains


def solve_by_scaling(
    pairs: Source, supply: IntArray, *, need: IntArray, price: IntArray, gap: float
) -> tuple[Flow, Proof, int]:
    """Return bags within `gap` of the bound over all pairs, the proof, and how often all pairs were judged.

    All pairs are judged at every step, and epsilon shrinks only when hardly any is missing: what is missing moves
    prices far, and the finer epsilon, the more steps that takes. Should the last epsilon not do, it is halved.
    """
    flow = Flow(pairs.best(price, np.full(len(need), -MARGIN), most=FIRST), supply, need=need, price=price)
    epsilon, rounds = FIRST_EPSILON, 1
    while True:
        flow.settle(epsilon)
        proof, rounds = flow.prove(pairs), rounds + 1
        is_last = epsilon == 1 and not len(proof.missing)
        if is_last or proof.bound - flow.value <= gap * proof.bound:
            return flow, proof, rounds
        flow.add(proof.missing)
        if COMPLETE * (proof.bound - proof.own) <= proof.own - flow.value or epsilon == 1:
            flow.prune(epsilon)
            epsilon = max(1, epsilon // (2 if epsilon <= LAST_EPSILON else FINER))
