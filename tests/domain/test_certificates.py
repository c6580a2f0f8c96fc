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
    reminder_due,
    valid_until,
    withdrawal_faults,
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


def test_a_withdrawn_certificate_covers_the_days_before() -> None:
    held = a_certificate(withdrawn_on=date(2026, 8, 10))
    assert (held.ends_on, held.is_valid_on(date(2026, 8, 10))) == (date(2026, 8, 9), False)
    assert claim(held) == ["certificate.not_valid_at_harvest"]
    assert valid_until([held], Scheme.EU_ORGANIC) == date(2026, 8, 9)


@pytest.mark.parametrize(
    ("on", "why", "fault"),
    [
        (date(2025, 12, 31), "A letter.", ("certificate.withdrawn_outside", "withdrawn_on")),
        (date(2028, 1, 1), "A letter.", ("certificate.withdrawn_outside", "withdrawn_on")),
        (date(2026, 12, 1), "A letter.", ("certificate.withdrawn_in_future", "withdrawn_on")),
        (date(2026, 6, 1), "  ", ("certificate.withdrawal_unexplained", "why")),
    ],
)
def test_a_withdrawal_is_dated_and_explained(on: date, why: str, fault: tuple[str, str]) -> None:
    found = withdrawal_faults(a_certificate(), on, why=why, today=date(2026, 11, 23))
    assert [(each.code, each.field) for each in found] == [fault]


def test_a_good_withdrawal_has_no_fault() -> None:
    assert withdrawal_faults(a_certificate(), date(2026, 6, 1), why="A letter.", today=date(2026, 11, 23)) == []


@pytest.mark.parametrize(
    ("today", "reminded", "due"),
    [
        (date(2026, 6, 10), None, None),
        (date(2026, 6, 11), None, 60),
        (date(2026, 6, 12), 60, None),
        (date(2026, 7, 11), 60, 30),
        (date(2026, 8, 5), None, 7),  # one that was missed is not made up for
        (date(2026, 8, 10), 7, None),  # still in force on its last day
        (date(2026, 8, 11), 7, -1),
        (date(2026, 9, 11), -1, None),
    ],
)
def test_each_reminder_of_the_end_is_due_once(today: date, reminded: int | None, due: int | None) -> None:
    assert reminder_due(END, today=today, reminded=reminded) == due
