"""The pieces of the engine: units, tables, margins, shortfalls, regions and neighbourhoods."""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.catalogues.generate import generate
from matching.catalogues.listing import part_of
from matching.contracts.bounding import Pace, complete, improve
from matching.contracts.decide import decide
from matching.contracts.effort import QUICK, Effort
from matching.contracts.exact import replan
from matching.contracts.layout import layout_of, units_of
from matching.contracts.prices import first_prices
from matching.contracts.regions import Regions, shortfalls
from matching.contracts.split import SCALE, Split, priced_table, solve, split_of
from matching.pairs import IntArray
from matching.parts.holding import is_feasible, value_of
from matching.parts.part import Part, kept
from tests.matching.contracts.small import a_part, best_value

SEEDS = st.integers(0, 10_000)


def a_split(part: Part, *, listed: IntArray | None = None, seed: int = 0) -> Split:
    """Split the worth of some pairs by chance, the rest at no price."""
    pairs = np.arange(len(part.pair)) if listed is None else listed
    units = units_of(part, layout_of(part.demand, len(part.least)), is_relaxed=True)
    table = priced_table(part, pairs, price=np.zeros(len(part.supply), dtype=np.int64))
    shift = np.random.default_rng(seed).integers(-9_000, 9_000, len(table))
    return split_of(part, units, listed=pairs, table=table + shift)


def best_alone(split: Split, owner: int) -> int:
    """Return the best a demand can do by its table, by trying all its plans."""
    side, best = split.demand, 0
    pairs = [int(p) for p in np.flatnonzero(side.owner == owner)]
    widths = [int(split.offset[p + 1] - split.offset[p]) for p in pairs]
    for steps in product(*(range(-1, width) for width in widths)):
        used = [(p, step) for p, step in zip(pairs, steps, strict=True) if step >= 0]
        mass = sum(int(side.weight[p] * (split.low[p] + step)) for p, step in used)
        is_allowed = side.least[owner] <= mass <= side.capacity[owner] and len(used) <= side.most[owner]
        if used and is_allowed:
            best = max(best, sum(int(side.table[split.offset[p] + step]) for p, step in used))
    return best


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_a_demand_alone_gets_its_best_plan(seed: int) -> None:
    split = a_split(a_part(seed, lots=3, demands=2, grams=(1_000, 1_500)), seed=seed)
    solve(split)
    assert split.demand.value.tolist() == [best_alone(split, owner) for owner in range(2)]


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_knowing_an_earlier_choice_changes_no_value(seed: int) -> None:
    part = a_part(seed)
    split, other = a_split(part, seed=seed), a_split(part, seed=seed + 1)
    solve(split)
    other.demand.chosen[:], other.lot.chosen[:] = split.demand.chosen, split.lot.chosen
    fresh = a_split(part, seed=seed + 1)
    assert solve(other) == solve(fresh)


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_pairs_not_listed_cannot_lift_a_completed_bound(seed: int) -> None:
    part = a_part(seed, lots=2, demands=2)
    units = units_of(part, layout_of(part.demand, 2), is_relaxed=True)
    few = np.flatnonzero(np.random.default_rng(seed).random(len(part.pair)) < 0.4)
    split = complete(part, units, split=a_split(part, listed=few, seed=seed))
    assert split.bound >= best_value(part) * SCALE


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_relaxed_units_allow_and_strict_units_keep_every_limit_in_grams(seed: int) -> None:
    part = a_part(seed, lots=3, demands=1, grams=(50_021, 62_507, 69_031))
    bags = np.random.default_rng(seed).integers(0, 4, len(part.pair))
    relaxed, strict = (units_of(part, layout_of(part.demand, 1), is_relaxed=mode) for mode in (True, False))
    is_kept = part.least[0] <= part.grams @ bags <= part.most[0]
    is_allowed = relaxed.least[0] <= relaxed.weight @ bags <= relaxed.capacity[0]
    is_safe = strict.least[0] <= strict.weight @ bags <= strict.capacity[0]
    assert not bags.any() or is_safe <= is_kept <= is_allowed


def test_agreed_sides_take_no_step() -> None:
    whole = a_part(3)
    part = kept(whole, np.zeros(len(whole.pair), dtype=bool))
    split, pace = a_split(part), Pace()
    improve(split, pace, steps=5, target=0, seen=np.zeros(0))
    assert (split.bound, pace.step) == (0, 1.0)


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_shortfalls_add_up_to_the_gap(seed: int) -> None:
    part = a_part(seed)
    outcome = decide(part, effort=Effort(rounds=0, steps=0, moves=0, replans=0, gap=0.0))
    price, near = first_prices(part)
    split = split_of(
        part,
        units_of(part, layout_of(part.demand, len(part.least)), is_relaxed=True),
        listed=near,
        table=priced_table(part, near, price=price),
    )
    solve(split, with_margins=True)
    demand, lot = shortfalls(part, split, bags=outcome.bags)
    assert demand.sum() + lot.sum() == split.bound - outcome.value * SCALE


def test_regions_hold_their_size_and_visit_all_demands_in_turn() -> None:
    part = part_of(generate(lots=60, demands=60, seed=1))
    regions = Regions(part, np.arange(len(part.pair)), size=10)
    visited, nothing = np.zeros(60, dtype=bool), np.zeros(60, dtype=np.int64)
    sizes = [int(regions.next(nothing, nothing, visited=visited).sum()) for _ in range(60)]
    assert all(sizes)
    assert max(sizes) >= 10


def test_planning_all_demands_anew_finds_the_best_plan() -> None:
    part = a_part(11)
    nothing = np.zeros(len(part.pair), dtype=np.int64)
    found = replan(part, nothing, demands=np.ones(len(part.least), dtype=bool))
    assert is_feasible(part, found)
    assert value_of(part, found) == best_value(part)


def test_a_plan_that_cannot_be_bettered_stays() -> None:
    part = part_of(generate(lots=30, demands=30, seed=1))
    outcome = decide(part, effort=QUICK)
    nobody = np.zeros(len(part.least), dtype=bool)
    assert replan(part, outcome.bags, demands=nobody) is outcome.bags
