"""When the provider's word on a payment is believed, and where it leads; late and repeated words lead nowhere."""

from decimal import Decimal

from marketplace.domain.money import Money
from marketplace.domain.payments.life import LIVE, PaymentState, PaymentStep
from marketplace.domain.payments.provider import RemotePayment, RemoteState

_LEADS: dict[tuple[PaymentState, RemoteState], PaymentStep] = {
    (PaymentState.OPEN, RemoteState.PROCESSING): PaymentStep.PROCESS,
    **{(state, RemoteState.FAILED): PaymentStep.FAIL for state in LIVE},
    **{(state, RemoteState.EXPIRED): PaymentStep.EXPIRE for state in LIVE - {PaymentState.OPENING}},
    **{
        (state, RemoteState.RECEIVED): PaymentStep.RECEIVE
        for state in PaymentState
        if state not in (PaymentState.OPENING, PaymentState.RECEIVED)
    },
}


def step_towards(state: PaymentState, remote: RemoteState) -> PaymentStep | None:
    """Say which step the provider's word leads to; None when it is old news."""
    return _LEADS.get((state, remote))


def oddity(asked: Money, refunded: Decimal, *, names: tuple[str, str | None], remote: RemotePayment) -> str | None:
    """Say what of the provider's word does not fit ours, None when all does; `names` are our reference and its number.

    What was given back without us counts too: nobody else may move a maker's money.
    """
    if (remote.reference, remote.remote_id) != names:
        return "another_payment"
    if remote.requested.currency is not asked.currency or any(
        part.money.currency is not asked.currency for part in remote.parts
    ):
        return "another_currency"
    if remote.requested != asked:
        return "another_amount"
    return "refunded_elsewhere" if refunded < remote.refunded.amount else None
