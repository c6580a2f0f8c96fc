"""What may be erased at once, and what customs may still ask for."""

from datetime import date

import pytest

from marketplace.domain.privacy.erasure import address_after, erasure_on, years_after


def test_who_stands_in_no_pack_is_erased_whole() -> None:
    assert erasure_on(date(2026, 11, 28), None).is_whole


@pytest.mark.parametrize(
    ("today", "kept_until"),
    [(date(2026, 11, 28), date(2031, 3, 2)), (date(2031, 3, 2), date(2031, 3, 2)), (date(2031, 3, 3), None)],
)
def test_who_stands_in_one_is_kept_for_five_years(today: date, kept_until: date | None) -> None:
    assert erasure_on(today, date(2026, 3, 2)).kept_until == kept_until


def test_a_leap_day_has_a_day_to_end_on() -> None:
    assert years_after(date(2028, 2, 29), 5) == date(2033, 2, 28)


def test_an_erased_address_reaches_nobody() -> None:
    assert address_after(7).endswith(".invalid")
