"""Exact amounts turned into whole ones, and programs put together from what a family of files has."""

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from matching.exact.program import Program
from matching.pairs import IntArray

LARGEST_TOTAL = 2**53


def common_scale(amounts: Sequence[Fraction]) -> int:
    """Return the smallest scale that makes every amount whole."""
    return math.lcm(*(amount.denominator for amount in amounts))


def scaled(amounts: Sequence[Fraction], scale: int) -> IntArray:
    """Return the amounts in whole units of 1 / scale."""
    return np.array([int(amount * scale) for amount in amounts], dtype=np.int64)


def integers(values: Sequence[int]) -> IntArray:
    """Return whole numbers as a column."""
    return np.array(values, dtype=np.int64)


def build(columns: dict[str, IntArray], *, scale: int) -> Program:
    """Build a program from the columns a family has; what it lacks is free, unlimited or absent.

    Needs `supply` and, where there are arcs, `lot`, `demand`, `value`, `high`, `least` and `most`. Raises ValueError
    when sums of whole units would not be exact in floating point (2**53).
    """
    empty = np.empty(0, dtype=np.int64)
    arcs, lots, demands = (len(columns.get(name, empty)) for name in ("lot", "supply", "least"))
    degree = np.bincount(columns.get("demand", empty), minlength=demands).astype(np.int64)
    start = {
        **dict.fromkeys(("lot", "demand", "value", "high", "least", "most"), empty),
        **dict.fromkeys(("package_value", "package", "package_lot", "package_bags"), empty),
        "fee": np.zeros(arcs, dtype=np.int64),
        "low": np.ones(arcs, dtype=np.int64),
        "supply_least": np.zeros(lots, dtype=np.int64),
        "opening": np.zeros(lots, dtype=np.int64),
        "least_lots": np.zeros(demands, dtype=np.int64),
        "most_lots": degree,
    }
    program = Program(**{**start, **columns}, scale=scale)
    if _largest_total(program) > LARGEST_TOTAL:
        message = f"value: totals in units of 1/{scale} pass 2**53 and would not be exact"
        raise ValueError(message)
    return program


def _largest_total(program: Program) -> float:
    bags = np.abs(program.value.astype(np.float64)) @ program.high
    once = (program.fee, program.opening, program.package_value)
    return float(bags + sum(np.abs(column.astype(np.float64)).sum() for column in once))
