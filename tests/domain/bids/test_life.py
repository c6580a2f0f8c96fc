"""Whose turn a bid is, what may be answered, and which reasons a no needs."""

from datetime import UTC, datetime, timedelta

import pytest

from marketplace.domain.bids.life import (
    BID_MACHINE,
    REFUSALS,
    WITHDRAWALS,
    BidPermit,
    BidState,
    BidStep,
    Ending,
    Seen,
    check_in_time,
    check_seen,
    check_turn,
    ending_faults,
    is_over,
)
from marketplace.domain.errors import NotAllowed, Refused, Stale
from marketplace.domain.ids import OrganizationId
from marketplace.domain.viewers import Role

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
GROUP, MAKER = OrganizationId(1), OrganizationId(2)
SIDES = (Role.PRODUCER, Role.MAKER)


@pytest.mark.parametrize("state", [each for each in BidState if each not in (BidState.OPEN, BidState.AGREED_IN_PART)])
def test_what_has_ended_goes_nowhere(state: BidState) -> None:
    assert not [here for here, _ in BID_MACHINE.next if here is state]


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.ANONYMOUS])
def test_nobody_but_the_sides_answers(role: Role) -> None:
    assert BID_MACHINE.steps(BidState.OPEN, role) == ()


def test_only_open_bids_are_answered_and_agreed_ones_hold_bags() -> None:
    answered = [each for each in BidState if BID_MACHINE.permits(each, BidPermit.ANSWER)]
    held = [each for each in BidState if BID_MACHINE.permits(each, BidPermit.HOLD_BAGS)]
    assert (answered, held) == ([BidState.OPEN], [BidState.AGREED_IN_PART, BidState.ACCEPTED])


@pytest.mark.parametrize("step", [BidStep.ACCEPT, BidStep.COUNTER, BidStep.REFUSE])
def test_nobody_answers_its_own_words(step: BidStep) -> None:
    check_turn(step, GROUP, by=MAKER)
    with pytest.raises(NotAllowed, match=r"bid\.own_version"):
        check_turn(step, GROUP, by=GROUP)


@pytest.mark.parametrize("step", [BidStep.REVISE, BidStep.WITHDRAW])
def test_nobody_takes_back_the_other_sides_words(step: BidStep) -> None:
    check_turn(step, GROUP, by=GROUP)
    with pytest.raises(NotAllowed, match=r"bid\.not_own_version"):
        check_turn(step, GROUP, by=MAKER)


@pytest.mark.parametrize("seen", [Seen(1, "a"), Seen(2, "b")])
def test_only_what_was_seen_is_answered(seen: Seen) -> None:
    check_seen(Seen(2, "a"), Seen(2, "a"))
    with pytest.raises(Stale, match=r"bid\.terms_changed"):
        check_seen(Seen(2, "a"), seen)


def test_a_bid_is_good_to_its_last_moment() -> None:
    check_in_time(NOON, NOON)
    assert [is_over(NOON, now=at) for at in (NOON, NOON + timedelta(seconds=1))] == [False, True]
    with pytest.raises(Refused, match=r"bid\.too_late"):
        check_in_time(NOON, NOON + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("ending", "note", "codes"),
    [
        (Ending.PRICE_TOO_LOW, "", []),
        (Ending.OTHER, "no", ["bid.note_missing"]),
        (Ending.OTHER, "The mill is full.", []),
        (Ending.SOLD_OUT, "", ["bid.ending_unknown"]),
        (Ending.TERMS, "x" * 1001, ["bid.note_too_long"]),
    ],
)
def test_a_no_needs_a_reason_of_the_list_and_words_where_the_list_has_none(
    ending: Ending, note: str, codes: list[str]
) -> None:
    assert [each.code for each in ending_faults(ending, note, allowed=REFUSALS)] == codes


def test_the_market_gives_its_own_reasons() -> None:
    market = {Ending.CHOICE_MET, Ending.CAP_REACHED, Ending.PACKAGE_BROKEN, Ending.SOLD_OUT, Ending.NOT_FOR_SALE}
    assert set(Ending) - {*REFUSALS, *WITHDRAWALS} == market
