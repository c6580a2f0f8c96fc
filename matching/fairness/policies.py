"""The best plan under rules about groups, found on a few pairs and proven over all of them."""

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from matching.fairness.exchange import Exchange
from matching.fairness.flows import Flows, Vertex
from matching.fairness.program import Goal, solve_inside
from matching.pairs import FloatArray, IntArray

NEAREST = 8
PATIENCE = 5
WIDTH = 2**40


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """Bags of each pair (not whole) under a goal's rows, each row's multiplier, and what no plan's level exceeds."""

    bags: FloatArray
    multiplier: FloatArray
    level: float
    bound: float
    rounds: int


class Policies:
    """One exchange under many goals; what is learned of its pairs is kept from goal to goal."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.flows = Flows(exchange)
        self.efficient = self.flows.most(exchange.value)
        self._pairs = promising(exchange, exchange.value, vertex=self.efficient)

    def best(self, goal: Goal, *, gap: float) -> Kept | None:
        """Return the best plan that keeps the goal's rows, to a relative `gap`; None when no plan keeps them.

        The pairs that the prices found so far call for join in, until the bound holds the plan near enough.
        """
        bound, rounds = math.inf, 0
        while True:
            rounds += 1
            knows_all = len(self._pairs) == len(self.exchange.lot)
            inside = solve_inside(self.exchange, goal, pairs=self._pairs)
            if inside is None and knows_all:
                return None
            if inside is None:
                self._pairs = np.arange(len(self.exchange.lot))
                continue
            worth = worth_of(self.exchange, goal, multiplier=inside.multiplier)
            bound = min(bound, self._proof(goal, inside.multiplier, most=float(np.abs(worth).max(initial=0.0))))
            level = level_of(self.exchange, goal, bags=inside.bags)
            if knows_all or level >= bound - gap * abs(bound):
                return Kept(inside.bags, inside.multiplier, level, bound, rounds)
            self._widen(worth - inside.cost, is_late=rounds >= PATIENCE)

    def _proof(self, goal: Goal, multiplier: FloatArray, *, most: float) -> float:
        """Return a bound over all pairs, from the multipliers in whole numbers c; `most` is the greatest worth at them.

        It is (UB(K value + Σ c row per_bag) - Σ c least) / K, where K = Σ c lift if there is a t.
        """
        one = min(WIDTH, self.flows.widest // 2) / (most or 1.0)
        times = 0 if goal.lift.any() else int(one)
        whole = np.rint(one * multiplier).astype(np.int64)
        worth = times * goal.value + (whole @ goal.row)[self.exchange.pair_group] * goal.per_bag
        given = sum((int(c) * least for c, least in zip(whole, goal.least, strict=True)), Fraction(0))
        units = int(whole @ goal.lift) or times
        above = (self.flows.most(worth).bound - given) / units if units else math.inf
        return math.nextafter(float(above), math.inf)

    def _widen(self, gain: FloatArray, *, is_late: bool) -> None:
        """Let the pairs join that gain at the prices found; all of them when there are none, or it is late."""
        best = _first_of_each(self.exchange.demand, gain)
        wider = np.union1d(self._pairs, best[gain[best] > 0])
        is_wider = len(wider) > len(self._pairs) and not is_late
        self._pairs = wider if is_wider else np.arange(len(self.exchange.lot))


def worth_of(exchange: Exchange, goal: Goal, *, multiplier: FloatArray) -> FloatArray:
    """Return what a bag of each pair is worth when every row has its multiplier."""
    worth: FloatArray = goal.value + (multiplier @ goal.row)[exchange.pair_group] * goal.per_bag
    return worth


def level_of(exchange: Exchange, goal: Goal, *, bags: FloatArray) -> float:
    """Return what a goal maximises: the value of bags of each pair and the highest t that all rows allow."""
    value = float((goal.value * bags).sum())  # a sum in a fixed order, whatever the number of threads
    lifting = goal.lift > 0
    utility = np.bincount(exchange.pair_group, weights=goal.per_bag * bags, minlength=exchange.groups)
    room = goal.row @ utility - [float(least) for least in goal.least]
    return value + (float((room[lifting] / goal.lift[lifting]).min()) if lifting.any() else 0.0)


def promising(exchange: Exchange, worth: IntArray, *, vertex: Vertex) -> IntArray:
    """List the pairs that come nearest to being used at a vertex's prices: some of each side."""
    gain = worth - vertex.price[exchange.lot]
    ask = np.zeros(len(exchange.room), dtype=np.int64)
    np.maximum.at(ask, exchange.demand, gain)
    left = worth - ask[exchange.demand]
    return np.union1d(_first_of_each(exchange.demand, gain), _first_of_each(exchange.lot, left))


def _first_of_each(end: IntArray, score: IntArray | FloatArray) -> IntArray:
    order = np.lexsort((-score, end))
    rank = np.arange(len(end)) - np.searchsorted(end[order], end[order])
    return order[rank < NEAREST]
