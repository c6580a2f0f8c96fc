"""Fairness among producer groups as further columns of a model: the smallest share, and each group's worth."""

import math
from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array, hstack, vstack

from matching.milp.model import Model, Question
from matching.milp.rows import Rules
from matching.pairs import FloatArray
from matching.parts.groups import SCALE, Group
from matching.parts.part import Part

TANGENTS = 32


class SharingModel(Model):
    """A model whose last columns are t (the smallest share, whole parts of 10,000) and b (each group's log worth).

    t <= 10,000 * sold / offered of every group; b <= every tangent of log(1 + gains / 100 USD), which lies above the
    logarithm, so that a bound on the sum of b is one on the balance.
    """

    def __init__(self, part: Part, groups: tuple[Group, ...]) -> None:
        super().__init__(part)
        self.groups = groups
        self.t = len(self.at)
        self.b = self.t + 1 + np.arange(len(groups))
        width = self.t + 1 + len(groups)
        plain = self.rules
        wide = hstack([plain.matrix, csr_array((len(plain.lower), width - self.t), dtype=np.float64)])
        rows, upper = self._fair_rows(width)
        matrix = vstack([wide, rows], format="csr")
        lower = np.concatenate([plain.lower, np.full(len(upper), -np.inf)])
        self.rules = Rules(matrix, lower, np.concatenate([plain.upper, upper]))

    def ask(self) -> Question:
        """Make the question of the most valuable plan; every bag is whole, for shares reach over many pairs."""
        plain, more = super().ask(), 1 + len(self.groups)
        whole = np.concatenate([plain.whole, np.ones(1, dtype=np.int64), np.zeros(len(self.groups), dtype=np.int64)])
        whole[self.at.x] = 1
        return replace(
            plain,
            objective=np.concatenate([plain.objective, np.zeros(more)]),
            whole=whole,
            bottom=np.concatenate([plain.bottom, [0.0], np.full(len(self.groups), -np.inf)]),
            top=np.concatenate([plain.top, [SCALE], np.full(len(self.groups), np.inf)]),
        )

    def _fair_rows(self, width: int) -> tuple[csr_array, FloatArray]:
        part, rows, upper = self.part, [], []
        for group, column in zip(self.groups, self.b.tolist(), strict=True):
            sold = SCALE * part.grams[group.pair]
            unit = int(np.gcd.reduce(np.append(sold, group.grams)))
            rows.append(_row(width, (self.at.x[group.pair], -sold // unit), ([self.t], [group.grams // unit])))
            upper.append(0.0)
            most = int(np.maximum(part.value[group.pair] * part.high[group.pair], 0).sum())
            for at in np.expm1(np.linspace(0, math.log1p(most / SCALE), TANGENTS)).tolist():
                slope = 1 / (SCALE * (1 + at))
                worth = (self.at.x[group.pair], -slope * part.value[group.pair])
                paid = (self.at.y[group.pair], slope * part.fee[group.pair])
                rows.append(_row(width, worth, paid, ([column], [1.0])))
                upper.append(math.log1p(at) - at / (1 + at))
        return vstack(rows, format="csr") if rows else csr_array((0, width), dtype=np.float64), np.array(upper)


def _row(width: int, *entries: tuple[object, object]) -> csr_array:
    column = np.concatenate([np.asarray(each, dtype=np.int64) for each, _ in entries])
    coefficient = np.concatenate([np.asarray(each, dtype=np.float64) for _, each in entries])
    return csr_array((coefficient, (np.zeros_like(column), column)), shape=(1, width))
