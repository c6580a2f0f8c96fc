"""Mass is exact to the gram and speaks the trade's units."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.mass import NO_MASS, Mass, MassUnit, bags_covering, bags_in
from tests.domain.samples import mass

MASSES = st.integers(min_value=0, max_value=10**9).map(lambda grams: Mass(Decimal(grams) / 1000))
BAG_WEIGHTS = st.sampled_from(["50", "54.431", "60", "62.5", "65", "69"]).map(mass)


@pytest.mark.parametrize(
    ("unit", "kilograms"),
    [(MassUnit.KILOGRAM, "1"), (MassUnit.TONNE, "1000"), (MassUnit.POUND, "0.454"), (MassUnit.QUINTAL, "46")],
)
def test_one_of_each_unit_weighs_what_the_trade_says(unit: MassUnit, kilograms: str) -> None:
    assert Mass.of(1, unit) == mass(kilograms)


def test_a_tonne_is_2204_62_pounds() -> None:
    assert round(Mass.of(1, MassUnit.TONNE).to(MassUnit.POUND), 2) == Decimal("2204.62")


@given(MASSES, st.sampled_from(MassUnit))
def test_a_mass_told_in_any_unit_comes_back_the_same(some: Mass, unit: MassUnit) -> None:
    assert Mass.of(some.to(unit), unit) == some


@given(MASSES, MASSES)
def test_taking_away_what_was_added_changes_nothing(one: Mass, other: Mass) -> None:
    assert one + other - other == one


@given(MASSES, BAG_WEIGHTS)
def test_whole_bags_never_weigh_more_than_the_volume(volume: Mass, bag: Mass) -> None:
    bags = bags_in(volume, bag)
    assert bag * bags <= volume < bag * (bags + 1)


@given(MASSES, BAG_WEIGHTS)
def test_covering_bags_are_the_fewest_that_reach_the_volume(volume: Mass, bag: Mass) -> None:
    bags = bags_covering(volume, bag)
    assert volume <= bag * bags
    assert bags == 0 or bag * (bags - 1) < volume


def test_tonnes_and_grams_agree_with_kilograms() -> None:
    assert (mass("62.5").tonnes, mass("62.5").grams) == (Decimal("0.0625"), 62500)


def test_no_mass_is_less_than_any_bag() -> None:
    assert mass("0.001") > NO_MASS


@pytest.mark.parametrize("wrong", [1, 1.5, "1", Decimal("NaN"), Decimal("Infinity")])
def test_only_a_finite_decimal_is_a_mass(wrong: object) -> None:
    with pytest.raises(TypeError):
        Mass(wrong)  # type: ignore[arg-type]
