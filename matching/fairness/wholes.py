"""Whole bags near a plan of fractions: every lot, demand, pair and group keeps its amount up to less than one bag."""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from matching.fairness.exchange import Exchange
from matching.pairs import FloatArray, IntArray

NOISE = 1e-6


def whole_bags(exchange: Exchange, bags: FloatArray, *, worth: FloatArray) -> IntArray:
    """Round each pair's bags up or down so that limits hold, no group sells a bag less, and most worth is kept.

    Lots lie within groups and meet demands as in a network, so whole bags exist wherever fractions do: no group loses
    more than the fraction of its total, and no search is needed. Amounts as near to whole as `NOISE` are taken for
    whole; what that adds up to stays far below 1, by which whole limits could at least be broken.
    """
    down = np.floor(bags + NOISE)
    loose = np.flatnonzero(bags - down > NOISE)
    fixed = down.astype(np.int64)
    if not len(loose):
        return fixed
    part = (bags - down)[loose]
    least = np.floor(np.bincount(exchange.pair_group[loose], weights=part, minlength=exchange.groups) + NOISE)
    open_supply, open_room = exchange.left(fixed)
    each, one = np.arange(len(loose)), np.ones(len(loose))
    shapes = (
        (exchange.lot, len(open_supply)),
        (exchange.demand, len(open_room)),
        (exchange.pair_group, exchange.groups),
    )
    supply, room, group = (csr_array((one, (end[loose], each)), shape=(size, len(loose))) for end, size in shapes)
    rows = (
        LinearConstraint(supply, -np.inf, open_supply),
        LinearConstraint(room, -np.inf, open_room),
        LinearConstraint(group, least, np.inf),
    )
    found = milp(-worth[loose], integrality=one.astype(np.int64), bounds=Bounds(0, 1), constraints=rows)
    fixed[loose] += np.rint(np.asarray(found.x)).astype(np.int64)
    return fixed
