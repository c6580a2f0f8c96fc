"""A first plan: take what the linear program likes best, price what is left anew, and so on."""

import numpy as np

from matching.pairs import IntArray
from matching.plans.generating import Generation
from matching.plans.moving import fitting, lifted, prices_in
from matching.plans.pieces import Piece, freed
from matching.plans.rounding import Rounding

SURE = 0.95
LEAST = 1e-3
PORTION = 10
ROUNDS = 3
CLOSE = 3e-3


def dive(whole: Piece, generation: Generation) -> IntArray:
    """Return bags of a plan found by rounding; plans found on the way join the pool of `generation`."""
    bags = np.zeros(len(whole.part.pair), dtype=np.int64)
    is_left = np.ones(len(whole.part.least), dtype=bool)
    piece, current = whole, generation
    while True:
        share = current.relaxed.share
        sure = int((share >= SURE).sum())
        rounding = Rounding(piece, current.pool)
        columns = rounding.take(share, least=LEAST, most=max(sure, -(-int(is_left.sum()) // PORTION)))
        if len(columns) == 0:
            return bags
        if piece is not whole:
            generation.pool.add(lifted(piece, current.pool, columns=columns))
        bags[piece.pairs] += current.pool.bags_of(columns)
        is_left[piece.demands[current.pool.demand[columns]]] = False
        piece = freed(whole, is_left, bags=bags)
        plans = tuple(fitting(whole, piece, pool=generation.pool))
        current = Generation(piece, prices_in(piece, generation.proof.prices), plans=plans)
        for _ in range(ROUNDS):
            if current.is_close(CLOSE) or not current.improve():
                break
