"""The one question all of fairness is built from: which plan is worth most when each pair's worth is given?"""

from dataclasses import dataclass

import numpy as np

from matching.checks import malformed
from matching.fairness.exchange import Exchange
from matching.pairs import IntArray
from matching.transport.basis import Basis
from matching.transport.columns import Columns
from matching.transport.prices import core_of

LARGEST_TOTAL = 2**62


@dataclass(frozen=True, slots=True, eq=False)
class Vertex:
    """Whole bags of each pair, the `price` of each lot, and a bound no plan's worth exceeds."""

    bags: IntArray
    price: IntArray
    bound: int


class Flows:
    """Plans of an exchange that are worth most; each question starts from the basis that answered the one before.

    No worth may be beyond `widest`, so that the worth of all bags together fits into 64 bits.
    """

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.widest = LARGEST_TOTAL // int(exchange.supply.sum() + exchange.room.sum() or 1)
        self._order = np.argsort(exchange.demand, kind="stable")
        self._start = np.searchsorted(exchange.demand[self._order], np.arange(len(exchange.room) + 1)).astype(np.int64)
        self._lot = exchange.lot[self._order].astype(np.int32)
        self._basis = Basis(self._columns(exchange.value), exchange.supply, need=exchange.room)

    def most(self, worth: IntArray) -> Vertex:
        """Return the plan worth most (whole units of worth per bag of each pair), and its exact bound.

        Raises `ValueError` when worths are so large that their sums might not fit into 64 bits.
        """
        if int(np.abs(worth).max(initial=0)) > self.widest:
            raise malformed("worth", "the worth of all bags together must fit into 64 bits")
        basis = self._basis
        basis.columns = self._columns(worth)
        basis.follow_values()
        basis.improve()
        column, _, _, sold = basis.used().T
        bags = np.zeros(len(worth), dtype=np.int64)
        bags[self._order[column]] = sold
        price = basis.lot_prices.copy()
        return Vertex(bags, price, bound_at(self.exchange, worth, price=price))

    def core(self) -> tuple[IntArray, IntArray]:
        """Return the least and the greatest price of each lot that prove the last answer best."""
        return core_of(self._basis, self._basis.columns)

    def _columns(self, worth: IntArray) -> Columns:
        return Columns(self._start, self._lot, worth[self._order])


def bound_at(exchange: Exchange, worth: IntArray, *, price: IntArray) -> int:
    """Return what no plan's worth exceeds, by any lot prices u of 0 or more: Σ S u + Σ B max(worth - u, 0)."""
    gain = np.zeros(len(exchange.room), dtype=np.int64)
    np.maximum.at(gain, exchange.demand, worth - price[exchange.lot])
    return int(exchange.supply @ price) + int(exchange.room @ gain)
