"""A piece of a part: some demands freed, and what the others leave them of lots, contracts and the market's rows."""

from copy import copy
from dataclasses import dataclass, replace

import numpy as np

from matching.pairs import BoolArray, IntArray
from matching.parts.part import PAIR_COLUMNS, Part
from matching.plans.coupling import FAR, Coupling, coupling_of
from matching.plans.pricing import Pricing, pricings_of


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A part whose demands' own rules are `pricings`; `pairs`, `lots`, `rows` and `demands` are places in the whole."""

    part: Part
    coupling: Coupling
    pricings: tuple[Pricing | None, ...]
    pairs: IntArray
    lots: IntArray
    rows: IntArray
    demands: IntArray


def whole_of(part: Part) -> Piece:
    """Make a piece of everything."""
    coupling = coupling_of(part)
    return Piece(
        part=part,
        coupling=coupling,
        pricings=tuple(pricings_of(part)),
        pairs=np.arange(len(part.pair)),
        lots=np.arange(len(part.supply)),
        rows=np.arange(len(coupling.keys)),
        demands=np.arange(len(part.least)),
    )


def freed(whole: Piece, is_freed: BoolArray, *, bags: IntArray) -> Piece:
    """Free some demands of a whole; all others keep their bags."""
    part = whole.part
    fixed = np.where(is_freed[part.demand], 0, bags)
    pairs, demands = np.flatnonzero(is_freed[part.demand]), np.flatnonzero(is_freed)
    lots, lot = np.unique(part.lot[pairs], return_inverse=True)
    coupling, rows, choices = _left(whole, is_freed, fixed)
    taken = np.bincount(part.lot, weights=fixed, minlength=len(part.supply)).astype(np.int64)[lots]
    contracts = np.bincount(part.lot, weights=fixed > 0, minlength=len(part.supply)).astype(np.int64)[lots]
    room = np.where(contracts < part.most_contracts[lots], part.supply[lots] - taken, 0)
    left = replace(
        part,
        **{name: getattr(part, name)[pairs] for name in PAIR_COLUMNS},
        supply=room,
        most_contracts=part.most_contracts[lots] - contracts,
        opening=np.where(taken > 0, 0, part.opening[lots]),
        **{name: getattr(part, name)[demands] for name in ("least", "most", "max_lots")},
        rows=(),
        choices=choices,
    )
    left = replace(left, lot=lot.reshape(-1), demand=np.searchsorted(demands, left.demand))
    left = replace(left, high=np.minimum(left.high, room[left.lot]))
    pricings = tuple(_moved(whole.pricings[demand], pairs) for demand in demands.tolist())
    return Piece(left, coupling, _unblocked(whole, pricings, demands, fixed=fixed), pairs, lots, rows, demands)


def _moved(pricing: Pricing | None, pairs: IntArray) -> Pricing | None:
    if pricing is None:
        return None
    moved = copy(pricing)
    moved.at = np.searchsorted(pairs, pricing.at)
    return moved


def _taken_choices(whole: Piece, fixed: IntArray) -> BoolArray:
    served = np.zeros(len(whole.part.least), dtype=bool)
    served[whole.part.demand[fixed > 0]] = True
    is_taken = np.zeros(len(whole.part.choices), dtype=bool)
    is_taken[whole.coupling.choice[served[whole.coupling.demand]]] = True
    return is_taken


def _unblocked(
    whole: Piece, pricings: tuple[Pricing | None, ...], demands: IntArray, *, fixed: IntArray
) -> tuple[Pricing | None, ...]:
    """Take the plans from demands whose choice has fallen on another."""
    is_taken = _taken_choices(whole, fixed)
    blocked = np.isin(demands, whole.coupling.demand[is_taken[whole.coupling.choice]])
    return tuple(None if is_shut else each for each, is_shut in zip(pricings, blocked.tolist(), strict=True))


def _left(whole: Piece, is_freed: BoolArray, fixed: IntArray) -> tuple[Coupling, IntArray, tuple[IntArray, ...]]:
    """Return what is left of the market's rows and choices, and which rows the freed demands still touch."""
    full, part = whole.coupling, whole.part
    demands = np.flatnonzero(is_freed)
    inside = is_freed[part.demand[full.pair]]
    rows = np.unique(full.row[inside])
    sums = full.sums(fixed)
    upper = np.where(full.upper < FAR, full.upper - sums + full.begun(sums) * full.step, FAR)
    lower = np.where(full.lower > -FAR, full.lower - sums, -FAR)
    open_choices = np.flatnonzero(~_taken_choices(whole, fixed)).tolist()
    choices = tuple(
        np.searchsorted(demands, each[is_freed[each]]) for each in (part.choices[at] for at in open_choices)
    )
    coupling = Coupling(
        keys=tuple(full.keys[row] for row in rows.tolist()),
        scale=full.scale[rows],
        row=np.searchsorted(rows, full.row[inside]),
        pair=np.searchsorted(np.flatnonzero(is_freed[part.demand]), full.pair[inside]),
        per_bag=full.per_bag[inside],
        per_contract=full.per_contract[inside],
        lower=lower[rows],
        upper=upper[rows],
        step=full.step[rows],
        step_cost=full.step_cost[rows],
        choice=np.repeat(np.arange(len(choices)), [len(each) for each in choices]).astype(np.int64),
        demand=np.concatenate([np.zeros(0, dtype=np.int64), *choices]),
    )
    return coupling, rows, choices
