"""Row prices as proof: a bound in whole numbers, and the columns that no better point than a threshold can use."""

from dataclasses import dataclass

import numpy as np

from matching.exact.rows import FREE, Rows
from matching.pairs import BoolArray, FloatArray, IntArray

LARGEST = 2**61
FINEST = 2**12


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """A bound on every point, and each column's reduced value, in 1 / `fineness` of the program's units; all exact."""

    bound: int
    reduced: IntArray
    fineness: int

    def kept(self, rows: Rows, threshold: int) -> BoolArray:
        """List the columns that some point of at least the threshold's value may use."""
        room = self.bound - threshold * self.fineness
        kept: BoolArray = ~rows.is_whole | (self.reduced >= -room)
        return kept


def prove(rows: Rows, prices: FloatArray) -> Proof:
    """Turn any row prices into a proof: they are rounded to whole numbers first, so nothing after is inexact.

    A row's price counts only on a side that has a limit. Where products could pass 2**61, prices are 0.
    """
    worth = float(np.abs(rows.objective.astype(np.float64)) @ rows.ceiling.astype(np.float64))
    sums = float(abs(rows.matrix).sum(axis=0).max(initial=1))
    fineness = FINEST
    while fineness > 1 and 4 * worth * fineness * max(sums, 1.0) > LARGEST:
        fineness //= 2
    whole = np.rint(np.clip(prices, -worth, worth) * fineness)
    if 4 * worth * fineness * sums > LARGEST:
        whole = np.zeros_like(whole)
    price = whole.astype(np.int64)
    price[((price > 0) & (rows.top >= FREE)) | ((price < 0) & (rows.bottom <= -FREE))] = 0
    reduced = rows.objective * fineness - rows.matrix.T @ price
    sides = np.where(price > 0, rows.top, np.where(price < 0, rows.bottom, 0))
    bound = _dot(price, sides) + _dot(np.maximum(reduced, 0), rows.ceiling)
    return Proof(bound, reduced, fineness)


def _dot(one: IntArray, two: IntArray) -> int:
    return sum(a * b for a, b in zip(one.tolist(), two.tolist(), strict=True))
