"""Contract prices and uplift: neither side loses, and what everybody misses is what trying every plan says."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.pairs import IntArray
from matching.parts.part import Part
from matching.pricing.contracts import contract_prices
from matching.pricing.wishes import wishes_at
from tests.matching.pricing.parts import a_part, a_plan

SEEDS = st.integers(0, 2**32 - 1)
FEW = settings(max_examples=40, deadline=None)


def some_prices(part: Part, seed: int) -> IntArray:
    return np.random.default_rng(seed).integers(0, 60, len(part.supply))


def best_alone(part: Part, demand: int, *, net: IntArray) -> int:
    """Try every plan of one demand."""
    pairs = np.flatnonzero(part.demand == demand)
    choices = [(0, *range(int(part.low[at]), int(part.high[at]) + 1)) for at in pairs]
    best = 0
    for bags in map(np.array, itertools.product(*choices)):
        mass = int(bags @ part.grams[pairs])
        if (bags > 0).sum() <= part.max_lots[demand] and part.least[demand] <= mass <= part.most[demand]:
            best = max(best, int(net[pairs] @ bags - part.fee[pairs] @ (bags > 0)))
    return best


@FEW
@given(SEEDS)
def test_neither_side_loses_by_a_plan_all_of_whose_contracts_gain(seed: int) -> None:
    part = a_part(seed)
    bags = a_plan(part, seed)
    found = contract_prices(part, bags, lot_prices=some_prices(part, seed))
    assert found.shortfall == 0
    assert min(found.lot_gain.min(), found.demand_gain.min(), found.price.min(initial=0)) >= 0


@FEW
@given(SEEDS)
def test_what_both_sides_have_is_what_the_plan_is_worth(seed: int) -> None:
    part = replace(a_part(seed), opening=np.array([70, 0, 20]))
    bags = a_plan(part, seed)
    found = contract_prices(part, bags, lot_prices=some_prices(part, seed))
    is_open = np.bincount(part.lot, weights=bags, minlength=3) > 0
    value = part.value @ bags - part.fee @ (bags > 0) - part.opening @ is_open
    assert found.lot_gain.sum() + found.demand_gain.sum() == value


@FEW
@given(SEEDS)
def test_everybody_misses_what_trying_every_plan_says(seed: int) -> None:
    part = a_part(seed)
    bags, prices = a_plan(part, seed), some_prices(part, seed)
    net = part.value - prices[part.lot]
    wishes = wishes_at(part, bags, lot_prices=prices)
    has = np.bincount(part.demand, weights=net * bags - part.fee * (bags > 0), minlength=3)
    best = [best_alone(part, demand, net=net) for demand in range(3)]
    assert (wishes.demand_misses + has).tolist() == best
    unsold = part.supply - np.bincount(part.lot, weights=bags, minlength=3).astype(np.int64)
    assert wishes.lot_misses.tolist() == (unsold * prices).tolist()
    assert wishes.uplift == wishes.lot_misses.sum() + wishes.demand_misses.sum()


def test_a_demand_pays_less_elsewhere_for_a_contract_that_loses() -> None:
    part = a_part(1, value=[10, -2, 0], lot=[0, 1, 2], demand=[0, 0, 2], fee=0)
    found = contract_prices(part, np.array([4, 4, 0]), lot_prices=np.array([9, 9, 9]))
    assert found.price.tolist() == [8, 0]
    assert found.demand_gain[0] == 0
    assert found.shortfall == 0


def test_a_lot_is_paid_for_its_opening_out_of_what_its_demands_gain() -> None:
    part = replace(a_part(1, value=[10, 10, 0], lot=[0, 0, 2], demand=[0, 1, 2], fee=0), opening=np.array([30, 0, 0]))
    found = contract_prices(part, np.array([4, 2, 0]), lot_prices=np.array([0, 0, 0]))
    assert found.lot_gain.tolist() == [2, 0, 0]
    assert found.shortfall == 0


def test_what_nobody_can_cover_is_said() -> None:
    part = a_part(1, value=[-3, 10, 0], lot=[0, 1, 2], demand=[0, 1, 2], fee=0)
    assert contract_prices(part, np.array([4, 0, 0]), lot_prices=np.array([5, 5, 5])).shortfall == 12


def test_an_offer_refused_although_it_would_gain_is_listed() -> None:
    part = a_part(1, value=[10, 4, 4], lot=[0, 1, 2], demand=[0, 1, 2], fee=0)
    wishes = wishes_at(part, np.array([0, 4, 4]), lot_prices=np.array([3, 4, 4]))
    assert wishes.refused.tolist() == [0]
    assert wishes.demand_misses[0] > 0


def test_a_demand_without_pairs_wishes_for_nothing() -> None:
    part = a_part(1, value=[10, 4], lot=[0, 1], demand=[0, 1], fee=0)
    assert wishes_at(part, np.array([0, 0]), lot_prices=np.array([99, 99, 99])).demand_misses.tolist() == [0, 0, 0]


def test_a_price_below_the_ask_is_refused() -> None:
    part = a_part(1)
    with pytest.raises(ValueError, match="lot_prices: "):
        contract_prices(part, np.zeros(len(part.pair), dtype=np.int64), lot_prices=np.array([0, -1, 0]))
