"""Adding up a plan by any property of the lots: by group, by region, for women-led groups."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TypeVar

from matching.plan import Plan
from matching.problem import Lot, Problem

Label = TypeVar("Label", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of some allocations: how many, their grams, and their value in cents."""

    allocations: int = 0
    grams: int = 0
    value: int = 0


def totals(problem: Problem, plan: Plan, *, by: Callable[[Lot], Label]) -> dict[Label, Total]:
    """Add up the plan's allocations by a label of their lots; a label that sold nothing is absent."""
    lots = {lot.key: lot for lot in problem.lots}
    found: dict[Label, Total] = {}
    for line in plan.allocations:
        label = by(lots[line.lot])
        so_far = found.get(label, Total())
        found[label] = Total(so_far.allocations + 1, so_far.grams + line.grams, so_far.value + line.value)
    return found
