"""A change of address waits a day to be confirmed, and may be undone for a week."""

from datetime import UTC, datetime, timedelta

import pytest

from marketplace.domain.addresses import (
    CONFIRM_LIFE,
    UNDO_LIFE,
    ChangeFacts,
    ChangeState,
    new_address_faults,
)

ASKED = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
LATER = ASKED + timedelta(hours=1)
STATES = [
    (ChangeFacts(ASKED), LATER, ChangeState.WAITING, True),
    (ChangeFacts(ASKED), ASKED + CONFIRM_LIFE, ChangeState.EXPIRED, False),
    (ChangeFacts(ASKED, withdrawn_at=LATER), LATER, ChangeState.WITHDRAWN, False),
    (ChangeFacts(ASKED, LATER), LATER + UNDO_LIFE - timedelta(seconds=1), ChangeState.CONFIRMED, True),
    (ChangeFacts(ASKED, LATER), LATER + UNDO_LIFE, ChangeState.CONFIRMED, False),
    (ChangeFacts(ASKED, LATER, undone_at=LATER), LATER, ChangeState.UNDONE, False),
]


@pytest.mark.parametrize(("facts", "now", "state", "may_undo"), STATES)
def test_what_happened_counts_before_the_time(
    facts: ChangeFacts,
    now: datetime,
    state: ChangeState,
    may_undo: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert (facts.state(now), facts.may_undo(now)) == (state, may_undo)


@pytest.mark.parametrize(
    ("new", "codes"),
    [
        ("ana.tello@example.org", []),
        (" ANA@example.org", ["user.email_same"]),
        ("ana", ["user.email_malformed"]),
    ],
)
def test_a_new_address_is_another_whole_one(new: str, codes: list[str]) -> None:
    assert [each.code for each in new_address_faults(new, present="ana@example.org")] == codes
