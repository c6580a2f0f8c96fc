"""Neighbourhood search: free the demands that lose most against the prices, and those that share their lots."""

import numpy as np
from scipy.sparse import csr_array

from matching.pairs import BoolArray, FloatArray, IntArray
from matching.parts.holding import value_of
from matching.plans.choosing import choose
from matching.plans.generating import Generation, Proof
from matching.plans.moving import fitting, lifted, prices_in
from matching.plans.pieces import Piece, freed
from matching.plans.prices import entrance, left_of_pairs
from matching.plans.totals import breach_of

CLOSE = 1e-3
NEAR, MANY = 0.1, 30
ROUNDS = 8
TIRED = 0.3
FAR_KIN = 0.1
SEEN = 1e-3


class Polish:
    """The best plan of a whole so far, and the neighbourhoods in which it was sought."""

    def __init__(self, whole: Piece, generation: Generation, bags: IntArray) -> None:
        self.whole, self.pool = whole, generation.pool
        self.want(generation)
        self.random = np.random.default_rng(len(whole.part.pair))
        self.fresh = np.ones(len(whole.part.least))
        self.take(bags)

    @property
    def standing(self) -> int:
        """Return the plan's value in cents, 0 while the market's rows are broken."""
        return 0 if self.breach else self.value

    def is_within(self, bound: int, gap: float) -> bool:
        """Say whether a sound plan is within a fraction of a bound."""
        return self.breach == 0 and bound - self.value <= gap * abs(self.value)

    def want(self, generation: Generation) -> None:
        """Learn from a mixture of plans which demands want which lots."""
        self.wants = _wants(generation)

    def take(self, bags: IntArray) -> None:
        """Go on from these bags."""
        self.bags = bags
        self.value, self.breach = value_of(self.whole.part, bags), breach_of(self.whole.coupling, bags)

    def visit(self, proof: Proof, *, size: int, nodes: int) -> bool:
        """Decide one neighbourhood anew, and say whether the plan became better."""
        is_freed = self._neighbourhood(proof, size)
        piece = freed(self.whole, is_freed, bags=self.bags)
        generation = Generation(
            piece, prices_in(piece, proof.prices), plans=tuple(fitting(self.whole, piece, pool=self.pool))
        )
        for _ in range(ROUNDS):
            if generation.is_close(CLOSE) or not generation.improve():
                break
        generation.enrich(part=NEAR, want=MANY)
        hopeful = np.arange(len(generation.pool))
        if self.breach == 0:
            kept = np.where(is_freed[self.whole.part.demand], 0, self.bags)
            hopeful = generation.within(self.value - value_of(self.whole.part, kept))
        columns = choose(piece.part, piece.coupling, pool=generation.pool, columns=hopeful, nodes=nodes)
        bags = np.where(is_freed[self.whole.part.demand], 0, self.bags)
        if columns is not None:
            bags[piece.pairs] += generation.pool.bags_of(columns)
            self.pool.add(lifted(piece, generation.pool, columns=columns))
        return columns is not None and self.accept(bags)

    def accept(self, bags: IntArray) -> bool:
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
        score = self._kinship(first) * (0.1 + self.random.random(demands))
        score[first] = np.inf
        chosen = np.argsort(-score, kind="stable")[:size]
        self.fresh[chosen] *= TIRED**0.25
        self.fresh[first] *= TIRED
        is_freed = np.zeros(demands, dtype=bool)
        is_freed[chosen] = True
        return is_freed

    def _kinship(self, first: int) -> FloatArray:
        """Return how much each demand wants or holds the lots that one wants or holds; kin of kin count a little."""
        part, held = self.whole.part, np.flatnonzero(self.bags)
        shape = (len(part.least), len(part.supply))
        wants = self.wants + csr_array((np.ones(len(held)), (part.demand[held], part.lot[held])), shape=shape)
        near = wants @ wants[[first]].toarray()[0]
        far = wants @ (wants.T @ near)
        return np.asarray(near / max(float(near.max()), 1e-9) + FAR_KIN * far / max(float(far.max()), 1e-9) + 1e-9)

    def _loss(self, proof: Proof) -> IntArray:
        """Return what each demand's part in the plan falls short of its bound, in units."""
        part, used = self.whole.part, self.bags > 0
        worth, paid = left_of_pairs(part, self.whole.coupling, prices=proof.prices)
        gain = np.zeros(len(part.least), dtype=np.int64)
        np.add.at(gain, part.demand, np.where(used, worth * self.bags - paid, 0))
        gain -= np.where(gain > 0, entrance(part, self.whole.coupling, prices=proof.prices), 0)
        return np.asarray(np.maximum(proof.best - gain, 1), dtype=np.int64)


def _wants(generation: Generation) -> csr_array:
    """Return by how much the linear program lets each demand want each lot."""
    part, pool, share = generation.part, generation.pool, generation.relaxed.share
    columns = np.flatnonzero(share > SEEN)
    plan, at, _ = pool.entries(columns)
    weight = np.minimum(share[columns][plan], 1.0)
    return csr_array((weight, (pool.demand[columns][plan], part.lot[at])), shape=(len(part.least), len(part.supply)))
