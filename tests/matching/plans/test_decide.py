"""Decided plans obey every rule, reach the optimum of tiny markets, and never exceed their bound."""

from dataclasses import replace

import numpy as np
import pytest

from bench.blending import blend_market
from matching.parts.holding import is_feasible, value_of
from matching.parts.part import Part, kept
from matching.parts.sides import Row
from matching.plans.decide import decide
from matching.plans.effort import QUICK, Effort
from matching.plans.recheck import recheck_bound
from tests.matching.plans.parts import best_of, tiny

TRYING = Effort(rounds=60, visits=2, freed=9, nodes=200, gap=0.0)
SOME = Effort(rounds=40, visits=4, freed=12, nodes=20, gap=0.0)


def test_tiny_markets_of_every_feature_are_decided_as_by_trying_everything() -> None:
    missed = 0
    for seed in range(80):
        part = tiny(seed)
        best, found = best_of(part), decide(part, effort=TRYING)
        if best is None:
            assert found.bags is None
            continue
        assert found.bags is not None
        assert is_feasible(part, found.bags)
        assert value_of(part, found.bags) == found.value <= best <= found.bound
        missed += found.value < best
        assert recheck_bound(part, found.certificate.prices) >= best
    assert missed <= 2


def test_a_market_of_blends_is_certified_and_obeys_every_recipe() -> None:
    part = blend_market(lots=60, demands=30, seed=2)
    found = decide(part, effort=SOME)
    assert found.bags is not None
    assert is_feasible(part, found.bags)
    assert value_of(part, found.bags) == found.value > 0
    assert found.value <= found.bound <= found.value * 1.03


def test_the_bound_is_confirmed_by_other_means() -> None:
    part = blend_market(lots=30, demands=12, seed=3)
    found = decide(part, effort=QUICK)
    rechecked = recheck_bound(part, found.certificate.prices)
    assert abs(rechecked - found.bound) <= 2 + 1e-4 * found.bound


def test_the_same_market_gets_the_same_plan() -> None:
    part = blend_market(lots=60, demands=40, seed=4)
    one, other = (decide(part, effort=SOME) for _ in range(2))
    assert one.bound == other.bound
    assert one.bags is not None
    assert (one.bags == other.bags).all()


def test_a_floor_is_honoured() -> None:
    part = blend_market(lots=60, demands=30, seed=2)
    free = decide(part, effort=SOME)
    assert free.bags is not None
    is_led = part.lot % 4 == 0
    led = int(free.bags[is_led].sum())
    share = np.where(is_led, -6, 4).astype(np.int64)
    pairs, none = np.arange(len(part.pair)), np.zeros(len(part.pair), dtype=np.int64)
    row = Row("women-led", pairs, share, none, upper=0)
    under = replace(part, rows=(*part.rows, row))
    bound = decide(under, effort=SOME, start=free.state)
    assert bound.bags is not None
    assert is_feasible(under, bound.bags)
    assert 10 * led < 4 * int(free.bags.sum()) or bound.value <= free.value
    assert bound.bound <= free.bound


def test_a_floor_that_nothing_can_meet_is_an_answer() -> None:
    part = tiny(1)
    pairs = np.arange(len(part.pair))
    row = Row("too much", pairs, pairs * 0 + 1, pairs * 0, lower=10**6)
    found = decide(replace(part, rows=(*part.rows, row)), effort=TRYING)
    assert found.bags is None
    assert found.value == 0


def test_a_cap_below_nothing_is_an_answer() -> None:
    part = tiny(1)
    pairs = np.arange(len(part.pair))
    row = Row("less than nothing", pairs, pairs * 0 + 1, pairs * 0, upper=-1)
    assert decide(replace(part, rows=(*part.rows, row)), effort=TRYING).bags is None


def test_a_refusal_starts_from_the_earlier_state() -> None:
    part = blend_market(lots=60, demands=30, seed=2)
    before = decide(part, effort=SOME)
    assert before.bags is not None
    refused = int(np.argmax(before.bags > 0))
    after = kept(part, np.arange(len(part.pair)) != refused)
    seen: list[str] = []

    def watch(phase: str, _value: int, _bound: int) -> bool:
        seen.append(phase)
        return True

    warm = decide(after, effort=SOME, start=before.state, watch=watch)
    cold = decide(after, effort=SOME)
    assert warm.bags is not None
    assert is_feasible(after, warm.bags)
    assert warm.value >= cold.value * 0.99
    assert warm.bound <= before.bound * 1.001
    assert seen[0] == "bound"


@pytest.mark.parametrize("calls", [0, 1, 3])
def test_a_watch_stops_the_run_with_the_best_so_far(calls: int) -> None:
    part = blend_market(lots=60, demands=40, seed=4)
    seen: list[tuple[str, int, int]] = []

    def watch(phase: str, value: int, bound: int) -> bool:
        seen.append((phase, value, bound))
        return len(seen) <= calls

    found = decide(part, effort=SOME, watch=watch)
    assert len(seen) == calls + 1
    assert found.bags is not None
    assert is_feasible(part, found.bags)
    assert found.value <= found.bound
    bounds = [bound for *_, bound in seen]
    assert bounds == sorted(bounds, reverse=True)


def test_a_market_without_pairs_is_worth_nothing() -> None:
    part = kept(tiny(3), np.zeros(len(tiny(3).pair), dtype=np.bool_))
    part = replace(part, rows=())
    found = decide(part, effort=TRYING)
    assert found.bags is not None
    assert (len(found.bags), found.value, found.bound) == (0, 0, 0)


def test_many_lots_a_demand_are_bounded_by_a_program() -> None:
    part = blend_market(lots=40, demands=6, seed=5)
    wide = replace(part, max_lots=np.full(6, 9))
    found = decide(wide, effort=SOME)
    assert found.bags is not None
    assert is_feasible(wide, found.bags)
    assert decide(part, effort=SOME).value <= found.bound


def test_mixed_bags_of_a_large_demand_are_bounded_by_coarser_cells() -> None:
    part = _large_mixed()
    found = decide(part, effort=SOME)
    assert found.bags is not None
    assert is_feasible(part, found.bags)
    assert found.bound <= found.value * 1.04
    assert recheck_bound(part, found.certificate.prices) <= found.bound + 2 + found.bound // 1000


def _large_mixed() -> Part:
    random = np.random.default_rng(1)
    lots, demands = 8, 3
    lot, demand = (each.ravel() for each in np.meshgrid(np.arange(lots), np.arange(demands)))
    grams = random.choice([50_000, 60_000, 62_500, 65_000, 69_000], lots)
    most = np.array([20_000_000, 5_000_000, 9_000_000])
    pairs, supply = lots * demands, random.integers(20, 150, lots)
    ones = np.ones(pairs, dtype=np.int64)
    return Part(
        pair=np.arange(pairs),
        lot=lot,
        demand=demand,
        value=random.integers(1_000, 9_000, pairs),
        fee=5_000 * ones,
        grams=grams[lot],
        low=3 * ones,
        high=np.minimum(supply[lot], most[demand] // grams[lot]),
        luck=ones,
        twin=np.arange(pairs),
        supply=supply,
        most_contracts=np.full(lots, 2),
        opening=np.zeros(lots, dtype=np.int64),
        least=most * 3 // 4,
        most=most,
        max_lots=np.array([8, 3, 4]),
    )
