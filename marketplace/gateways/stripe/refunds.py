"""Giving money back to who paid it, all of it or a part."""

from typing import TYPE_CHECKING

from marketplace.config import Config
from marketplace.domain.money import Money
from marketplace.domain.payments.provider import RemoteRefund, RemoteRefundState
from marketplace.gateways.stripe.charges import EXPANDED, brought, reference_of, told_of
from marketplace.gateways.stripe.client import client_of
from marketplace.gateways.stripe.errors import KEY_REUSED, ProviderRefusedError, translated
from marketplace.gateways.stripe.units import to_money, to_units
from marketplace.gateways.stripe.wires import payer_of, read_wire

if TYPE_CHECKING:
    import stripe

SESSION = "cs_"
AT_ONCE = 100
STATES = {
    "succeeded": RemoteRefundState.SUCCEEDED,
    "failed": RemoteRefundState.FAILED,
    "canceled": RemoteRefundState.FAILED,
}
"""Everything else is on its way: a bank may ask the maker first where to send the money."""


def refund(config: Config, payment_remote_id: str, *, money: Money, reference: str, key: str) -> RemoteRefund:
    """Give `money` of a payment back; the same key gives it back once, however often it is asked.

    The provider forgets keys after a day, so a refund of that reference that has not failed is also looked for.

    What was wired too much, or too little before the page was closed, lies in the maker's own balance at the provider:
    exactly that is given back from there, and the rest from the payment as long as it suffices.
    """
    with translated():
        client = client_of(config)
        intent = _intent(client, payment_remote_id)
        made = _made_before(client, intent, reference=reference)
        if made is not None:
            return _refund_of(made)
        from_balance = _from_balance(intent, money, reference=reference)
        from_payment = _from_payment(intent, money, reference=reference)
        first, other = from_payment, from_balance
        if from_balance and _comes_from_balance(client, intent, money):
            first, other = from_balance, from_payment
        return _refund_of(_ask_either(client, first, other, key=key))


def read_refund(config: Config, remote_id: str) -> RemoteRefund:
    """Say how a refund stands."""
    with translated():
        return _refund_of(client_of(config).v1.refunds.retrieve(remote_id))


def _ask_either(
    client: "stripe.StripeClient",
    first: "stripe.params.RefundCreateParams",
    other: "stripe.params.RefundCreateParams | None",
    *,
    key: str,
) -> "stripe.Refund":
    """Ask in the first form; a key that was used before in the other form is answered as it was then."""
    try:
        with translated():
            return client.v1.refunds.create(first, {"idempotency_key": key})
    except ProviderRefusedError as error:
        if error.code != KEY_REUSED or other is None:
            raise
    return client.v1.refunds.create(other, {"idempotency_key": key})


def _intent(client: "stripe.StripeClient", payment_remote_id: str) -> "stripe.PaymentIntent":
    found: str | stripe.PaymentIntent | None = payment_remote_id
    if payment_remote_id.startswith(SESSION):
        found = client.v1.checkout.sessions.retrieve(payment_remote_id).payment_intent
    if found is None:
        raise ProviderRefusedError("nothing_to_give_back")
    return client.v1.payment_intents.retrieve(found if isinstance(found, str) else found.id, {"expand": [EXPANDED]})


def _made_before(
    client: "stripe.StripeClient", intent: "stripe.PaymentIntent", *, reference: str
) -> "stripe.Refund | None":
    """Find the refund of that reference; one out of a payer's balance belongs to no intent, and is sought among all."""
    asked: stripe.params.RefundListParams = {"limit": AT_ONCE}
    if payer_of(intent) is None:
        asked["payment_intent"] = intent.id
    for found in client.v1.refunds.list(asked).data:
        if reference_of(found) == reference and STATES.get(found.status or "") is not RemoteRefundState.FAILED:
            return found
    return None


def _comes_from_balance(client: "stripe.StripeClient", intent: "stripe.PaymentIntent", money: Money) -> bool:
    """Say which of its two places a refund of a wire is taken from: an exact fit leaves the rest to the other."""
    charge = brought(intent)
    if charge is None:
        return True
    kept = read_wire(client, intent).kept
    left = to_money(charge.amount - charge.amount_refunded, intent.currency)
    return kept is not None and (money == kept or (left < money and not kept < money))


def _from_payment(
    intent: "stripe.PaymentIntent", money: Money, *, reference: str
) -> "stripe.params.RefundCreateParams":
    return {"payment_intent": intent.id, "amount": to_units(money), "metadata": {"reference": reference}}


def _from_balance(
    intent: "stripe.PaymentIntent", money: Money, *, reference: str
) -> "stripe.params.RefundCreateParams | None":
    payer = payer_of(intent)
    if payer is None:
        return None
    return {
        "origin": "customer_balance",
        "customer": payer,
        "amount": to_units(money),
        "currency": money.currency.lower(),
        "metadata": {"reference": reference},
    }


def _refund_of(found: "stripe.Refund") -> RemoteRefund:
    return RemoteRefund(
        remote_id=found.id,
        reference=reference_of(found),
        money=to_money(found.amount, found.currency),
        state=STATES.get(found.status or "", RemoteRefundState.PENDING),
        failure=told_of(found, "failure_reason"),
    )
