"""Bounds hold for numbers, and what is no number is never within them."""

from decimal import Decimal

import pytest

from marketplace.domain.ranges import is_share, is_within


@pytest.mark.parametrize(("value", "inside"), [("0", True), ("10", True), ("10.01", False), ("-0.01", False)])
def test_both_bounds_are_inside(value: str, *, inside: bool) -> None:
    assert is_within(Decimal(value), 10) is inside


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_nowhere(value: str) -> None:
    assert not is_within(Decimal(value), 10)
    assert not is_share(Decimal(value), 10)


def test_nothing_is_no_share() -> None:
    assert not is_share(Decimal("0.0"), 10)
    assert is_share(Decimal("0.1"), 10)
