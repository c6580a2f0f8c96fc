"""What a plan of the whole part is worth in whole cents, and by how much it breaks the market's rows."""

import numpy as np

from matching.market import Part
from matching.pairs import IntArray
from matching.plans.coupling import FAR, Coupling


def worth_of(part: Part, coupling: Coupling, bags: IntArray) -> int:
    """Return the exact value in cents: contracts, openings and begun steps are paid."""
    used = bags > 0
    opened = np.unique(part.lot[used])
    steps = coupling.begun(coupling.sums(bags))
    paid = int(part.fee @ used) + int(part.opening[opened].sum()) + int(coupling.step_cost @ steps)
    return int(part.value @ bags) - paid


def breach_of(coupling: Coupling, bags: IntArray) -> int:
    """Return by how many units the limits of the market's rows are missed in all (0: the rows hold)."""
    sums, is_plain = coupling.sums(bags), coupling.step == 0
    above = np.where(is_plain & (coupling.upper < FAR), sums - coupling.upper, 0)
    below = np.where(is_plain & (coupling.lower > -FAR), coupling.lower - sums, 0)
    return int(np.maximum(above, 0).sum() + np.maximum(below, 0).sum())
