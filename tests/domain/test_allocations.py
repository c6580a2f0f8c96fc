"""Two yeses agree an allocation, one no ends it, and there is a deadline."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from marketplace.domain.allocations import (
    LONGEST_NOTE,
    SHORTEST_NOTE,
    AllocationState,
    Answer,
    answer_due,
    answer_faults,
    answered,
    check_may_answer,
    decline_faults,
    is_expired,
)
from marketplace.domain.errors import Refused

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
YES, NO = Answer.ACCEPTED, Answer.DECLINED
OFFERED = AllocationState.OFFERED


@pytest.mark.parametrize(
    ("producer", "maker", "state"),
    [
        (None, None, OFFERED),
        (YES, None, OFFERED),
        (None, YES, OFFERED),
        (YES, YES, AllocationState.AGREED),
        (NO, None, AllocationState.DECLINED),
        (YES, NO, AllocationState.DECLINED),
        (NO, YES, AllocationState.DECLINED),
    ],
)
def test_the_answers_of_both_sides_decide(
    producer: Answer | None, maker: Answer | None, state: AllocationState
) -> None:
    assert answered(OFFERED, producer, maker_answer=maker) is state


def test_answers_move_nothing_that_is_not_on_offer() -> None:
    others = [state for state in AllocationState if state is not OFFERED]
    assert all(answered(state, a, maker_answer=b) is state for state, a, b in product(others, Answer, Answer))


def test_the_deadline_is_whole_days_after_publication() -> None:
    assert answer_due(NOW, 7) == datetime(2026, 11, 30, 12, tzinfo=UTC)


def test_the_last_moment_is_still_in_time() -> None:
    assert not is_expired(NOW, now=NOW)
    assert is_expired(NOW, now=NOW + timedelta(microseconds=1))
    assert not is_expired(None, now=NOW)


@pytest.mark.parametrize(
    ("state", "previous", "answer_by", "codes"),
    [
        (OFFERED, None, NOW, []),
        (AllocationState.AGREED, None, NOW, ["allocation.not_open"]),
        (OFFERED, None, NOW - timedelta(seconds=1), ["allocation.too_late"]),
        (OFFERED, YES, NOW, ["allocation.answered_already"]),
    ],
)
def test_a_side_answers_once_and_in_time(
    state: AllocationState, previous: Answer | None, answer_by: datetime, codes: list[str]
) -> None:
    assert [each.code for each in answer_faults(state, previous, answer_by=answer_by, now=NOW)] == codes


def test_who_may_not_answer_is_refused() -> None:
    check_may_answer(OFFERED, None, answer_by=None, now=NOW)
    with pytest.raises(Refused, match=r"allocation\.answered_already"):
        check_may_answer(OFFERED, NO, answer_by=None, now=NOW)


@pytest.mark.parametrize(
    ("note", "codes"),
    [
        ("", ["allocation.note_missing"]),
        ("x" * (SHORTEST_NOTE - 1) + "  ", ["allocation.note_missing"]),
        ("x" * SHORTEST_NOTE, []),
        ("x" * LONGEST_NOTE, []),
        ("x" * (LONGEST_NOTE + 1), ["allocation.note_too_long"]),
    ],
)
def test_a_no_has_a_reason(note: str, codes: list[str]) -> None:
    assert [each.code for each in decline_faults(note)] == codes
