"""Column generation: prices ask every demand for better plans until none is left or the bound is close enough."""

from dataclasses import dataclass
from itertools import chain

import numpy as np

from matching.executors.here import Executor, InProcess
from matching.pairs import IntArray
from matching.plans.master import Master, Relaxed
from matching.plans.pieces import Piece
from matching.plans.pool import Plan, Pool
from matching.plans.prices import Prices, bound_of, entrance, left_of_pairs, rounded
from matching.plans.pricing import Asked, Learnt, Priced, Pricing

SMOOTH = 0.5
WANTED = 3
BLOCK = 32
Question = tuple[int, Pricing, Asked]
Answered = tuple[int, Priced, Learnt]


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """Prices, the bound on every demand's plans at them (in units), and the bound on the whole part (in cents)."""

    prices: Prices
    best: IntArray
    bound: int


class Generation:
    """The plans, prices and bound of one piece, improved round by round."""

    def __init__(
        self, piece: Piece, prices: Prices, *, plans: tuple[Plan, ...] = (), executor: Executor | None = None
    ) -> None:
        self.piece, self.part, self.coupling = piece, piece.part, piece.coupling
        self.executor = executor or InProcess()
        self.pool = Pool(self.part)
        self.pool.add(plans)
        self.master = Master(self.part, self.coupling)
        self.smooth, self.proof_scale = SMOOTH, prices.scale
        self.proof = self.price(prices)
        self.relaxed = self._relax()

    def improve(self) -> bool:
        """Price at new prices, and solve the plans found so far again; False when no better prices are left."""
        known, bound = len(self.pool), self.proof.bound
        duals = (self.relaxed.lot, self.relaxed.contract, self.relaxed.row, self.relaxed.choice)
        sharp = rounded(self.coupling, duals, scale=self.proof.prices.scale)
        proof = self.price(between(self.proof.prices, sharp, weight=self.smooth))
        if proof.bound < bound:
            self.proof = proof
        is_stuck = len(self.pool) == known
        if is_stuck and self.smooth == 0.0:
            return False
        self.smooth = 0.0 if is_stuck else SMOOTH
        if not is_stuck:
            self.relaxed = self._relax()
        return True

    def is_close(self, gap: float) -> bool:
        """Say whether the bound has met the best mixture of the plans found so far, within a fraction."""
        return self.proof.bound - self.relaxed.value <= gap * abs(self.relaxed.value)

    def enrich(self, *, part: float, want: int) -> None:
        """Add plans, `want` a demand, that fall short of its best by at most a part of its best plan's value."""
        worth, paid = left_of_pairs(self.part, self.coupling, prices=self.proof.prices)
        value = np.zeros(len(self.part.least), dtype=np.int64)
        np.maximum.at(value, self.pool.demand, self.pool.value)
        floor = self.proof.best - (value * (part * self.proof_scale)).astype(np.int64)
        self._ask(worth, paid, floor, want=want)

    def within(self, value: int) -> IntArray:
        """List the plans that a choice worth more than `value` cents may follow: all others waste more than is left."""
        worth, paid = left_of_pairs(self.part, self.coupling, prices=self.proof.prices)
        waste = self.proof.best[self.pool.demand] - self.pool.worth(worth, paid)
        return np.flatnonzero(waste <= (self.proof.bound + 1 - value) * self.proof_scale)

    def price(self, prices: Prices) -> Proof:
        """Ask every demand for plans at these prices, add them to the pool, and return what this proves."""
        worth, paid = left_of_pairs(self.part, self.coupling, prices=prices)
        best = entrance(self.part, self.coupling, prices=prices)
        np.maximum.at(best, self.pool.demand, self.pool.worth(worth, paid))
        best = np.maximum(best, self._ask(worth, paid, best, want=WANTED))
        return Proof(prices=prices, best=best, bound=bound_of(self.part, self.coupling, prices=prices, best=best))

    def _ask(self, worth: IntArray, paid: IntArray, floor: IntArray, *, want: int) -> IntArray:
        """Add plans above a floor to the pool, and return bounds on every plan; demands are asked in blocks."""
        plans: list[Plan] = []
        bounds = floor.copy()
        slack, low, questions = self.proof_scale, np.maximum(self.part.low, 1), list[Question]()
        priced = {demand: pricing for demand, pricing in enumerate(self.piece.pricings) if pricing is not None}
        for demand, pricing in priced.items():
            at = pricing.at
            sides = (worth[at], paid[at], low[at], self.part.high[at])
            asked = Asked(*sides, floor=int(floor[demand]), slack=slack, want=want)
            questions.append((demand, pricing, asked))
        blocks = [questions[start : start + BLOCK] for start in range(0, len(questions), BLOCK)]
        for demand, found, learnt in chain.from_iterable(self.executor.map(_priced, None, blocks=blocks)):
            bounds[demand] = max(int(floor[demand]), found.bound)
            plans.extend((demand, at, bags) for at, bags in found.plans)
            priced[demand].learn(learnt)
        self.pool.add(plans)
        return bounds

    def _relax(self) -> Relaxed:
        known = len(self.master.columns)
        self.master.add(self.pool, np.arange(known, len(self.pool)))
        return self.master.solve()


def _priced(_: None, block: list[Question]) -> list[Answered]:
    """Find the best plans of a block of demands, and what each demand learnt from the search."""
    return [(demand, pricing.best(asked), pricing.learnt) for demand, pricing, asked in block]


def between(old: Prices, new: Prices, *, weight: float) -> Prices:
    """Return prices `weight` of the way from new ones back to old ones."""
    mixed = (
        np.rint(weight * before + (1 - weight) * after).astype(np.int64)
        for before, after in (
            (old.lot, new.lot),
            (old.contract, new.contract),
            (old.row, new.row),
            (old.choice, new.choice),
        )
    )
    return Prices(new.scale, *mixed)
