"""Deciding a market too large to list its pairs: few are planned with, and all are judged before a bound stands."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from matching.catalogues.catalogue import Catalogue
from matching.contracts.decide import Outcome, Parcels, decide
from matching.contracts.effort import Effort, Watch
from matching.contracts.split import SCALE
from matching.contracts.state import State
from matching.pairs import IntArray
from matching.parts.part import Part, kept
from matching.transport.columns import Columns
from matching.transport.plan import solve_transport
from matching.transport.sieve import Sieve

FIRST, MORE = 24, 16
NEAR = 2_000
ROUGHLY = 1e-3
PROBE = Effort(rounds=3, steps=20, moves=0, replans=0, gap=0.0)
AGAIN = Effort(rounds=2, steps=20, moves=2, replans=0, gap=0.0)
AGAIN_TIMES = 4


@dataclass(frozen=True, slots=True, eq=False)
class MarketOutcome:
    """The pairs that were planned with as a part, its outcome, and a bound in cents that holds for every pair.

    The number of a pair is its demand times the number of lots plus its lot.
    """

    part: Part
    outcome: Outcome
    bound: int


@dataclass(frozen=True, slots=True, eq=False)
class _Missed:
    """Pairs that are not planned with and could lift the bound, and by how many cents all of them could at most."""

    pairs: Part
    slack: int


def decide_market(
    catalogue: Catalogue, *, effort: Effort, watch: Watch | None = None, workers: int = 1
) -> MarketOutcome:
    """Decide a market of one bag weight over all its pairs of positive value; `watch` is told of listed pairs first.

    A pair that is not planned with brings a demand at most what it is worth beyond the lot's price and the demand's
    margin; so the worst of them, for as many bags as the demand may take, is added to the bound. The worst are then
    planned with, a few times over.
    """
    sieve, first = Sieve(catalogue, workers=workers), solve_transport(catalogue, workers=workers, gap=ROUGHLY)
    floor = first.demand_gains - NEAR * first.scale
    near = sieve.best(first.lot_prices, floor, most=FIRST, scale=first.scale)
    part = part_from(catalogue, near)
    parcels = _parcels(catalogue)
    probe = decide(part, effort=PROBE, parcels=parcels)
    part = _joined(part, _missed(catalogue, sieve, part=part, state=probe.state).pairs)
    outcome = decide(part, effort=effort, watch=watch, parcels=parcels)
    missed = _missed(catalogue, sieve, part=part, state=outcome.state)
    decided = MarketOutcome(part, outcome, outcome.bound + missed.slack)
    for _ in range(AGAIN_TIMES):
        if watch is not None and not watch("market", decided.outcome.value, decided.bound):
            break
        part = _joined(part, missed.pairs)
        outcome = decide(part, effort=AGAIN, start=outcome.state, parcels=parcels)
        missed = _missed(catalogue, sieve, part=part, state=outcome.state)
        again = MarketOutcome(part, outcome, outcome.bound + missed.slack)
        decided = min(decided, again, key=lambda each: each.bound - each.outcome.value)
    return decided


def _missed(catalogue: Catalogue, sieve: Sieve, *, part: Part, state: State) -> _Missed:
    """Find for every demand the pairs, not in the part, that could lift the bound most; none only where none could.

    Pairs in the part may come first among a demand's best, so ever more are asked for until each demand has shown one
    that is not, or all that gain.
    """
    most = MORE
    while True:
        found = sieve.best(state.certificate.price, state.margin, most=most, scale=SCALE)
        missed = part_from(catalogue, found)
        missed = kept(missed, ~np.isin(missed.pair, part.pair))
        is_full = np.diff(found.start) == most
        is_full[missed.demand] = False
        if not is_full.any():
            beyond = missed.value * SCALE - state.certificate.price[missed.lot] - state.margin[missed.demand]
            worst = np.zeros(len(part.most), dtype=np.int64)
            np.maximum.at(worst, missed.demand, beyond)
            bags = part.most // int(catalogue.offered.bag_grams[0])
            return _Missed(missed, -(-int(worst @ bags) // SCALE))
        most *= 2


def part_from(catalogue: Catalogue, columns: Columns) -> Part:
    """Write columns as a part over all lots and demands, with impossible parcels dropped."""
    offered, sought = catalogue.offered, catalogue.sought
    demand, lot = columns.demand, columns.lot.astype(np.int64)
    grams, many = offered.bag_grams[lot], len(lot)
    part = Part(
        pair=demand * len(offered) + lot,
        lot=lot,
        demand=demand,
        value=columns.value,
        fee=np.full(many, catalogue.contract_cost, dtype=np.int64),
        grams=grams,
        low=np.maximum(offered.least_bags[lot], -(-sought.parcel_grams[demand] // grams)),
        high=np.minimum(offered.bags[lot], sought.most_grams[demand] // grams),
        luck=np.ones(many, dtype=np.int64),
        twin=np.arange(many, dtype=np.int64),
        supply=offered.bags,
        most_contracts=offered.most_contracts,
        opening=np.zeros(len(offered), dtype=np.int64),
        least=sought.least_grams,
        most=sought.most_grams,
        max_lots=sought.most_lots,
    )
    return kept(part, part.low <= part.high)


def _parcels(catalogue: Catalogue) -> Parcels:
    heaviest = int(catalogue.offered.bag_grams.max(initial=1))
    return Parcels(np.maximum(1, -(-catalogue.sought.parcel_grams // heaviest)), catalogue.offered.least_bags)


def _joined(part: Part, more: Part) -> Part:
    """Add pairs to a part; all in the order of their numbers."""
    columns = {
        name: np.concatenate((getattr(part, name), getattr(more, name)))
        for name in ("pair", "lot", "demand", "value", "fee", "grams", "low", "high", "luck")
    }
    order: IntArray = np.argsort(columns["pair"], kind="stable")
    sorted_columns: dict[str, Any] = {name: column[order] for name, column in columns.items()}
    return replace(part, twin=np.arange(len(order), dtype=np.int64), **sorted_columns)
