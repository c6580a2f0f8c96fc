"""Nash and max-min: as good as a general solver finds, with bounds that hold, in fractions and in whole bags."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.catalogues.generate import generate
from matching.fairness.exchange import Exchange, exchange_of
from matching.fairness.flows import Flows, bound_at
from matching.fairness.maxmin import maxmin_division
from matching.fairness.nash import geometric_mean, nash_division
from matching.fairness.policies import Policies
from matching.fairness.shares import Measure, share_of_gains_alone, share_of_supply
from matching.fairness.wholes import whole_bags
from tests.matching.fairness.exchanges import an_exchange, best_share, best_value

SEEDS = st.integers(0, 2**32 - 1)
FEW = settings(max_examples=25, deadline=None)


def an_empty_exchange() -> Exchange:
    none = np.zeros(0, dtype=np.int64)
    one = np.ones(1, dtype=np.int64)
    return Exchange(none, none, none, supply=one, room=one, group=np.zeros(1, dtype=np.int64))


@FEW
@given(SEEDS)
def test_flows_find_the_most_valuable_plan_and_prove_it(seed: int) -> None:
    exchange = an_exchange(seed)
    found = Flows(exchange).most(exchange.value)
    assert exchange.value @ found.bags == found.bound == round(best_value(exchange, exchange.value))


@FEW
@given(SEEDS)
def test_a_second_question_is_answered_as_well_as_the_first(seed: int) -> None:
    exchange, random = an_exchange(seed), np.random.default_rng(seed)
    flows = Flows(exchange)
    flows.most(exchange.value)
    worth = random.integers(-500, 500, len(exchange.value))
    found = flows.most(worth)
    assert worth @ found.bags == found.bound == round(best_value(exchange, worth))


def test_worths_too_large_to_add_up_are_refused() -> None:
    exchange = an_exchange(1)
    with pytest.raises(ValueError, match="worth: "):
        Flows(exchange).most(exchange.value * 2**54)


@FEW
@given(SEEDS)
def test_any_prices_give_a_bound(seed: int) -> None:
    exchange = an_exchange(seed)
    price = np.random.default_rng(seed).integers(0, 1_000, len(exchange.supply))
    assert bound_at(exchange, exchange.value, price=price) >= round(best_value(exchange, exchange.value))


@FEW
@given(SEEDS)
def test_a_group_alone_gains_what_it_would_without_the_others(seed: int) -> None:
    exchange = an_exchange(seed)
    alone = [best_value(exchange, exchange.value * (exchange.pair_group == group)) for group in range(4)]
    assert share_of_gains_alone(exchange).whole.tolist() == np.rint(alone).tolist()


def test_a_measure_below_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="measure: "):
        Measure(np.array([-1]), np.array([1]))


@FEW
@given(SEEDS, st.booleans())
def test_the_worst_off_group_has_as_much_as_a_general_solver_finds(seed: int, by_supply: bool) -> None:  # noqa: FBT001 - drawn
    exchange = an_exchange(seed)
    measure = share_of_supply(exchange) if by_supply else share_of_gains_alone(exchange)
    found = maxmin_division(Policies(exchange), measure)
    best = best_share(exchange, measure.per_bag, whole=measure.whole)
    assert found.level == pytest.approx(best, rel=1e-4, abs=1e-6)
    assert found.bound >= best - 1e-9


@FEW
@given(SEEDS, st.booleans())
def test_no_mixture_of_plans_beats_the_nash_bound_and_the_division_reaches_it(seed: int, by_supply: bool) -> None:  # noqa: FBT001 - drawn
    exchange = an_exchange(seed)
    measure = share_of_supply(exchange) if by_supply else share_of_gains_alone(exchange)
    found = nash_division(exchange, measure, gap=1e-5)
    utility = found.utility[measure.counted]
    slope = (1 / np.maximum(found.utility, 1e-9))[exchange.pair_group] * measure.per_bag
    assert found.level == pytest.approx(geometric_mean(utility))
    assert 0 <= found.gap <= 1e-5
    assert best_value(exchange, slope) <= len(utility) * (1 + 1e-2)


@FEW
@given(SEEDS)
def test_whole_bags_keep_every_limit_and_cost_no_group_a_bag(seed: int) -> None:
    exchange = an_exchange(seed)
    found = maxmin_division(Policies(exchange), share_of_supply(exchange))
    whole = whole_bags(exchange, found.bags, worth=exchange.value.astype(np.float64))
    supply, room = exchange.left(whole)
    assert min(supply.min(), room.min(), whole.min()) >= 0
    assert (exchange.by_group(whole) > found.utility - 1.001).all()


def test_groups_that_can_sell_nothing_do_not_count() -> None:
    exchange = an_exchange(3)
    barren = Exchange(
        exchange.lot, exchange.demand, exchange.value, supply=np.append(exchange.supply, 5), room=exchange.room,
        group=np.append(exchange.group, 4),
    )  # fmt: skip
    assert nash_division(barren, share_of_gains_alone(barren)).level > 0
    assert maxmin_division(Policies(barren), share_of_supply(barren)).level > 0


def test_where_nobody_can_sell_there_is_nothing_to_divide() -> None:
    exchange = an_empty_exchange()
    measure = share_of_supply(exchange)
    for found in (nash_division(exchange, measure), maxmin_division(Policies(exchange), measure)):
        assert (found.level, found.bound, found.gap) == (0.0, 0.0, 0.0)


def test_a_catalogue_of_one_bag_weight_becomes_an_exchange() -> None:
    exchange = exchange_of(generate(lots=60, demands=60, seed=1))
    found = nash_division(exchange, share_of_supply(exchange), gap=1e-4)
    assert found.gap <= 1e-4


def test_bags_of_different_weights_are_refused() -> None:
    with pytest.raises(ValueError, match=r"offered\.bag_grams"):
        exchange_of(generate(lots=9, demands=9, seed=1, bag_kilograms=(60.0, 69.0)))


@pytest.mark.parametrize("is_nash", [True, False])
def test_the_same_market_is_divided_the_same_bit_by_bit(is_nash: bool) -> None:  # noqa: FBT001 - a parameter
    exchange = exchange_of(generate(lots=60, demands=60, seed=2))
    measure = share_of_gains_alone(exchange)
    first, second = (
        nash_division(exchange, measure) if is_nash else maxmin_division(Policies(exchange), measure) for _ in range(2)
    )
    assert first.bags.tobytes() == second.bags.tobytes()
    assert (first.level, first.bound) == (second.level, second.bound)


def test_bags_that_are_whole_stay_as_they_are() -> None:
    exchange = an_exchange(1)
    bags = Flows(exchange).most(exchange.value).bags
    worth = exchange.value.astype(np.float64)
    assert whole_bags(exchange, bags.astype(np.float64), worth=worth).tolist() == bags.tolist()
