"""The best plan of one demand whose lots are too many to list their sets: a small mixed-integer program (HiGHS)."""

import math

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from matching.pairs import FloatArray, IntArray

NODES = 2_000
ALLOWANCE = 1e-6
INFEASIBLE = 2
NONE = -(2**62)


def best_program(
    rules: tuple[IntArray, IntArray, IntArray],
    prices: tuple[IntArray, IntArray],
    *,
    box: tuple[IntArray, IntArray],
    twin: IntArray,
    most_lots: int,
) -> tuple[int, IntArray | None]:
    """Return a bound on every plan under `rules` (matrix, once, limit), and whole bags if some were found.

    `prices` are a bag's worth and the cost of use, in units; `box` the least and most bags of each parcel. The bound
    allows for the solver's tolerances by a millionth of its size.
    """
    (worth, paid), (matrix, once, limit), (low, high) = prices, rules, box
    pairs, is_open = len(worth), low <= high
    high = np.where(is_open, high, 0)
    size = float(max(np.abs(worth).max(), np.abs(paid).max(), 1))
    twins, group = np.unique(twin, return_inverse=True)
    one = (group[np.newaxis] == np.arange(len(twins))[:, np.newaxis]).astype(np.float64)
    eye, none = np.eye(pairs), np.zeros
    rows = [
        LinearConstraint(np.hstack([matrix.T, once.T]), -np.inf, limit),
        LinearConstraint(np.hstack([eye, -np.diag(high)]), -np.inf, 0),
        LinearConstraint(np.hstack([-eye, np.diag(np.where(is_open, low, 0))]), -np.inf, 0),
        LinearConstraint(np.hstack([none((len(twins), pairs)), one]), -np.inf, 1),
        LinearConstraint(np.hstack([none((1, pairs)), np.ones((1, pairs))]), 1, most_lots),
    ]
    found = milp(
        np.concatenate([-worth / size, paid / size]),
        integrality=np.ones(2 * pairs, dtype=np.int64),
        bounds=Bounds(none(2 * pairs), np.concatenate([high, is_open])),
        constraints=rows,
        options={"node_limit": NODES, "mip_rel_gap": 0.0},
    )
    if found.status == INFEASIBLE:
        return NONE, None
    bags = None if found.x is None else _whole(found.x[:pairs])
    return at_most(found.mip_dual_bound, _at_best(prices, box), size=size), bags


def at_most(least: float | None, at_best: int, *, size: float) -> int:
    """Return the bound that a solver's `least` (of the objective turned round, over `size`) allows, in whole units."""
    if least is None or not math.isfinite(least):
        return at_best
    return min(at_best, math.ceil((-least + ALLOWANCE * (1 + abs(least))) * size))


def _at_best(prices: tuple[IntArray, IntArray], box: tuple[IntArray, IntArray]) -> int:
    (worth, paid), (low, high) = prices, box
    each = np.maximum(worth * low, worth * high) - paid
    return int(np.maximum(each[low <= high], 0).sum())


def _whole(values: FloatArray) -> IntArray:
    return np.rint(values).astype(np.int64)
