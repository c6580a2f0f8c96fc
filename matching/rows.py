"""The rules of a part as rows of a linear program over three kinds of columns.

The columns are, in this order: x (bags of each pair), y (is the pair used) and z (is the demand served).
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import LinearConstraint
from scipy.sparse import csr_array, vstack

from matching.market import Part
from matching.pairs import IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Where the columns of each kind stand."""

    x: IntArray
    y: IntArray
    z: IntArray

    def __len__(self) -> int:
        return len(self.x) + len(self.y) + len(self.z)


def columns_of(part: Part) -> Columns:
    """Number the columns of a part."""
    pairs, demands = len(part.pair), len(part.least)
    return Columns(x=np.arange(pairs), y=pairs + np.arange(pairs), z=2 * pairs + np.arange(demands))


def rules_of(part: Part) -> LinearConstraint:
    """Write every rule of the part as rows that must not exceed a limit, which is 0 for all but the supply.

    A demand of at most one lot needs no rows of volume: the trimmed limits of its parcels already say the same.
    """
    at, width = columns_of(part), len(columns_of(part))
    one, each = np.ones(len(part.pair), dtype=np.int64), np.arange(len(part.pair))
    served = np.arange(len(part.least))
    supply = _rows(width, len(part.supply), (part.lot, at.x, one))
    used = _rows(width, len(served), (part.demand, at.y, one))
    is_served = _rows(width, len(served), (served, at.z, np.ones(len(served), dtype=np.int64)))
    may_use = _rows(width, len(served), (served, at.z, part.max_lots))
    mass, least, most = _volumes(part)
    several = np.flatnonzero(part.max_lots > 1)
    rules = [
        (mass - most)[several],
        (least - mass)[several],
        used - may_use,
        is_served - used,
        _rows(width, len(each), (each, at.x, one), (each, at.y, -part.high)),
        _rows(width, len(each), (each, at.x, -one), (each, at.y, part.low)),
        _rows(width, len(each), (each, at.y, one), (each, at.z[part.demand], -one)),
    ]
    limits = np.zeros(len(part.supply) + sum(rule.shape[0] for rule in rules))
    limits[: len(part.supply)] = part.supply
    return LinearConstraint(vstack([supply, *rules], format="csr"), -np.inf, limits)


def mixes_bag_weights(part: Part) -> IntArray:
    """Mark with 1 the demands that may take several lots and whose lots have more than one bag weight."""
    lightest = np.full(len(part.least), np.iinfo(np.int64).max)
    heaviest = np.zeros(len(part.least), dtype=np.int64)
    np.minimum.at(lightest, part.demand, part.grams)
    np.maximum.at(heaviest, part.demand, part.grams)
    return ((lightest < heaviest) & (part.max_lots > 1)).astype(np.int64)


def _volumes(part: Part) -> tuple[csr_array, csr_array, csr_array]:
    """Return each demand's volume, its least and its most if served.

    All count in the greatest common bag weight of the demand's lots, and the limits are rounded inwards to it: no
    whole number of bags is lost, and where one bag weight is common to all, the limits are whole bags.
    """
    at, width = columns_of(part), len(columns_of(part))
    unit = np.zeros(len(part.least), dtype=np.int64)
    np.gcd.at(unit, part.demand, part.grams)
    unit = np.maximum(unit, 1)
    served = np.arange(len(part.least))
    mass = _rows(width, len(served), (part.demand, at.x, part.grams // unit[part.demand]))
    least = _rows(width, len(served), (served, at.z, -(-part.least // unit)))
    most = _rows(width, len(served), (served, at.z, part.most // unit))
    return mass, least, most


def _rows(width: int, height: int, *entries: tuple[IntArray, IntArray, IntArray]) -> csr_array:
    row, column, coefficient = (np.concatenate(parts) for parts in zip(*entries, strict=True))
    return csr_array((coefficient.astype(np.float64), (row, column)), shape=(height, width))
