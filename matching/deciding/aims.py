"""Several aims one after another: each is taken as far as those before it allow, and what it cost them is known."""

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array

from matching.deadline import Deadline
from matching.milp.rows import Rules
from matching.milp.search import Found, best_plan, whole_bound
from matching.milp.sharing import SharingModel
from matching.pairs import FloatArray, IntArray
from matching.parts.groups import MILLIONTHS, Group, balance, groups_of, smallest_share
from matching.parts.holding import value_of
from matching.parts.market import Market
from matching.parts.part import Part
from matching.plan import Reached
from matching.policy import WHOLE, Aim, Measure

MICRO = 10**6
HALF = 0.5
LARGEST_LOG = 40


def fits_of(market: Market, part: Part) -> IntArray:
    """Return the fit of each pair in millionths."""
    fits: FloatArray = market.problem.pairs.fit[market.at.pair[part.pair]]
    return np.rint(fits * MICRO).astype(np.int64)


class Ladder:
    """The aims of a policy on their way over one part that holds the whole market."""

    def __init__(self, market: Market, part: Part) -> None:
        self.part, self.fits = part, fits_of(market, part)
        self.groups: tuple[Group, ...] = groups_of(market, part)
        self.model = SharingModel(part, self.groups)
        self.reached: list[Reached] = []
        self._least: list[tuple[Measure, int]] = []
        self._rows: list[Rules] = []

    def pursue(self, aim: Aim, start: IntArray, *, deadline: Deadline) -> IntArray:
        """Take one aim as far as it goes from the plan in hand, and bind what follows to it; return the better plan."""
        objective = self._objective(aim.measure)
        question = replace(self.model.ask(), objective=objective, rows=tuple(self._rows))
        found = Found(None, None)
        if deadline.left() > 0:
            found = best_plan(
                self.model, question, seconds=deadline.left(), sight=lambda _value, _bound: deadline.left() > 0
            )
        best, bags = self.measured(aim.measure, start), start
        if found.bags is not None and self._keeps_all(found.bags) and self.measured(aim.measure, found.bags) > best:
            best, bags = self.measured(aim.measure, found.bags), found.bags
        bound = self._most(objective) if found.bound is None else found.bound + (aim.measure is Measure.BALANCE)
        self.reached.append(Reached(aim.measure, best, max(best, bound)))
        self._bind(aim, objective, best - abs(best) * aim.give_up // WHOLE)
        return bags

    def measured(self, measure: Measure, bags: IntArray) -> int:
        """Count exactly what a plan reaches of a measure."""
        match measure:
            case Measure.GAINS:
                return value_of(self.part, bags)
            case Measure.VOLUME:
                return int(self.part.grams @ bags)
            case Measure.FIT:
                return int((self.part.grams * self.fits) @ bags) // MICRO
            case Measure.SMALLEST_SHARE:
                return smallest_share(self.part, self.groups, bags=bags)
            case _:
                return balance(self.part, self.groups, bags=bags)

    def _objective(self, measure: Measure) -> FloatArray:
        objective = self.model.ask().objective
        if measure is Measure.GAINS:
            return objective
        objective[:] = 0
        match measure:
            case Measure.VOLUME:
                objective[self.model.at.x] = self.part.grams
            case Measure.FIT:
                objective[self.model.at.x] = self.part.grams * self.fits / MICRO
            case Measure.SMALLEST_SHARE:
                objective[self.model.t] = 1
            case _:
                objective[self.model.b] = MILLIONTHS
        return objective

    def _bind(self, aim: Aim, objective: FloatArray, least: int) -> None:
        """Hold what follows to at least so much of this aim; half a unit of room is left to the solver's rounding."""
        self._least.append((aim.measure, least))
        self._rows.append(Rules(csr_array(objective[np.newaxis]), np.array([least - HALF]), np.array([np.inf])))

    def _keeps_all(self, bags: IntArray) -> bool:
        return all(self.measured(measure, bags) >= least for measure, least in self._least)

    def _most(self, objective: FloatArray) -> int:
        """Return a limit that needs no solver: every column at its own."""
        question = self.model.ask()
        top = np.where(np.isfinite(question.top), question.top, 0)
        gains = np.maximum(objective * top, 0)
        return whole_bound(float(gains.sum()) + len(self.groups) * MILLIONTHS * LARGEST_LOG)
