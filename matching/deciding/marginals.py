"""What one more of everything is worth: the dual prices of a part's linear relaxation, and how far they could move."""

from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import csr_array, hstack, vstack

from matching.milp.solver import quiet_solver
from matching.pairs import FloatArray
from matching.parts.part import Part
from matching.parts.sides import Row

SLACK = 1e-8


@dataclass(frozen=True, slots=True, eq=False)
class Marginals:
    """Dual prices in cents: of a bag of each lot, of a gram of each demand's maximum, of `Row.unit` of each row.

    `low` and `high` are lot prices that are best for all makers and best for all groups among the dual optima; `lot` is
    half way between them, which is a dual optimum too.
    """

    lot: FloatArray
    low: FloatArray
    high: FloatArray
    demand: FloatArray
    row: FloatArray


def marginals_of(part: Part, *, with_interval: bool = True) -> Marginals | None:
    """Price a part by its linear relaxation.

    It is max Σ (value - fee / high - containers) x over each lot's supply, each demand's maximum and every row, whole
    bags and minima given up and fees spread over the largest parcel. Its dual is solved for its worth, and then twice
    more at that worth: for the least and for the greatest sum of what all lots are worth. None where the rules clash.
    Without the interval the first optimum found stands for both its ends.
    """
    dual = _Dual(part)
    first, worth = dual.solve(dual.limit)
    if first is None:
        return None
    lots = np.zeros(len(dual.limit))
    lots[: len(part.supply)] = part.supply
    ends = [dual.solve(sign * lots, worth=worth)[0] if with_interval else None for sign in (1, -1)]
    low, high = (first if each is None else each for each in ends)
    middle, (a, b) = (low + high) / 2, np.cumsum([len(part.supply), len(part.least)])
    return Marginals(lot=middle[:a], low=low[:a], high=high[:a], demand=middle[a:b], row=middle[b:])


class _Dual:
    """The dual program: prices of lots, demands and rows, at which no pair gains."""

    def __init__(self, part: Part) -> None:
        pairs = np.arange(len(part.pair))
        lots, demands = len(part.supply), len(part.least)
        own = csr_array((np.ones(len(pairs)), (pairs, part.lot)), shape=(len(pairs), lots))
        grams = csr_array((part.grams.astype(np.float64), (pairs, part.demand)), shape=(len(pairs), demands))
        rows = [_scaled(row, len(pairs)) for row in part.rows]
        self.matrix = hstack([own, grams, *(column for column, _ in rows)], format="csr")
        self.limit = np.concatenate([part.supply, part.most, [limit for _, limit in rows]]).astype(np.float64)
        steps = sum((_step_costs(row, len(pairs)) for row in part.rows if row.step), np.zeros(len(pairs)))
        self.gain = part.value - part.fee / part.high - steps

    def solve(self, objective: FloatArray, *, worth: float | None = None) -> tuple[FloatArray | None, float]:
        """Minimise an objective over the prices; with `worth`, over those that prove no more than that."""
        program, matrix, lower, upper = highspy.HighsLp(), self.matrix, self.gain, np.full(len(self.gain), np.inf)
        if worth is not None:
            matrix = vstack([matrix, csr_array(self.limit[np.newaxis])], format="csr")
            lower, upper = np.append(lower, -np.inf), np.append(upper, worth + SLACK * (1 + abs(worth)))
        program.num_row_, program.num_col_ = matrix.shape
        program.col_cost_, program.row_lower_, program.row_upper_ = objective, lower, upper
        program.col_lower_, program.col_upper_ = np.zeros(len(objective)), np.full(len(objective), np.inf)
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        program.a_matrix_.start_, program.a_matrix_.index_ = matrix.indptr, matrix.indices
        program.a_matrix_.value_ = matrix.data
        solver = quiet_solver()
        solver.passModel(program)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None, 0.0
        return np.array(solver.getSolution().col_value), float(solver.getInfo().objective_function_value)


def _scaled(row: Row, pairs: int) -> tuple[csr_array, float]:
    """Write a row as a column of the dual in the unit people speak of, with its limit; a step is priced elsewhere."""
    sign, limit = (1, row.upper) if row.upper is not None else (-1, -(row.lower or 0))
    is_priced = not row.step and not row.per_contract.any()
    column = np.zeros(pairs)
    if is_priced:
        column[row.pair] = sign * row.per_bag / row.unit
    return csr_array(column[:, np.newaxis]), limit / row.unit if is_priced else 0.0


def _step_costs(row: Row, pairs: int) -> FloatArray:
    cost = np.zeros(pairs)
    cost[row.pair] = row.per_bag * (row.step_cost / row.step)
    return cost
