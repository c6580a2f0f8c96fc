"""Deciding the contracts of a market: a plan of whole bags, a bound over all pairs, and what proves it."""

from dataclasses import dataclass, field, replace

import numpy as np

from matching.contracts.bounding import Pace, complete, extend, improve
from matching.contracts.certificate import Certificate
from matching.contracts.effort import Effort, Standing, Watch
from matching.contracts.exact import replan
from matching.contracts.layout import Units, layout_of, units_of
from matching.contracts.prices import first_prices
from matching.contracts.regions import Regions, shortfalls
from matching.contracts.searching import Field, Walk, search
from matching.contracts.split import SCALE, Split, price_of, priced_table, split_of
from matching.contracts.state import State, resume
from matching.pairs import BoolArray, FloatArray, IntArray
from matching.parts.part import Part, kept

OFTEN = 3.0
REGION = 60
WALKS = 6
FIRST_HEAT, COLD = 6_000.0, 300.0
FIRST_MOVES, REPAIRS = 30, 12_000
RESUMED_STEP = 0.15
LARGE = 200_000
NOT_YET = 1 << 62
NOTHING_PROVEN = Certificate(*(np.zeros(0, dtype=np.int64) for _ in range(3)))


@dataclass(frozen=True, slots=True, eq=False)
class Parcels:
    """The fewest bags of any parcel of each demand and of each lot."""

    demand: IntArray
    lot: IntArray


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
    split: Split
    seen: FloatArray
    bags: IntArray
    pace: Pace = field(default_factory=Pace)
    bound: int = NOT_YET
    certificate: Certificate = NOTHING_PROVEN
    margin: IntArray = field(init=False)
    visited: BoolArray = field(init=False)

    def __post_init__(self) -> None:
        self.visited = np.zeros(len(self.part.least), dtype=bool)

    @property
    def value(self) -> int:
        return int(self.part.value @ self.bags) - int(self.part.fee @ (self.bags > 0))

    def outcome(self) -> Outcome:
        """Return what has been reached."""
        state = State(self.part, self.bags, self.certificate, self.seen, self.margin)
        return Outcome(self.bags, self.value, self.bound, self.certificate, state)

    def improve(self, steps: int) -> None:
        """Take so many steps towards a bound a little above the value."""
        target = self.value + (self.bound - self.value) // 8
        improve(self.split, self.pace, steps=steps, target=target, seen=self.seen)

    def prove(self) -> None:
        """Make the bound hold for all pairs, and keep it when it is the lowest so far."""
        self.split = complete(self.part, self.relaxed, split=self.split)
        bound = self.split.bound // SCALE
        if bound < self.bound:
            self.bound = bound
            self.margin = self.split.demand.margin.copy()
            self.certificate = Certificate(self.split.listed, self.split.demand.table.copy(), price_of(self.split))

    def among(self) -> IntArray:
        """List the pairs that were wanted often, and those in use."""
        found: IntArray = np.flatnonzero((self.seen > OFTEN) | (self.bags > 0))
        return found

    def walk(self, walk: Walk, *, centre: IntArray | None = None) -> None:
        """Search from the best plan."""
        price = price_of(self.split) // SCALE
        among = Field(among=self.among(), price=price, centre=centre)
        self.bags = search(self.part, self.strict, bags=self.bags, field=among, walk=walk)

    def replan(self, times: int, *, size: int = REGION) -> None:
        """Plan regions anew where the plan falls short most of those not visited."""
        among = self.among()
        regions = Regions(self.part, among, size=size)
        wanted = np.zeros(len(self.part.pair), dtype=bool)
        wanted[among] = True
        few = kept(self.part, wanted)
        for _ in range(times):
            demand, lot = shortfalls(self.part, self.split, bags=self.bags)
            demands = regions.next(demand, lot, visited=self.visited)
            self.bags[among] = replan(few, self.bags[among], demands=demands)


def decide(
    part: Part,
    *,
    effort: Effort,
    watch: Watch | None = None,
    start: State | None = None,
    parcels: Parcels | None = None,
) -> Outcome:
    """Find a plan of great value and a proven bound, within a counted effort or until `watch` says stop.

    The part must not have rules that reach further than its lots and demands; if it has, the bound still holds. From a
    `start`, what has changed since is repaired first. `parcels` bounds the parcels of pairs outside the
    part that the state's prices and margins are to be compared with.
    """
    relaxed, strict = _units(part, parcels)
    run = _begin(part, relaxed, strict) if start is None else _resume(part, start, units=(relaxed, strict))
    turns = 0
    while True:
        standing = Standing(run.value, run.bound)
        is_over = turns >= effort.rounds or standing.is_within(effort.gap)
        if is_over or (watch is not None and not watch("contracts", *standing)):
            return run.outcome()
        turns += 1
        run.improve(effort.steps)
        if len(part.pair) < LARGE or turns >= min(WALKS, effort.rounds):
            run.prove()
        else:
            run.split = extend(part, run.relaxed, split=run.split)
        if turns <= WALKS:
            heat = FIRST_HEAT * (1 - turns / (WALKS + 1))
            run.walk(Walk(moves=effort.moves * len(part.least), heat=heat, cold=COLD, seed=turns))
        if turns * 3 > effort.rounds:
            run.replan(-(-len(part.least) * effort.replans // (effort.rounds * REGION)))


def _units(part: Part, parcels: Parcels | None) -> tuple[Units, Units]:
    layout = layout_of(part.demand, len(part.least))
    relaxed, strict = (units_of(part, layout, is_relaxed=is_relaxed) for is_relaxed in (True, False))
    if parcels is not None:
        relaxed = replace(relaxed, parcel=parcels.demand, lot_parcel=parcels.lot)
    return relaxed, strict


def _begin(part: Part, relaxed: Units, strict: Units) -> _Run:
    price, listed = first_prices(part)
    split = split_of(part, relaxed, listed=listed, table=priced_table(part, listed, price=price))
    run = _Run(
        part, relaxed, strict, split, seen=np.zeros(len(part.pair)), bags=np.zeros(len(part.pair), dtype=np.int64)
    )
    run.seen[listed] = OFTEN + 1
    run.prove()
    run.walk(Walk(moves=FIRST_MOVES * len(part.least), heat=FIRST_HEAT, cold=2 * COLD))
    return run


def _resume(part: Part, start: State, *, units: tuple[Units, Units]) -> _Run:
    relaxed, strict = units
    resumed = resume(part, relaxed, state=start)
    run = _Run(part, relaxed, strict, resumed.split, seen=resumed.seen, bags=resumed.bags)
    run.pace.step = RESUMED_STEP
    run.prove()
    if len(resumed.touched):
        listed = run.split.listed
        run.seen[listed[np.isin(part.demand[listed], resumed.touched)]] += OFTEN + 1
        run.walk(Walk(moves=REPAIRS, heat=4 * COLD, cold=COLD / 4), centre=resumed.touched)
        run.visited[:] = True
        run.visited[resumed.touched] = False
        run.replan(2, size=REGION // 2)
    return run
