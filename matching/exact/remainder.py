"""Programs of any shape: the relaxation's prices leave few columns, and the general solver proves what remains."""

import math
from dataclasses import replace

import numpy as np

from matching.deadline import Deadline
from matching.exact.answer import Answer
from matching.exact.general import Reply, ask
from matching.exact.pricing import prove
from matching.exact.program import Point, Program, is_feasible, value_of
from matching.exact.rows import Rows, rows_of
from matching.pairs import FloatArray, IntArray

NARROW = 256
NOTHING = -(2**62)


class _Best:
    """The best point so far and the bound on all points, both in whole units."""

    def __init__(self, bound: int) -> None:
        self.point: Point | None = None
        self.value, self.bound, self.nodes = NOTHING, bound, 1

    def answer(self, *, is_proven: bool) -> Answer:
        if self.point is None:
            return Answer(None, None, None if is_proven else self.bound, is_proven=is_proven, nodes=self.nodes)
        return Answer(self.point, self.value, self.bound, is_proven=self.value == self.bound, nodes=self.nodes)


def solve_remainder(program: Program, deadline: Deadline) -> Answer:
    """Search among the columns that a point near the relaxation's bound may use; widen until one is found.

    A first threshold is guessed a little below the bound. The best point among the columns kept is the best of all if
    it reaches the threshold; if not, its value is where the next threshold begins.
    """
    rows = rows_of(program)
    everything = np.ones(len(rows.objective), dtype=np.bool_)
    relaxed = ask(rows, everything, is_whole=False, seconds=deadline.left())
    if relaxed.is_infeasible:
        return Answer(None, None, None, is_proven=True, nodes=1)
    proof = prove(rows, relaxed.prices if relaxed.is_finished else np.zeros(len(rows.bottom)))
    best = _Best(proof.bound // proof.fineness)
    _improve(best, program, rows, reply=relaxed)
    width, is_near = max(1, abs(best.bound) // NARROW), False
    while best.value < best.bound and deadline.left() > 0:
        threshold = best.value + 1 if is_near else max(best.bound - width, best.value + 1)
        kept = proof.kept(rows, threshold)
        reply = ask(rows, kept, is_whole=True, seconds=deadline.left())
        best.nodes += reply.nodes
        if reply.is_infeasible and kept.all():
            return best.answer(is_proven=True)
        _improve(best, program, rows, reply=reply)
        _lower(best, reply, NOTHING if kept.all() else threshold - 1)
        width, is_near = 2 * width, is_near or reply.point is not None
    return best.answer(is_proven=False)


def _improve(best: _Best, program: Program, rows: Rows, *, reply: Reply) -> None:
    """Keep the point of a reply, made whole, if it is feasible and worth more."""
    if reply.point is None:
        return
    point = rows.point(_rounded(reply.point))
    if not is_feasible(program, point):
        fixed = np.where(rows.is_whole, _rounded(reply.point), 0)
        only = replace(rows, floor=fixed, ceiling=np.where(rows.is_whole, fixed, rows.ceiling))
        again = ask(only, np.ones(len(fixed), dtype=np.bool_), is_whole=False, seconds=math.inf)
        if again.point is None:
            return
        point = rows.point(_rounded(again.point))
    value = value_of(program, point)
    if is_feasible(program, point) and value > best.value:
        best.point, best.value = point, value


def _lower(best: _Best, reply: Reply, others: int) -> None:
    """Lower the bound to what a reply proves of the columns kept, `others` being a bound on all other points.

    The solver's own bound is rounded down after an allowance of a hundredth and a thousand-millionth for its rounding.
    """
    if reply.is_infeasible:
        best.bound = min(best.bound, max(others, best.value))
    elif reply.bound is not None:
        found = math.floor(reply.bound + 0.01 + 1e-9 * abs(reply.bound))
        best.bound = min(best.bound, max(others, found, best.value))


def _rounded(values: FloatArray) -> IntArray:
    return np.rint(values).astype(np.int64)
