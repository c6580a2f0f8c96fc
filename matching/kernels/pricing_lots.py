"""The values of some lots' pairs, worked out again after their asks changed."""

import numpy as np

from matching.kernels.jit import kernel
from matching.kernels.pricing_rows import Demands, Int32Array, Lots, Terms
from matching.pairs import IntArray

BARRED = -(2**34)


@kernel
def revalue(
    lots: Lots, demands: Demands, terms: Terms, changed: IntArray, lot_place: IntArray, demand_place: IntArray,
    lot_start: IntArray, lot_column: Int32Array, demand: Int32Array, value: IntArray,
) -> None:  # fmt: skip
    """Write the values (cents per bag) of all columns of the changed lots, as `matching.catalogues.valuing` has them.

    A pair that does not gain may not be used: it is given a value that no price can make up for.
    """
    for number in changed:
        i = lot_place[number]
        for at in range(lot_start[number], lot_start[number + 1]):
            column = lot_column[at]
            j = demand_place[demand[column]]
            misfit = 0.0
            for a in range(lots.profile.shape[1]):
                miss = lots.profile[i, a] - demands.target[j, a]
                misfit += demands.weights[j, a] * (miss * miss)
            misfit /= demands.scale[j]
            freight = terms.freight[lots.origin[i], demands.port[j]]
            worth = demands.ceiling[j] * (1.0 - terms.misfit_cost * misfit) - (lots.ask[i] + freight)
            cents = np.int64(np.rint(worth * terms.tonnes))
            value[column] = cents if cents > 0 else BARRED
