"""Deciding a part by plans: a proven bound from prices, and the best choice of plans that the effort finds."""

from dataclasses import dataclass

import numpy as np

from matching.pairs import IntArray
from matching.part import Part
from matching.plans.diving import dive
from matching.plans.effort import Effort, Watch
from matching.plans.generating import Generation
from matching.plans.pieces import whole_of
from matching.plans.polishing import Polish
from matching.plans.prices import Prices, no_prices

CLOSE = 3e-4


@dataclass(frozen=True, slots=True, eq=False)
class State:
    generation: Generation
    bags: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """The best plan found (None: none keeps the market's rows), its value and the proven bound in cents, and why."""

    bags: IntArray | None
    value: int
    bound: int
    certificate: Prices
    state: State


def decide(part: Part, *, effort: Effort, watch: Watch | None = None, start: State | None = None) -> Outcome:
    whole = whole_of(part)
    generation = Generation(whole, no_prices(part, whole.coupling))
    for _ in range(effort.rounds):
        if watch is not None and not watch("bound", 0, generation.proof.bound):
            break
        if generation.is_close(CLOSE) or not generation.improve():
            break
    nothing = np.zeros(len(part.pair), dtype=np.int64)
    polish = Polish(whole, generation.pool, nothing)
    polish.accept(dive(whole, generation))
    proof = generation.proof
    for _ in range(effort.visits):
        if proof.bound - polish.value <= effort.gap * polish.value:
            break
        if watch is not None and not watch("search", polish.value, proof.bound):
            break
        polish.visit(proof, size=effort.freed, nodes=effort.nodes)
    return Outcome(polish.bags if polish.breach == 0 else None, polish.value, proof.bound, proof.prices, State(generation, polish.bags))
