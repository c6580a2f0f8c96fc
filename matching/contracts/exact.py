"""Deciding a neighbourhood exactly: some demands are planned anew by mixed integer programming, all others stay."""

from dataclasses import replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from matching.milp.rows import columns_of, rules_of
from matching.pairs import BoolArray, IntArray
from matching.parts.holding import is_feasible, value_of
from matching.parts.part import Part, kept

NODES = 10
GAP = 1e-3
CENTS = 100.0


def replan(part: Part, bags: IntArray, *, demands: BoolArray) -> IntArray:
    """Return the plan in which the marked demands are planned best, if that is better.

    The search ends after a fixed number of nodes, never by the clock, so that its answer is always the same.
    """
    free = demands[part.demand]
    better = np.where(free, 0, bags)
    used = np.flatnonzero(better)
    lots = len(part.supply)
    left = part.supply - np.bincount(part.lot[used], better[used], minlength=lots).astype(np.int64)
    contracts = part.most_contracts - np.bincount(part.lot[used], minlength=lots)
    free = free & (part.low <= left[part.lot]) & (contracts[part.lot] > 0)
    found = _solved(_cut(part, free, left=left, contracts=contracts)) if free.any() else None
    if found is None:
        return bags
    better[free] = found
    return better if is_feasible(part, better) and value_of(part, better) > value_of(part, bags) else bags


def _cut(part: Part, free: BoolArray, *, left: IntArray, contracts: IntArray) -> Part:
    """Cut out the free pairs with their demands, and with what their lots have left."""
    smaller = kept(replace(part, rows=(), choices=(), supply=left, most_contracts=contracts), free)
    lots, lot = np.unique(smaller.lot, return_inverse=True)
    demands, demand = np.unique(smaller.demand, return_inverse=True)
    return replace(
        smaller,
        lot=lot.reshape(-1),
        demand=demand.reshape(-1),
        high=np.minimum(smaller.high, left[smaller.lot]),
        supply=left[lots],
        most_contracts=contracts[lots],
        opening=smaller.opening[lots],
        least=smaller.least[demands],
        most=smaller.most[demands],
        max_lots=smaller.max_lots[demands],
    )


def _solved(part: Part) -> IntArray | None:
    """Return the bags of the best plan found, or None; whole contracts make whole bags (README, "Whole bags")."""
    at = columns_of(part)
    rules = rules_of(part, at)
    top, worth, whole = np.ones(len(at)), np.zeros(len(at)), np.ones(len(at), dtype=np.int64)
    top[at.x], top[at.n], whole[at.x] = part.high, np.inf, 0
    worth[at.x], worth[at.y] = part.value, -part.fee
    answer = milp(
        -worth / CENTS,
        integrality=whole,
        bounds=Bounds(0, top),
        constraints=LinearConstraint(rules.matrix, rules.lower, rules.upper),
        options={"node_limit": NODES, "mip_rel_gap": GAP},
    )
    return None if answer.x is None else np.rint(answer.x[at.x]).astype(np.int64)
