"""Fit and surplus are the README's formulas, exactly."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.policy import Policy
from matching.problem import Taste
from matching.scoring import Link, default_tolerance, fit_score, fit_scores, score_pairs, surplus_per_bag

from .markets import a_demand, a_lot

NAN = math.nan


def taste(*targets: float, weights: tuple[float, ...], tolerances: tuple[float, ...]) -> Taste:
    return Taste(target=targets, weights=weights, tolerances=tolerances)


@pytest.mark.parametrize(
    ("attribute", "tolerance"),
    [("cacao", 2.0), ("acidity_total", 2.0), ("floral_total", 1.5), ("caramel_panela", 1.5), ("nutty_skin", 0.8)],
)
def test_an_attribute_has_the_tolerance_of_its_class(attribute: str, tolerance: float) -> None:
    assert default_tolerance(attribute) == tolerance


def test_a_fit_weighs_each_miss_against_its_tolerance() -> None:
    wanted = taste(5.0, 2.0, weights=(1.0, 3.0), tolerances=(2.0, 1.5))

    fit = fit_score(a_lot(profile=(4.0, 2.75)), a_demand(taste=wanted))

    assert fit == 0.5


def test_a_miss_beyond_the_tolerance_is_no_worse_than_at_it() -> None:
    wanted = taste(5.0, 2.0, weights=(1.0, 1.0), tolerances=(2.0, 1.5))

    assert fit_score(a_lot(profile=(9.0, 2.0)), a_demand(taste=wanted)) == 0.5


def test_what_is_sought_but_not_measured_earns_nothing() -> None:
    wanted = taste(5.0, 2.0, weights=(1.0, 3.0), tolerances=(2.0, 1.5))

    assert fit_score(a_lot(profile=(5.0, NAN)), a_demand(taste=wanted)) == 0.25


def test_a_lot_without_any_profile_fits_no_taste() -> None:
    assert fit_score(a_lot(), a_demand(taste=taste(5.0, weights=(1.0,), tolerances=(2.0,)))) == 0.0


def test_what_is_not_sought_does_not_count() -> None:
    wanted = taste(5.0, NAN, weights=(1.0, 0.0), tolerances=(2.0, 0.0))

    assert fit_score(a_lot(profile=(5.0, 9.0)), a_demand(taste=wanted)) == 1.0


def test_a_demand_without_a_taste_is_met_by_every_lot() -> None:
    assert fit_score(a_lot(), a_demand()) == 1.0


def test_a_fit_is_rounded_to_a_millionth() -> None:
    columns = np.array([[1.0], [2.0]])

    fits = fit_scores(columns, np.full((2, 1), 3.0), weights=np.ones((2, 1)), tolerances=np.full((2, 1), 3.0))

    assert fits.tolist() == [0.333333, 0.666667]


def test_profiles_of_unequal_length_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"^lot lot: profile: "):
        fit_score(a_lot(profile=(1.0, 2.0)), a_demand(taste=taste(5.0, weights=(1.0,), tolerances=(2.0,))))


def test_a_surplus_is_what_the_fit_leaves_of_the_ceiling_less_the_landed_price() -> None:
    demand, policy = a_demand(ceiling=720_000), Policy(misfit_cost=5_000)

    assert surplus_per_bag(a_lot(), demand, landed=608_000, fit=0.8, policy=policy) == (648_000 - 608_000) // 20


@given(
    ceiling=st.integers(0, 10**7),
    landed=st.integers(0, 10**7),
    millionths=st.integers(0, 10**6),
    misfit_cost=st.integers(0, 10_000),
    bag_grams=st.sampled_from([50_000, 62_500, 68_039]),
)
def test_a_surplus_is_rounded_half_up_once(
    ceiling: int, landed: int, millionths: int, misfit_cost: int, bag_grams: int
) -> None:
    lot, demand, policy = a_lot(bag_grams=bag_grams), a_demand(ceiling=ceiling), Policy(misfit_cost=misfit_cost)
    worth = ceiling * (1 - Fraction(misfit_cost, 10_000) * (1 - Fraction(millionths, 10**6)))

    surplus = surplus_per_bag(lot, demand, landed=landed, fit=millionths / 10**6, policy=policy)

    assert surplus == math.floor((worth - landed) * bag_grams / 10**6 + Fraction(1, 2))


def test_links_become_pairs_with_fit_landed_price_and_surplus() -> None:
    wanted = taste(5.0, weights=(1.0,), tolerances=(2.0,))
    lots = [a_lot("far", profile=(3.0,)), a_lot("near", profile=(4.0,))]
    links = [Link("near", "demand", 600_000)]

    pairs = score_pairs(lots, [a_demand(taste=wanted, ceiling=700_000)], links=links, policy=Policy(misfit_cost=1_000))

    assert (pairs.lot.tolist(), pairs.demand.tolist(), pairs.fit.tolist()) == ([1], [0], [0.5])
    assert (pairs.landed.tolist(), pairs.value.tolist()) == ([600_000], [(665_000 - 600_000) // 20])


def test_no_links_make_no_pairs() -> None:
    assert len(score_pairs([], [], links=[], policy=Policy())) == 0


@pytest.mark.parametrize("link", [Link("other", "demand", 1), Link("lot", "other", 1)])
def test_a_link_to_nobody_is_refused(link: Link) -> None:
    with pytest.raises(ValueError, match=r"^links: .*other"):
        score_pairs([a_lot()], [a_demand()], links=[link], policy=Policy())


def test_a_link_without_a_price_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"^link lot to demand: landed: "):
        Link("lot", "demand", -1)
