"""Programs without packages and with small totals, told as knapsacks that must agree arc by arc."""

from dataclasses import dataclass

import numpy as np

from matching.exact.program import Point, Program
from matching.kernels.knapsack import Net as Arrays
from matching.pairs import BoolArray, IntArray

MOST_STATES = 50_000
MOST_WORK = 50_000_000
LARGEST_COST = 2**50
FINEST = 1024


@dataclass(frozen=True, slots=True, eq=False)
class Net:
    """What the compiled search reads (`arrays`, see kernels/knapsack.py) and the bags that each state stands for.

    Costs are whole multiples of `unit` for each unit of the program's value.
    """

    arrays: Arrays
    nodes: int
    bags: IntArray
    unit: int
    room: tuple[int, int]

    def point(self, alive: BoolArray) -> Point:
        """Return the bags of the states left, one on each arc."""
        return Point(self.bags[alive], np.empty(0, dtype=np.int64))


@dataclass(frozen=True, slots=True, eq=False)
class _Shape:
    """How arcs and ends are told: by number of lots or by bags, whole or bag by bag, in steps of `grain` bags."""

    is_loose: BoolArray
    is_counted: BoolArray
    is_whole: BoolArray
    grain: int


def net_of(program: Program) -> Net | None:
    """Tell a program as knapsacks, or return None where that is not exact, or too large.

    A demand is told by its number of lots where bags cannot break its limits, or by its bags where the number of lots
    cannot; a demand limited by both is refused. A lot that could serve all its arcs in full is loose: only its
    opening cost couples them. A demand that wants a fixed total, of which each of its lots is loose and could give
    all, is best served by one lot alone (costs are concave).
    """
    shape = _shape(program)
    if len(program.package_value) > 0 or len(program.lot) == 0 or shape is None:
        return None
    bags, arc = _states(program, shape)
    cost = program.fee[arc] * (bags > 0) - program.value[arc] * bags
    size = int(np.abs(cost).sum()) + int(np.abs(program.opening).sum())
    totals = _totals(program, shape)
    degree = np.bincount(_ends(program), minlength=len(totals[0]))
    work = int((np.bincount(_ends(program)[: len(program.lot)][arc], minlength=len(totals[0])) * (totals[1] + 1)).sum())
    if len(bags) > MOST_STATES or work > MOST_WORK or size > LARGEST_COST:
        return None
    unit = max(1, min(FINEST, LARGEST_COST // max(size, 1)))
    lots, demands = len(program.supply), len(program.least)
    used = (bags > 0).astype(np.int64)
    arrays = (
        np.concatenate(([0], np.cumsum(degree))).astype(np.int64),
        np.argsort(_ends(program), kind="stable").astype(np.int64) % len(program.lot),
        totals[0],
        totals[1],
        unit * np.concatenate((program.opening, np.zeros(demands, dtype=np.int64))),
        np.concatenate((shape.is_loose, np.zeros(demands, dtype=np.bool_))).astype(np.int64),
        np.searchsorted(arc, np.arange(len(program.lot) + 1)).astype(np.int64),
        np.where(shape.is_loose[program.lot[arc]], used, bags // shape.grain),
        np.where((shape.is_counted | shape.is_whole)[program.demand[arc]], used, bags // shape.grain),
        unit * cost,
        lots + program.demand,
        lots,
    )
    room = (int(degree.max()) + 1, int(totals[1].max()) + 1)
    return Net(arrays, len(totals[0]), bags, unit, room)


def _shape(program: Program) -> _Shape | None:
    lots, demands = len(program.supply), len(program.least)
    degree = np.bincount(program.demand, minlength=demands)
    most_bags = _sum_by(program.demand, program.high, demands)
    is_loose = (program.supply_least == 0) & (program.supply >= _sum_by(program.lot, program.high, lots))
    is_counted = (program.least_lots > 0) | (program.most_lots < degree)
    one = np.zeros(demands, dtype=np.int64)
    np.maximum.at(one, program.demand, program.high)
    is_free = (program.least == 0) & (program.most >= np.where(program.most_lots == 1, one, most_bags))
    is_concave = is_loose[program.lot] & (program.high == program.most[program.demand]) & (program.fee >= 0)
    is_whole = (program.least == program.most) & (degree > 0) & ~is_counted & (program.low.max(initial=1) == 1)
    np.logical_and.at(is_whole, program.demand, is_concave)
    if (is_counted & ~is_free).any():
        return None
    steps = (program.supply_least, program.supply, program.least, program.most, program.high)
    is_grained = bool((program.low == 1).all() and (program.fee >= 0).all())
    grain = int(np.gcd.reduce(np.concatenate(steps))) if is_grained else 1
    return _Shape(is_loose, is_counted, is_whole, max(1, grain))


def _states(program: Program, shape: _Shape) -> tuple[IntArray, IntArray]:
    """Return the bags of each state, nothing first, and its arc."""
    grain = shape.grain
    low = np.where(shape.is_whole[program.demand], program.high, np.maximum(program.low, grain))
    count = 1 + np.maximum(0, 1 + (program.high - low) // grain)
    arc = np.repeat(np.arange(len(low)), count)
    at = np.arange(len(arc)) - np.repeat(np.cumsum(count) - count, count)
    return np.where(at > 0, low[arc] + (at - 1) * grain, 0).astype(np.int64), arc


def _totals(program: Program, shape: _Shape) -> tuple[IntArray, IntArray]:
    """Return floors and ceilings of all nodes, lots before demands."""
    by_count, whole, grain = shape.is_counted, shape.is_whole, shape.grain
    floors = np.where(by_count, program.least_lots, np.where(whole, 1, -(-program.least // grain)))
    ceilings = np.where(by_count, program.most_lots, np.where(whole, 1, program.most // grain))
    most = np.where(shape.is_loose, 1, program.supply // grain)
    return np.concatenate((-(-program.supply_least // grain), floors)), np.concatenate((most, ceilings))


def _ends(program: Program) -> IntArray:
    return np.concatenate((program.lot, len(program.supply) + program.demand))


def _sum_by(group: IntArray, amounts: IntArray, size: int) -> IntArray:
    sums = np.zeros(size, dtype=np.int64)
    np.add.at(sums, group, amounts)
    return sums
