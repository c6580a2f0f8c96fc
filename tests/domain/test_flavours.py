"""The attribute tree is whole, and nearness is what the tolerance says."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.flavours import (
    ATTRIBUTES,
    AXES,
    GROUPS,
    OFF_FLAVOURS,
    SUB_ATTRIBUTES,
    TOTALS,
    closeness,
    default_tolerance,
    total_of,
)
from tests.domain.golden import world

SCORES = st.decimals(min_value=0, max_value=10, places=1)


def test_the_axes_are_those_of_the_fictional_market() -> None:
    assert list(AXES) == world()["reference"]["radar_axes"]


def test_the_groups_are_those_of_the_fictional_market() -> None:
    stated = world()["reference"]["flavour_groups"]
    expected = {f"{name}_total": tuple(f"{name}_{part}" for part in parts) for name, parts in stated.items()}
    assert expected == GROUPS


def test_off_flavours_are_no_axis() -> None:
    assert not set(AXES) & {"off_total", *OFF_FLAVOURS}


def test_every_score_of_the_fictional_market_is_an_attribute() -> None:
    scores = set(world()["lots"][0]["sensory"]["scores"]) - {"quality", "global_quality"}
    assert scores == set(ATTRIBUTES)


def test_every_total_stands_right_before_its_parts() -> None:
    for total, parts in TOTALS.items():
        place = ATTRIBUTES.index(total)
        assert ATTRIBUTES[place + 1 : place + 1 + len(parts)] == parts


@pytest.mark.parametrize(
    ("attribute", "tolerance"),
    [
        ("cacao", "2.0"),
        ("roast_degree", "2.0"),
        ("floral_total", "1.5"),
        ("caramel_panela", "1.5"),
        ("nutty_skin", "0.8"),
    ],
)
def test_tolerances_follow_the_class_of_the_attribute(attribute: str, tolerance: str) -> None:
    assert default_tolerance(attribute) == Decimal(tolerance)


@pytest.mark.parametrize(
    ("attribute", "total"), [("fresh_fruit_berry", "fresh_fruit_total"), ("off_smoky", "off_total"), ("cacao", None)]
)
def test_a_part_knows_its_total(attribute: str, total: str | None) -> None:
    assert total_of(attribute) == total


@given(SCORES, SCORES)
def test_closeness_is_one_on_the_spot_and_falls_to_nil(value: Decimal, target: Decimal) -> None:
    near = closeness(value, target, tolerance=Decimal("1.5"))
    assert 0 <= near <= 1
    assert (near == 1) == (value == target)
    assert (near == 0) == (abs(value - target) >= Decimal("1.5"))


def test_what_nobody_scored_is_not_close() -> None:
    assert closeness(None, Decimal(3), tolerance=Decimal(1)) == 0


def test_sub_attributes_are_named_once() -> None:
    assert len(set(SUB_ATTRIBUTES)) == len(SUB_ATTRIBUTES) == 24
