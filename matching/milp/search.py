"""The search within one part: a bound, whole bags under it, and ties settled by the published hash."""

import math
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array

from matching.milp.model import Model, Question, Sight
from matching.milp.rows import Rules
from matching.pairs import FloatArray, IntArray
from matching.parts.holding import is_feasible, value_of
from matching.parts.market import TIES_UP_TO_PAIRS
from matching.parts.part import Part
from matching.plan import Ties

TIES_UP_TO_NODES = 2_000
HALF_A_CENT = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The best whole bags found (None: none are known) and the proven bound in cents (None: none is known)."""

    bags: IntArray | None
    bound: int | None
    is_impossible: bool = False


def whole_bound(bound: float) -> int:
    """Return the largest whole number of cents that a bound computed in floating point allows.

    A plan is worth whole cents, so the fraction falls away; before that, an allowance of a hundredth of a cent and a
    hundred-thousand-millionth of the bound is added for the solver's rounding.
    """
    return math.floor(bound + 0.01 + 1e-11 * abs(bound))


def counting_bound(part: Part) -> int:
    """Return a bound that needs no solver: every demand gets its best parcels as if it were alone."""
    gain = np.maximum(np.maximum(part.value * part.high, part.value * part.low) - part.fee, 0)
    total = 0
    for demand in range(len(part.least)):
        gains = np.sort(gain[part.demand == demand])[::-1]
        total += int(gains[: part.max_lots[demand]].sum())
    return total


def relaxed_bound(model: Model, *, seconds: float) -> int | None:
    """Return the bound of the linear relaxation, or None when it did not finish in time."""
    question = model.ask()
    answer = model.maximise(replace(question, whole=np.zeros_like(question.whole)), seconds=seconds)
    return whole_bound(answer.bound) if answer.is_finished and answer.bound is not None else None


def best_plan(model: Model, question: Question, *, seconds: float, sight: Sight | None = None) -> Found:
    """Search for the most valuable plan under a question; see README, "Whole bags", for why rounding is safe."""
    answer = model.maximise(replace(question, sight=sight), seconds=seconds)
    if answer.is_infeasible:
        return Found(bags=None, bound=None, is_impossible=True)
    bags = None if answer.point is None else _whole_bags(model, question, answer.point)
    return Found(bags=bags, bound=None if answer.bound is None else whole_bound(answer.bound))


def settle_ties(model: Model, bags: IntArray, *, seconds: float) -> tuple[IntArray, Ties]:
    """Among all plans worth as much as the optimum `bags`, choose the one the published hash prefers.

    Every column is whole here, so a row "worth more than half a cent less" says "worth as much" exactly. A part too
    large, or a search too long, keeps `bags`, which only the salted order of listing decided.
    """
    part, question = model.part, model.ask()
    if len(part.pair) > TIES_UP_TO_PAIRS:
        return bags, Ties.BY_ORDER
    value = value_of(part, bags)
    luck = np.zeros(len(model.at))
    luck[model.at.x] = part.luck
    worth = csr_array(question.objective[np.newaxis])
    as_good = Rules(worth, np.array([value - HALF_A_CENT]), np.array([np.inf]))
    asked = replace(question, objective=luck, whole=np.ones_like(question.whole), rows=(as_good,))
    answer = model.maximise(asked, seconds=seconds, nodes=TIES_UP_TO_NODES)
    if answer.is_finished and answer.point is not None and answer.bound is not None:
        lucky = _rounded(answer.point[model.at.x])
        is_proven = int(part.luck @ lucky) >= whole_bound(answer.bound)
        if is_proven and is_feasible(part, lucky) and value_of(part, lucky) == value:
            return lucky, Ties.BY_HASH
    return bags, Ties.BY_ORDER


def _whole_bags(model: Model, question: Question, point: FloatArray) -> IntArray | None:
    """Keep what a point has whole (contracts, and bags where weights mix) and deal out the other bags in whole."""
    is_kept = question.whole > 0
    bottom = np.where(is_kept, np.rint(point), question.bottom)
    top = np.where(is_kept, np.rint(point), question.top)
    asked = replace(question, whole=np.ones_like(question.whole), bottom=bottom, top=top)
    answer = model.maximise(asked, seconds=math.inf)
    if answer.point is None:
        return None
    bags = _rounded(answer.point[model.at.x])
    return bags if is_feasible(model.part, bags) else None


def _rounded(values: FloatArray) -> IntArray:
    return np.rint(values).astype(np.int64)
