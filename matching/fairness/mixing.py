"""How much of each known plan to take so that the product of the groups' utilities is as large as it can be."""

import numpy as np

from matching.pairs import FloatArray

STEPS = 60
SHRINK = 0.4
LEAST_BARRIER = 1e-9
BACK_OFF = 0.95


def nash_mixture(utility: FloatArray) -> FloatArray:
    """Return shares (of each row, adding up to 1) that maximise Σ log of the mixed utilities.

    `utility` has a row for each plan and a column for each group; each group has something in some plan. At the best
    shares a, G = Σ_g u_kg / y_g for each plan k in use and no plan has more (y = a u, G the number of groups), so the
    sum to 1 needs no row of its own: Newton's method on Σ log y - G Σ a + barrier Σ log a, the barrier shrinking.
    """
    plans, groups = utility.shape
    scaled = utility / utility.max(axis=0)
    shares, barrier = np.full(plans, 1.0 / plans), 1.0
    for _ in range(STEPS):
        mixed = shares @ scaled
        slope = scaled @ (1.0 / mixed) - groups + barrier / shares
        bend = (scaled / mixed**2) @ scaled.T + np.diag(barrier / shares**2)
        step = np.linalg.solve(bend, slope)
        shrinking = step < 0
        longest = (shares[shrinking] / -step[shrinking]).min(initial=1.0 / BACK_OFF)
        shares = shares + min(1.0, BACK_OFF * longest) * step
        shares /= shares.sum()
        barrier = max(SHRINK * barrier, LEAST_BARRIER)
    return shares
