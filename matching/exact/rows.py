"""A program as whole-number rows and columns, the way a general solver reads it."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csc_array

from matching.exact.program import Point, Program
from matching.pairs import BoolArray, IntArray

FREE = 2**62
Entries = tuple[IntArray, IntArray, IntArray]
Block = tuple[IntArray, IntArray, list[Entries]]


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Where columns stand, in order: bags of each arc, switches of the arcs `switched`, of the lots `opened`, packages.

    An arc with one possible amount needs no switch: its column is 0 or 1 and stands for `per_use` bags.
    """

    bags: IntArray
    per_use: IntArray
    use: IntArray
    switched: IntArray
    opened: IntArray
    open: IntArray
    sold: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Maximise `objective @ x` under `bottom <= matrix @ x <= top` (`FREE`: no limit) and `floor <= x <= ceiling`.

    Columns where `is_whole` are 0 or 1; once they are fixed, a transportation problem in whole bags is left.
    """

    objective: IntArray
    matrix: csc_array
    bottom: IntArray
    top: IntArray
    floor: IntArray
    ceiling: IntArray
    is_whole: BoolArray
    at: Columns

    def point(self, columns: IntArray) -> Point:
        """Return the point of the program that whole columns stand for."""
        return Point(columns[self.at.bags] * self.at.per_use, columns[self.at.sold])


def rows_of(program: Program) -> Rows:
    """Write a program as rows and columns; opening costs are not negative."""
    at = _columns(program)
    count = len(at.bags) + len(at.switched) + len(at.opened) + len(at.sold)
    is_single = program.low == program.high
    objective, ceiling = np.zeros(count, dtype=np.int64), np.ones(count, dtype=np.int64)
    objective[at.bags] = program.value * at.per_use - np.where(is_single, program.fee, 0)
    objective[at.use[at.switched]] = -program.fee[at.switched]
    objective[at.open[at.opened]] = -program.opening[at.opened]
    objective[at.sold] = program.package_value
    ceiling[at.bags] = np.where(is_single, 1, program.high)
    is_whole = np.ones(count, dtype=np.bool_)
    is_whole[at.bags] = is_single
    blocks = [*_limits(program, at), *_counts(program, at), *_switches(program, at), *_openings(program, at)]
    start = np.cumsum([0, *(len(bottom) for bottom, _, _ in blocks)])
    parts = [
        (row + at_row, *rest) for at_row, (_, _, block) in zip(start, blocks, strict=False) for row, *rest in block
    ]
    row, column, amount = (np.concatenate(values) for values in zip(*parts, strict=True))
    bottom, top = (np.concatenate(values) for values in ([b[0] for b in blocks], [b[1] for b in blocks]))
    matrix = csc_array(coo_array((amount, (row, column)), shape=(int(start[-1]), count)))
    return Rows(objective, matrix, bottom, top, np.zeros_like(ceiling), ceiling, is_whole, at)


def _columns(program: Program) -> Columns:
    arcs, packages = len(program.lot), len(program.package_value)
    is_single = program.low == program.high
    is_switched = ~is_single & ((program.fee != 0) | (program.low > 1) | _is_counted(program)[program.demand])
    switched, opened = np.flatnonzero(is_switched), np.flatnonzero(program.opening)
    use = np.where(is_single, np.arange(arcs), -1)
    use[switched] = arcs + np.arange(len(switched))
    opens = np.full(len(program.supply), -1, dtype=np.int64)
    opens[opened] = arcs + len(switched) + np.arange(len(opened))
    sold = arcs + len(switched) + len(opened) + np.arange(packages)
    return Columns(np.arange(arcs), np.where(is_single, program.low, 1), use, switched, opened, opens, sold)


def _is_counted(program: Program) -> BoolArray:
    degree = np.bincount(program.demand, minlength=len(program.least))
    return (program.least_lots > 0) | (program.most_lots < degree)


def _limits(program: Program, at: Columns) -> list[Block]:
    """Each lot gives, and each demand takes, bags within its limits."""
    given = [
        (program.lot, at.bags, at.per_use),
        (program.package_lot, at.sold[program.package], program.package_bags),
    ]
    taken = [(program.demand, at.bags, at.per_use)]
    return [(program.supply_least, program.supply, given), (program.least, program.most, taken)]


def _counts(program: Program, at: Columns) -> list[Block]:
    """Each demand whose number of lots is limited counts its switches."""
    counted = np.flatnonzero(_is_counted(program))
    place = np.full(len(program.least), -1, dtype=np.int64)
    place[counted] = np.arange(len(counted))
    arcs = np.flatnonzero(place[program.demand] >= 0)
    entries = [(place[program.demand[arcs]], at.use[arcs], np.ones_like(arcs))]
    return [(program.least_lots[counted], program.most_lots[counted], entries)]


def _switches(program: Program, at: Columns) -> list[Block]:
    """A switched arc carries nothing while it is off, and between low and high bags while it is on."""
    arcs, row = at.switched, np.arange(len(at.switched))
    ones, zero = np.ones_like(row), np.zeros_like(row)
    most = [(row, arcs, ones), (row, at.use[arcs], -program.high[arcs])]
    least = [(row, arcs, ones), (row, at.use[arcs], -program.low[arcs])]
    return [(zero - FREE, zero, most), (zero, zero + FREE, least)]


def _openings(program: Program, at: Columns) -> list[Block]:
    """A lot that is not open gives nothing, in all and on each of its arcs and packages."""
    place = at.open
    arcs = np.flatnonzero(place[program.lot] >= 0)
    packed = np.flatnonzero(place[program.package_lot] >= 0)
    row, more = np.arange(len(arcs)), len(arcs) + np.arange(len(packed))
    entries = [
        (row, at.bags[arcs], np.ones_like(row)),
        (row, place[program.lot[arcs]], -np.where(program.low == program.high, 1, program.high)[arcs]),
        (more, at.sold[program.package[packed]], np.ones_like(more)),
        (more, place[program.package_lot[packed]], -np.ones_like(more)),
    ]
    zero = np.zeros(len(arcs) + len(packed), dtype=np.int64)
    return [(zero - FREE, zero, entries)]
