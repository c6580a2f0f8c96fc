"""What one would otherwise use for transportation problems: `scipy.optimize.linprog` on ready-made columns."""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array, vstack

from matching.catalogues.catalogue import Catalogue
from matching.pairs import IntArray
from matching.transport.columns import Columns
from matching.transport.sieve import bags_sought


@dataclass(frozen=True, slots=True)
class Peer:
    """The seconds of one cold solve and the optimum in cents, rounded to a whole one."""

    seconds: float
    value: int


def solve_by_linprog(catalogue: Catalogue, pairs: Columns, *, bags: IntArray, floor: int = 0) -> Peer:
    """Solve the market over pairs already listed by the dual simplex, with the boxes that make it faster."""
    lots, size, need = len(bags), len(pairs), bags_sought(catalogue)
    ends, at = np.concatenate([pairs.lot, lots + pairs.demand]), np.arange(size)
    rows = coo_array((np.ones(2 * size), (ends, np.concatenate([at, at]))), shape=(lots + len(need), size))
    limits = np.concatenate([bags, need]).astype(np.float64)
    if floor:
        favoured = catalogue.offered.is_women_led[pairs.lot].astype(np.float64)
        rows, limits = vstack([rows, coo_array(-favoured[np.newaxis])]), np.append(limits, -float(floor))
    box = np.stack([np.zeros(size), np.minimum(bags[pairs.lot], need[pairs.demand])], axis=1)
    solve: Any = linprog  # its types do not know sparse rows
    matrix, aim = rows.tocsr(), -pairs.value.astype(np.float64)
    started = time.perf_counter()
    found = solve(aim, A_ub=matrix, b_ub=limits, bounds=box, method="highs-ds")
    return Peer(time.perf_counter() - started, round(-found.fun))
