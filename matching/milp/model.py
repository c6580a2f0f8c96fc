"""A part of the market as a mixed-integer program, and the exact search's door to the solver (HiGHS)."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from scipy.sparse import vstack

from matching.milp.rows import Rules, columns_of, rules_of
from matching.milp.solver import quiet_solver
from matching.pairs import FloatArray, IntArray
from matching.parts.part import Part

NO_LIMIT = 2**31 - 1
Sight = Callable[[float | None, float | None], bool]


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """What is asked of a model: an objective to maximise, which columns are whole, their limits, and further rows.

    `start` is a point to start from (empty: none). `sight` is told of the best value and bound so far, a few times a
    second, and ends the search by returning False.
    """

    objective: FloatArray
    whole: IntArray
    bottom: FloatArray
    top: FloatArray
    rows: tuple[Rules, ...] = ()
    sight: Sight | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What the solver said: a point if it has one, an upper bound if it has one, and how it ended.

    `prices` are the shadow prices of the model's own rows, where no column was whole.
    """

    point: FloatArray | None
    bound: float | None
    is_finished: bool
    is_infeasible: bool
    prices: FloatArray | None = None


class Model:
    """The columns and rules of a part, to be maximised under different questions."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.at = columns_of(part)
        self.rules = rules_of(part, self.at)

    def ask(self) -> Question:
        """Make the question of the most valuable plan.

        All columns are whole but x, and x too where rows reach over several pairs (README, "Whole bags").
        """
        objective, top = np.zeros(len(self.at)), np.ones(len(self.at))
        objective[self.at.x], objective[self.at.y] = self.part.value, -self.part.fee
        objective[self.at.o] = -self.part.opening[self.at.opened]
        objective[self.at.s] = [-self.part.rows[row].step_cost for row in self.at.stepped.tolist()]
        top[self.at.x], top[self.at.n], top[self.at.s] = self.part.high, np.inf, np.inf
        whole = np.ones(len(self.at), dtype=np.int64)
        whole[self.at.x] = bool(self.part.rows)
        return Question(objective=objective, whole=whole, bottom=np.zeros(len(self.at)), top=top)

    def maximise(self, question: Question, *, seconds: float, nodes: int = NO_LIMIT) -> Answer:
        """Ask the solver; its effort ends after `seconds`, or after `nodes` of the search tree."""
        solver = quiet_solver()
        options = {"mip_rel_gap": 0.0, "mip_abs_gap": 0.0}
        limits = {"time_limit": min(seconds, 1e9), "mip_max_nodes": nodes}
        for name, value in {**options, **limits}.items():
            solver.setOptionValue(name, value)
        solver.passModel(self._program(question))
        if question.sight is not None:
            _watch(solver, question.sight)
        solver.run()
        return _answer(solver, is_mixed=bool(question.whole.any()))

    def _program(self, question: Question) -> Any:  # noqa: ANN401 - the solver's own type, which ships no types
        rows = [self.rules, *question.rows]
        matrix = vstack([row.matrix for row in rows], format="csr")
        program = highspy.HighsLp()
        program.num_row_, program.num_col_ = matrix.shape
        program.sense_ = highspy.ObjSense.kMaximize
        program.col_cost_ = question.objective
        program.col_lower_, program.col_upper_ = question.bottom, question.top
        program.row_lower_ = np.concatenate([row.lower for row in rows])
        program.row_upper_ = np.concatenate([row.upper for row in rows])
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        program.a_matrix_.start_ = matrix.indptr
        program.a_matrix_.index_ = matrix.indices
        program.a_matrix_.value_ = matrix.data
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        if question.whole.any():
            program.integrality_ = [kinds[each] for each in (question.whole > 0).tolist()]
        return program


def _watch(solver: Any, sight: Sight) -> None:  # noqa: ANN401 - the solver ships no types
    def look(event: Any) -> None:  # noqa: ANN401 - as above
        if not sight(_finite(event.data_out.mip_primal_bound), _finite(event.data_out.mip_dual_bound)):
            event.interrupt()

    solver.cbMipInterrupt.subscribe(look)


def _answer(solver: Any, *, is_mixed: bool) -> Answer:  # noqa: ANN401 - the solver ships no types
    status, info = solver.getModelStatus(), solver.getInfo()
    is_finished = status == highspy.HighsModelStatus.kOptimal
    has_point = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    solution = solver.getSolution()
    bound = info.mip_dual_bound if is_mixed else info.objective_function_value if is_finished else math.nan
    return Answer(
        point=np.array(solution.col_value) if has_point else None,
        bound=_finite(bound),
        is_finished=is_finished,
        is_infeasible=status == highspy.HighsModelStatus.kInfeasible,
        prices=np.array(solution.row_dual) if is_finished and not is_mixed else None,
    )


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
