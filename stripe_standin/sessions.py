"""Checkout sessions: hosted pages on which one amount is paid by card or by bank debit."""

from stripe_standin import intents
from stripe_standin.answers import ApiError, Json, declined, wrong_state
from stripe_standin.events import tell
from stripe_standin.store import HERE, Store

A_DAY = 24 * 60 * 60
CURRENCY_OF = {"us_bank_account": "usd", "sepa_debit": "eur"}
DECLINED = {
    "4000000000000002": ("card_declined", "generic_decline"),
    "4000000000009995": ("card_declined", "insufficient_funds"),
    "4000000000009987": ("card_declined", "lost_card"),
    "4000000000000069": ("expired_card", ""),
    "4000000000000127": ("incorrect_cvc", ""),
    "4000000000000119": ("processing_error", ""),
}
ASKS_THE_BANK = frozenset({"4000002500003155", "4000002760003184"})
REFUND_FAILS = "4000000000005126"
ACCEPTED = frozenset({"4242424242424242", "5555555555554444", "378282246310005", REFUND_FAILS}) | ASKS_THE_BANK


def create(store: Store, params: Json) -> Json:
    """Open a page."""
    amount, currency = _price(params["line_items"])
    methods = params.get("allowed_payment_method_types") or ["card"]
    for method in methods:
        if CURRENCY_OF.get(method, currency) != currency:
            raise ApiError(f"{method} cannot be used with {currency}.", param="allowed_payment_method_types")
    intents.check_amount(amount, currency)
    session = store.add(
        "cs_test",
        "checkout.session",
        mode="payment",
        amount_total=amount,
        amount_subtotal=amount,
        currency=currency,
        customer=None,
        payment_intent=None,
        payment_method_types=methods,
        status="open",
        payment_status="unpaid",
        expires_at=params.get("expires_at") or store.now() + A_DAY,
        **{name: params.get(name) for name in KEPT},
        metadata=params.get("metadata", {}),
    )
    session["url"] = f"{HERE}/c/pay/{session['id']}"
    data = params.get("payment_intent_data", {})
    store.beside(session["id"]).update(data=data, name=params["line_items"][0]["price_data"]["product_data"]["name"])
    return session


KEPT = ("client_reference_id", "customer_email", "success_url", "cancel_url", "locale")


def expire(store: Store, session: Json) -> Json:
    """Take the page away; what is paid or on its way stays."""
    if session["status"] != "open":
        message = f'Only Checkout Sessions with a status in ["open"] can be expired. This one is {session["status"]}.'
        raise wrong_state(message, "checkout_session_not_open")
    session.update(status="expired", url=None)
    if session["payment_intent"]:
        intents.cancel(store, store.get("payment_intent", session["payment_intent"]))
    tell(store, "checkout.session.expired", about=session)
    return session


def expire_old(store: Store) -> None:
    """Take away the pages whose time is over."""
    for session in store.newest("checkout.session", status="open"):
        if session["expires_at"] <= store.now():
            expire(store, session)


def pay_by_card(store: Store, session: Json, *, number: str, is_confirmed: bool = False) -> str:
    """Try a card; returns `paid`, `confirm` when its bank wants to ask the payer first, or why it was declined."""
    _check_open(session)
    if number not in DECLINED and number not in ACCEPTED:
        return "incorrect_number"
    if number in ASKS_THE_BANK and not is_confirmed:
        return "confirm"
    intent = _intent(store, session, "card")
    if number in DECLINED:
        code, reason = DECLINED[number]
        intents.fail(store, intent, error=declined(code, reason))
        return reason or code
    charge = intents.succeed(store, intent)
    store.beside(charge["id"])["refund_fails"] = number == REFUND_FAILS
    _complete(store, session, "paid")
    return "paid"


def refuse_at_the_bank(store: Store, session: Json) -> None:
    """Note that the payer did not confirm the payment to the bank of the card."""
    _check_open(session)
    error = {**declined("payment_intent_authentication_failure", ""), "type": "invalid_request_error"}
    intents.fail(store, _intent(store, session, "card"), error=error)


def pay_by_debit(store: Store, session: Json) -> str:
    """Let the bank be asked for the money: it will say later (`settle`)."""
    _check_open(session)
    intent = _intent(store, session, session["payment_method_types"][0])
    intents.wait(store, intent)
    _complete(store, session, "unpaid")
    return "processing"


def settle(store: Store, session: Json, *, succeeds: bool) -> None:
    """Let the bank say what became of a debit."""
    intent = store.get("payment_intent", session["payment_intent"])
    if intent["status"] != "processing":
        return
    if succeeds:
        intents.succeed(store, intent)
        session["payment_status"] = "paid"
        tell(store, "checkout.session.async_payment_succeeded", about=session)
        return
    charge = store.get("charge", intent["latest_charge"])
    charge.update(status="failed", failure_code="insufficient_funds")
    error = {**declined("insufficient_funds", ""), "type": "invalid_request_error", "message": "The bank has not paid."}
    intent.update(status="requires_payment_method", last_payment_error=error)
    tell(store, "charge.failed", about=charge)
    tell(store, "payment_intent.payment_failed", about=intent)
    tell(store, "checkout.session.async_payment_failed", about=session)


def _price(items: list[Json]) -> tuple[int, str]:
    currencies = {item["price_data"]["currency"] for item in items}
    if len(currencies) != 1:
        raise ApiError("All line items must have the same currency.", param="line_items")
    return sum(item["price_data"]["unit_amount"] * item["quantity"] for item in items), currencies.pop()


def _intent(store: Store, session: Json, method: str) -> Json:
    """Return the session's intent; it is made when somebody first tries to pay."""
    if session["payment_intent"]:
        return store.get("payment_intent", session["payment_intent"])
    data = store.beside(session["id"])["data"]
    more = {"description": data.get("description"), "metadata": data.get("metadata", {})}
    amount, currency = session["amount_total"], session["currency"]
    intent = intents.begin(store, amount=amount, currency=currency, method=method, **more)
    session["payment_intent"] = intent["id"]
    return intent


def _complete(store: Store, session: Json, payment_status: str) -> None:
    session.update(status="complete", payment_status=payment_status, url=None)
    tell(store, "checkout.session.completed", about=session)


def _check_open(session: Json) -> None:
    if session["status"] != "open":
        raise wrong_state(f"This page is {session['status']}.", "checkout_session_not_open")
