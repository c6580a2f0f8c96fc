"""The rules of a part as rows of a linear program over its columns.

The columns are, in this order: x (bags of each pair), y (is the pair used), z (is the demand served), n (bags of one
bag weight that a demand takes in all), o (is the lot opened) and s (steps begun under a row that counts in steps).
"""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_array, vstack

from matching.pairs import FloatArray, IntArray
from matching.parts.part import Part
from matching.parts.sides import NOBODY, Row

Block = tuple[csr_array, IntArray | float, IntArray | float]


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """Rows of a linear program: lower <= matrix @ columns <= upper."""

    matrix: csr_array
    lower: FloatArray
    upper: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Where the columns of each kind stand. Only demands that may mix bag weights have columns n.

    `batch` is the n of each pair (-1: none); `demand` and `grams` say whose n it is, and of which bag weight. `opened`
    lists the lots that have a column o, `stepped` the rows that have a column s.
    """

    x: IntArray
    y: IntArray
    z: IntArray
    n: IntArray
    o: IntArray
    s: IntArray
    batch: IntArray
    demand: IntArray
    grams: IntArray
    opened: IntArray
    stepped: IntArray

    def __len__(self) -> int:
        return sum(len(each) for each in (self.x, self.y, self.z, self.n, self.o, self.s))


def columns_of(part: Part) -> Columns:
    """Number the columns of a part."""
    pairs, demands = len(part.pair), len(part.least)
    kinds, kind = np.unique(np.stack([part.demand, part.grams]), axis=1, return_inverse=True)
    is_mixed = (np.bincount(kinds[0], minlength=demands) > 1) & (part.max_lots > 1)
    demand, grams = kinds[:, is_mixed[kinds[0]]]
    place = np.where(is_mixed[kinds[0]], np.cumsum(is_mixed[kinds[0]]) - 1, -1)
    opened = np.flatnonzero(part.opening)
    stepped = np.array([at for at, row in enumerate(part.rows) if row.step], dtype=np.int64)
    starts = np.cumsum([0, pairs, pairs, demands, len(demand), len(opened), len(stepped)]).tolist()
    x, y, z, n, o, s = (np.arange(start, stop) for start, stop in pairwise(starts))
    batch = place[kind.reshape(-1)]
    return Columns(x, y, z, n, o, s, batch=batch, demand=demand, grams=grams, opened=opened, stepped=stepped)


def rules_of(part: Part, at: Columns) -> Rules:
    """Write every rule as rows between two limits."""
    blocks = [*_plain_blocks(part, at), *_further_blocks(part, at)]
    lower = np.concatenate([np.broadcast_to(low, matrix.shape[0]) for matrix, low, _ in blocks])
    upper = np.concatenate([np.broadcast_to(high, matrix.shape[0]) for matrix, _, high in blocks])
    return Rules(vstack([matrix for matrix, _, _ in blocks], format="csr"), lower, upper)


def _plain_blocks(part: Part, at: Columns) -> list[Block]:
    """Write supply, volumes, lots and parcels; n counts exactly.

    A demand of at most one lot needs no rows of volume: the trimmed limits of its parcels already say the same.
    """
    width, one, each = len(at), np.ones(len(part.pair), dtype=np.int64), np.arange(len(part.pair))
    served, batches = np.arange(len(part.least)), np.arange(len(at.n))
    supply = _rows(width, len(part.supply), (part.lot, at.x, one))
    split = _rows(width, len(part.supply), (part.lot, at.y, one))
    used = _rows(width, len(served), (part.demand, at.y, one))
    may_use = _rows(width, len(served), (served, at.z, part.max_lots))
    mixed, minus = np.flatnonzero(at.batch >= 0), np.full(len(at.n), -1)
    counted = _rows(width, len(batches), (at.batch[mixed], at.x[mixed], one[mixed]), (batches, at.n, minus))
    mass, least, most = _volumes(part, at)
    several = np.flatnonzero(part.max_lots > 1)
    return [
        (supply, -math.inf, part.supply),
        (split, -math.inf, part.most_contracts),
        (counted, 0, 0),
        ((mass - most)[several], -math.inf, 0),
        ((least - mass)[several], -math.inf, 0),
        (used - may_use, -math.inf, 0),
        (_rows(width, len(each), (each, at.x, one), (each, at.y, -part.high)), -math.inf, 0),
        (_rows(width, len(each), (each, at.x, -one), (each, at.y, part.low)), -math.inf, 0),
        (_rows(width, len(each), (each, at.y, one), (each, at.z[part.demand], -one)), -math.inf, 0),
    ]


def _further_blocks(part: Part, at: Columns) -> list[Block]:
    """Write tiers, opened lots, choices and the rows of `matching.parts.sides`."""
    width, one = len(at), np.ones(len(part.pair), dtype=np.int64)
    _, meeting, count = np.unique(part.twin, return_inverse=True, return_counts=True)
    tiers = _rows(width, len(count), (meeting, at.y, one))[np.flatnonzero(count > 1)]
    column = np.full(len(part.supply), -1)
    column[at.opened] = at.o
    opens = np.flatnonzero(column[part.lot] >= 0)
    each = np.arange(len(opens))
    opened = _rows(width, len(opens), (each, at.y[opens], one[opens]), (each, column[part.lot[opens]], -one[opens]))
    choices = [(_rows(width, 1, (0 * who, at.z[who], 0 * who + 1)), -math.inf, 1) for who in part.choices]
    steps = dict(zip(at.stepped.tolist(), at.s.tolist(), strict=True))
    rows = [_written(row, at, steps.get(place)) for place, row in enumerate(part.rows)]
    return [(tiers, -math.inf, 1), (opened, -math.inf, 0), *choices, *(block for row in rows for block in row)]


def _written(row: Row, at: Columns, step: int | None) -> list[Block]:
    """Write one row, in the largest unit that keeps it whole; limits of a demand's own rule count only if served."""
    width, zero = len(at), np.zeros(len(row.pair), dtype=np.int64)
    limits = [abs(limit) for limit in (row.lower, row.upper, row.step) if limit]
    unit = int(np.gcd.reduce(np.concatenate([row.per_bag, row.per_contract, [*limits, 0]]).astype(np.int64))) or 1
    by_bag, by_contract = (at.x[row.pair], row.per_bag // unit), (at.y[row.pair], row.per_contract // unit)
    matrix = _rows(width, 1, (zero, *by_bag), (zero, *by_contract))
    if step is not None:
        return [(matrix + _cell(width, step, -row.step // unit), -math.inf, 0)]
    if row.demand == NOBODY:
        lower, upper = (None if limit is None else limit // unit for limit in (row.lower, row.upper))
        return [(matrix, -math.inf if lower is None else lower, math.inf if upper is None else upper)]
    served, blocks = int(at.z[row.demand]), list[Block]()
    if row.upper is not None:
        blocks.append((matrix + _cell(width, served, -row.upper // unit), -math.inf, 0))
    if row.lower is not None:
        blocks.append((matrix + _cell(width, served, -row.lower // unit), 0, math.inf))
    return blocks


def _cell(width: int, column: int, coefficient: int) -> csr_array:
    return _rows(width, 1, (np.zeros(1, dtype=np.int64), np.array([column]), np.array([coefficient])))


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
