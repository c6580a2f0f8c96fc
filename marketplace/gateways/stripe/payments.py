"""Asking the provider how a payment stands; only this is believed, never the news that made us ask."""

from typing import TYPE_CHECKING

from marketplace.config import Config
from marketplace.domain.payments.provider import RemotePart, RemotePayment, RemoteState
from marketplace.gateways.stripe.charges import EXPANDED, brought, failure_of, fee_of
from marketplace.gateways.stripe.client import client_of
from marketplace.gateways.stripe.errors import ProviderRefusedError, translated
from marketplace.gateways.stripe.units import to_moment, to_money
from marketplace.gateways.stripe.wires import read_wire

if TYPE_CHECKING:
    import stripe

SESSION, INTENT, PAYER = "cs_", "pi_", "cus_"
CHARGES = ("ch_", "py_")


def read_payment(config: Config, object_id: str) -> RemotePayment:
    """Say how the payment stands that an object of the provider belongs to: a page, a charge, or who wired.

    Raises `ProviderRefusedError` with `resource_missing` when it belongs to no payment of ours.
    """
    with translated():
        client = client_of(config)
        if object_id.startswith(SESSION):
            return _of_session(client, object_id)
        intent_id = _intent_id(client, object_id)
        sessions = client.v1.checkout.sessions.list({"payment_intent": intent_id, "limit": 1}).data
        if sessions:
            return _of_session(client, sessions[0].id)
        return read_wire(client, client.v1.payment_intents.retrieve(intent_id, {"expand": [EXPANDED]}))


def _intent_id(client: "stripe.StripeClient", object_id: str) -> str:
    found: str | None = None
    if object_id.startswith(INTENT):
        found = object_id
    elif object_id.startswith(CHARGES):
        found = _id_of(client.v1.charges.retrieve(object_id).payment_intent)
    elif object_id.startswith(PAYER):
        intents = client.v1.payment_intents.list({"customer": object_id, "limit": 1}).data
        found = intents[0].id if intents else None
    if found is None:
        raise ProviderRefusedError("resource_missing")
    return found


def _of_session(client: "stripe.StripeClient", session_id: str) -> RemotePayment:
    session = client.v1.checkout.sessions.retrieve(session_id, {"expand": [f"payment_intent.{EXPANDED}"]})
    intent = session.payment_intent if session.payment_intent and not isinstance(session.payment_intent, str) else None
    charge = brought(intent)
    currency = session.currency or ""
    return RemotePayment(
        remote_id=session.id,
        reference=session.client_reference_id or "",
        state=_state(session, intent),
        requested=to_money(session.amount_total or 0, currency),
        parts=(RemotePart(charge.id, to_money(charge.amount, currency), to_moment(charge.created)),) if charge else (),
        fee=fee_of(charge),
        refunded=to_money(charge.amount_refunded if charge else 0, currency),
        failure=failure_of(intent),
        kept=to_money(0, currency),
    )


def _state(session: "stripe.checkout.Session", intent: "stripe.PaymentIntent | None") -> RemoteState:
    if session.status == "expired":
        return RemoteState.EXPIRED
    if session.status == "open":
        return RemoteState.OPEN
    if session.payment_status == "paid":
        return RemoteState.RECEIVED
    if intent is not None and intent.status in {"requires_payment_method", "canceled"}:
        return RemoteState.FAILED
    return RemoteState.PROCESSING


def _id_of(found: "str | stripe.PaymentIntent | None") -> str | None:
    return found if found is None or isinstance(found, str) else found.id
