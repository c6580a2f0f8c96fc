"""What binds the demands of a part together beyond lots: the market's rows, and choices between demands."""

import math
from dataclasses import dataclass

import numpy as np

from matching.pairs import IntArray
from matching.parts.part import Part
from matching.parts.sides import NOBODY, Row

FAR = 2**62


@dataclass(frozen=True, slots=True, eq=False)
class Coupling:
    """The market's rows as entries (row, pair, per bag, per contract), and choices as entries (choice, demand).

    Rows are divided by the greatest common divisor of their coefficients, which changes no whole plan. `lower` and
    `upper` are -FAR and FAR where there is no limit. A row with `step` above 0 reads Σ <= step · n + upper.
    """

    keys: tuple[str, ...]
    scale: IntArray
    row: IntArray
    pair: IntArray
    per_bag: IntArray
    per_contract: IntArray
    lower: IntArray
    upper: IntArray
    step: IntArray
    step_cost: IntArray
    choice: IntArray
    demand: IntArray

    def sums(self, bags: IntArray) -> IntArray:
        """Return what each row adds up to under these bags."""
        return self.by_row(self.per_bag * bags[self.pair] + self.per_contract * (bags[self.pair] > 0))

    def by_row(self, amounts: IntArray) -> IntArray:
        """Add up one amount for each entry by rows."""
        sums = np.zeros(len(self.keys), dtype=np.int64)
        np.add.at(sums, self.row, amounts)
        return sums

    def begun(self, sums: IntArray) -> IntArray:
        """Return how many steps of each row are begun (0 for rows without steps)."""
        steps = np.maximum(self.step, 1)
        return np.where(self.step > 0, np.maximum(-((self.upper - sums) // steps), 0), 0)


def is_shared(row: Row) -> bool:
    """Say whether a row is the market's; a demand's own row with steps is too, as its steps are paid by the market."""
    return row.demand == NOBODY or row.step > 0


def coupling_of(part: Part) -> Coupling:
    """Collect the market's rows and the choices of a part."""
    rows = [_reduced(row) for row in part.rows if is_shared(row)]
    choices = part.choices
    return Coupling(
        keys=tuple(row.key for row, _ in rows),
        scale=np.array([scale for _, scale in rows], dtype=np.int64),
        row=_spread([len(row.pair) for row, _ in rows]),
        pair=_joined([row.pair for row, _ in rows]),
        per_bag=_joined([row.per_bag for row, _ in rows]),
        per_contract=_joined([row.per_contract for row, _ in rows]),
        lower=np.array([-FAR if row.lower is None else row.lower for row, _ in rows], dtype=np.int64),
        upper=np.array([FAR if row.upper is None else row.upper for row, _ in rows], dtype=np.int64),
        step=np.array([row.step for row, _ in rows], dtype=np.int64),
        step_cost=np.array([row.step_cost for row, _ in rows], dtype=np.int64),
        choice=_spread([len(choice) for choice in choices]),
        demand=_joined(list(choices)),
    )


def _reduced(row: Row) -> tuple[Row, int]:
    each = [*row.per_bag.tolist(), *row.per_contract.tolist(), row.step]
    common = max(1, math.gcd(*each))
    lower = None if row.lower is None or row.step else -(-row.lower // common)
    upper = 0 if row.step else None if row.upper is None else row.upper // common
    divided = Row(
        key=row.key,
        pair=row.pair,
        per_bag=row.per_bag // common,
        per_contract=row.per_contract // common,
        lower=lower,
        upper=upper,
        step=row.step // common,
        step_cost=row.step_cost,
    )
    return divided, common


def _spread(sizes: list[int]) -> IntArray:
    return np.repeat(np.arange(len(sizes)), sizes).astype(np.int64)


def _joined(arrays: list[IntArray]) -> IntArray:
    return np.concatenate([np.zeros(0, dtype=np.int64), *arrays]).astype(np.int64)
