"""How hard to try, in counted work, and how a caller watches and stops a run."""

from collections.abc import Callable
from dataclasses import dataclass

Watch = Callable[[str, int, int], bool]
"""Called with the phase, the value of the best plan and the bound (cents); returns whether to go on."""


@dataclass(frozen=True, slots=True)
class Effort:
    """Work by count, so that the same market gets the same answer on any machine.

    At most `rounds` of pricing prove the bound. Then `visits` neighbourhoods of `freed` demands are decided anew, each
    with at most `nodes` of a search tree. A run ends early when the bound is within `gap` times the value.
    """

    rounds: int
    visits: int
    freed: int
    nodes: int
    gap: float


QUICK = Effort(rounds=30, visits=20, freed=40, nodes=20, gap=0.02)
NORMAL = Effort(rounds=60, visits=120, freed=50, nodes=60, gap=0.005)
THOROUGH = Effort(rounds=200, visits=600, freed=60, nodes=400, gap=0.0)
