"""What a decided market leaves behind for the next: plans and prices, named so that a changed market knows them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from matching.pairs import IntArray
from matching.parts.part import Part
from matching.plans.coupling import FAR, Coupling
from matching.plans.pieces import Piece
from matching.plans.pool import Plan, Pool
from matching.plans.prices import Prices


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """Plans (`start` to the next start) over pairs by their place in the market, and bags and lots' prices by pair.

    `rows` are the prices of market rows by key, for a unit of the row as it was given, in 1/scale cents.
    """

    pair: IntArray
    start: IntArray
    at: IntArray
    taken: IntArray
    bags: IntArray
    scale: int
    lot: IntArray
    contract: IntArray
    rows: dict[str, float]


def state_of(piece: Piece, pool: Pool, *, prices: Prices, bags: IntArray) -> State:
    """Name the plans and prices of a part by the places of its pairs in the market."""
    part, coupling = piece.part, piece.coupling
    return State(
        pair=part.pair,
        start=pool.start,
        at=part.pair[pool.at],
        taken=pool.bags,
        bags=bags,
        scale=prices.scale,
        lot=prices.lot[part.lot],
        contract=prices.contract[part.lot],
        rows=dict(zip(coupling.keys, (prices.row / coupling.scale).tolist(), strict=True)),
    )


def plans_from(state: State, piece: Piece) -> Iterator[Plan]:
    """Yield the plans that the changed market still accepts."""
    part = piece.part
    order = np.argsort(part.pair, kind="stable")
    place = _found(part.pair[order], state.at)
    bags = np.zeros(len(part.pair), dtype=np.int64)
    for first, last in zip(state.start[:-1].tolist(), state.start[1:].tolist(), strict=True):
        at = order[place[first:last]]
        pricing = piece.pricings[int(part.demand[at[0]])]
        if (place[first:last] < 0).any() or pricing is None:
            continue
        bags[at] = state.taken[first:last]
        own = np.flatnonzero(bags[pricing.at])
        if len(own) == len(at) and pricing.accepts(own, bags[pricing.at[own]]):
            yield int(part.demand[at[0]]), pricing.at[own], bags[pricing.at[own]]
        bags[at] = 0


def bags_from(state: State, part: Part) -> IntArray:
    """Return the bags that the state's plan gave the pairs of this part."""
    order = np.argsort(state.pair, kind="stable")
    place = _found(state.pair[order], part.pair)
    return np.where(place >= 0, state.bags[order[place]], 0)


def prices_from(state: State, part: Part, *, coupling: Coupling, scale: int) -> Prices:
    """Return the state's prices for this part: 0 for what is new."""
    order = np.argsort(state.pair, kind="stable")
    place = _found(state.pair[order], part.pair)
    known = place >= 0
    lot, contract = (np.zeros(len(part.supply), dtype=np.int64) for _ in range(2))
    lot[part.lot[known]] = state.lot[order[place[known]]] * scale // state.scale
    contract[part.lot[known]] = state.contract[order[place[known]]] * scale // state.scale
    row = np.array([state.rows.get(key, 0.0) for key in coupling.keys]) * coupling.scale * scale / state.scale
    low = np.where(coupling.lower > -FAR, -np.inf, 0.0)
    high = np.where(coupling.upper < FAR, np.inf, 0.0)
    steps = coupling.step_cost * scale // np.maximum(coupling.step, 1)
    high = np.where(coupling.step > 0, steps, high)
    clipped = np.clip(np.rint(row), low, high).astype(np.int64)
    return Prices(scale, lot, contract, clipped, np.zeros(len(part.choices), dtype=np.int64))


def _found(listed: IntArray, sought: IntArray) -> IntArray:
    """Return where each sought number stands in a rising list, or -1."""
    place = np.minimum(np.searchsorted(listed, sought), len(listed) - 1)
    return np.where(listed[place] == sought, place, -1)
