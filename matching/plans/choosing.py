"""Which of the plans found to follow: whole choices, all at once or a neighbourhood at a time (HiGHS)."""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import hstack

from matching.pairs import IntArray
from matching.parts.part import Part
from matching.plans.columns import matrix_of, sheet_of
from matching.plans.coupling import Coupling
from matching.plans.pool import Pool

GAP = 1e-3


def choose(part: Part, coupling: Coupling, *, pool: Pool, columns: IntArray, nodes: int) -> IntArray | None:
    """Return the columns to follow ; None when the effort found none."""
    sheet = sheet_of(part, coupling)
    matrix = hstack([sheet.matrix, matrix_of(part, coupling, pool=pool, columns=columns)], format="csr")
    touched = np.flatnonzero(np.diff(matrix.indptr))
    own, plans = len(sheet.cost), len(columns)
    if plans == 0:
        return columns
    found = milp(
        np.concatenate([sheet.cost, -pool.value[columns].astype(np.float64)]),
        integrality=np.concatenate([sheet.whole, np.ones(plans)]),
        bounds=Bounds(np.zeros(own + plans), np.concatenate([sheet.most, np.ones(plans)])),
        constraints=LinearConstraint(matrix[touched], sheet.bottom[touched], sheet.top[touched]),
        options={"node_limit": nodes, "mip_rel_gap": GAP},
    )
    if found.x is None:
        return None
    return columns[np.flatnonzero(found.x[own:] > 0.5)]  # noqa: PLR2004 - a whole choice is 0 or 1
