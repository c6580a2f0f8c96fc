"""By how much a plan of the whole part breaks the market's rows."""

import numpy as np

from matching.pairs import IntArray
from matching.plans.coupling import FAR, Coupling


def breach_of(coupling: Coupling, bags: IntArray) -> int:
    """Return by how many units the limits of the market's rows are missed in all (0: the rows hold)."""
    sums, is_plain = coupling.sums(bags), coupling.step == 0
    above = np.where(is_plain & (coupling.upper < FAR), sums - coupling.upper, 0)
    below = np.where(coupling.lower > -FAR, coupling.lower - sums, 0)
    return int(np.maximum(above, 0).sum() + np.maximum(below, 0).sum())
