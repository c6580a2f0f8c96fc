"""A frame's bags are called quarter by quarter: never more than there are, and none is lost or counted twice."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.contracts import frames
from marketplace.domain.contracts.fixing import end_of
from marketplace.domain.contracts.frames import (
    BagRange,
    CallOffState,
    Closing,
    FrameTerms,
    Quarter,
    QuarterPlan,
    Uncalled,
)
from marketplace.domain.contracts.seasons import season_faults
from marketplace.domain.errors import Reason, Refused
from marketplace.domain.plain import from_plain, to_plain

FIRST = Quarter(2027, 1)


def a_frame(*plans: tuple[int, int], first: Quarter = FIRST, **changes: Any) -> FrameTerms:
    quarters, quarter = [], first
    for least, most in plans or ((10, 20), (10, 20), (0, 20), (0, 20)):
        quarters.append(QuarterPlan(quarter, least, most))
        quarter = quarter.following
    return replace(FrameTerms(3, tuple(quarters)), **changes)


def codes(found: list[Reason]) -> list[str]:
    return [each.code for each in found]


def test_a_quarter_knows_its_days_and_its_neighbour() -> None:
    last = Quarter.of(date(2027, 11, 5))
    assert (str(last), last.starts_on, last.ends_on) == ("2027-Q4", date(2027, 10, 1), date(2027, 12, 31))
    assert last.following == Quarter(2028, 1)


def test_bags_are_called_before_the_notice_that_the_frame_gives() -> None:
    assert a_frame(notice_days=30).call_by(FIRST) == end_of(date(2027, 3, 1))


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (Quarter(1, 1), ["frame.out_of_reach"]),
        (Quarter(2026, 3), ["frame.first_over"]),
        (Quarter(2026, 4), []),
        (Quarter(2028, 4), []),
        (Quarter(2029, 1), ["frame.out_of_reach"]),
        (Quarter(9999, 4), ["frame.out_of_reach"]),
    ],
)
def test_a_season_begins_within_reach_while_its_first_bags_can_be_called(first: Quarter, expected: list[str]) -> None:
    now = datetime(2026, 11, 23, 15, tzinfo=UTC)
    assert codes(season_faults(a_frame(first=first), now=now)) == expected


def test_a_contract_without_a_season_begins_none() -> None:
    assert season_faults(None, now=datetime(2026, 11, 23, tzinfo=UTC)) == []


def test_a_contract_without_a_frame_has_nothing_wrong() -> None:
    assert frames.frame_faults(None, 60) == []


def test_a_frame_that_covers_the_contract_is_fine_and_survives_storing() -> None:
    frame = a_frame()
    assert frames.frame_faults(frame, 60) == []
    assert from_plain(FrameTerms, to_plain(frame)) == frame


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (a_frame(years=0), "frame.years_out_of_range"),
        (a_frame(years=4), "frame.years_out_of_range"),
        (a_frame(notice_days=6), "frame.notice_out_of_range"),
        (a_frame(quarters=()), "frame.quarters_wrong"),
        (a_frame(*[(0, 20)] * 5), "frame.quarters_wrong"),
        (a_frame((10, 60), first=Quarter(2027, 5)), "frame.quarters_wrong"),
        (a_frame((20, 10), (0, 60)), "frame.bags_reversed"),
        (a_frame((-1, 60)), "frame.bags_reversed"),
        (a_frame((61, 70)), "frame.least_above_contract"),
        (a_frame((0, 59)), "frame.most_below_contract"),
    ],
)
def test_a_frame_that_cannot_be_kept_is_refused(frame: FrameTerms, code: str) -> None:
    assert codes(frames.frame_faults(frame, 60)) == [code]


def test_the_quarters_of_a_frame_follow_each_other() -> None:
    first, second = a_frame((0, 30), (0, 30)).quarters
    assert codes(frames.frame_faults(a_frame(quarters=(second, first)), 60)) == ["frame.quarters_not_in_row"]


def test_what_was_carried_may_and_must_be_called_but_never_more_than_is_left() -> None:
    plan = QuarterPlan(FIRST, 10, 20)
    assert frames.callable_bags(plan, 5, left=60) == BagRange(15, 25)
    assert frames.callable_bags(plan, 5, left=12) == BagRange(12, 12)


@pytest.mark.parametrize(("bags", "is_fine"), [(9, False), (10, True), (20, True), (21, False)])
def test_bags_are_called_within_the_plan(bags: int, *, is_fine: bool) -> None:
    assert (frames.call_faults(bags, BagRange(10, 20)) == []) is is_fine


def test_nobody_calls_nothing() -> None:
    assert codes(frames.call_faults(0, BagRange(0, 20))) == ["call_off.bags_out_of_range"]


@pytest.mark.parametrize(
    ("called", "rule", "is_last", "closing"),
    [
        (None, Uncalled.CARRY, False, Closing(carried=10)),
        (None, Uncalled.RELEASE, False, Closing(released=10)),
        (15, Uncalled.CARRY, False, Closing()),
        (15, Uncalled.RELEASE, False, Closing()),
        (None, Uncalled.CARRY, True, Closing(released=45)),
        (15, Uncalled.RELEASE, True, Closing(released=45)),
    ],
)
def test_a_quarter_that_is_over_carries_or_gives_back(
    called: int | None, rule: Uncalled, *, is_last: bool, closing: Closing
) -> None:
    assert frames.close_quarter(BagRange(10, 20), called, left=45, rule=rule, is_last=is_last) == closing


CHOICES = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(-3, 45)), min_size=1, max_size=4)


@given(CHOICES, st.sampled_from(Uncalled), st.integers(1, 60))
def test_over_a_whole_season_every_bag_is_called_once_or_given_back_once(
    quarters: list[tuple[int, int, int]], rule: Uncalled, bags: int
) -> None:
    left, carried, called_in_all, released_in_all = bags, 0, 0, 0
    for number, (least, more, wish) in enumerate(quarters, 1):
        may = frames.callable_bags(QuarterPlan(FIRST, least, least + more), carried, left=left)
        called = None if frames.call_faults(wish, may) else wish
        left, called_in_all = left - (called or 0), called_in_all + (called or 0)
        closing = frames.close_quarter(may, called, left=left, rule=rule, is_last=number == len(quarters))
        left, released_in_all, carried = left - closing.released, released_in_all + closing.released, closing.carried
        assert left >= 0
    assert (called_in_all + released_in_all, left) == (bags, 0)


@pytest.mark.parametrize(
    ("day", "is_fine"),
    [(date(2027, 1, 31), False), (date(2027, 2, 1), True), (date(2027, 3, 31), True), (date(2027, 4, 1), False)],
)
def test_called_bags_ship_in_their_quarter_and_not_in_the_past(day: date, *, is_fine: bool) -> None:
    assert (frames.shipment_faults(day, FIRST, today=date(2027, 2, 1)) == []) is is_fine


@pytest.mark.parametrize(
    ("day", "is_fine"), [(date(2027, 4, 4), False), (date(2027, 4, 5), True), (date(2027, 5, 6), False)]
)
def test_bags_whose_quarter_ended_before_their_group_answered_may_ship_soon(day: date, *, is_fine: bool) -> None:
    assert (frames.shipment_faults(day, FIRST, today=date(2027, 4, 5)) == []) is is_fine


def test_nothing_has_left_tomorrow() -> None:
    today = date(2027, 2, 1)
    assert frames.shipped_faults(today, today=today) == []
    assert codes(frames.shipped_faults(today + timedelta(days=1), today=today)) == ["call_off.day_to_come"]


def test_after_the_last_moment_nobody_calls() -> None:
    by = end_of(date(2027, 3, 1))
    frames.check_callable_until(by, by - timedelta(seconds=1))
    with pytest.raises(Refused, match=r"call_off\.too_late"):
        frames.check_callable_until(by, by)


def test_a_contract_gets_a_frame_while_its_cacao_is_at_home_and_only_once() -> None:
    frames.check_may_frame(is_at_home=True, is_running=False)
    with pytest.raises(Refused, match=r"frame\.too_late"):
        frames.check_may_frame(is_at_home=False, is_running=False)
    with pytest.raises(Refused, match=r"frame\.running"):
        frames.check_may_frame(is_at_home=True, is_running=True)


def test_a_season_follows_when_the_one_before_is_over_and_the_years_are_not() -> None:
    over = [CallOffState.SHIPPED, CallOffState.LAPSED]
    frames.check_renewable(over, number=2, years=3)
    with pytest.raises(Refused, match=r"frame\.season_runs"):
        frames.check_renewable([*over, CallOffState.CONFIRMED], number=1, years=3)
    with pytest.raises(Refused, match=r"frame\.years_over"):
        frames.check_renewable(over, number=3, years=3)
