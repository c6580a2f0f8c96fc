"""A number is read in one way or asked about, never guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.forms.numbers import AmbiguousNumberError, read_number, read_on_scale


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("4780", "4780"),
        ("  4780.50 ", "4780.50"),
        ("0.305", "0.305"),
        ("1.5", "1.5"),
        ("1.50", "1.50"),
        ("12.3456", "12.3456"),
        ("1 500", "1500"),
        ("12\u202f500.5", "12500.5"),
        ("-120", "-120"),
        ("+7", "7"),
    ],
)
def test_a_plain_number_is_read_as_typed(typed: str, meant: str) -> None:
    assert read_number(typed) == Decimal(meant)


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("1,5", ("1.5", "15")),
        ("1.500", ("1500", "1.5")),
        ("1,500", ("1.5", "1500")),
        ("1.234", ("1234", "1.2340")),
        ("1,234", ("1.2340", "1234")),
        ("12.500", ("12500", "12.5")),
        ("1.234,5", ("1234.5", "1.2345")),
        ("1,234.5", ("1.2345", "1234.5")),
    ],
)
def test_a_number_with_two_readings_is_never_taken_for_one(typed: str, readings: tuple[str, ...]) -> None:
    with pytest.raises(AmbiguousNumberError) as asked:
        read_number(typed)
    assert asked.value.readings == readings


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("7,5", "7.5"), ("0,5", "0.5"), ("7,25", "7.25"), ("10,0", "10"), ("7.5", "7.5"), ("7.500", "7.5")],
)
def test_on_a_scale_only_what_lies_on_it_is_meant(typed: str, meant: str) -> None:
    assert read_on_scale(typed, Decimal(10)) == Decimal(meant)


@pytest.mark.parametrize("typed", ["1,0", "75,5", "11,5", ","])
def test_what_a_scale_does_not_settle_is_asked_about_all_the_same(typed: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        read_on_scale(typed, Decimal(10))


@pytest.mark.parametrize("typed", ["1,5", "1.500", "1,234", "1.234,5", "12.345", "1,234,567"])
def test_what_is_suggested_is_understood(typed: str) -> None:
    with pytest.raises(AmbiguousNumberError) as asked:
        read_number(typed)
    assert all(read_number(reading) is not None for reading in asked.value.readings)


@pytest.mark.parametrize(
    "typed", ["", "abc", "1.2.3", "1e5", "NaN", "Infinity", "٣", "½", "0x10", "--1", "9" * 40, "1 5"]
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_number(typed)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_what_we_print_without_grouping_is_read_back(number: Decimal) -> None:
    assert read_number(format(number, "f")) == number


@given(st.text(max_size=30))
def test_whatever_is_typed_gives_a_decimal_or_a_value_error(typed: str) -> None:
    try:
        read = read_number(typed)
    except ValueError:
        return
    assert read.is_finite()
