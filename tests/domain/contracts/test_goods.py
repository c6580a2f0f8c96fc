"""Called bags: when they arrived, what they lack, and who may close them."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from marketplace.domain.contracts.closing import ClosingFacts, missing_to_close
from marketplace.domain.contracts.goods import CalledFacts, arrival_faults, check_may_finish, missing_to_finish
from marketplace.domain.contracts.milestones import Milestone, MilestoneStep, close_frame, frame_steps
from marketplace.domain.errors import Refused
from marketplace.domain.viewers import Role

SHIPPED, ARRIVED = date(2027, 1, 10), date(2027, 2, 19)
DONE = CalledFacts(ARRIVED, is_settled=True, open_claims=0, is_paid=True)
FRAME = ClosingFacts(is_settled=False, open_claims=0, is_money_closed=True, is_frame=True)


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (ARRIVED, []),
        (date(2027, 2, 20), ["call_off.day_to_come"]),
        (date(2027, 1, 9), ["call_off.arrived_before"]),
    ],
)
def test_bags_arrive_after_they_left_and_not_in_the_future(day: date, codes: list[str]) -> None:
    assert [each.code for each in arrival_faults(day, shipped_on=SHIPPED, today=ARRIVED)] == codes


def test_whoever_does_not_know_when_they_left_may_say_any_day_past() -> None:
    assert arrival_faults(date(2027, 1, 1), shipped_on=None, today=ARRIVED) == []


@pytest.mark.parametrize(
    ("lack", "codes"),
    [
        ({}, []),
        ({"is_settled": False}, ["closing.settlement_missing"]),
        ({"open_claims": 2}, ["closing.claims_open"]),
        ({"is_paid": False}, ["closing.money_open"]),
    ],
)
def test_what_called_bags_lack(lack: dict[str, Any], codes: list[str]) -> None:
    assert [each.code for each in missing_to_finish(replace(DONE, **lack))] == codes


def test_the_group_waits_until_the_time_to_claim_is_over() -> None:
    check_may_finish(DONE, claim_days=14, role=Role.MAKER, today=ARRIVED)
    check_may_finish(DONE, claim_days=14, role=Role.PRODUCER, today=date(2027, 3, 6))
    with pytest.raises(Refused, match=r"milestone\.claims_open"):
        check_may_finish(DONE, claim_days=14, role=Role.PRODUCER, today=date(2027, 3, 5))


def test_a_frame_lacks_its_quarters_and_its_years() -> None:
    open_one = replace(FRAME, open_calls=1, seasons_to_come=1)
    assert [each.code for each in missing_to_close(open_one)] == [
        "closing.call_offs_open",
        "closing.seasons_to_come",
    ]
    assert missing_to_close(FRAME) == []


def test_of_a_frame_as_a_whole_only_its_end_is_said() -> None:
    assert frame_steps(Milestone.PREPARING, Role.MAKER) == (MilestoneStep.CLOSE,)
    assert (frame_steps(Milestone.CLOSED, Role.MAKER), frame_steps(Milestone.PREPARING, Role.FACILITATOR)) == ((), ())
    assert close_frame(Milestone.PREPARING, MilestoneStep.CLOSE, role=Role.PRODUCER) is Milestone.CLOSED
    with pytest.raises(Refused, match=r"frame\.by_call_offs"):
        close_frame(Milestone.PREPARING, MilestoneStep.MAKE_READY, role=Role.PRODUCER)
