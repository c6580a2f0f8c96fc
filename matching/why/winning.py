"""The smallest change of one term that would have won, found by solving the changed market again."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from matching.control import name_of
from matching.deadline import Deadline
from matching.milp.model import Model
from matching.milp.search import best_plan
from matching.pairs import IntArray, Pairs
from matching.parts.holding import value_of
from matching.parts.market import GAINS_ONLY, Market
from matching.parts.part import Part
from matching.plan import Plan
from matching.policy import WHOLE
from matching.problem import Problem
from matching.terms.offers import DEAREST
from matching.why.saying import Change, Side, What

GRAMS_PER_TONNE = 10**6
MILLIONTHS = 10**6
FIRST_STEP = 1_000


class Winning:
    """Changes to one market, and what its best plan would then be worth; parts that stay the same are solved once.

    A change eases the terms of one lot or demand only. So the best value rises exactly when the best plan uses it.
    """

    def __init__(self, market: Market, plan: Plan) -> None:
        self.market, self.problem, self.plan = market, market.problem, plan
        self.can_tell = plan.gap == 0 and plan.policy.aims == GAINS_ONLY
        self._known: dict[str, tuple[int, IntArray] | None] = {}

    def of_price(self, rows: IntArray, side: Side, *, deadline: Deadline) -> tuple[Change, ...]:
        """Find the smallest rise of the ceiling (or fall of the asking price) with which one of the meetings is used.

        First the change is doubled until it wins; then each winning plan says how little would have been enough for
        it, and the market is solved again at that price, until that plan is the best one there.
        """
        pairs = np.unique(self.market.at.pair[rows])
        found, change = None, FIRST_STEP
        while self.can_tell and change <= DEAREST and deadline.left() > 0:
            won = self._solved(self._repriced(pairs, change, side=side), deadline)
            if won is None:
                return ()
            if won[0] <= self.plan.value:
                change *= 2
                continue
            found, change = change, self._enough(pairs, won, change, side=side)
            if found == change:
                break
        if found is None:
            return ()
        lot, demand = self._ends(pairs)
        ask, ceiling = self.problem.lots[lot].ask, self.problem.demands[demand].ceiling
        if side is Side.LOT:
            return (Change(What.PRICE, ask, ask - found),) if found <= ask else ()
        return (Change(What.CEILING, ceiling, ceiling + found),)

    def of_parcel(self, lot: int, *, deadline: Deadline) -> tuple[Change, ...]:
        """Find the largest smallest parcel of a lot, below its own, with which it would be sold."""
        own = self.problem.lots[lot]

        def changed(bags: int) -> Problem:
            lots = tuple(replace(each, min_bags=bags) if each is own else each for each in self.problem.lots)
            return replace(self.problem, lots=lots)

        most = self._largest(changed, below=own.min_bags, least=1, deadline=deadline)
        return () if most is None else (Change(What.PARCEL, own.min_bags * own.bag_grams, most * own.bag_grams),)

    def of_minimum(self, demand: int, *, deadline: Deadline) -> tuple[Change, ...]:
        """Find the largest minimum of a demand, below its own, with which it would be served; in kilograms or bags."""
        own = self.problem.demands[demand]
        unit = int(np.gcd.reduce(self.market.at.grams[self.market.at.demand == demand])) if own.min_grams else 0

        def changed(units: int) -> Problem:
            sought = (replace(each, min_grams=units * unit) if each is own else each for each in self.problem.demands)
            return replace(self.problem, demands=tuple(sought))

        most = self._largest(changed, below=-(-own.min_grams // max(unit, 1)), least=0, deadline=deadline)
        return () if most is None else (Change(What.MINIMUM, own.min_grams, most * unit),)

    def _largest(self, changed: Callable[[int], Problem], *, below: int, least: int, deadline: Deadline) -> int | None:
        """Halve between the least, which must win, and what is known not to."""

        def wins(number: int) -> bool:
            solved = self._solved(changed(number), deadline)
            return solved is not None and solved[0] > self.plan.value

        if not self.can_tell or below <= least or not wins(least):
            return None
        won, lost = least, below
        while lost - won > 1:
            middle = (won + lost) // 2
            won, lost = (middle, lost) if wins(middle) else (won, middle)
        return won if deadline.left() > 0 else None

    def _repriced(self, pairs: IntArray, change: int, *, side: Side) -> Problem:
        """Change the price in some pairs of one lot or of one demand."""
        old = self.problem.pairs
        value, landed = old.value.copy(), old.landed.copy()
        value[pairs] += self._added(pairs, change, side=side)
        if side is Side.LOT:
            landed[pairs] = np.maximum(landed[pairs] - change, 0)
        return replace(self.problem, pairs=Pairs(old.lot, old.demand, value, landed, old.fit))

    def _added(self, pairs: IntArray, change: int, *, side: Side) -> IntArray:
        """Return what a change of price adds to a bag of each pair, in cents; of a ceiling, misfit takes its part."""
        old = self.problem.pairs
        grams = np.array([self.problem.lots[lot].bag_grams for lot in old.lot[pairs].tolist()], dtype=object)
        share = np.full(len(pairs), WHOLE * MILLIONTHS, dtype=object)
        if side is not Side.LOT:
            missed = MILLIONTHS - np.rint(old.fit[pairs] * MILLIONTHS).astype(np.int64)
            blended = np.array([self.problem.demands[at].recipe is not None for at in old.demand[pairs].tolist()])
            share = share - self.plan.policy.misfit_cost * np.where(blended, 0, missed).astype(object)
        unit = WHOLE * MILLIONTHS * GRAMS_PER_TONNE
        return np.array((2 * change * share * grams + unit) // (2 * unit), dtype=np.int64)

    def _enough(self, pairs: IntArray, won: tuple[int, IntArray], change: int, *, side: Side) -> int:
        """Return the smallest change with which the winning plan itself would still be worth more."""
        value, bags = won
        base = value - int(self._added(pairs, change, side=side) @ bags[pairs])
        low, high = 0, change
        while high - low > 1:
            middle = (low + high) // 2
            is_enough = base + int(self._added(pairs, middle, side=side) @ bags[pairs]) > self.plan.value
            low, high = (low, middle) if is_enough else (middle, high)
        return high

    def _ends(self, pairs: IntArray) -> tuple[int, int]:
        return int(self.problem.pairs.lot[pairs[0]]), int(self.problem.pairs.demand[pairs[0]])

    def _solved(self, problem: Problem, deadline: Deadline) -> tuple[int, IntArray] | None:
        """Return the best value of a changed market and its bags by pair; None where there was no time to prove it."""
        total, bags = 0, np.zeros(len(problem.pairs), dtype=np.int64)
        market = Market(problem, self.plan.policy)
        for part in market.parts():
            key = name_of(part)
            if key not in self._known:
                self._known[key] = _best(part, deadline)
            solved = self._known[key]
            if solved is None:
                return None
            total += solved[0]
            np.add.at(bags, market.at.pair[part.pair], solved[1])
        return total, bags


def _best(part: Part, deadline: Deadline) -> tuple[int, IntArray] | None:
    """Solve one part to the proof, or give up."""
    model = Model(part)
    found = best_plan(model, model.ask(), seconds=deadline.left())
    if found.bags is None or found.bound is None or value_of(part, found.bags) < found.bound:
        return None
    return value_of(part, found.bags), found.bags
