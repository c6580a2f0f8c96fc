"""What a fair division of a market looks like, and how near to the best it is proven to be."""

from dataclasses import dataclass

import numpy as np

from matching.fairness.exchange import Exchange
from matching.fairness.shares import Measure
from matching.pairs import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Division:
    """A fair plan: `bags` of each pair, not whole yet (`matching.fairness.wholes` makes them whole).

    `utility` is each group's, in the units of its measure. `level` is what was maximised (see the function that
    returns this), `bound` what no plan's level exceeds, whole bags or not. `rounds` counts the questions asked.
    """

    bags: FloatArray
    utility: FloatArray
    level: float
    bound: float
    rounds: int

    @property
    def gap(self) -> float:
        """Return by which part of the bound the level may fall short of the best."""
        return 1.0 - self.level / self.bound if self.bound > 0 else 0.0


def utility_of(exchange: Exchange, measure: Measure, *, bags: FloatArray) -> FloatArray:
    """Add up what each group gets from bags of each pair."""
    sums = np.bincount(exchange.pair_group, weights=measure.per_bag * bags, minlength=exchange.groups)
    return sums.astype(np.float64)
