"""Refunds: of a payment, or of what lies in a payer's balance."""

from stripe_standin.answers import ApiError, Json
from stripe_standin.balance import write_line
from stripe_standin.events import tell
from stripe_standin.store import Store
from stripe_standin.wires import lying, send_back


def create(store: Store, params: Json) -> Json:
    """Give money back."""
    if params.get("origin"):
        return _from_payer_balance(store, params)
    charge = _charge(store, params)
    left = charge["amount"] - charge["amount_refunded"]
    amount = params.get("amount", left)
    if charge.get("disputed"):
        raise ApiError(f"Charge {charge['id']} has been charged back.", code="charge_disputed")
    if left == 0:
        raise ApiError(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    if not 0 < amount <= left:
        raise ApiError(f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})", param="amount")
    is_card = charge["payment_method_details"]["type"] == "card"
    refund = _refund(store, params, amount=amount, currency=charge["currency"], charge=charge, is_done=is_card)
    kind = "refund" if is_card else "payment_refund"
    refund["balance_transaction"] = write_line(store, refund, kind=kind, amount=-amount)["id"]
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    tell(store, "refund.created", about=refund)
    tell(store, "charge.refunded", about=charge)
    return refund


def settle(store: Store, refund: Json, *, succeeds: bool) -> None:
    """Let the bank say what became of a refund; one that fails comes back to where it was taken from."""
    if refund["status"] in {"failed", "canceled"} or (succeeds and refund["status"] == "succeeded"):
        return
    refund["status"] = "succeeded" if succeeds else "failed"
    if not succeeds:
        refund["failure_reason"] = "lost_or_stolen_card" if refund["charge"] else "declined"
        _undo(store, refund)
        tell(store, "refund.failed", about=refund)
    tell(store, "refund.updated", about=refund)


def is_doomed(store: Store, refund: Json) -> bool:
    """Say whether it goes to one of the cards to which no money can be sent back."""
    return bool(store.hidden.get(refund.get("charge") or "", {}).get("refund_fails"))


def _undo(store: Store, refund: Json) -> None:
    if refund["charge"] is None:
        send_back(store, refund, payer_id=store.beside(refund["id"])["payer"], is_undone=True)
        return
    charge = store.get("charge", refund["charge"])
    charge["amount_refunded"] -= refund["amount"]
    charge["refunded"] = False
    line = write_line(store, refund, kind="refund_failure", amount=refund["amount"])
    refund["failure_balance_transaction"] = line["id"]


def _charge(store: Store, params: Json) -> Json:
    """Return the charge that is to be given back."""
    if params.get("charge"):
        found = store.get("charge", params["charge"])
    elif params.get("payment_intent"):
        intent = store.get("payment_intent", params["payment_intent"])
        found = store.objects.get(intent["latest_charge"] or "", {})
    else:
        raise ApiError("One of the following params should be provided for this request: payment_intent or charge.")
    if found.get("status") != "succeeded":
        raise ApiError("This payment has no successful charge to refund.", code="charge_not_refundable")
    return found


def _from_payer_balance(store: Store, params: Json) -> Json:
    if not (params.get("customer") and params.get("currency") and params.get("amount")):
        raise ApiError("customer, currency and amount are needed.", code="parameter_missing", param="customer")
    payer = store.get("customer", params["customer"])
    if not 0 < params["amount"] <= lying(store, payer["id"], currency=params["currency"]):
        raise ApiError("The customer's cash balance is insufficient.", code="insufficient_funds", param="amount")
    refund = _refund(store, params, amount=params["amount"], currency=params["currency"])
    store.beside(refund["id"])["payer"] = payer["id"]
    send_back(store, refund, payer_id=payer["id"])
    tell(store, "refund.created", about=refund)
    return refund


def _refund(store: Store, params: Json, *, charge: Json | None = None, is_done: bool = False, **facts: object) -> Json:
    return store.add(
        "re",
        "refund",
        **facts,
        balance_transaction=None,
        charge=charge and charge["id"],
        payment_intent=charge and charge["payment_intent"],
        metadata=params.get("metadata", {}),
        reason=params.get("reason"),
        status="succeeded" if is_done else "pending",
    )
