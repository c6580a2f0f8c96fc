"""Payment intents: what is to be paid, the tries to pay it, and the charge that paid it."""

from stripe_standin.answers import ApiError, Json, wrong_state
from stripe_standin.balance import fee_of, write_line
from stripe_standin.events import tell
from stripe_standin.store import Store

LEAST = {"usd": 50, "eur": 50, "gbp": 30, "jpy": 50, "pen": 200}
MOST = 99_999_999


def check_amount(amount: int, currency: str) -> None:
    """Refuse what is too small or too large to be paid."""
    if amount < LEAST[currency]:
        raise ApiError(f"Amount must be at least {LEAST[currency]} {currency}", code="amount_too_small", param="amount")
    if amount > MOST:
        raise ApiError("Amount must be no more than 99999999", code="amount_too_large", param="amount")


def begin(store: Store, *, amount: int, currency: str, method: str, **more: object) -> Json:
    """Keep a new intent."""
    check_amount(amount, currency)
    plain: Json = {"customer": None, "description": None, "metadata": {}, "latest_charge": None, "next_action": None}
    empty: Json = {"last_payment_error": None, "canceled_at": None, "amount_received": 0, "payment_method_options": {}}
    intent = store.add(
        "pi",
        "payment_intent",
        **{**plain, **empty, **more},
        amount=amount,
        currency=currency,
        payment_method_types=[method],
        status="requires_payment_method",
    )
    tell(store, "payment_intent.created", about=intent)
    return intent


def fail(store: Store, intent: Json, *, error: Json) -> None:
    """Note a try that brought nothing."""
    charge = _charge(store, intent, status="failed")
    charge.update(failure_code=error["code"], failure_message=error["message"])
    intent.update(status="requires_payment_method", last_payment_error=error, latest_charge=charge["id"])
    tell(store, "charge.failed", about=charge)
    tell(store, "payment_intent.payment_failed", about=intent)


def wait(store: Store, intent: Json) -> None:
    """Note a try of which a bank will say in some days whether it worked."""
    charge = _charge(store, intent, status="pending")
    intent.update(status="processing", latest_charge=charge["id"], last_payment_error=None)
    tell(store, "payment_intent.processing", about=intent)


def succeed(store: Store, intent: Json) -> Json:
    """Take the money; the charge that waited for it is the one that brings it."""
    latest = store.objects.get(intent["latest_charge"] or "")
    charge = latest if latest and latest["status"] == "pending" else _charge(store, intent, status="pending")
    charge.update(status="succeeded", paid=True, captured=True)
    method = intent["payment_method_types"][0]
    kind = "charge" if method == "card" else "payment"
    fee = fee_of(intent["amount"], method)
    charge["balance_transaction"] = write_line(store, charge, kind=kind, amount=intent["amount"], fee=fee)["id"]
    intent.update(status="succeeded", latest_charge=charge["id"], amount_received=intent["amount"], next_action=None)
    intent["last_payment_error"] = None
    tell(store, "charge.succeeded", about=charge)
    tell(store, "payment_intent.succeeded", about=intent)
    return charge


def cancel(store: Store, intent: Json) -> Json:
    """Give the intent up; what is paid or on its way cannot be."""
    if intent["status"] in {"succeeded", "canceled", "processing"}:
        status = intent["status"]
        message = f"You cannot cancel this PaymentIntent because it has a status of {status}."
        raise wrong_state(message, "payment_intent_unexpected_state")
    intent.update(status="canceled", canceled_at=store.now(), next_action=None)
    tell(store, "payment_intent.canceled", about=intent)
    return intent


def _charge(store: Store, intent: Json, *, status: str) -> Json:
    method = intent["payment_method_types"][0]
    return store.add(
        "ch" if method == "card" else "py",
        "charge",
        amount=intent["amount"],
        amount_refunded=0,
        balance_transaction=None,
        captured=False,
        currency=intent["currency"],
        customer=intent["customer"],
        description=intent["description"],
        disputed=False,
        failure_code=None,
        failure_message=None,
        metadata=dict(intent["metadata"]),
        paid=False,
        payment_intent=intent["id"],
        payment_method_details={"type": method},
        refunded=False,
        status=status,
    )
