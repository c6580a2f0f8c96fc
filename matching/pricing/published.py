"""Which price of each lot to publish, so that as little as possible is left to be settled."""

import numpy as np

from matching.fairness.exchange import sum_by
from matching.pairs import IntArray
from matching.parts.part import Part
from matching.plans.pricing import pricings_of
from matching.pricing.wishes import Wishes, wishes_at

MOMENTUM = 0.6
PATIENCE, SHRINK = 6, 0.6


def published_prices(part: Part, bags: IntArray, *, start: IntArray, steps: int = 40) -> IntArray:
    """Lower the uplift of a plan from the lot prices `start` (cents a bag, 0 or more), never ending above it.

    The uplift is a convex function of the prices: what everybody's best plan is worth, less the plan's value. Each step
    lowers the price of what nobody wishes for and raises that of what too many do, by Polyak's length; where this no
    longer helps, steps go on from the best prices and become shorter.
    """
    pricings = pricings_of(part)
    best, least, waited, scale = start, -1, 0, 1.0
    price, trend = start.astype(np.float64), np.zeros(len(start))
    for _ in range(steps):
        asked = np.rint(price).astype(np.int64)
        wishes = wishes_at(part, bags, lot_prices=asked, pricings=pricings)
        waited += 1
        if least < 0 or wishes.uplift < least:
            best, least, waited = asked, wishes.uplift, 0
        if waited == PATIENCE:
            price, scale, waited = best.astype(np.float64), scale * SHRINK, 0
        trend = _left(part, wishes, price=asked) + MOMENTUM * trend
        towards = np.where((price <= 0) & (trend > 0), 0.0, trend)
        price = np.maximum(price - scale * wishes.uplift / max(float(towards @ towards), 1.0) * towards, 0.0)
    return best


def _left(part: Part, wishes: Wishes, *, price: IntArray) -> IntArray:
    """Return how many bags of each lot are offered at a price beyond those wished for."""
    is_open = price * part.supply > part.opening
    return np.where(is_open, part.supply, 0) - sum_by(part.lot, wishes.wished, size=len(part.supply))
