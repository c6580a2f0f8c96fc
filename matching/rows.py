"""The rules of a part as rows of a linear program over four kinds of columns.

The columns are, in this order: x (bags of each pair), y (is the pair used), z (is the demand served) and n (bags of one
bag weight that a demand takes in all).
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import LinearConstraint
from scipy.sparse import csr_array, vstack

from matching.market import Part
from matching.pairs import IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Where the columns of each kind stand. Only demands that may mix bag weights have columns n.

    `batch` is the n of each pair (-1: none); `demand` and `grams` say whose n it is, and of which bag weight.
    """

    x: IntArray
    y: IntArray
    z: IntArray
    n: IntArray
    batch: IntArray
    demand: IntArray
    grams: IntArray

    def __len__(self) -> int:
        return len(self.x) + len(self.y) + len(self.z) + len(self.n)


def columns_of(part: Part) -> Columns:
    """Number the columns of a part."""
    pairs, demands = len(part.pair), len(part.least)
    kinds, kind = np.unique(np.stack([part.demand, part.grams]), axis=1, return_inverse=True)
    is_mixed = (np.bincount(kinds[0], minlength=demands) > 1) & (part.max_lots > 1)
    demand, grams = kinds[:, is_mixed[kinds[0]]]
    place = np.where(is_mixed[kinds[0]], np.cumsum(is_mixed[kinds[0]]) - 1, -1)
    return Columns(
        x=np.arange(pairs),
        y=pairs + np.arange(pairs),
        z=2 * pairs + np.arange(demands),
        n=2 * pairs + demands + np.arange(len(demand)),
        batch=place[kind.reshape(-1)],
        demand=demand,
        grams=grams,
    )


def rules_of(part: Part, at: Columns) -> LinearConstraint:
    """Write every rule as rows that must not exceed a limit; n counts exactly.

    The limit is 0 for all but a lot's supply and contracts.
    A demand of at most one lot needs no rows of volume: the trimmed limits of its parcels already say the same.
    """
    width, one, each = len(at), np.ones(len(part.pair), dtype=np.int64), np.arange(len(part.pair))
    served, batches = np.arange(len(part.least)), np.arange(len(at.n))
    supply = _rows(width, len(part.supply), (part.lot, at.x, one))
    used = _rows(width, len(served), (part.demand, at.y, one))
    split = _rows(width, len(part.supply), (part.lot, at.y, one))
    may_use = _rows(width, len(served), (served, at.z, part.max_lots))
    mixed = np.flatnonzero(at.batch >= 0)
    minus = np.full(len(batches), -1)
    counted = _rows(width, len(batches), (at.batch[mixed], at.x[mixed], one[mixed]), (batches, at.n, minus))
    mass, least, most = _volumes(part, at)
    several = np.flatnonzero(part.max_lots > 1)
    rules = [
        counted,
        (mass - most)[several],
        (least - mass)[several],
        used - may_use,
        _rows(width, len(each), (each, at.x, one), (each, at.y, -part.high)),
        _rows(width, len(each), (each, at.x, -one), (each, at.y, part.low)),
        _rows(width, len(each), (each, at.y, one), (each, at.z[part.demand], -one)),
    ]
    matrix = vstack([supply, split, *rules], format="csr")
    lower, upper = np.full(matrix.shape[0], -np.inf), np.zeros(matrix.shape[0])
    lots = len(part.supply)
    upper[:lots], upper[lots : 2 * lots] = part.supply, part.most_contracts
    lower[2 * lots : 2 * lots + len(batches)] = 0
    return LinearConstraint(matrix, lower, upper)


def _volumes(part: Part, at: Columns) -> tuple[csr_array, csr_array, csr_array]:
    """Return each demand's volume, its least and its most if served.

    All count in the greatest common bag weight of the demand's lots, and the limits are rounded inwards to it: no
    whole number of bags is lost, and where one bag weight is common to all, the limits are whole bags.
    """
    width, served = len(at), np.arange(len(part.least))
    unit = np.zeros(len(part.least), dtype=np.int64)
    np.gcd.at(unit, part.demand, part.grams)
    unit = np.maximum(unit, 1)
    plain = np.flatnonzero(at.batch < 0)
    by_bag = (part.demand[plain], at.x[plain], (part.grams // unit[part.demand])[plain])
    mass = _rows(width, len(served), by_bag, (at.demand, at.n, at.grams // unit[at.demand]))
    least = _rows(width, len(served), (served, at.z, -(-part.least // unit)))
    most = _rows(width, len(served), (served, at.z, part.most // unit))
    return mass, least, most


def _rows(width: int, height: int, *entries: tuple[IntArray, IntArray, IntArray]) -> csr_array:
    row, column, coefficient = (np.concatenate(parts) for parts in zip(*entries, strict=True))
    return csr_array((coefficient.astype(np.float64), (row, column)), shape=(height, width))
