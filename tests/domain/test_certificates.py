"""A lot claims only what its group held through the whole harvest."""

from datetime import date
from typing import Any

import pytest

from marketplace.domain.certificates import (
    Certificate,
    Scheme,
    certificate_faults,
    claim_faults,
    claimable,
    covers,
    valid_until,
)
from tests.domain.samples import a_certificate

START, END = date(2026, 5, 2), date(2026, 8, 10)


def claim(*certificates: Certificate) -> list[str]:
    found = claim_faults({Scheme.EU_ORGANIC}, certificates, harvest_start=START, harvest_end=END)
    return [each.code for each in found]


def lasting(start: date, end: date) -> Certificate:
    return a_certificate(valid_from=start, valid_to=end)


def test_a_certificate_on_both_ends_of_the_harvest_is_enough() -> None:
    assert claim(lasting(START, END)) == []


@pytest.mark.parametrize(("start", "end"), [(date(2026, 5, 3), date(2027, 1, 1)), (date(2026, 1, 1), date(2026, 8, 9))])
def test_a_certificate_that_misses_a_day_of_harvest_is_not(start: date, end: date) -> None:
    assert claim(lasting(start, end)) == ["certificate.not_valid_at_harvest"]


def test_a_renewal_without_a_gap_covers_the_harvest() -> None:
    assert claim(lasting(date(2026, 7, 1), END), lasting(START, date(2026, 6, 30))) == []


def test_a_renewal_with_a_gap_does_not() -> None:
    assert claim(lasting(START, date(2026, 6, 29)), lasting(date(2026, 7, 1), END)) == [
        "certificate.not_valid_at_harvest"
    ]


def test_a_scheme_that_the_group_does_not_hold_cannot_be_claimed() -> None:
    assert claim(a_certificate(Scheme.FAIRTRADE)) == ["certificate.not_held"]


def test_what_may_be_claimed_is_what_covers_the_harvest() -> None:
    held = [a_certificate(), a_certificate(Scheme.SPP, valid_to=date(2026, 6, 1))]
    assert claimable(held, harvest_start=START, harvest_end=END) == {Scheme.EU_ORGANIC}


def test_an_old_certificate_inside_a_newer_one_takes_nothing_away() -> None:
    held = [lasting(date(2026, 1, 1), date(2026, 12, 31)), lasting(date(2026, 2, 1), date(2026, 3, 1))]
    assert covers(held, Scheme.EU_ORGANIC, start=START, end=END)


def test_the_newest_certificate_says_until_when() -> None:
    held = [lasting(START, END), lasting(START, date(2027, 1, 1))]
    assert valid_until(held, Scheme.EU_ORGANIC) == date(2027, 1, 1)
    assert valid_until(held, Scheme.NOP) is None


@pytest.mark.parametrize(("day", "is_valid"), [(START, True), (END, True), (date(2026, 8, 11), False)])
def test_a_certificate_counts_on_its_first_and_last_day(day: date, *, is_valid: bool) -> None:
    assert lasting(START, END).is_valid_on(day) is is_valid


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"number": " "}, ("certificate.number_missing", "number")),
        ({"control_body": ""}, ("certificate.control_body_missing", "control_body")),
        ({"valid_to": date(2025, 12, 31)}, ("certificate.ends_before_start", "valid_to")),
        ({"valid_to": date(2032, 1, 1)}, ("certificate.too_long", "valid_to")),
    ],
)
def test_each_fault_is_told_at_its_field(changes: dict[str, Any], fault: tuple[str, str]) -> None:
    assert [(each.code, each.field) for each in certificate_faults(a_certificate(**changes))] == [fault]


def test_a_good_certificate_has_no_fault() -> None:
    assert certificate_faults(a_certificate()) == []
