"""The whole market solved as a transportation problem, from raw columns to a plan with prices and a bound."""

from dataclasses import dataclass

from matching.catalogue import Catalogue
from matching.pairs import IntArray
from matching.transport.generation import solve_columns
from matching.transport.sieve import Sieve, bags_sought

LISTED_UP_TO = 30_000_000
"""Pairs of a market up to which all that gain are listed; beyond, they are only ever looked for."""


@dataclass(frozen=True, slots=True, eq=False)
class TransportPlan:
    """Bags from lots to demands, a row for each pair used, with prices and a bound over all pairs in whole cents.

    `lot_prices` and `demand_gains` are in cents a bag, beyond the ask and below the ceiling; no pair gains more than
    the two together. `columns` counts the pairs that were written down, `rounds` the times that all were judged.
    """

    lot: IntArray
    demand: IntArray
    bags: IntArray
    lot_prices: IntArray
    demand_gains: IntArray
    value: int
    bound: int
    columns: int
    rounds: int

    @property
    def gap(self) -> float:
        """By which part of the bound a better plan could be better at most."""
        return (self.bound - self.value) / max(1, self.bound)


def solve_transport(catalogue: Catalogue, *, workers: int = 1) -> TransportPlan:
    """Solve the market as a transportation problem over all pairs; the plan is the same for any number of workers.

    All lots must have one bag weight (ValueError); a demand takes any number of bags up to its most.
    """
    sieve, need = Sieve(catalogue, workers=workers), bags_sought(catalogue)
    pairs = sieve.listed()
    basis = solve_columns(pairs, catalogue.offered.bags, need=need)
    used = basis.used()
    value = int(basis.columns.value[used[:, 0]] @ used[:, 3])
    return TransportPlan(
        *used[:, 1:].T, basis.lot_prices.copy(), basis.demand_prices.copy(), value, basis.worth, len(pairs), 1
    )
