"""Months are closed in their time by two people, and entries undone by hand by two people with a reason."""

from datetime import date

import pytest

from marketplace.domain.books.corrections import (
    BY_HAND,
    CorrectionStep,
    correction_faults,
    second_person_faults,
)
from marketplace.domain.books.periods import booking_day, closing_faults, month_after, month_of, second_look_faults
from marketplace.domain.books.postings import CauseKind
from marketplace.domain.errors import Reason
from marketplace.domain.ids import UserId

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
WHY = "The provider told it twice."


def codes(found: list[Reason]) -> list[str]:
    return [each.code for each in found]


def test_what_happened_in_an_open_month_stands_on_its_day() -> None:
    assert booking_day(date(2026, 11, 23), OCTOBER) == date(2026, 11, 23)
    assert booking_day(date(2026, 11, 23), None) == date(2026, 11, 23)


def test_what_happened_in_a_closed_month_stands_on_the_first_open_day() -> None:
    assert booking_day(date(2026, 9, 30), OCTOBER) == NOVEMBER


def test_a_year_ends_with_december() -> None:
    assert month_after(date(2026, 12, 1)) == date(2027, 1, 1)
    assert month_of(date(2026, 12, 31)) == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("month", "today", "closed", "expected"),
    [
        (OCTOBER, date(2026, 10, 31), None, ["period.not_over"]),
        (OCTOBER, NOVEMBER, None, []),
        (OCTOBER, NOVEMBER, OCTOBER, ["period.closed_already"]),
        (NOVEMBER, date(2027, 1, 5), OCTOBER, []),
    ],
)
def test_a_month_is_closed_once_and_when_it_is_over(
    month: date, today: date, closed: date | None, expected: list[str]
) -> None:
    assert codes(closing_faults(month, today=today, closed=closed)) == expected


def test_who_asked_to_close_a_month_does_not_close_it() -> None:
    assert codes(second_look_faults(UserId(1), UserId(1))) == ["period.second_person"]
    assert codes(second_look_faults(UserId(1), None)) == ["period.second_person"]
    assert second_look_faults(UserId(1), UserId(2)) == []


@pytest.mark.parametrize("kind", CauseKind)
def test_only_what_follows_from_nothing_else_is_undone_by_hand(kind: CauseKind) -> None:
    assert codes(correction_faults(kind, WHY)) == ([] if kind in BY_HAND else ["correction.not_by_hand"])


def test_a_correction_says_why() -> None:
    assert codes(correction_faults(CauseKind.SWEPT, "  wrong   ")) == ["correction.reason_missing"]


def test_who_asked_may_take_a_correction_back_but_not_book_it() -> None:
    one, other = UserId(1), UserId(2)
    assert codes(second_person_faults(CorrectionStep.BOOK, one, by=one)) == ["correction.second_person"]
    assert codes(second_person_faults(CorrectionStep.BOOK, one, by=None)) == ["correction.second_person"]
    assert second_person_faults(CorrectionStep.BOOK, one, by=other) == []
    assert second_person_faults(CorrectionStep.REFUSE, one, by=one) == []
