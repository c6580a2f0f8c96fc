"""The calls of the interface: which address takes which parameters and does what."""

from collections.abc import Callable
from dataclasses import dataclass

from stripe_standin import balance, intents, refunds, sessions, shapes, wires
from stripe_standin.answers import Json
from stripe_standin.forms import Shape
from stripe_standin.listing import page
from stripe_standin.store import Store

Work = Callable[[Store, Json, str], Json]


@dataclass(frozen=True, slots=True)
class Call:
    """One call: an address with at most one id in it, the parameters it takes, and what it does with them."""

    method: str
    path: str
    shape: Shape
    work: Work


def _show(kind: str) -> Work:
    return lambda store, _params, object_id: store.get(kind, object_id)


def _list(kind: str, url: str) -> Work:
    return lambda store, params, _id: page(store.newest(kind), params, url=url)


def _cash_lines(store: Store, params: Json, payer_id: str) -> Json:
    lines = store.newest("customer_cash_balance_transaction", customer=payer_id)
    return page(lines, params, url=f"/v1/customers/{payer_id}/cash_balance_transactions")


def _fund(store: Store, params: Json, payer_id: str) -> Json:
    payer, reference = store.get("customer", payer_id), params.get("reference", "")
    return wires.wire(store, payer, amount=params["amount"], currency=params["currency"], reference=reference)


def _expire(store: Store, _params: Json, session_id: str) -> Json:
    return sessions.expire(store, store.get("checkout.session", session_id))


def _cancel(store: Store, _params: Json, intent_id: str) -> Json:
    intent = store.get("payment_intent", intent_id)
    is_wire = intent["payment_method_types"] == ["customer_balance"]
    return wires.give_up(store, intent) if is_wire else intents.cancel(store, intent)


CALLS = (
    Call("POST", "/v1/customers", shapes.CUSTOMER, lambda store, params, _id: wires.add_payer(store, params)),
    Call("GET", "/v1/customers/<id>", shapes.EXPAND, _show("customer")),
    Call("GET", "/v1/customers/<id>/cash_balance_transactions", shapes.PAGE, _cash_lines),
    Call("POST", "/v1/test_helpers/customers/<id>/fund_cash_balance", shapes.FUNDING, _fund),
    Call("POST", "/v1/checkout/sessions", shapes.SESSION, lambda store, params, _id: sessions.create(store, params)),
    Call("GET", "/v1/checkout/sessions", shapes.SESSIONS, _list("checkout.session", "/v1/checkout/sessions")),
    Call("GET", "/v1/checkout/sessions/<id>", shapes.EXPAND, _show("checkout.session")),
    Call("POST", "/v1/checkout/sessions/<id>/expire", shapes.EXPAND, _expire),
    Call("POST", "/v1/payment_intents", shapes.INTENT, lambda store, params, _id: wires.ask(store, params)),
    Call("GET", "/v1/payment_intents", shapes.INTENTS, _list("payment_intent", "/v1/payment_intents")),
    Call("GET", "/v1/payment_intents/<id>", shapes.EXPAND, _show("payment_intent")),
    Call("POST", "/v1/payment_intents/<id>/cancel", shapes.CANCEL, _cancel),
    Call("GET", "/v1/charges", shapes.CHARGES, _list("charge", "/v1/charges")),
    Call("GET", "/v1/charges/<id>", shapes.EXPAND, _show("charge")),
    Call("POST", "/v1/refunds", shapes.REFUND, lambda store, params, _id: refunds.create(store, params)),
    Call("GET", "/v1/refunds", shapes.REFUNDS, _list("refund", "/v1/refunds")),
    Call("GET", "/v1/refunds/<id>", shapes.EXPAND, _show("refund")),
    Call("GET", "/v1/disputes/<id>", shapes.EXPAND, _show("dispute")),
    Call("GET", "/v1/balance", shapes.EXPAND, lambda store, _params, _id: balance.show(store)),
    Call(
        "GET",
        "/v1/balance_transactions",
        shapes.BALANCE_LINES,
        _list("balance_transaction", "/v1/balance_transactions"),
    ),
    Call("GET", "/v1/balance_transactions/<id>", shapes.EXPAND, _show("balance_transaction")),
    Call("POST", "/v1/payouts", shapes.PAYOUT, lambda store, params, _id: balance.pay_out(store, params)),
    Call("GET", "/v1/payouts/<id>", shapes.EXPAND, _show("payout")),
    Call("GET", "/v1/events", shapes.EVENTS, _list("event", "/v1/events")),
    Call("GET", "/v1/events/<id>", shapes.EXPAND, _show("event")),
)
