"""What a sample waits for, of whom and until when, and which steps a contract forbids."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from marketplace.domain.money import Currency, Money
from marketplace.domain.samples.life import (
    OPEN,
    SAMPLE_MACHINE,
    TURNS,
    SampleKind,
    SamplePermit,
    SampleState,
    SampleStep,
    due_of,
    is_fee_open,
    judge_of,
    step_allowed,
    turn_of,
)
from marketplace.domain.turns import Task
from marketplace.domain.viewers import Role

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "days"),
    [
        (SampleState.REQUESTED, 7),
        (SampleState.QUOTED, 7),
        (SampleState.LOST, 7),
        (SampleState.SENT, 21),
        (SampleState.RECEIVED, 10),
        (SampleState.UNRESOLVED, 7),
        (SampleState.ALLOWED, 7),
    ],
)
def test_each_open_state_has_a_deadline(state: SampleState, days: int) -> None:
    assert due_of(state, NOW) == NOW + timedelta(days=days)


def test_a_contract_says_in_how_many_days_a_verdict_is_due() -> None:
    assert due_of(SampleState.RECEIVED, NOW, verdict_days=14) == NOW + timedelta(days=14)


def test_only_a_verdict_hangs_on_the_contracts_days() -> None:
    assert due_of(SampleState.SENT, NOW, verdict_days=14) == NOW + timedelta(days=21)


@pytest.mark.parametrize("state", [state for state in SampleState if state not in OPEN])
def test_nothing_is_due_of_what_is_over(state: SampleState) -> None:
    assert (due_of(state, NOW), turn_of(state, SampleKind.OFFER)) == (None, None)
    assert SAMPLE_MACHINE.permits(state, SamplePermit.REST)


@pytest.mark.parametrize("state", OPEN)
def test_whoever_is_asked_in_an_open_state_can_take_a_step(state: SampleState) -> None:
    _task, role = TURNS[state]
    changes_the_contract = state is SampleState.ALLOWED  # by an amendment, after which the market settles the sample
    assert SAMPLE_MACHINE.steps(state, Role.SYSTEM if changes_the_contract else role)


def test_arbitration_samples_are_judged_by_facilitators() -> None:
    assert turn_of(SampleState.RECEIVED, SampleKind.ARBITRATION) == (Task.SAMPLE_JUDGE, Role.FACILITATOR)
    assert [judge_of(kind) for kind in SampleKind] == [Role.MAKER, Role.MAKER, Role.MAKER, Role.FACILITATOR]


def test_a_sample_on_its_way_to_arbitration_waits_for_a_side_like_any_other() -> None:
    assert turn_of(SampleState.SENT, SampleKind.ARBITRATION) == (Task.SAMPLE_RECEIVE, Role.MAKER)


@pytest.mark.parametrize("step", [SampleStep.DECLINE, SampleStep.CANCEL, SampleStep.QUOTE])
def test_what_a_contract_asks_for_is_neither_declined_cancelled_nor_priced(step: SampleStep) -> None:
    assert not step_allowed(SampleKind.PRE_SHIPMENT, step)
    assert step_allowed(SampleKind.OFFER, step)


def test_what_a_contract_asks_for_is_sent() -> None:
    assert step_allowed(SampleKind.PRE_SHIPMENT, SampleStep.SEND)


def test_a_fee_is_owed_for_what_was_sent_and_not_for_what_was_lost() -> None:
    owed = {state for state in SampleState if SAMPLE_MACHINE.permits(state, SamplePermit.FEE_IS_OWED)}
    assert {SampleState.SENT, SampleState.RECEIVED, SampleState.REJECTED} <= owed
    assert not owed & {SampleState.REQUESTED, SampleState.LOST, SampleState.DECLINED, SampleState.CANCELLED}


def test_a_fee_is_open_once_the_sample_is_sent_and_until_it_came() -> None:
    fee, free = Money(Decimal(20), Currency.USD), Money(Decimal(0), Currency.USD)
    assert is_fee_open(fee, SampleState.SENT, paid_on=None)
    assert not is_fee_open(fee, SampleState.REQUESTED, paid_on=None)
    assert not is_fee_open(fee, SampleState.SENT, paid_on=NOW.date())
    assert not is_fee_open(free, SampleState.SENT, paid_on=None)
