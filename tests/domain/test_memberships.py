"""People come by invitation, and an organization is never without an owner."""

from datetime import UTC, datetime, timedelta

import pytest

from marketplace.domain.ids import UserId
from marketplace.domain.memberships import InvitationState, invitation_faults, invitation_state, owner_faults
from marketplace.domain.viewers import Level

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SOON = NOW + timedelta(seconds=1)
ROSA, JUAN = UserId(1), UserId(2)


@pytest.mark.parametrize(
    ("accepted_at", "revoked_at", "expires_at", "state"),
    [
        (None, None, SOON, InvitationState.OPEN),
        (None, None, NOW, InvitationState.EXPIRED),
        (None, NOW, SOON, InvitationState.REVOKED),
        (NOW, None, NOW, InvitationState.ACCEPTED),
    ],
)
def test_what_happened_to_an_invitation_counts_before_its_time(
    accepted_at: datetime | None, revoked_at: datetime | None, expires_at: datetime, state: InvitationState
) -> None:
    assert invitation_state(accepted_at, revoked_at, expires_at=expires_at, now=NOW) is state


@pytest.mark.parametrize("state", InvitationState)
def test_only_an_open_invitation_is_accepted(state: InvitationState) -> None:
    expected = [] if state is InvitationState.OPEN else [f"invitation.{state.value}"]
    assert [each.code for each in invitation_faults(state)] == expected


@pytest.mark.parametrize(
    ("others", "becomes", "is_refused"),
    [
        ({JUAN: Level.MEMBER}, None, True),
        ({JUAN: Level.MEMBER}, Level.READER, True),
        ({JUAN: Level.MEMBER}, Level.OWNER, False),
        ({JUAN: Level.OWNER}, None, False),
    ],
)
def test_the_last_owner_stays(others: dict[UserId, Level], becomes: Level | None, *, is_refused: bool) -> None:
    found = owner_faults({ROSA: Level.OWNER} | others, ROSA, becomes=becomes)
    assert [each.code for each in found] == (["organization.last_owner"] if is_refused else [])


def test_who_is_no_owner_may_leave() -> None:
    assert owner_faults({ROSA: Level.OWNER, JUAN: Level.MEMBER}, JUAN, becomes=None) == []
