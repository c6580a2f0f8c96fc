"""The most valuable plan under a floor or a cap for every group, and what the rule costs at the margin."""

from fractions import Fraction

import numpy as np

from matching.fairness.policies import Kept, Policies
from matching.fairness.program import Goal
from matching.fairness.shares import Measure
from matching.pairs import IntArray


def under_share_floor(policies: Policies, measure: Measure, *, floor: Fraction, gap: float = 1e-6) -> Kept | None:
    """Maximise gains while every group that counts has `floor` of its whole; None when no plan gives it to all.

    A row reads U_g >= floor whole_g; its multiplier is in cents for each unit of the group's utility.
    """
    counted = measure.counted
    rows = np.eye(policies.exchange.groups, dtype=np.int64)[counted]
    least = tuple(floor * int(whole) for whole in measure.whole[counted])
    return policies.best(_valuable(policies, measure.per_bag, rows=rows, least=least), gap=gap)


def under_group_cap(policies: Policies, *, cap: Fraction, gap: float = 1e-6) -> Kept | None:
    """Maximise gains while no group sells more than a share `cap` of all bags sold.

    A row reads numerator Σ U - denominator U_g >= 0, in bags; its multiplier is in cents for each unit of that.
    """
    groups = policies.exchange.groups
    rows = cap.numerator - cap.denominator * np.eye(groups, dtype=np.int64)
    one = np.ones_like(policies.exchange.value)
    return policies.best(_valuable(policies, one, rows=rows, least=(Fraction(0),) * groups), gap=gap)


def _valuable(policies: Policies, per_bag: IntArray, *, rows: IntArray, least: tuple[Fraction, ...]) -> Goal:
    return Goal(
        value=policies.exchange.value, per_bag=per_bag, row=rows, lift=np.zeros(len(least), dtype=np.int64), least=least
    )
