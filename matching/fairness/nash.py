"""The division of a market whose product of the groups' utilities is greatest (Nash), with its proof."""

import math

import numpy as np

from matching.fairness.exchange import Exchange
from matching.fairness.flows import Flows
from matching.fairness.mixing import nash_mixture
from matching.fairness.outcome import Division, utility_of
from matching.fairness.shares import Measure
from matching.pairs import FloatArray, IntArray

WIDTH = 2**20
MOST_ROUNDS = 200
ROUNDING = 1e-12


def nash_division(exchange: Exchange, measure: Measure, *, gap: float = 1e-4) -> Division:
    """Maximise the geometric mean of the utilities of all groups that count, to a relative `gap` at most.

    Every round asks for the plan worth most when a group's utility counts 1 / (what it has now), and mixes all plans
    found so far anew. For whole weights c > 0 the mean of c U is at least its geometric mean, so no plan's geometric
    mean exceeds UB(c) / G / geometric mean(c): that is the bound. Without a group that counts, level and bound are 0.
    """
    counted, flows = measure.counted, Flows(exchange)
    width = min(WIDTH, flows.widest // int(measure.per_bag.max(initial=1)))
    plans = _first_plans(exchange, measure, flows)
    mixture, level, bound, rounds = np.zeros(len(plans)), 0.0, 0.0 if not len(counted) else math.inf, len(plans)
    while level < bound * (1.0 - gap) and rounds < MOST_ROUNDS:
        table = np.array([exchange.by_group(measure.per_bag * plan)[counted] for plan in plans], dtype=np.float64)
        mixture = nash_mixture(table)
        has = mixture @ table
        level = geometric_mean(has)
        weight = np.zeros(exchange.groups, dtype=np.int64)
        weight[counted] = np.maximum(np.rint(width * has.min() / has), 1)
        found = flows.most(weight[exchange.pair_group] * measure.per_bag)
        mean = found.bound / len(counted)
        bound = min(bound, mean / geometric_mean(weight[counted].astype(np.float64)) * (1.0 + ROUNDING))
        plans.append(found.bags)
        rounds += 1
    bags = np.zeros(len(exchange.lot))
    for share, plan in zip(mixture.tolist(), plans, strict=False):
        bags += share * plan
    return Division(bags, utility_of(exchange, measure, bags=bags), level, bound, rounds)


def geometric_mean(values: FloatArray) -> float:
    """Return the geometric mean of numbers above 0."""
    return math.exp(float(np.log(values).mean()))


def _first_plans(exchange: Exchange, measure: Measure, flows: Flows) -> list[IntArray]:
    """Ask until every group that counts gets something in one of the plans: each time for those that got nothing."""
    plans: list[IntArray] = []
    waiting = measure.whole > 0
    while waiting.any():
        plans.append(flows.most(waiting[exchange.pair_group] * measure.per_bag).bags)
        waiting &= exchange.by_group(measure.per_bag * plans[-1]) == 0
    return plans
