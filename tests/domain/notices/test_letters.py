"""A letter that may have left is never sent again, one that has not is never lost, and reminders come twice."""

from datetime import timedelta

import pytest

from marketplace.domain.errors import Refused
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import OrganizationId
from marketplace.domain.notices.letters import LETTER_MACHINE, LetterState, LetterStep, is_bounce, may_claim
from marketplace.domain.notices.reminders import FORGOTTEN_AFTER, Due, reminder_key
from marketplace.domain.viewers import Role
from tests.postgres import NOW

S = LetterState


@pytest.mark.parametrize("state", LetterState)
def test_only_what_cannot_have_arrived_is_taken_up(state: LetterState) -> None:
    assert may_claim(state) is (state in {S.WAITING, S.CLAIMED})


@pytest.mark.parametrize("step", LetterStep)
@pytest.mark.parametrize("state", [S.SENT, S.FAILED, S.DROPPED])
def test_what_is_settled_stays_so(state: LetterState, step: LetterStep) -> None:
    with pytest.raises(Refused):
        LETTER_MACHINE.advance(state, step, Role.SYSTEM)


def test_nothing_is_sent_that_was_not_handed_over_first() -> None:
    before = {here for (here, step), there in LETTER_MACHINE.next.items() if there is S.SENT}
    assert before == {S.HANDED}


@pytest.mark.parametrize("failure", ["550 nobody here", "550 5.1.1 unknown", "551 moved", "553 5.2.1 disabled"])
def test_an_address_at_which_nobody_is_comes_back(failure: str) -> None:
    assert is_bounce(failure)


@pytest.mark.parametrize(
    "failure", ["550 5.7.1 spam", "554 no", "552 too large", "550 5.2.2 full", "451 later", "5501"]
)
def test_what_a_server_has_against_a_letter_or_has_for_now_is_no_address_that_comes_back(failure: str) -> None:
    assert not is_bounce(failure)


def a_due(hours: int, *, since: int = -240, who: int | None = 3) -> Due:
    subject = (SubjectKind.CONTRACT, 7, "contract.confirm")
    begun, due = NOW + timedelta(hours=since), NOW + timedelta(hours=hours)
    return Due(None if who is None else OrganizationId(who), *subject, begun, due)


@pytest.mark.parametrize(
    ("due", "kind"),
    [
        (a_due(25), None),
        (a_due(24), "soon"),
        (a_due(1), "soon"),
        (a_due(0), "late"),
        (a_due(-5), "late"),
        (a_due(10, since=-1), None),  # there are ten of eleven hours left
        (a_due(10, since=-10), "soon"),
    ],
)
def test_a_reminder_comes_a_day_ahead_and_when_it_is_late(due: Due, kind: str | None) -> None:
    key = reminder_key(due, NOW)
    assert (key and key.rpartition(":")[2]) == kind


def test_what_is_late_for_a_week_is_not_brought_up_again() -> None:
    due = a_due(-1)
    assert reminder_key(due, due.due_at + FORGOTTEN_AFTER) is None


def test_a_reminder_of_another_deadline_is_another_reminder() -> None:
    keys = {reminder_key(a_due(hours), NOW) for hours in (1, 2, 1)}
    assert len(keys) == 2


def test_each_side_and_the_alliance_have_reminders_of_their_own() -> None:
    assert len({reminder_key(a_due(1, who=who), NOW) for who in (3, 4, None)}) == 3
