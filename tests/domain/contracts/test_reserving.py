"""Who may let reserved bags go, and from when."""

from datetime import date

import pytest

from marketplace.domain.contracts.reserving import has_lapsed, may_let_go
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
