"""What would happen if: small questions about one demand or one lot, each answered by solving again."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array

from matching.milp.model import Model, Question
from matching.milp.rows import Rules
from matching.milp.search import best_plan
from matching.pairs import IntArray
from matching.parts.holding import value_of
from matching.parts.part import Part, trimmed


@dataclass(frozen=True, slots=True)
class Verdict:
    """What solving again showed: the exact optimum (None: there is no such plan), if the search could prove it."""

    best: int | None
    is_proven: bool


UNKNOWN = Verdict(best=None, is_proven=False)
IMPOSSIBLE = Verdict(best=None, is_proven=True)


def most_volume(part: Part, *, seconds: float) -> Verdict:
    """Find the most grams that a part of one demand can take within its maximum, when no minimum binds it."""
    unit = int(np.gcd.reduce(part.grams))
    free = replace(part, value=part.grams // unit, least=np.zeros_like(part.least), fee=np.zeros_like(part.fee))
    model = Model(free)
    found = _settle(model, model.ask(), seconds)
    return found if found.best is None else replace(found, best=found.best * unit)


def value_with_some(part: Part, pairs: IntArray, *, seconds: float) -> Verdict:
    """Find the value in cents of the best plan of a part in which at least one of `pairs` is used."""
    part = trimmed(part)
    model = Model(part)
    columns = model.at.y[np.isin(part.pair, pairs)]
    if not len(columns):
        return IMPOSSIBLE
    row = csr_array((np.ones(len(columns)), (np.zeros_like(columns), columns)), shape=(1, len(model.at)))
    return _settle(model, replace(model.ask(), rows=(Rules(row, np.array([1.0]), np.array([np.inf])),)), seconds)


def _settle(model: Model, question: Question, seconds: float) -> Verdict:
    if seconds <= 0:
        return UNKNOWN
    found = best_plan(model, question, seconds=seconds)
    if found.is_impossible:
        return IMPOSSIBLE
    if found.bags is None or found.bound is None or value_of(model.part, found.bags) < found.bound:
        return UNKNOWN
    return Verdict(best=value_of(model.part, found.bags), is_proven=True)
