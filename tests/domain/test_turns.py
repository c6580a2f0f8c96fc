"""Both sides of a turn are named, each with who waits for it."""

from marketplace.domain.ids import OrganizationId
from marketplace.domain.turns import Task, turns_of_both


def test_each_side_is_waited_for_by_the_other() -> None:
    one, other = OrganizationId(1), OrganizationId(2)
    turns = turns_of_both(Task.CONTRACT_AMEND, "MZ-2026-00001", sides=(one, other))
    assert [(turn.organization_id, turn.counterparty_id) for turn in turns] == [(one, other), (other, one)]
