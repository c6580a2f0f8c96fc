"""Policies over groups as a linear program on some of the pairs, solved from the inside."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import highspy
import numpy as np
from scipy.sparse import coo_array, csc_array

from matching.fairness.exchange import Exchange
from matching.milp.solver import quiet_solver
from matching.pairs import FloatArray, IntArray

EXACTNESS = 1e-7


@dataclass(frozen=True, slots=True, eq=False)
class Goal:
    """Maximise Σ `value` · x + t, where every row k keeps Σ_g `row[k, g]` U_g >= `lift[k]` t + `least[k]`.

    U_g = Σ `per_bag` · x over the group's pairs. All but `least` are whole numbers; `value` and `per_bag` have a row
    for each pair. Where `lift` is 0 throughout there is no t.
    """

    value: IntArray
    per_bag: IntArray
    row: IntArray
    lift: IntArray
    least: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Inside:
    """A solution from the inside: bags of each pair, and a multiplier of 0 or more for each of the goal's rows.

    `cost` is what a bag of each pair costs at the prices of its lot and its demand, listed or not.
    """

    bags: FloatArray
    multiplier: FloatArray
    cost: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class _Scale:
    """What values, utilities and rows are divided by, so that the solver sees numbers near 1."""

    value: float
    utility: FloatArray
    row: FloatArray


def solve_inside(exchange: Exchange, goal: Goal, *, pairs: IntArray) -> Inside | None:
    """Solve a goal over the listed pairs by an interior-point method; None when no plan keeps the rows."""
    scale = _scale_of(exchange, goal)
    solver = _solver_of(exchange, goal, pairs=pairs, scale=scale)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    found = solver.getSolution()
    bags = np.zeros(len(exchange.lot))
    bags[pairs] = np.maximum(np.array(found.col_value[: len(pairs)]), 0.0)
    dual, lots = scale.value * np.array(found.row_dual), len(exchange.supply)
    multiplier = np.maximum(-dual[-len(goal.least) :] / scale.row, 0.0)
    return Inside(_within(exchange, bags), multiplier, cost=dual[exchange.lot] + dual[lots + exchange.demand])


def _scale_of(exchange: Exchange, goal: Goal) -> _Scale:
    volume = np.bincount(exchange.group, weights=exchange.supply, minlength=exchange.groups)
    most = np.zeros(exchange.groups, dtype=np.int64)
    np.maximum.at(most, exchange.pair_group, goal.per_bag)
    utility = np.maximum(volume * most, 1.0)
    row = np.maximum(np.abs(goal.row * utility).max(axis=1, initial=1.0), goal.lift)
    return _Scale(float(max(goal.value.max(initial=1), 1)), utility, row)


def _solver_of(exchange: Exchange, goal: Goal, *, pairs: IntArray, scale: _Scale) -> Any:  # noqa: ANN401 - the solver ships no types
    """Hand over the program; its columns are bags, utilities and t, its rows supply, room, utilities and the goal's."""
    matrix = _matrix(exchange, goal, pairs=pairs, scale=scale)
    limits, rows = len(exchange.supply) + len(exchange.room), matrix.shape[0]
    program = highspy.HighsLp()
    program.num_row_, program.num_col_ = matrix.shape
    worth = np.zeros(matrix.shape[1])
    worth[: len(pairs)] = goal.value[pairs] / scale.value
    worth[-1] = float(goal.lift.any()) / scale.value
    program.col_cost_, program.col_lower_ = worth, np.zeros(len(worth))
    program.col_upper_ = np.full(len(worth), highspy.kHighsInf)
    lower, upper = np.zeros(rows), np.full(rows, highspy.kHighsInf)
    lower[:limits], upper[:limits] = -highspy.kHighsInf, np.concatenate((exchange.supply, exchange.room))
    upper[limits : limits + exchange.groups] = 0.0
    lower[limits + exchange.groups :] = np.array([float(least) for least in goal.least]) / scale.row
    program.row_lower_, program.row_upper_ = lower, upper
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_, program.a_matrix_.index_ = matrix.indptr, matrix.indices
    program.a_matrix_.value_ = matrix.data
    program.sense_ = highspy.ObjSense.kMaximize
    solver = quiet_solver()
    settings: dict[str, bool | int | str] = {
        "solver": "ipm",
        "run_crossover": "off",
    }
    for name, setting in (*settings.items(), ("ipm_optimality_tolerance", EXACTNESS)):
        solver.setOptionValue(name, setting)
    solver.passModel(program)
    return solver


def _matrix(exchange: Exchange, goal: Goal, *, pairs: IntArray, scale: _Scale) -> csc_array:
    lots, limits = len(exchange.supply), len(exchange.supply) + len(exchange.room)
    each, groups, rows = np.arange(len(pairs)), np.arange(exchange.groups), np.arange(len(goal.least))
    group, one = exchange.pair_group[pairs], np.ones(len(pairs))
    to, of = np.nonzero(goal.row)
    entries = (
        (exchange.lot[pairs], each, one),
        (lots + exchange.demand[pairs], each, one),
        (limits + group, each, goal.per_bag[pairs] / scale.utility[group]),
        (limits + groups, len(pairs) + groups, np.full(len(groups), -1.0)),
        (limits + len(groups) + to, len(pairs) + of, goal.row[to, of] * scale.utility[of] / scale.row[to]),
        (limits + len(groups) + rows, np.full(len(rows), len(pairs) + len(groups)), -goal.lift / scale.row),
    )
    row, column, coefficient = (np.concatenate(parts) for parts in zip(*entries, strict=True))
    shape = (limits + len(groups) + len(rows), len(pairs) + len(groups) + 1)
    return csc_array(coo_array((coefficient, (row, column)), shape=shape))


def _within(exchange: Exchange, bags: FloatArray) -> FloatArray:
    """Scale down what the solver's rounding put above a limit."""
    for end, most in ((exchange.lot, exchange.supply), (exchange.demand, exchange.room)):
        total = np.bincount(end, weights=bags, minlength=len(most))
        bags = bags * np.minimum(1.0, most / np.maximum(total, 1.0))[end]
    return bags
