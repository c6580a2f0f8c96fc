"""Deciding a part by plans: a proven bound from prices, and the best choice of plans that the effort finds."""

from dataclasses import dataclass

import numpy as np

from matching.executors.here import Executor
from matching.pairs import IntArray
from matching.parts.part import Part
from matching.plans.diving import dive
from matching.plans.effort import Effort, Watch
from matching.plans.generating import Generation, Proof
from matching.plans.pieces import Piece, whole_of
from matching.plans.polishing import Polish
from matching.plans.pool import Pool
from matching.plans.prices import no_prices, scale_of
from matching.plans.rounding import Rounding
from matching.plans.state import State, bags_from, plans_from, prices_from, state_of

CLOSE = 3e-4


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """The best plan found, its value and the proven bound in cents, what proves it, and a state to go on from.

    `bags` is None, and the value 0, when no plan was found that keeps the market's rows.
    """

    bags: IntArray | None
    value: int
    bound: int
    certificate: Proof
    state: State


def decide(
    part: Part,
    *,
    effort: Effort,
    watch: Watch | None = None,
    start: State | None = None,
    executor: Executor | None = None,
) -> Outcome:
    """Find a plan of great value and a proven bound, within a counted effort or until `watch` says stop.

    Every rule of the part is obeyed, the market's floors included. `start` is the state of an earlier decision about
    the same market, perhaps under another policy or without some pairs; pairs are known by their place in the market.
    Plans are generated in blocks of demands over the executor.
    """
    whole = whole_of(part)
    watching = watch or _never_stop
    generation = _generation(whole, start, executor)
    polish = Polish(whole, generation, np.zeros(len(part.pair), dtype=np.int64))
    if start is not None:
        polish.accept(_fitting_still(whole, bags_from(start, part)))
    is_going = _prove(generation, polish, effort=effort, watch=watching)
    if is_going and not polish.is_within(generation.proof.bound, effort.gap):
        polish.accept(dive(whole, generation))
        polish.want(generation)
    for _ in range(effort.visits if is_going else 0):
        bound = generation.proof.bound
        if polish.is_within(bound, effort.gap) or not watching("search", polish.standing, bound):
            break
        polish.visit(generation.proof, size=effort.freed, nodes=effort.nodes)
    bags = polish.bags if polish.breach == 0 else None
    state = state_of(whole, generation.pool, prices=generation.proof.prices, bags=polish.bags)
    return Outcome(bags, polish.standing, generation.proof.bound, generation.proof, state)


def _generation(whole: Piece, start: State | None, executor: Executor | None) -> Generation:
    part, coupling = whole.part, whole.coupling
    if start is None:
        return Generation(whole, no_prices(part, coupling), executor=executor)
    prices = prices_from(start, part, coupling=coupling, scale=scale_of(part))
    return Generation(whole, prices, plans=tuple(plans_from(start, whole)), executor=executor)


def _prove(generation: Generation, polish: Polish, *, effort: Effort, watch: Watch) -> bool:
    """Improve prices and bound; False when the watch said stop."""
    for _ in range(effort.rounds):
        if not watch("bound", polish.standing, generation.proof.bound):
            return False
        if generation.is_close(CLOSE) or not generation.improve():
            break
    return True


def _fitting_still(whole: Piece, bags: IntArray) -> IntArray:
    """Keep of an earlier plan, demand by demand, what every rule still allows."""
    known = Pool(whole.part)
    for demand, pricing in enumerate(whole.pricings):
        place = np.flatnonzero(bags[pricing.at]) if pricing is not None else np.zeros(0, dtype=np.int64)
        if pricing is not None and pricing.accepts(place, bags[pricing.at[place]]):
            known.add([(demand, pricing.at[place], bags[pricing.at[place]])])
    columns = Rounding(whole, known).take(np.ones(len(known)), least=1.0, most=len(known))
    return known.bags_of(columns)


def _never_stop(_phase: str, _value: int, _bound: int) -> bool:
    return True
