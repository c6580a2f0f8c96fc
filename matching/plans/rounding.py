"""Rounding: of plans that the linear program mixes, take those with the largest shares as long as they fit together."""

import numpy as np

from matching.pairs import FloatArray, IntArray
from matching.plans.coupling import FAR
from matching.plans.pieces import Piece
from matching.plans.pool import Pool


class Rounding:
    """Plans taken one by one under the supply, the contracts, the choices and the market's rows of a piece."""

    def __init__(self, piece: Piece, pool: Pool) -> None:
        self.piece, self.pool = piece, pool
        self.room, self.contracts = piece.part.supply.copy(), piece.part.most_contracts.copy()
        self.is_open = np.ones(len(piece.part.least), dtype=bool)
        self.sums = np.zeros(len(piece.coupling.keys), dtype=np.int64)
        self.taken: list[int] = []

    def take(self, share: FloatArray, *, least: float, most: int) -> IntArray:
        """Take at most `most` plans of a share of `least` or more, the largest first, then more valuable ones first.

        Rows that hold only once others joined are tried a second time.
        """
        order = np.lexsort((-self.pool.value[: len(share)], -share))
        order = order[share[order] >= least]
        for column in [*order.tolist(), *order.tolist()]:
            if len(self.taken) == most:
                break
            self._try(column)
        return np.array(self.taken, dtype=np.int64)

    def _try(self, column: int) -> None:
        part, coupling, demand = self.piece.part, self.piece.coupling, int(self.pool.demand[column])
        at, bags = self.pool.plan(column)
        lot = part.lot[at]
        if not self.is_open[demand] or (bags > self.room[lot]).any() or (self.contracts[lot] < 1).any():
            return
        if len(coupling.keys):
            more = coupling.sums(self.pool.bags_of(np.array([column])))
            new, is_plain = self.sums + more, coupling.step == 0
            above = is_plain & (coupling.upper < FAR) & (new > coupling.upper) & (more > 0)
            below = (coupling.lower > -FAR) & (new < coupling.lower) & (more < 0)
            if (above | below).any():
                return
            self.sums = new
        self.room[lot] -= bags
        self.contracts[lot] -= 1
        self.is_open[demand] = False
        self.is_open[coupling.demand[np.isin(coupling.choice, coupling.choice[coupling.demand == demand])]] = False
        self.taken.append(column)
