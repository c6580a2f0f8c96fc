"""How hard to try, in counted work, and how a caller watches and stops a run."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

Watch = Callable[[str, int, int], bool]
"""Called with the phase, the value of the best plan and the bound (cents); returns whether to go on."""


@dataclass(frozen=True, slots=True)
class Effort:
    """Work by count, so that the same market gets the same answer on any machine.

    `rounds` of bound improvement of `steps` steps each; the search makes `moves` moves a demand in every round.
    A run ends early when the bound is within `gap` times the value.
    """

    rounds: int
    steps: int
    moves: int
    replans: int
    gap: float


QUICK = Effort(rounds=6, steps=20, moves=30, replans=2, gap=0.01)
NORMAL = Effort(rounds=15, steps=20, moves=60, replans=4, gap=0.001)
THOROUGH = Effort(rounds=60, steps=25, moves=200, replans=20, gap=0.0)


class Standing(NamedTuple):
    """Where a run stands: the value of the best plan and the proven bound, in cents."""

    value: int
    bound: int

    def is_within(self, gap: float) -> bool:
        """Say whether the bound is within a fraction of the value."""
        return self.bound - self.value <= gap * abs(self.value)
