"""Core prices: nobody is blocked at any mixture of the least and the greatest, and every one proves the plan best."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.fairness.exchange import Exchange
from matching.pricing.core import blocking_pairs, core_prices, gains_by_halves
from tests.matching.fairness.exchanges import an_exchange

SEEDS = st.integers(0, 2**32 - 1)
FEW = settings(max_examples=40, deadline=None)


@FEW
@given(SEEDS, st.fractions(0, 1, max_denominator=7))
def test_core_prices_block_nobody_and_prove_the_plan(seed: int, share: Fraction) -> None:
    exchange = an_exchange(seed)
    core = core_prices(exchange, share=share)
    assert blocking_pairs(exchange, core.price, demand_gain=core.gain) == 0
    assert core.value == exchange.supply @ core.price + exchange.room @ core.gain
    assert (core.least <= core.price).all()
    assert (core.price <= core.greatest).all()


@FEW
@given(SEEDS)
def test_below_the_least_and_above_the_greatest_price_nothing_is_proven(seed: int) -> None:
    exchange = an_exchange(seed)
    core = core_prices(exchange)
    lot = seed % len(exchange.supply)
    for price in (core.least[lot] - 1, core.greatest[lot] + 1):
        changed = core.price.copy()
        changed[lot] = price
        gain = np.zeros(len(exchange.room), dtype=np.int64)
        np.maximum.at(gain, exchange.demand, exchange.value - changed[exchange.lot])
        proves = price >= 0 and core.value == exchange.supply @ changed + exchange.room @ gain
        assert not proves


def test_halving_every_contract_leaves_pairs_that_would_rather_trade_with_each_other() -> None:
    one_lot = Exchange(
        lot=np.array([0, 0]),
        demand=np.array([0, 1]),
        value=np.array([100, 60]),
        supply=np.array([1]),
        room=np.array([1, 1]),
        group=np.array([0]),
    )
    bags = core_prices(one_lot).bags
    lot_gain, demand_gain = gains_by_halves(one_lot, bags)
    assert bags.tolist() == [1, 0]
    assert blocking_pairs(one_lot, lot_gain, demand_gain=demand_gain, unit=2) == 1


def test_a_share_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="share: "):
        core_prices(an_exchange(1), share=Fraction(-1, 2))
