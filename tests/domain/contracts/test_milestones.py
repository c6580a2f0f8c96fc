"""An approved contract moves on as the entitled side reports, and no bag goes back once the cacao has left."""

from datetime import UTC, date, datetime
from itertools import product

import pytest

from marketplace.domain.contracts.milestones import (
    LONGEST_NOTE,
    MILESTONE_MACHINE,
    STILL_AT_HOME,
    Milestone,
    MilestoneStep,
    Report,
    check_claims_over,
    check_still_home,
    claims_until,
    end_of_day,
    next_due,
    report_faults,
)
from marketplace.domain.errors import MarketError, Refused
from marketplace.domain.viewers import Role

M, T = Milestone, MilestoneStep
TODAY, WINDOW = date(2027, 2, 1), (date(2027, 1, 11), date(2027, 3, 26))
ORDER = list(Milestone)
REPORTS = list(MilestoneStep)
BY = {
    T.ARRIVE: {Role.MAKER, Role.SYSTEM},
    T.CLOSE: {Role.MAKER, Role.PRODUCER},
}
BY_GROUP = {Role.PRODUCER, Role.SYSTEM}


@pytest.mark.parametrize("step", MilestoneStep)
def test_each_milestone_follows_the_one_before_and_nothing_else(step: MilestoneStep) -> None:
    for (at, milestone), role in product(enumerate(ORDER), Role):
        is_next = at < len(REPORTS) and REPORTS[at] is step and role in BY.get(step, BY_GROUP)
        try:
            got: Milestone | None = MILESTONE_MACHINE.advance(milestone, step, role)
        except MarketError:
            got = None
        assert got == (ORDER[at + 1] if is_next else None), (milestone, role)


@pytest.mark.parametrize(
    ("milestone", "last_day", "due"),
    [
        (M.PREPARING, None, WINDOW[0]),
        (M.READY_TO_SHIP, TODAY, WINDOW[1]),
        (M.SHIPPED, TODAY, date(2027, 2, 22)),
        (M.DOCUMENTS_SENT, TODAY, None),
        (M.ARRIVED, TODAY, date(2027, 2, 22)),
        (M.ARRIVED, None, None),
        (M.CLOSED, TODAY, None),
    ],
)
def test_each_milestone_has_its_day(milestone: Milestone, last_day: date | None, due: date | None) -> None:
    assert next_due(milestone, window=WINDOW, last_day=last_day, claim_days=21) == due


def test_a_day_ends_at_midnight_in_lima() -> None:
    assert end_of_day(TODAY) == datetime(2027, 2, 2, 4, 59, tzinfo=UTC)


def test_a_report_of_today_is_good() -> None:
    assert report_faults(Report(T.SHIP, TODAY, "MSC Ana, 4 dic"), last_day=TODAY, today=TODAY) == []


def test_the_first_report_has_nothing_before_it() -> None:
    assert report_faults(Report(T.MAKE_READY, WINDOW[0]), last_day=None, today=TODAY) == []


@pytest.mark.parametrize(
    ("report", "code", "field"),
    [
        (Report(T.SHIP, date(2027, 2, 2)), "milestone.day_to_come", "day"),
        (Report(T.SHIP, date(2027, 1, 30)), "milestone.day_before_last", "day"),
        (Report(T.SHIP, TODAY, "x" * (LONGEST_NOTE + 1)), "milestone.note_too_long", "note"),
    ],
)
def test_what_cannot_be_is_not_reported(report: Report, code: str, field: str) -> None:
    found = report_faults(report, last_day=date(2027, 1, 31), today=TODAY)
    assert [(each.code, each.field) for each in found] == [(code, field)]


def test_the_maker_may_close_at_once() -> None:
    check_claims_over(TODAY, 21, role=Role.MAKER, today=TODAY)


def test_the_group_waits_until_no_claim_can_come() -> None:
    last = claims_until(TODAY, 21)
    with pytest.raises(Refused, match=r"milestone\.claims_open"):
        check_claims_over(TODAY, 21, role=Role.PRODUCER, today=last)
    check_claims_over(TODAY, 21, role=Role.PRODUCER, today=date(2027, 2, 23))


def test_without_an_arrival_there_is_no_claim_to_wait_for() -> None:
    check_claims_over(None, 21, role=Role.PRODUCER, today=TODAY)


@pytest.mark.parametrize("milestone", [None, *Milestone])
def test_what_has_left_does_not_come_back(milestone: Milestone | None) -> None:
    if milestone is None or milestone in STILL_AT_HOME:
        check_still_home(milestone)
    else:
        with pytest.raises(Refused, match=r"contract\.shipped_already"):
            check_still_home(milestone)
