"""Deciding the contracts of a market: a plan of whole bags, a bound over all pairs, and what proves it."""

from dataclasses import dataclass

import numpy as np

from matching.contracts.bounding import Pace, complete, improve
from matching.contracts.certificate import Certificate
from matching.contracts.effort import Effort, Standing, Watch
from matching.contracts.layout import Layout, Units, layout_of, units_of
from matching.contracts.prices import first_prices
from matching.contracts.exact import replan
from matching.contracts.regions import Regions, shortfalls
from matching.contracts.searching import Walk, search
from matching.contracts.split import SCALE, Split, price_of, priced_table, split_of
from matching.pairs import BoolArray, FloatArray, IntArray
from matching.part import Part

PRICE_STEPS = 60
OFTEN = 3.0
REGION = 60
WALKS = 6


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """What a later run starts from, by the pairs' own numbers: the plan, the split and how often pairs were wanted."""

    pair: IntArray
    bags: IntArray
    certificate: Certificate
    seen: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """The best plan found, its value and the proven bound in cents, what proves it, and a state to go on from."""

    bags: IntArray
    value: int
    bound: int
    certificate: Certificate
    state: State


@dataclass(slots=True, eq=False)
class _Run:
    """A decision under way."""

    part: Part
    relaxed: Units
    strict: Units
    layout: Layout
    split: Split
    seen: FloatArray
    bags: IntArray
    bound: int
    certificate: Certificate

    @property
    def value(self) -> int:
        return int(self.part.value @ self.bags) - int(self.part.fee @ (self.bags > 0))

    def prove(self) -> None:
        """Make the bound hold for all pairs, and keep it when it is the lowest so far."""
        self.split = complete(self.part, self.relaxed, self.split)
        bound = self.split.bound // SCALE
        if bound < self.bound:
            self.bound = bound
            self.certificate = Certificate(self.split.listed, self.split.demand.table.copy(), price_of(self.split))

    def among(self) -> IntArray:
        """List the pairs that were wanted often, and those in use."""
        found: IntArray = np.flatnonzero((self.seen > OFTEN) | (self.bags > 0))
        return found

    def walk(self, walk: Walk) -> None:
        """Search from the best plan."""
        price = price_of(self.split) // SCALE
        self.bags = search(self.part, self.strict, self.bags, price=price, walk=walk, among=self.among())

    def replan(self, times: int, visited: BoolArray, *, size: int) -> None:
        """Plan regions anew where the plan falls short most."""
        among = self.among()
        regions = Regions(self.part, among, size=size)
        for _ in range(times):
            if visited.all():
                visited[:] = False
            demands = regions.next(*shortfalls(self.part, self.split, self.bags), visited)
            self.bags = replan(self.part, self.bags, among=among, demands=demands)


def decide(part: Part, *, effort: Effort, watch: Watch | None = None, start: State | None = None) -> Outcome:
    """Find a plan of great value and a proven bound, within a counted effort or until `watch` says stop.

    The part must not have rules that reach further than its lots and demands; if it has, the bound still holds.
    """
    run = _begin(part)
    pace = Pace()
    seed = 0
    visited = np.zeros(len(part.least), dtype=bool)
    while True:
        standing = Standing(run.value, run.bound)
        is_over = seed >= effort.rounds or standing.is_within(effort.gap)
        if is_over or (watch is not None and not watch("search", *standing)):
            return _outcome(run)
        seed += 1
        target = run.value + (run.bound - run.value) // 8
        improve(run.split, pace, steps=effort.steps, target=target, seen=run.seen)
        run.prove()
        cool = 1 - seed / effort.rounds
        if seed <= WALKS:
            run.walk(Walk(moves=effort.moves * len(part.least), heat=1_000 + 5_000 * cool, cold=300, seed=seed))
        if seed > effort.rounds // 3:
            run.replan(-(-len(part.least) * effort.replans // (effort.rounds * REGION)), visited, size=REGION)


def _begin(part: Part) -> _Run:
    layout = layout_of(part.demand, len(part.least))
    relaxed, strict = (units_of(part, layout, is_relaxed=is_relaxed) for is_relaxed in (True, False))
    price, taken = first_prices(part, relaxed, layout, steps=PRICE_STEPS)
    listed = np.flatnonzero(taken)
    split = split_of(part, relaxed, listed, priced_table(part, listed, price))
    nothing = np.zeros(len(part.pair), dtype=np.int64)
    seen = (taken > 0).astype(np.float64)
    run = _Run(part, relaxed, strict, layout, split, seen, nothing, 1 << 62, Certificate(listed, nothing[:0], price))
    run.prove()
    run.seen[run.split.listed] = 4.0
    run.walk(Walk(moves=30 * len(part.least), heat=6_000, cold=600))
    return run


def _outcome(run: _Run) -> Outcome:
    state = State(run.part.pair, run.bags, run.certificate, run.seen)
    return Outcome(run.bags, run.value, run.bound, run.certificate, state)
