"""Drawn markets are the same for the same seed, and their pairs are judged the same wherever that is done."""

import numpy as np

from matching.catalogues.generate import generate
from matching.catalogues.listing import part_of
from matching.catalogues.valuing import BAR, admissible_pairs, misfits
from matching.executors.processes import Processes


def test_a_seed_draws_one_market() -> None:
    one, other = (generate(lots=40, demands=30, seed=7) for _ in range(2))

    assert np.array_equal(one.offered.profile, other.offered.profile)
    assert not np.array_equal(one.offered.profile, generate(lots=40, demands=30, seed=8).offered.profile)


def test_bag_weights_are_drawn_from_those_named() -> None:
    found = generate(lots=60, demands=1, seed=1, bag_kilograms=(50.0, 62.5)).offered.bag_grams

    assert set(found.tolist()) == {50_000, 62_500}


def test_pairs_keep_every_limit() -> None:
    market = generate(lots=120, demands=100, seed=2)
    demand, lot, value = admissible_pairs(market)

    offered, sought = market.offered, market.sought
    assert len(demand) > 100
    assert (value > 0).all()
    assert (misfits(market, lot, demand=demand) <= BAR).all()
    assert (offered.cadmium[lot] <= sought.cadmium_cap[demand]).all()
    assert ((offered.certificates[lot] & sought.required[demand]) == sought.required[demand]).all()
    assert (offered.opens[lot] <= sought.closes[demand]).all()
    assert (offered.closes[lot] >= sought.opens[demand]).all()


def test_pairs_are_judged_the_same_over_processes() -> None:
    market = generate(lots=50, demands=600, seed=3)

    for here, there in zip(admissible_pairs(market), admissible_pairs(market, Processes(2)), strict=True):
        assert np.array_equal(here, there)


def test_a_market_without_demands_has_no_pairs() -> None:
    assert [len(each) for each in admissible_pairs(generate(lots=3, demands=0, seed=1))] == [0, 0, 0]


def test_a_listed_part_has_no_impossible_parcel() -> None:
    part = part_of(generate(lots=80, demands=80, seed=4))

    assert len(part.pair) > 50
    assert (part.low <= part.high).all()
