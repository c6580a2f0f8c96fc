"""Plans as columns of a linear program whose rows are lots, contracts, the market's rows, choices and demands."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csc_array

from matching.pairs import FloatArray, IntArray
from matching.parts.part import Part
from matching.plans.coupling import FAR, Coupling
from matching.plans.pool import Pool

PENALTY = 10


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where the rows of each kind begin: lots at 0, then contracts, the market's rows, choices, demands."""

    contract: int
    row: int
    choice: int
    demand: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """Columns beside the plans: openings, steps and, last, `slacks` of rows that 0 breaks; and all rows' limits."""

    cost: FloatArray
    matrix: csc_array
    most: FloatArray
    whole: IntArray
    slacks: int
    bottom: FloatArray
    top: FloatArray


def places_of(part: Part, coupling: Coupling) -> Places:
    """Number the rows."""
    lots = len(part.supply)
    row = 2 * lots
    choice = row + len(coupling.keys)
    demand = choice + len(part.choices)
    return Places(contract=lots, row=row, choice=choice, demand=demand, end=demand + len(part.least))


def matrix_of(part: Part, coupling: Coupling, *, pool: Pool, columns: IntArray) -> csc_array:
    """Return the rows' coefficients of the given plans."""
    places = places_of(part, coupling)
    plan, at, bags = pool.entries(columns)
    demand = pool.demand[columns]
    order = np.argsort(coupling.pair, kind="stable")
    first, last = (np.searchsorted(coupling.pair[order], at, side=side) for side in ("left", "right"))
    sizes = last - first
    inside = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    entry = order[np.repeat(first, sizes) + inside]
    own = np.repeat(np.arange(len(at)), sizes)
    chosen, chooser = _choosers(coupling, demand)
    rows = (
        part.lot[at],
        places.contract + part.lot[at],
        places.row + coupling.row[entry],
        places.choice + chosen,
        places.demand + demand,
    )
    cols = (plan, plan, plan[own], chooser, np.arange(len(columns)))
    amounts = coupling.per_bag[entry] * bags[own] + coupling.per_contract[entry]
    data = (bags, np.ones(len(at)), amounts, np.ones(len(chosen)), np.ones(len(columns)))
    return _csc(rows, cols, data, shape=(places.end, len(columns)))


def _choosers(coupling: Coupling, demand: IntArray) -> tuple[IntArray, IntArray]:
    order = np.argsort(coupling.demand, kind="stable")
    first, last = (np.searchsorted(coupling.demand[order], demand, side=side) for side in ("left", "right"))
    sizes = last - first
    inside = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return coupling.choice[order[np.repeat(first, sizes) + inside]], np.repeat(np.arange(len(demand)), sizes)


def sheet_of(part: Part, coupling: Coupling) -> Sheet:
    """Write the columns that are not plans, and the rows' limits."""
    places = places_of(part, coupling)
    opened, stepped = np.flatnonzero(part.opening > 0), np.flatnonzero(coupling.step > 0)
    short = np.flatnonzero(coupling.lower > 0)
    over = np.flatnonzero((coupling.upper < 0) & (coupling.step == 0))
    counts = [len(opened), len(stepped), len(short), len(over)]
    openings, steps, shorts, overs = np.split(np.arange(sum(counts)), np.cumsum(counts)[:-1])
    row = (opened, places.contract + opened, *(places.row + each for each in (stepped, short, over)))
    data = (
        -part.supply[opened],
        -part.most_contracts[opened],
        -coupling.step[stepped],
        np.ones(len(short)),
        -np.ones(len(over)),
    )
    # A unit that a row is short of must cost more than any bag could bring.
    penalty = PENALTY * float(np.abs(part.value).max(initial=1)) * np.ones(len(short) + len(over))
    bottom, top = _limits(part, coupling)
    return Sheet(
        cost=np.concatenate([part.opening[opened], coupling.step_cost[stepped], penalty]).astype(np.float64),
        matrix=_csc(row, (openings, openings, steps, shorts, overs), data, shape=(places.end, sum(counts))),
        most=np.concatenate([np.ones(len(opened)), np.full(sum(counts) - len(opened), np.inf)]),
        whole=np.repeat(np.array([1, 1, 0, 0]), counts),
        slacks=len(short) + len(over),
        bottom=bottom,
        top=top,
    )


def _limits(part: Part, coupling: Coupling) -> tuple[FloatArray, FloatArray]:
    places = places_of(part, coupling)
    top = np.ones(places.end)
    top[: places.contract] = np.where(part.opening > 0, 0, part.supply)
    top[places.contract : places.row] = np.where(part.opening > 0, 0, part.most_contracts)
    top[places.row : places.choice] = np.where(coupling.upper < FAR, coupling.upper, np.inf)
    bottom = np.full(places.end, -np.inf)
    bottom[places.row : places.choice] = np.where(coupling.lower > -FAR, coupling.lower, -np.inf)
    return bottom, top


def _csc(
    rows: tuple[IntArray, ...],
    cols: tuple[IntArray, ...],
    data: tuple[IntArray | FloatArray, ...],
    *,
    shape: tuple[int, int],
) -> csc_array:
    row, col = np.concatenate(rows), np.concatenate(cols)
    return csc_array(coo_array((np.concatenate(data).astype(np.float64), (row, col)), shape=shape))
