"""The whole market solved as a transportation problem, from raw columns to a plan with prices and a bound."""

from dataclasses import dataclass, fields, replace

import numpy as np

from matching.catalogues.catalogue import Catalogue, Offered, Sought
from matching.pairs import IntArray
from matching.transport.basis import lines_of
from matching.transport.generation import SAMPLED, sample, solve_columns
from matching.transport.scaling import SCALE, solve_by_scaling
from matching.transport.sieve import Sieve, bags_sought

LISTED_UP_TO = 40_000_000
"""Pairs of a market up to which all that gain are listed and the answer is exact; beyond, they are only looked for."""
SAMPLE_GAP = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class TransportPlan:
    """Bags from lots to demands, a row for each pair used, with prices and a bound over all pairs in whole cents.

    `lot_prices` and `demand_gains` are in parts of a cent a bag (`scale` of them), beyond the ask and below the
    ceiling. `columns` counts the pairs that were written down, `rounds` the times that all pairs were judged.
    """

    lot: IntArray
    demand: IntArray
    bags: IntArray
    lot_prices: IntArray
    demand_gains: IntArray
    scale: int
    value: int
    bound: int
    columns: int
    rounds: int

    @property
    def gap(self) -> float:
        """By which part of the bound a better plan could be better at most."""
        return (self.bound - self.value) / max(1, self.bound)


def solve_transport(
    catalogue: Catalogue, *, workers: int = 1, gap: float = 1e-6, listed_up_to: int = LISTED_UP_TO
) -> TransportPlan:
    """Solve the market as a transportation problem over all pairs; the plan is the same for any number of workers.

    All lots must have one bag weight (ValueError); a demand takes any number of bags up to its most. A market of up to
    `listed_up_to` pairs is solved exactly, a larger one to within `gap` of the bound.
    """
    if len(catalogue.offered) * len(catalogue.sought) > listed_up_to:
        return _solve_large(catalogue, workers, gap=gap)
    pairs, need = Sieve(catalogue, workers=workers).listed(), bags_sought(catalogue)
    basis = solve_columns(pairs, catalogue.offered.bags, need=need)
    used = basis.used()
    return TransportPlan(
        *lines_of(used),
        lot_prices=basis.lot_prices.copy(),
        demand_gains=basis.demand_prices.copy(),
        scale=1,
        value=int(basis.columns.value[used[:, 0]] @ used[:, 3]),
        bound=basis.worth,
        columns=len(pairs),
        rounds=1,
    )


def _solve_large(catalogue: Catalogue, workers: int, *, gap: float) -> TransportPlan:
    offered, need = catalogue.offered, bags_sought(catalogue)
    price = _sampled_prices(catalogue, workers)
    sieve = Sieve(catalogue, workers=workers)
    flow, proof, rounds = solve_by_scaling(sieve, offered.bags, need=need, price=price, gap=gap)
    used = np.flatnonzero(flow.bags)
    return TransportPlan(
        flow.columns.lot[used].astype(np.int64),
        flow.columns.demand[used],
        flow.bags[used],
        lot_prices=proof.prices,
        demand_gains=proof.gains,
        scale=SCALE,
        value=flow.value,
        bound=proof.bound,
        columns=len(flow.columns),
        rounds=rounds,
    )


def _sampled_prices(catalogue: Catalogue, workers: int) -> IntArray:
    """Guess the prices of all lots from the gains of a sample of demands in a market of sampled lots."""
    lots, demands = len(catalogue.offered), len(catalogue.sought)
    asking = _cut(catalogue, np.arange(lots), sample(demands, every=SAMPLED))
    few = _cut(asking, sample(lots, every=SAMPLED), np.arange(len(asking.sought)))
    small = solve_transport(few, workers=workers, gap=SAMPLE_GAP)
    return Sieve(asking, workers=workers).prices_against(small.demand_gains // small.scale)


def _cut(catalogue: Catalogue, lots: IntArray, demands: IntArray) -> Catalogue:
    """Return a market of some lots and some demands."""
    offered, sought = catalogue.offered, catalogue.sought
    some = Offered(*(getattr(offered, column.name)[lots] for column in fields(offered)))
    few = Sought(*(getattr(sought, column.name)[demands] for column in fields(sought)))
    return replace(catalogue, offered=some, sought=few)
