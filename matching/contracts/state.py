"""What a decision leaves for the next one, and how it is carried over to a market that has changed a little."""

from dataclasses import dataclass

import numpy as np

from matching.contracts.certificate import Certificate
from matching.contracts.layout import Units
from matching.contracts.split import Split, split_of
from matching.pairs import BoolArray, FloatArray, IntArray
from matching.parts.part import Part


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """A part as it was decided: the plan, what proved the bound, and how often each pair was wanted.

    No pair not listed can lift the bound when a bag of it is worth at most its lot's price (in the certificate) and its
    demand's `margin` for what the bag weighs, both in 64ths of a cent.
    """

    part: Part
    bags: IntArray
    certificate: Certificate
    seen: FloatArray
    margin: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Resumed:
    """A state carried over: what is left of the plan, the split, and the demands that lost or may win something."""

    bags: IntArray
    split: Split
    seen: FloatArray
    touched: IntArray


def resume(part: Part, units: Units, *, state: State) -> Resumed:
    """Carry a state over by the numbers of pairs, which must mean the same as before; whatever else changed may have.

    A demand whose plan is no longer allowed starts from nothing, and so do the demands of a lot sold beyond its limits.
    """
    old = state.part
    here, there = _common(part.pair, old.pair)
    bags, seen = np.zeros(len(part.pair), dtype=np.int64), np.zeros(len(part.pair))
    bags[here], seen[here] = state.bags[there], state.seen[there]
    kept = _without_broken(part, bags)
    split = _split(part, units, state=state, common=(here, there))
    gone = np.setdiff1d(np.flatnonzero(state.bags), there[bags[here] > 0])
    lost = np.isin(part.lot, part.lot[np.flatnonzero(bags != kept)])
    near = np.isin(part.demand, part.demand[bags != kept]) | lost
    near |= _shared(part, here, there, old=old, gone=gone)
    return Resumed(kept, split, seen, np.unique(part.demand[near & ((seen > 0) | (bags > 0))]))


def _shared(part: Part, here: IntArray, there: IntArray, *, old: Part, gone: IntArray) -> BoolArray:
    """Mark the pairs whose lot or demand, as they were numbered before, has lost a pair in use."""
    is_shared = np.zeros(len(part.pair), dtype=bool)
    is_shared[here] = np.isin(old.lot[there], old.lot[gone]) | np.isin(old.demand[there], old.demand[gone])
    return is_shared


def _common(new: IntArray, old: IntArray) -> tuple[IntArray, IntArray]:
    """Return where the numbers that both have stand in each."""
    _, here, there = np.intersect1d(new, old, return_indices=True)
    return here.astype(np.int64), there.astype(np.int64)


def _without_broken(part: Part, bags: IntArray) -> IntArray:
    """Take out the plans of demands and the sales of lots that break a limit."""
    bags = np.where((bags < part.low) | (bags > part.high), 0, bags)
    used = bags > 0
    sold = np.bincount(part.lot, bags, minlength=len(part.supply))
    deals = np.bincount(part.lot[used], minlength=len(part.supply))
    bags = np.where(((sold > part.supply) | (deals > part.most_contracts))[part.lot], 0, bags)
    used = bags > 0
    mass = np.bincount(part.demand, bags * part.grams, minlength=len(part.least))
    lots = np.bincount(part.demand[used], minlength=len(part.least))
    is_broken = (mass < part.least) | (mass > part.most) | (lots > part.max_lots)
    return np.where(is_broken[part.demand], 0, bags)


def _split(part: Part, units: Units, *, state: State, common: tuple[IntArray, IntArray]) -> Split:
    """Keep the tables of listed pairs whose parcels are the same; what changed in worth is the lot's."""
    here, there = common
    old, listed = state.part, state.certificate.listed
    width = old.high[listed] - old.low[listed] + 1
    start = np.cumsum(width) - width
    place = np.full(len(old.pair), -1)
    place[listed] = np.arange(len(listed))
    is_same = (place[there] >= 0) & (part.low[here] == old.low[there]) & (part.high[here] == old.high[there])
    pairs, rows = here[is_same], place[there[is_same]]
    order = np.argsort(pairs, kind="stable")
    pairs, rows = pairs[order], rows[order]
    spread = np.repeat(start[rows] - np.cumsum(width[rows]) + width[rows], width[rows]) + np.arange(width[rows].sum())
    return split_of(part, units, listed=pairs, table=state.certificate.table[spread])
