"""Decisions keep every rule, their bounds hold, and the same market is always decided alike."""

from dataclasses import replace

import numpy as np
import pytest

from matching.catalogues.generate import generate
from matching.catalogues.listing import part_of
from matching.contracts.certificate import Certificate
from matching.contracts.decide import Outcome, decide
from matching.contracts.effort import NORMAL, QUICK, THOROUGH, Effort
from matching.contracts.recheck import recheck_bound
from matching.parts.holding import is_feasible, value_of
from matching.parts.part import Part, kept
from tests.matching.contracts.small import a_part, best_value

WEIGHTS = (1_000, 1_300, 1_700)
SMALL = Effort(rounds=3, steps=10, moves=20, replans=20, gap=0.0)
REPAIR = Effort(rounds=1, steps=4, moves=1, replans=0, gap=0.0)


@pytest.fixture(scope="module")
def market() -> Part:
    return part_of(generate(lots=80, demands=80, seed=3))


@pytest.fixture(scope="module")
def decided(market: Part) -> Outcome:
    return decide(market, effort=NORMAL)


@pytest.mark.parametrize("seed", range(40))
def test_a_bound_is_never_below_the_best_plan_and_a_plan_never_above(seed: int) -> None:
    part = a_part(seed, lots=2 + seed % 2, demands=2)
    outcome = decide(part, effort=SMALL)
    best = best_value(part)
    assert is_feasible(part, outcome.bags)
    assert value_of(part, outcome.bags) == outcome.value
    assert outcome.value <= best <= outcome.bound
    assert recheck_bound(part, outcome.certificate) == outcome.bound


@pytest.mark.parametrize("seed", range(40))
def test_bags_of_unequal_weight_are_bounded_and_planned_as_safely(seed: int) -> None:
    part = a_part(seed, lots=3, demands=2, grams=WEIGHTS)
    outcome = decide(part, effort=SMALL)
    assert is_feasible(part, outcome.bags)
    assert outcome.value <= best_value(part) <= min(outcome.bound, recheck_bound(part, outcome.certificate))


def test_any_split_of_worth_whatever_proves_a_bound() -> None:
    part = a_part(5, lots=2, demands=2)
    draw = np.random.default_rng(1)
    listed = np.flatnonzero(draw.random(len(part.pair)) < 0.5)
    size = int((part.high[listed] - part.low[listed] + 1).sum())
    any_split = Certificate(listed, draw.integers(-3_000, 9_000, size), draw.integers(-99, 5_000, len(part.supply)))
    assert recheck_bound(part, any_split) >= best_value(part)


def test_small_markets_are_decided_to_within_half_a_percent(decided: Outcome) -> None:
    assert 0 < decided.value <= decided.bound <= 1.005 * decided.value


def test_the_same_market_is_decided_alike(market: Part, decided: Outcome) -> None:
    again = decide(market, effort=NORMAL)
    assert again.bound == decided.bound
    assert np.array_equal(again.bags, decided.bags)
    assert np.array_equal(again.certificate.table, decided.certificate.table)


def test_a_certificate_proves_the_bound_it_came_with(market: Part, decided: Outcome) -> None:
    assert recheck_bound(market, decided.certificate) == decided.bound


def test_a_large_market_lists_pairs_by_and_by(market: Part, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matching.contracts.decide.LARGE", 0)
    outcome = decide(market, effort=NORMAL)
    assert outcome.value <= outcome.bound <= 1.01 * outcome.value
    assert recheck_bound(market, outcome.certificate) == outcome.bound


def test_mixed_weights_of_a_real_market_leave_a_small_gap() -> None:
    part = part_of(generate(lots=60, demands=60, seed=2, bag_kilograms=(50.0, 60.0, 62.5, 65.0, 69.0)))
    outcome = decide(part, effort=QUICK)
    assert is_feasible(part, outcome.bags)
    assert outcome.value <= recheck_bound(part, outcome.certificate) <= 1.03 * outcome.value


def test_who_watches_sees_the_gap_close_and_may_stop(market: Part) -> None:
    seen: list[tuple[str, int, int]] = []

    def watch(phase: str, value: int, bound: int) -> bool:
        seen.append((phase, value, bound))
        return len(seen) < 3

    outcome = decide(market, effort=THOROUGH, watch=watch)
    assert len(seen) == 3
    assert (outcome.value, outcome.bound) == seen[-1][1:]
    assert seen[0][2] - seen[0][1] > seen[-1][2] - seen[-1][1]


def test_a_market_without_pairs_has_an_empty_plan() -> None:
    part = a_part(1)
    empty = kept(part, np.zeros(len(part.pair), dtype=bool))
    outcome = decide(empty, effort=QUICK)
    assert (len(outcome.bags), outcome.value, outcome.bound) == (0, 0, 0)
    assert recheck_bound(empty, outcome.certificate) == 0


def test_a_market_that_only_loses_has_an_empty_plan(market: Part) -> None:
    outcome = decide(replace(market, value=-np.abs(market.value)), effort=QUICK)
    assert (outcome.value, outcome.bound) == (0, 0)


def test_a_refused_pair_is_repaired_around(market: Part, decided: Outcome) -> None:
    refused = np.arange(len(market.pair)) != np.flatnonzero(decided.bags)[0]
    part = kept(market, refused)
    outcome = decide(part, effort=REPAIR, start=decided.state)
    assert is_feasible(part, outcome.bags)
    assert 0.98 * decided.value < outcome.value <= outcome.bound
    assert recheck_bound(part, outcome.certificate) == outcome.bound


def test_a_withdrawn_lot_is_repaired_around(market: Part, decided: Outcome) -> None:
    supply = market.supply.copy()
    supply[market.lot[np.flatnonzero(decided.bags)[0]]] = 0
    part = replace(market, supply=supply)
    outcome = decide(part, effort=REPAIR, start=decided.state)
    assert is_feasible(part, outcome.bags)
    assert 0.9 * decided.value < outcome.value <= outcome.bound <= decided.bound
    assert recheck_bound(part, outcome.certificate) == outcome.bound


def test_nothing_changed_is_nothing_lost(market: Part, decided: Outcome) -> None:
    outcome = decide(market, effort=replace(REPAIR, rounds=0), start=decided.state)
    assert outcome.value >= decided.value
    assert outcome.bound == decided.bound


@pytest.mark.parametrize("seed", range(20))
def test_whatever_changed_a_resumed_decision_keeps_every_rule(seed: int) -> None:
    before, draw = a_part(seed, lots=3, demands=2), np.random.default_rng(seed)
    after = kept(before, draw.random(len(before.pair)) < 0.8)
    after = replace(
        after,
        supply=np.maximum(0, after.supply - draw.integers(0, 4, 3)),
        most_contracts=np.maximum(1, after.most_contracts - 1),
        least=np.minimum(after.most, after.least + 500),
        most=np.maximum(1_000, after.most - 1_000),
        high=np.maximum(after.low, after.high - draw.integers(0, 2, len(after.pair))),
    )
    outcome = decide(after, effort=REPAIR, start=decide(before, effort=SMALL).state)
    assert is_feasible(after, outcome.bags)
    assert outcome.value <= best_value(after) <= outcome.bound
    assert recheck_bound(after, outcome.certificate) == outcome.bound
