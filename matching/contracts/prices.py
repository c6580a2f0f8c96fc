"""A first price for every lot, from the market without minimum volumes, parcels and limits of contracts."""

import numpy as np

from matching.contracts.split import SCALE
from matching.pairs import IntArray
from matching.parts.part import Part
from matching.transport.columns import Columns
from matching.transport.generation import solve_columns

NEAR = 0.04


def first_prices(part: Part) -> tuple[IntArray, IntArray]:
    """Return a price for each lot (64ths of a cent a bag), and the pairs that come near to trading at these prices.

    The fee is spread over the largest parcel, which leaves a transportation problem.
    """
    net = part.value - -(-part.fee // np.maximum(1, part.high))
    some: IntArray = np.flatnonzero((net > 0) & (part.low <= part.high))
    grams = int(np.median(part.grams)) if len(part.grams) else 1
    columns = Columns.of(part.demand[some], part.lot[some], value=net[some], demands=len(part.least))
    basis = solve_columns(columns, part.supply, need=part.most // grams)
    price, gain = basis.lot_prices, basis.demand_prices
    slack = price[part.lot[some]] + gain[part.demand[some]] - net[some]
    near = some[slack <= NEAR * float(net[some].mean())] if len(some) else some
    return price * SCALE, near
