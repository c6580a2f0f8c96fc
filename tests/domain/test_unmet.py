"""The board adds up what makers seek and tells nothing of fewer than three of them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.ids import OrganizationId
from marketplace.domain.mass import NO_MASS, Mass
from marketplace.domain.unmet import FEWEST, Need, UnmetCell, family_of, gather, median_asks, month_of
from tests.domain.samples import mass

MARCH, APRIL = date(2027, 3, 1), date(2027, 4, 1)


def need(maker: int, kilograms: int = 1000, *, family: str = "floral_total", month: date = MARCH, **more: bool) -> Need:
    return Need(OrganizationId(maker), family, month, mass(kilograms), **more)


@pytest.mark.parametrize(
    ("tastes", "family"),
    [
        ({"cacao": 9, "floral_total": 2, "nutty_total": 1}, "floral_total"),
        ({"floral_flowers": 3, "nutty_total": 2}, "floral_total"),
        ({"cacao": 3, "bitterness": 5}, "bitterness"),
        ({"woody_total": 2, "nutty_total": 2}, "woody_total"),
        ({"off_smoky": 9, "nutty_total": 1}, "nutty_total"),
        ({}, "cacao"),
    ],
)
def test_what_sets_a_cacao_apart_names_its_family(tastes: dict[str, int], family: str) -> None:
    assert family_of({name: Decimal(value) for name, value in tastes.items()}) == family


def test_a_month_is_its_first_day() -> None:
    assert month_of(date(2027, 3, 17)) == MARCH


def test_three_makers_make_a_cell() -> None:
    needs = [need(1, is_organic=True), need(2, needs_eudr=True), need(3, 500)]
    assert gather(needs) == [UnmetCell("floral_total", MARCH, 3, mass(2500), mass(1000), mass(1000))]


def test_fewer_makers_in_a_month_are_told_by_family_only() -> None:
    needs = [need(1), need(2, month=APRIL), need(3, month=APRIL)]
    assert [(cell.family, cell.month, cell.makers) for cell in gather(needs)] == [("floral_total", None, 3)]


def test_fewer_makers_of_a_family_are_told_with_all_others() -> None:
    needs = [need(1), need(2, family="nutty_total"), need(3, family="woody_total")]
    assert [(cell.family, cell.month, cell.volume) for cell in gather(needs)] == [(None, None, mass(3000))]


def test_two_makers_with_many_demands_are_still_two() -> None:
    assert gather([need(1), need(1), need(2), need(2)]) == []


def test_what_has_been_promised_is_not_sought() -> None:
    assert gather([need(1, 0), need(2), need(3)]) == []


def test_the_most_sought_comes_first_and_what_is_merged_last() -> None:
    floral = [need(maker, 100) for maker in range(3)]
    nutty = [need(maker, 900, family="nutty_total") for maker in range(3)]
    rest = [need(maker, 9000, family=name) for maker, name in enumerate(("woody_total", "spice_total", "cacao"))]
    assert [cell.family for cell in gather([*floral, *nutty, *rest])] == ["nutty_total", "floral_total", None]


NEEDS = st.lists(
    st.builds(
        need,
        st.integers(1, 6),
        st.integers(0, 5000),
        family=st.sampled_from(["floral_total", "nutty_total", "woody_total"]),
        month=st.sampled_from([MARCH, APRIL]),
    ),
    max_size=30,
)


@given(NEEDS)
def test_no_cell_tells_of_fewer_than_three_and_nothing_is_told_twice(needs: list[Need]) -> None:
    cells = gather(needs)
    told = sum((cell.volume for cell in cells), NO_MASS)
    assert all(cell.makers >= FEWEST for cell in cells)
    assert told <= sum((each.volume for each in needs), Mass(Decimal(0)))


def test_a_median_is_told_of_three_groups_or_not_at_all() -> None:
    asks = [
        (OrganizationId(group), "floral_total", Decimal(price)) for group, price in ((1, 5000), (2, 6000), (3, 6500))
    ]
    few = [(OrganizationId(1), "nutty_total", Decimal(4000)), (OrganizationId(1), "nutty_total", Decimal(4500))]
    assert median_asks([*asks, *few]) == {"floral_total": Decimal(6000)}
