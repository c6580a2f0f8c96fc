"""What a caller may hold over a run: calling it off, a limit of memory, and what earlier runs found."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from matching.executors.here import Executor, InProcess
from matching.pairs import IntArray
from matching.parts.part import PAIR_COLUMNS, Part
from matching.plan import Method, Ties

Key = tuple[str, str, int]
LOT_COLUMNS = ("supply", "most_contracts", "opening")
DEMAND_COLUMNS = ("least", "most", "max_lots")


def never() -> bool:
    """Say no."""
    return False


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """What is known of a part that was decided to the end."""

    bags: IntArray
    bound: int
    ties: Ties
    method: Method
    proof: str


@dataclass(slots=True)
class Memory:
    """What earlier runs over nearly the same market found.

    A part that has not changed is not decided again. A large part that has changed starts from where the last one of
    its kind stood: `states` holds the engines' own states by engine, which know pairs by number; `numbers` gives a pair
    (lot, demand, discount) the same number in every market.
    """

    parts: dict[str, Kept] = field(default_factory=dict)
    states: dict[str, Any] = field(default_factory=dict)
    numbers: dict[Key, int] = field(default_factory=dict)

    def numbered(self, part: Part, keys: list[Key]) -> Part:
        """Give the pairs of a part the numbers that are theirs in every market."""
        numbers = [self.numbers.setdefault(key, len(self.numbers)) for key in keys]
        return replace(part, pair=np.array(numbers, dtype=np.int64))


@dataclass(frozen=True, slots=True)
class Control:
    """`cancelled` is asked a few times a second; with `megabytes` a run also ends when the process has needed more.

    Plans are generated over `executor`.
    """

    cancelled: Callable[[], bool] = never
    megabytes: int | None = None
    memory: Memory = field(default_factory=Memory)
    executor: Executor = field(default_factory=InProcess)


def name_of(part: Part) -> str:
    """Name a part by all that decides its best plan."""
    name = hashlib.sha256()
    for column in (*PAIR_COLUMNS, *LOT_COLUMNS, *DEMAND_COLUMNS):
        name.update(getattr(part, column).tobytes() + b"|")
    for row in part.rows:
        limits = (row.key, row.lower, row.upper, row.demand, row.step, row.step_cost)
        name.update(repr(limits).encode() + row.pair.tobytes() + row.per_bag.tobytes() + row.per_contract.tobytes())
    for choice in part.choices:
        name.update(choice.tobytes() + b"|")
    return name.hexdigest()
