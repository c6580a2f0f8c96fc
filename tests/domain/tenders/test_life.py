"""Bids count by the moment they arrive, an award waits so long to be confirmed, and cancelling needs a reason."""

from datetime import timedelta

import pytest

from marketplace.domain.tenders.life import (
    GRACE,
    LONGEST_NOTE,
    TenderState,
    TenderStep,
    bidding_faults,
    cancel_faults,
    confirmation_due,
    is_due_to_close,
    is_due_to_lapse,
    late_confirmation_faults,
    next_confirmation,
)
from tests.domain.tenders.cases import CLOSES, NOW

MOMENT = timedelta(microseconds=1)
OPEN, CLOSED = TenderState.OPEN, TenderState.CLOSED


@pytest.mark.parametrize(
    ("state", "now", "code"),
    [
        (OPEN, NOW - MOMENT, "tender.too_early"),
        (OPEN, CLOSES, "tender.too_late"),
        (CLOSED, CLOSES + MOMENT, "tender.too_late"),
        (TenderState.CANCELLED, NOW, "tender.not_open"),
    ],
)
def test_a_bid_outside_the_published_hours_is_refused(state: TenderState, now: object, code: str) -> None:
    faults = bidding_faults(state, NOW, closes_at=CLOSES, now=now)  # type: ignore[arg-type]
    assert [each.code for each in faults] == [code]


def test_the_first_and_the_last_moment_are_in_time() -> None:
    assert bidding_faults(OPEN, NOW, closes_at=CLOSES, now=NOW) == []
    assert bidding_faults(OPEN, NOW, closes_at=CLOSES, now=CLOSES - MOMENT) == []


def test_a_tender_is_closed_after_the_moment_of_grace() -> None:
    assert not is_due_to_close(OPEN, CLOSES, now=CLOSES)
    assert is_due_to_close(OPEN, CLOSES, now=CLOSES + GRACE)
    assert not is_due_to_close(CLOSED, CLOSES, now=CLOSES + GRACE)


def test_an_award_lapses_after_its_last_day() -> None:
    due = confirmation_due(CLOSES, 3)
    assert due == CLOSES + timedelta(days=3)
    assert not is_due_to_lapse(CLOSED, due, now=due)
    assert is_due_to_lapse(CLOSED, due, now=due + MOMENT)
    assert is_due_to_lapse(TenderState.CONFIRMED, due, now=due + MOMENT)
    assert not is_due_to_lapse(TenderState.AWARDED, due, now=due + MOMENT)
    assert not is_due_to_lapse(CLOSED, None, now=due + MOMENT)


def test_nobody_confirms_after_the_last_day() -> None:
    assert late_confirmation_faults(CLOSES, now=CLOSES) == []
    assert late_confirmation_faults(None, now=CLOSES) == []
    assert [each.code for each in late_confirmation_faults(CLOSES, now=CLOSES + MOMENT)] == ["tender.confirmation_over"]


def test_where_a_facilitator_confirms_too_the_groups_word_is_only_the_first() -> None:
    assert next_confirmation(needs_facilitator=True) is TenderStep.CONFIRM
    assert next_confirmation(needs_facilitator=False) is TenderStep.AWARD


def test_cancelling_needs_a_reason_of_some_length() -> None:
    assert [each.code for each in cancel_faults("  no ")] == ["tender.note_missing"]
    assert [each.code for each in cancel_faults("x" * (LONGEST_NOTE + 1))] == ["tender.note_too_long"]
    assert cancel_faults("The lot was flooded.") == []
