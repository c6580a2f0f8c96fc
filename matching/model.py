"""A part of the market as a mixed-integer program, and the one door to the solver (HiGHS, through scipy)."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from matching.pairs import FloatArray, IntArray
from matching.part import Part
from matching.rows import columns_of, rules_of

FINISHED, INFEASIBLE = 0, 2
NO_LIMIT = 2**31 - 1


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """What is asked of a model: an objective to maximise, which columns are whole, their limits, and further rows."""

    objective: FloatArray
    whole: IntArray
    bottom: FloatArray
    top: FloatArray
    rows: tuple[LinearConstraint, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What the solver said: a point if it has one, an upper bound if it has one, and how it ended."""

    point: FloatArray | None
    bound: float | None
    is_finished: bool
    is_infeasible: bool


class Model:
    """The columns and rules of a part, to be maximised under different questions."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.at = columns_of(part)
        self.rules = rules_of(part, self.at)

    def ask(self) -> Question:
        """Make the question of the most valuable plan.

        All columns are whole but x, and x too where rows reach over several pairs (README, "Whole bags").
        """
        objective, top = np.zeros(len(self.at)), np.ones(len(self.at))
        objective[self.at.x], objective[self.at.y] = self.part.value, -self.part.fee
        objective[self.at.o] = -self.part.opening[self.at.opened]
        objective[self.at.s] = [-self.part.rows[row].step_cost for row in self.at.stepped.tolist()]
        top[self.at.x], top[self.at.n], top[self.at.s] = self.part.high, np.inf, np.inf
        whole = np.ones(len(self.at), dtype=np.int64)
        whole[self.at.x] = bool(self.part.rows)
        return Question(objective=objective, whole=whole, bottom=np.zeros(len(self.at)), top=top)

    def maximise(self, question: Question, *, seconds: float, nodes: int = NO_LIMIT) -> Answer:
        """Ask the solver; its effort ends after `seconds`, or after `nodes` of the search tree."""
        found = milp(
            -question.objective,
            integrality=question.whole,
            bounds=Bounds(question.bottom, question.top),
            constraints=[self.rules, *question.rows],
            options={"time_limit": seconds, "node_limit": nodes, "mip_rel_gap": 0.0},
        )
        least = found.mip_dual_bound if question.whole.any() else found.fun
        return Answer(
            point=found.x,
            bound=-float(least) if least is not None and math.isfinite(least) else None,
            is_finished=found.status == FINISHED,
            is_infeasible=found.status == INFEASIBLE,
        )
