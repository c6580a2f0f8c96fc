"""What one more bag, one more unit of a rule or one more demand is worth at the margin, read off proven prices."""

from dataclasses import dataclass

import numpy as np

from matching.pairs import FloatArray
from matching.parts.part import Part
from matching.plans.coupling import coupling_of, is_shared
from matching.plans.generating import Proof
from matching.plans.prices import entrance


@dataclass(frozen=True, slots=True, eq=False)
class Margins:
    """Shadow prices in cents: of a bag and of a contract of each lot, of a unit of each row, and of each demand.

    `row` has an entry for every row of the part, in the row's own whole numbers: what relaxing a limit by one unit
    brings (positive: the upper limit binds; negative: the lower one). A demand's own rows have 0: its price has them.
    """

    lot: FloatArray
    contract: FloatArray
    row: FloatArray
    demand: FloatArray


def margins_of(part: Part, proof: Proof) -> Margins:
    """Return the shadow prices that prove a bound."""
    coupling, prices = coupling_of(part), proof.prices
    row = np.zeros(len(part.rows))
    row[[place for place, each in enumerate(part.rows) if is_shared(each)]] = prices.row / coupling.scale / prices.scale
    return Margins(
        lot=prices.lot / prices.scale,
        contract=prices.contract / prices.scale,
        row=row,
        demand=np.maximum(proof.best - entrance(part, coupling, prices=prices), 0) / prices.scale,
    )
