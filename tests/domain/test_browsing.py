"""A reader's wishes can be named and dropped one by one."""

from decimal import Decimal

import pytest

from marketplace.domain.browsing import LotFilters
from marketplace.domain.certificates import Scheme

WISHES = LotFilters(
    region=("SAM",), certificate=(Scheme.NOP,), flavour="floral_total", flavour_min=Decimal(1), women_led=True
)


def test_a_reader_who_wishes_nothing_uses_no_filter() -> None:
    assert LotFilters().used == ()


def test_the_filters_in_use_are_named_and_a_flavour_counts_once() -> None:
    assert WISHES.used == ("region", "certificate", "flavour", "women_led")


@pytest.mark.parametrize("name", WISHES.used)
def test_a_dropped_filter_is_no_longer_used(name: str) -> None:
    assert WISHES.without(name).used == tuple(each for each in WISHES.used if each != name)


def test_a_dropped_flavour_takes_its_intensity_along() -> None:
    assert WISHES.without("flavour").flavour_min is None


def test_a_price_of_nil_is_still_a_wish() -> None:
    assert LotFilters(price_min=Decimal(0)).used == ("price_min",)
