"""The linear program over the plans found so far, kept warm while plans are added (HiGHS)."""

from dataclasses import dataclass

import highspy
import numpy as np

from matching.milp.solver import quiet_solver
from matching.pairs import FloatArray, IntArray
from matching.parts.part import Part
from matching.plans.columns import matrix_of, places_of, sheet_of
from matching.plans.coupling import Coupling
from matching.plans.pool import Pool

MANY_ROWS = 600


@dataclass(frozen=True, slots=True, eq=False)
class Relaxed:
    """The optimum over the plans found so far: its value and missing units, each plan's share, and the rows' prices."""

    value: float
    missing: float
    share: FloatArray
    lot: FloatArray
    contract: FloatArray
    row: FloatArray
    choice: FloatArray
    demand: FloatArray


class Master:
    """Maximise the value of shares of plans; every lot, contract, market row, choice and demand is a row."""

    def __init__(self, part: Part, coupling: Coupling) -> None:
        self.part, self.coupling = part, coupling
        self.places, self.sheet = places_of(part, coupling), sheet_of(part, coupling)
        self.columns = np.zeros(0, dtype=np.int64)
        self.solver = quiet_solver()
        program = highspy.HighsLp()
        program.num_row_, program.num_col_ = self.places.end, len(self.sheet.cost)
        program.row_lower_, program.row_upper_ = self.sheet.bottom, self.sheet.top
        program.col_cost_, program.col_lower_ = self.sheet.cost, np.zeros(len(self.sheet.cost))
        program.col_upper_ = self.sheet.most
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_ = self.sheet.matrix.indptr
        program.a_matrix_.index_ = self.sheet.matrix.indices
        program.a_matrix_.value_ = self.sheet.matrix.data
        self.solver.passModel(program)

    def add(self, pool: Pool, columns: IntArray) -> None:
        """Add plans of the pool as columns."""
        matrix = matrix_of(self.part, self.coupling, pool=pool, columns=columns)
        self.columns = np.append(self.columns, columns)
        self.solver.addCols(
            len(columns),
            -pool.value[columns].astype(np.float64),
            np.zeros(len(columns)),
            np.full(len(columns), np.inf),
            matrix.nnz,
            matrix.indptr[:-1].astype(np.int32),
            matrix.indices.astype(np.int32),
            matrix.data,
        )

    def solve(self) -> Relaxed:
        """Return the optimum and its prices."""
        if self.places.end > MANY_ROWS:
            # Prices from the middle of the optimal face, much sooner than from a corner of it.
            self.solver.clearSolver()
            self.solver.setOptionValue("solver", "ipm")
            self.solver.setOptionValue("run_crossover", "off")
        self.solver.run()
        found = self.solver.getSolution()
        dual, point = -np.array(found.row_dual), np.array(found.col_value)
        places, own = self.places, len(self.sheet.cost)
        return Relaxed(
            value=-float(self.solver.getInfo().objective_function_value),
            missing=float(point[own - self.sheet.slacks : own].sum()),
            share=point[own:],
            lot=dual[: places.contract],
            contract=dual[places.contract : places.row],
            row=dual[places.row : places.choice],
            choice=dual[places.choice : places.demand],
            demand=dual[places.demand :],
        )
