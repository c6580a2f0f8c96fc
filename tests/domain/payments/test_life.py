"""What moves instalments, payments and refunds."""

import pytest

from marketplace.domain.errors import NotAllowed, Refused
from marketplace.domain.payments.life import (
    INSTALMENT_MACHINE,
    LIVE,
    PAYMENT_MACHINE,
    PROMISED,
    REFUND_MACHINE,
    InstalmentState,
    InstalmentStep,
    PaymentState,
    PaymentStep,
    RefundState,
    RefundStep,
)
from marketplace.domain.viewers import Role


@pytest.mark.parametrize("role", [Role.MAKER, Role.PRODUCER, Role.FACILITATOR])
def test_nobody_says_by_hand_that_something_is_paid(role: Role) -> None:
    with pytest.raises(NotAllowed):
        INSTALMENT_MACHINE.advance(InstalmentState.DUE, InstalmentStep.PAY, role)
    with pytest.raises(NotAllowed):
        PAYMENT_MACHINE.advance(PaymentState.OPEN, PaymentStep.RECEIVE, role)


@pytest.mark.parametrize("step", PaymentStep)
def test_a_received_payment_stays_received(step: PaymentStep) -> None:
    with pytest.raises(Refused):
        PAYMENT_MACHINE.advance(PaymentState.RECEIVED, step, Role.SYSTEM)


@pytest.mark.parametrize("state", [PaymentState.FAILED, PaymentState.EXPIRED])
def test_money_that_comes_late_still_counts(state: PaymentState) -> None:
    assert PAYMENT_MACHINE.advance(state, PaymentStep.RECEIVE, Role.SYSTEM) is PaymentState.RECEIVED


def test_only_facilitators_decide_refunds() -> None:
    assert REFUND_MACHINE.steps(RefundState.ASKED, Role.FACILITATOR) == (RefundStep.DECIDE, RefundStep.REFUSE)
    assert REFUND_MACHINE.steps(RefundState.ASKED, Role.MAKER) == ()


def test_what_may_bring_money_and_what_counts_as_promised() -> None:
    assert (PaymentState.RECEIVED in LIVE, RefundState.REFUSED in PROMISED, RefundState.ASKED in PROMISED) == (
        False,
        False,
        True,
    )
