"""The door to the general solver (HiGHS): a linear relaxation with its prices, or a mixed-integer remainder."""

from dataclasses import dataclass

import highspy
import numpy as np

from matching.exact.rows import FREE, Rows
from matching.milp.solver import quiet_solver
from matching.pairs import BoolArray, FloatArray

LONGEST = 1e9
OPTIONS = {"mip_rel_gap": 0.0, "mip_abs_gap": 0.0}


@dataclass(frozen=True, slots=True, eq=False)
class Reply:
    """What the solver said of the columns kept: a point and its bound (none: none), prices of rows, how it ended."""

    point: FloatArray | None
    bound: float | None
    prices: FloatArray
    is_finished: bool
    is_infeasible: bool
    nodes: int


def ask(rows: Rows, kept: BoolArray, *, is_whole: bool, seconds: float) -> Reply:
    """Maximise over the columns kept, the others 0; whole columns are whole if asked for."""
    solver = quiet_solver()
    for name, value in {**OPTIONS, "time_limit": min(seconds, LONGEST)}.items():
        solver.setOptionValue(name, value)
    if not is_whole:
        solver.setOptionValue("presolve", "off")
    solver.passModel(_program(rows, kept, is_whole=is_whole))
    solver.run()
    status, info, solution = solver.getModelStatus(), solver.getInfo(), solver.getSolution()
    has_point = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    is_finished = status == highspy.HighsModelStatus.kOptimal
    bound = float(info.mip_dual_bound if is_whole else info.objective_function_value)
    point = np.zeros(len(kept))
    if has_point:
        point[kept] = np.array(solution.col_value)
    return Reply(
        point=point if has_point else None,
        bound=bound if np.isfinite(bound) and (is_whole or is_finished) else None,
        prices=np.array(solution.row_dual),
        is_finished=is_finished,
        is_infeasible=status == highspy.HighsModelStatus.kInfeasible,
        nodes=max(1, int(info.mip_node_count)),
    )


def _program(rows: Rows, kept: BoolArray, *, is_whole: bool) -> highspy.HighsLp:
    matrix = rows.matrix[:, np.flatnonzero(kept)]
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = matrix.shape[1], matrix.shape[0]
    program.sense_ = highspy.ObjSense.kMaximize
    program.col_cost_ = rows.objective[kept].astype(np.float64)
    program.col_lower_ = rows.floor[kept].astype(np.float64)
    program.col_upper_ = rows.ceiling[kept].astype(np.float64)
    program.row_lower_ = np.where(rows.bottom <= -FREE, -np.inf, rows.bottom.astype(np.float64))
    program.row_upper_ = np.where(rows.top >= FREE, np.inf, rows.top.astype(np.float64))
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_ = matrix.indptr
    program.a_matrix_.index_ = matrix.indices
    program.a_matrix_.value_ = matrix.data.astype(np.float64)
    if is_whole:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        program.integrality_ = [kinds[int(whole)] for whole in rows.is_whole[kept]]
    return program
