"""Neighbourhood search: free the demands that lose most against the prices, and those that share their lots."""

from collections.abc import Iterator

import numpy as np

from matching.holding import value_of
from matching.pairs import BoolArray, IntArray
from matching.plans.choosing import choose
from matching.plans.generating import Generation, Proof
from matching.plans.pieces import Piece, freed
from matching.plans.pool import Plan, Pool
from matching.plans.prices import Prices, entrance, left_of_pairs
from matching.plans.totals import breach_of

CLOSE = 1e-3
ROUNDS = 8
TIRED = 0.3


class Polish:
    """The best plan of a whole so far, and the neighbourhoods in which it was sought."""

    def __init__(self, whole: Piece, pool: Pool, bags: IntArray) -> None:
        self.whole, self.pool = whole, pool
        self.random = np.random.default_rng(len(whole.part.pair))
        self.fresh = np.ones(len(whole.part.least))
        self.take(bags)

    def take(self, bags: IntArray) -> None:
        """Go on from these bags."""
        self.bags = bags
        self.value, self.breach = value_of(self.whole.part, bags), breach_of(self.whole.coupling, bags)

    def visit(self, proof: Proof, *, size: int, nodes: int) -> bool:
        """Decide one neighbourhood anew, and say whether the plan became better."""
        is_freed = self._neighbourhood(proof, size)
        piece = freed(self.whole, is_freed, self.bags)
        generation = Generation(piece, _prices_in(piece, proof.prices), plans=tuple(self._fitting(piece)))
        for _ in range(ROUNDS):
            if generation.is_close(CLOSE) or not generation.improve():
                break
        columns = choose(piece.part, piece.coupling, generation.pool, columns=np.arange(len(generation.pool)), nodes=nodes)
        bags = np.where(is_freed[self.whole.part.demand], 0, self.bags)
        if columns is not None:
            bags[piece.pairs] += generation.pool.bags_of(columns)
            self.pool.add(_lifted(piece, generation.pool, columns))
        return columns is not None and self._accept(bags)

    def _accept(self, bags: IntArray) -> bool:
        """Take bags that break the market's rows less or, no more, are worth more."""
        value, breach = value_of(self.whole.part, bags), breach_of(self.whole.coupling, bags)
        if (breach, -value) >= (self.breach, -self.value):
            return False
        self.bags, self.value, self.breach = bags, value, breach
        return True

    def _neighbourhood(self, proof: Proof, size: int) -> BoolArray:
        part = self.whole.part
        demands = len(part.least)
        if size >= demands:
            return np.ones(demands, dtype=bool)
        loss = self._loss(proof) * self.fresh
        first = int(np.argmax(loss))
        shared = np.zeros(len(part.supply), dtype=bool)
        shared[part.lot[part.demand == first]] = True
        overlap = np.bincount(part.demand[shared[part.lot]], minlength=demands)
        score = overlap * (self.random.random(demands) + loss / max(float(loss.max()), 1.0))
        score[first] = np.inf
        chosen = np.argsort(-score, kind="stable")[:size]
        self.fresh[chosen] *= TIRED**0.25
        self.fresh[first] *= TIRED
        is_freed = np.zeros(demands, dtype=bool)
        is_freed[chosen] = True
        return is_freed

    def _loss(self, proof: Proof) -> IntArray:
        """Return what each demand's part in the plan falls short of its bound, in units."""
        part, used = self.whole.part, self.bags > 0
        worth, paid = left_of_pairs(part, self.whole.coupling, proof.prices)
        gain = np.zeros(len(part.least), dtype=np.int64)
        np.add.at(gain, part.demand, np.where(used, worth * self.bags - paid, 0))
        gain -= np.where(gain > 0, entrance(part, self.whole.coupling, proof.prices), 0)
        return np.maximum(proof.best - gain, 1)

    def _fitting(self, piece: Piece) -> Iterator[Plan]:
        """Yield the known plans that fit into a piece."""
        place = np.full(len(self.whole.part.pair), -1)
        place[piece.pairs] = np.arange(len(piece.pairs))
        room = np.zeros(len(self.whole.part.pair), dtype=np.int64)
        room[piece.pairs] = piece.part.high
        own = np.full(len(self.whole.part.least), -1)
        own[[demand for demand, each in zip(piece.demands.tolist(), piece.pricings, strict=True) if each]] = 1
        own[piece.demands] = np.where(own[piece.demands] > 0, np.arange(len(piece.demands)), -1)
        fits = np.minimum.reduceat(self.pool.bags <= room[self.pool.at], self.pool.start[:-1])
        for column in np.flatnonzero(fits & (own[self.pool.demand] >= 0)).tolist():
            at, bags = self.pool.plan(column)
            yield int(own[self.pool.demand[column]]), place[at], bags


def _prices_in(piece: Piece, prices: Prices) -> Prices:
    choices = np.zeros(len(piece.part.choices), dtype=np.int64)
    return Prices(prices.scale, prices.lot[piece.lots], prices.contract[piece.lots], prices.row[piece.rows], choices)


def _lifted(piece: Piece, pool: Pool, columns: IntArray) -> Iterator[Plan]:
    for column in columns.tolist():
        at, bags = pool.plan(column)
        yield int(piece.demands[pool.demand[column]]), piece.pairs[at], bags
