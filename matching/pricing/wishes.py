"""What everybody would ask for at published prices, beside what the plan gives them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.fairness.exchange import sum_by
from matching.pairs import IntArray
from matching.parts.part import Part
from matching.plans.pricing import Asked, Priced, Pricing, pricings_of


@dataclass(frozen=True, slots=True, eq=False)
class Wishes:
    """What lots and demands miss at the published prices, in cents, and the pairs refused although they would gain.

    `lot_misses` is what a lot's unsold bags would bring at its price. `demand_misses` is the gain of a demand's best
    plan less that of its plan; `wished` are the bags of such best plans, `refused` the pairs of demands that miss
    something of which they wish more than they have. The sum of all that is missed, the `uplift`, would have to be paid
    to leave nobody wishing for another plan; the prices prove that no plan is worth more than the given one by more
    than the uplift (rules over several demands given up).
    """

    lot_misses: IntArray
    demand_misses: IntArray
    refused: IntArray
    wished: IntArray

    @property
    def uplift(self) -> int:
        """Return what would have to be paid in all."""
        return int(self.lot_misses.sum() + self.demand_misses.sum())


def wishes_at(
    part: Part, bags: IntArray, *, lot_prices: IntArray, pricings: Sequence[Pricing | None] | None = None
) -> Wishes:
    """Compare a plan with everybody's best plan at prices of lots (cents a bag above the ask, 0 or more).

    A demand's best plan obeys all rules of its own. Where bag weights mix too finely to be counted, what it misses is
    bounded from above. `pricings` are the part's own, for those who ask more than once.
    """
    lots, demands = len(part.supply), len(part.least)
    sold = sum_by(part.lot, bags, size=lots)
    has = lot_prices * sold - part.opening * (sold > 0)
    lot_misses = np.maximum(lot_prices * part.supply - part.opening, 0) - has
    net = part.value - lot_prices[part.lot]
    demand_has = sum_by(part.demand, net * bags - part.fee * (bags > 0), size=demands)
    best = np.zeros(demands, dtype=np.int64)
    wished = np.zeros(len(bags), dtype=np.int64)
    for demand, pricing in enumerate(pricings or pricings_of(part)):
        priced = Priced(0, ()) if pricing is None else _best(part, pricing, net)
        best[demand] = max(priced.bound, int(demand_has[demand]), 0)
        for place, amount in priced.plans[:1]:
            wished[place] = amount
    refused = np.flatnonzero((wished > bags) & (best > demand_has)[part.demand])
    return Wishes(lot_misses, best - demand_has, refused, wished)


def _best(part: Part, pricing: Pricing, net: IntArray) -> Priced:
    at = pricing.at
    return pricing.best(Asked(net[at], part.fee[at], pricing.low, pricing.high, floor=0, slack=0, want=1))
