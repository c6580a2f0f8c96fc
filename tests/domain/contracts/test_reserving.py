"""Who may let reserved bags go, and from when."""

from datetime import date, timedelta

import pytest

from marketplace.domain.contracts.reserving import (
    LONGEST_EXTENSION,
    check_may_extend,
    extension_faults,
    has_lapsed,
    may_let_go,
)
from marketplace.domain.errors import NotAllowed, reason
from marketplace.domain.viewers import Role

LAST = date(2027, 5, 1)
AFTER = date(2027, 5, 2)


@pytest.mark.parametrize(
    ("until", "role", "today", "may"),
    [
        (None, Role.MAKER, AFTER, False),
        (LAST, Role.MAKER, LAST, True),
        (LAST, Role.PRODUCER, LAST, False),
        (LAST, Role.PRODUCER, AFTER, True),
        (LAST, Role.FACILITATOR, AFTER, False),
    ],
)
def test_its_maker_may_at_any_time_and_the_group_once_the_last_day_is_over(
    until: date | None, role: Role, *, today: date, may: bool
) -> None:
    assert may_let_go(until, role, today=today) is may


@pytest.mark.parametrize(
    ("due_on", "is_on_its_way", "today", "is_over"),
    [
        (None, False, AFTER, False),
        (LAST, False, LAST, False),
        (LAST, False, AFTER, True),
        (LAST, True, AFTER, False),
    ],
)
def test_it_lapses_once_the_last_day_to_pay_is_over_and_nothing_is_on_its_way(
    due_on: date | None, *, is_on_its_way: bool, today: date, is_over: bool
) -> None:
    assert has_lapsed(due_on, is_on_its_way=is_on_its_way, today=today) is is_over


@pytest.mark.parametrize(
    ("until", "role", "is_extended", "code"),
    [
        (None, Role.MAKER, False, "reservation.none"),
        (LAST, Role.PRODUCER, False, "reservation.maker_asks"),
        (LAST, Role.MAKER, True, "reservation.extended_already"),
    ],
)
def test_only_its_maker_asks_for_more_time_and_once(
    until: date | None, role: Role, *, is_extended: bool, code: str
) -> None:
    with pytest.raises(NotAllowed, match=code):
        check_may_extend(until, role, is_extended=is_extended)


def test_its_maker_may_ask_for_more_time() -> None:
    check_may_extend(LAST, Role.MAKER, is_extended=False)


@pytest.mark.parametrize("new", [LAST, LAST + LONGEST_EXTENSION + timedelta(days=1)])
def test_a_new_last_day_lies_after_the_old_one_within_three_months(new: date) -> None:
    [found] = extension_faults(LAST, new)
    assert found == reason("reservation.day_out_of_range", "reserved_until", after=LAST, most=LAST + LONGEST_EXTENSION)


@pytest.mark.parametrize(("old", "new"), [(LAST, AFTER), (LAST, LAST + LONGEST_EXTENSION), (None, AFTER), (LAST, None)])
def test_what_lies_within_or_is_no_day_at_all_is_no_fault(old: date | None, new: date | None) -> None:
    assert extension_faults(old, new) == []
