"""Which lots and demands may meet, and what a bag of each meeting is worth."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.checks import LARGEST, malformed

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

COLUMNS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """The admissible pairs as columns: positions of lot and demand, value, landed price and fit.

    `value` is the surplus of one bag in whole cents (it may be negative), `landed` the landed price in cents per
    tonne, `fit` lies from 0 to 1. A pair that is not listed may never meet.
    """

    lot: IntArray
    demand: IntArray
    value: IntArray
    landed: IntArray
    fit: FloatArray

    def __post_init__(self) -> None:
        for column in fields(self):
            read = _fractions if column.name == "fit" else _wholes
            array = read(f"pairs.{column.name}", getattr(self, column.name))
            array.flags.writeable = False
            object.__setattr__(self, column.name, array)
        if len({len(getattr(self, column.name)) for column in fields(self)}) > 1:
            raise malformed("pairs", "the columns have unequal lengths")

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int, int, int, float]]) -> "Pairs":
        """Make pairs from rows (lot, demand, value, landed, fit)."""
        listed = list(rows)
        if any(len(row) != COLUMNS for row in listed):
            raise malformed("pairs", f"rows of {COLUMNS} values are expected")
        columns: list[Any] = [list(column) for column in zip(*listed, strict=True)] or [[]] * COLUMNS
        return cls(*columns)

    def __len__(self) -> int:
        return len(self.lot)


def _column(name: str, given: object, *, kinds: str) -> NDArray[Any]:
    try:
        array = np.array(given)
    except ValueError as error:
        raise malformed(name, "a plain column of numbers is expected") from error
    if array.ndim != 1 or (len(array) and array.dtype.kind not in kinds):
        raise malformed(name, "a plain column of numbers is expected")
    return array


def _wholes(name: str, given: object) -> IntArray:
    array = _column(name, given, kinds="i")
    if not ((array >= -LARGEST) & (array <= LARGEST)).all():
        raise malformed(name, f"numbers must be whole and within {LARGEST} of 0")
    return array.astype(np.int64)


def _fractions(name: str, given: object) -> FloatArray:
    array = _column(name, given, kinds="if")
    if not ((array >= 0) & (array <= 1)).all():
        raise malformed(name, "numbers must be from 0 to 1")
    return array.astype(np.float64)
