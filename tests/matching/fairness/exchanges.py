"""Small exchanges, drawn from a seed, and the linear program they are."""

import numpy as np
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import csr_array, vstack

from matching.fairness.exchange import Exchange
from matching.pairs import BoolArray, FloatArray, IntArray


def an_exchange(seed: int, *, lots: int = 12, demands: int = 12, groups: int = 4, density: float = 0.4) -> Exchange:
    """Draw an exchange in which supply and room are about even."""
    random = np.random.default_rng(seed)
    lot, demand = np.nonzero(random.random((lots, demands)) < density)
    return Exchange(
        lot=lot.astype(np.int64),
        demand=demand.astype(np.int64),
        value=random.integers(1, 1_000, len(lot)),
        supply=random.integers(1, 20, lots),
        room=random.integers(1, 20, demands),
        group=np.concatenate((np.arange(groups), random.integers(0, groups, lots - groups))),
    )


def limits_of(exchange: Exchange) -> tuple[csr_array, IntArray]:
    """Return the rows of all lots and demands, and their limits."""
    each, one = np.arange(len(exchange.lot)), np.ones(len(exchange.lot))
    lots = csr_array((one, (exchange.lot, each)), shape=(len(exchange.supply), len(each)))
    demands = csr_array((one, (exchange.demand, each)), shape=(len(exchange.room), len(each)))
    return vstack((lots, demands), format="csr"), np.concatenate((exchange.supply, exchange.room))


def best_of(worth: IntArray | FloatArray, rows: csr_array, *, below: IntArray | FloatArray) -> float:
    """Maximise over amounts of 0 or more under rows."""
    found = milp(-1.0 * worth, constraints=LinearConstraint(rows, -np.inf, below))
    return -float(found.fun or 0.0)


def best_value(exchange: Exchange, worth: IntArray | FloatArray) -> float:
    """Return what the plan worth most is worth."""
    rows, limits = limits_of(exchange)
    return best_of(worth, rows, below=limits)


def best_share(exchange: Exchange, per_bag: IntArray, *, whole: IntArray) -> float:
    """Return the smallest share of any group that counts, at its largest."""
    rows, limits = limits_of(exchange)
    counted = np.flatnonzero(whole)
    is_own = exchange.pair_group == counted[:, np.newaxis]
    shares = csr_array(np.hstack((is_own * -per_bag, whole[counted, np.newaxis])))
    without = csr_array((rows.shape[0], 1))
    matrix = vstack((csr_array(np.hstack((rows.toarray(), without.toarray()))), shares))
    upper = np.concatenate((limits, np.zeros(len(counted), dtype=np.int64)))
    aim = np.zeros(len(per_bag) + 1)
    aim[-1] = 1.0
    return best_of(aim, matrix, below=upper)


def best_under_floor(exchange: Exchange, is_meant: BoolArray, *, floor: float) -> float:
    """Return the value of the best plan in which the lots meant make up a share of all bags."""
    rows, limits = limits_of(exchange)
    short = csr_array((floor - is_meant[exchange.lot].astype(np.float64))[np.newaxis])
    upper = np.concatenate((limits, [0.0]))
    return best_of(exchange.value, vstack((rows, short)), below=upper)
