"""A problem's name depends on what it says, all of it, and not on how it is listed."""

import random
from dataclasses import replace

import pytest

from matching.fingerprint import canonical_bytes, fingerprint
from matching.pairs import Pairs
from matching.problem import MakerCap, Piece, Problem, Taste

from .markets import a_demand, a_lot, a_random_market
from .test_oracle import shuffled

TASTE = Taste(target=(5.0, 2.0), weights=(1.0, 2.0), tolerances=(2.0, 1.5))


def market() -> Problem:
    lots = (a_lot("a", profile=(4.5, 1.0)), a_lot("b"))
    return Problem(lots, (a_demand(taste=TASTE),), Pairs.of([(0, 0, 50, 600_000, 0.5)]), ("cacao", "floral_total"))


def test_the_order_of_listing_does_not_matter() -> None:
    problem = a_random_market(8, 6, seed=1, density=0.5, weights=(50, 60))

    assert canonical_bytes(shuffled(problem, random.Random(3))) == canonical_bytes(problem)  # noqa: S311 - an order


def test_the_order_of_attributes_does_not_matter() -> None:
    taste = Taste(target=(2.0, 5.0), weights=(2.0, 1.0), tolerances=(1.5, 2.0))
    turned = Problem(
        (a_lot("a", profile=(1.0, 4.5)), a_lot("b")),
        (a_demand(taste=taste),),
        market().pairs,
        ("floral_total", "cacao"),
    )

    assert fingerprint(turned) == fingerprint(market())


def test_a_name_is_a_sha_256() -> None:
    assert len(bytes.fromhex(fingerprint(market()))) == 32


@pytest.mark.parametrize(
    "other",
    [
        replace(market(), lots=(replace(market().lots[0], bags=11), market().lots[1])),
        replace(market(), lots=(replace(market().lots[0], women_led=True), market().lots[1])),
        replace(market(), lots=(replace(market().lots[0], profile=(4.6, 1.0)), market().lots[1])),
        replace(market(), demands=(replace(market().demands[0], max_lots=3),)),
        replace(market(), demands=(replace(market().demands[0], taste=Taste()),)),
        replace(market(), attributes=("cacao", "nutty_total")),
        replace(market(), pairs=Pairs.of([(0, 0, 51, 600_000, 0.5)])),
        replace(market(), pairs=Pairs.of([(0, 0, 50, 600_001, 0.5)])),
        replace(market(), pairs=Pairs.of([(0, 0, 50, 600_000, 0.6)])),
        replace(market(), pairs=Pairs.of([(1, 0, 50, 600_000, 0.5)])),
        replace(market(), pairs=Pairs.of([])),
    ],
)
def test_every_change_makes_another_problem(other: Problem) -> None:
    assert fingerprint(other) != fingerprint(market())


def test_a_cap_that_always_holds_is_named_as_it_ever_was() -> None:
    bundle = replace(market().demands[0], bundle=(Piece("a", 1),))
    always = replace(market(), demands=(bundle,), caps=(MakerCap("m", (bundle.key,), 5),))
    sometimes = replace(always, caps=(MakerCap("m", (bundle.key,), 5, None, bundle.key),))

    assert b"while_served" not in canonical_bytes(always)
    assert fingerprint(always) != fingerprint(sometimes)
