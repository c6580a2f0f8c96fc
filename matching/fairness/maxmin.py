"""The division of a market in which the worst-off group has as much as possible (max-min), with its proof."""

from fractions import Fraction

import numpy as np

from matching.fairness.outcome import Division, utility_of
from matching.fairness.policies import Policies
from matching.fairness.program import Goal
from matching.fairness.rules import under_share_floor
from matching.fairness.shares import Measure

FINEST = 10**6


def maxmin_division(policies: Policies, measure: Measure, *, gap: float = 1e-4) -> Division:
    """Maximise the smallest share U_g / whole_g of any group that counts, to a relative `gap` at most.

    Of the plans that give it, one is returned whose gains are greatest: a floor a little under the level (half the gap)
    is kept, and what nobody's share needs is sold as well as it can be.

    For whole weights c >= 0 the weighted mean of the shares is at least the smallest, so no plan's level exceeds
    UB(c) / Σ c whole. Without a group that counts, level and bound are 0.
    """
    exchange, counted = policies.exchange, measure.counted
    goal = Goal(
        value=np.zeros_like(exchange.value),
        per_bag=measure.per_bag,
        row=np.eye(exchange.groups, dtype=np.int64)[counted],
        lift=measure.whole[counted],
        least=(Fraction(0),) * len(counted),
    )
    kept = policies.best(goal, gap=gap) if len(counted) else None
    if kept is None:
        return _nothing(policies, measure)
    floor = Fraction(kept.level * (1.0 - gap / 2)).limit_denominator(FINEST)
    gainful = under_share_floor(policies, measure, floor=floor, gap=gap)
    bags = kept.bags if gainful is None else gainful.bags
    utility = utility_of(exchange, measure, bags=bags)
    level = float((utility[counted] / measure.whole[counted]).min())
    return Division(bags, utility, level, kept.bound, kept.rounds)


def _nothing(policies: Policies, measure: Measure) -> Division:
    """Return the empty plan; what the groups reach together bounds what the worst-off can have."""
    exchange, together = policies.exchange, int(measure.whole.sum())
    most = policies.flows.most((measure.whole > 0)[exchange.pair_group] * measure.per_bag).bound
    bags = np.zeros(len(exchange.lot))
    bound = most / together if together else 0.0
    return Division(bags, utility_of(exchange, measure, bags=bags), level=0.0, bound=bound, rounds=0)
