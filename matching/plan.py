"""What the optimizer answers: allocations, what they are worth, and how much better any plan could be."""

from dataclasses import dataclass, field
from enum import StrEnum

from matching.policy import Policy


class Status(StrEnum):
    """How a search ended: proven best, stopped before the proof, or proven that nothing is worth trading."""

    OPTIMAL = "optimal"
    STOPPED = "stopped"
    EMPTY = "empty"


class Ties(StrEnum):
    """How ties fell: by the published hash (the plan is the only answer) or by the salted order of listing."""

    BY_HASH = "by_hash"
    BY_ORDER = "by_order"


@dataclass(frozen=True, slots=True)
class Allocation:
    """One line of a plan: `bags` whole bags of a lot for a demand.

    `value` (cents) is bags times the pair's value less the contract cost; `ask` and `landed` are cents per tonne.
    """

    lot: str
    demand: str
    bags: int
    grams: int
    value: int
    fit: float
    ask: int
    landed: int


@dataclass(frozen=True, slots=True)
class PartResult:
    """A piece of the market that trades with no other piece, with its own value and proven bound (cents)."""

    lots: int
    demands: int
    pairs: int
    value: int
    bound: int
    ties: Ties


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a search stands: parts done of all, value in hand and proven bound (cents), seconds since the start."""

    phase: str
    done: int
    total: int
    value: int
    bound: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Plan:
    """The answer to a problem. `bound` is what no plan can exceed and `gap` is `bound - value`, all in cents.

    Two plans are equal when they decide the same; the log (which holds seconds) and the versions do not count.
    """

    status: Status
    problem: str
    policy: Policy
    allocations: tuple[Allocation, ...]
    value: int
    bound: int
    gap: int
    parts: tuple[PartResult, ...]
    log: tuple[Progress, ...] = field(default=(), compare=False)
    versions: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    @property
    def ties(self) -> Ties:
        """Say how ties fell in the whole market: by hash only if in every part."""
        return Ties.BY_ORDER if any(part.ties is Ties.BY_ORDER for part in self.parts) else Ties.BY_HASH
