"""Steps towards agreement: where demand and lot want different parcels of a pair, worth moves between them."""

import numpy as np

from matching.kernels.jit import kernel
from matching.pairs import FloatArray, IntArray

REST = 0.02


@kernel
def shift_worth(
    demand: IntArray,
    lot: IntArray,
    offset: IntArray,
    low: IntArray,
    by_demand: IntArray,
    by_lot: IntArray,
    trend: FloatArray,
    spike: FloatArray,
    step: float,
    table: IntArray,
    mirror: IntArray,
    dirty_demand: IntArray,
    dirty_lot: IntArray,
) -> None:
    """Shift worth from the demand's table to the lot's along the smoothed disagreement; mark whose tables changed."""
    dirty_demand[:] = 0
    dirty_lot[:] = 0
    for p in range(len(demand)):
        if trend[p, 2] == 0.0 and by_demand[p] == by_lot[p]:
            continue
        changed = False
        for at in range(offset[p], offset[p + 1]):
            bags = low[p] + at - offset[p]
            change = np.int64(np.rint(step * (trend[p, 0] * bags + 64.0 * trend[p, 1] + 64.0 * spike[at])))
            if change != 0:
                table[at] -= change
                mirror[at] += change
                changed = True
        if changed:
            dirty_demand[demand[p]] = 1
            dirty_lot[lot[p]] = 1


@kernel
def disagreement(
    offset: IntArray,
    low: IntArray,
    by_demand: IntArray,
    by_lot: IntArray,
    trend: FloatArray,
    spike: FloatArray,
    momentum: float,
) -> float:
    """Smooth the disagreement into the trends (bags, contracts, is any left); return its squared length."""
    length = 0.0
    for p in range(len(by_demand)):
        wants, gives = by_demand[p], by_lot[p]
        if trend[p, 2] == 0.0 and wants == gives:
            continue
        trend[p, 0] *= momentum
        trend[p, 1] *= momentum
        for at in range(offset[p], offset[p + 1]):
            spike[at] *= momentum
        if wants != gives:
            trend[p, 0] += wants - gives
            if wants > 0:
                trend[p, 1] += 1.0
                spike[offset[p] + wants - low[p]] += 1.0
            if gives > 0:
                trend[p, 1] -= 1.0
                spike[offset[p] + gives - low[p]] -= 1.0
        left = abs(trend[p, 0]) + abs(trend[p, 1])
        part = trend[p, 0] * trend[p, 0] + 64.0 * trend[p, 1] * trend[p, 1]
        for at in range(offset[p], offset[p + 1]):
            left += abs(spike[at])
            part += 64.0 * spike[at] * spike[at]
        length += part
        trend[p, 2] = 1.0
        if left < REST and wants == gives:
            trend[p, 0] = 0.0
            trend[p, 1] = 0.0
            trend[p, 2] = 0.0
            for at in range(offset[p], offset[p + 1]):
                spike[at] = 0.0
    return length
