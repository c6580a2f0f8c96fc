"""Disputes: a payer's bank takes the money of a payment back, and decides later whose it is."""

from stripe_standin.answers import ApiError, Json
from stripe_standin.balance import write_line
from stripe_standin.events import tell
from stripe_standin.store import Store

FEE = 1_500
"""What is kept for each dispute, won or lost."""
TIME_TO_ANSWER = 7 * 24 * 60 * 60
DEBITS = frozenset({"us_bank_account", "sepa_debit"})


def charge_of(store: Store, session: Json) -> Json:
    """Return what brought the money of a page; raises `ApiError` where nothing came."""
    intent = store.get("payment_intent", session["payment_intent"] or "")
    charge = store.objects.get(intent["latest_charge"] or "", {})
    if charge.get("status") != "succeeded":
        raise ApiError("This payment has no successful charge to dispute.")
    return charge


def open_one(store: Store, charge: Json, *, amount: int | None = None) -> Json:
    """Let the payer's bank take money of a payment back."""
    left = charge["amount"] - charge["amount_refunded"]
    amount = left if amount is None else amount
    if charge.get("disputed") or not 0 < amount <= left:
        raise ApiError("This charge cannot be disputed.")
    is_debit = charge["payment_method_details"]["type"] in DEBITS
    dispute = store.add(
        "du",
        "dispute",
        amount=amount,
        currency=charge["currency"],
        charge=charge["id"],
        payment_intent=charge["payment_intent"],
        reason="debit_not_authorized" if is_debit else "fraudulent",
        status="needs_response",
        balance_transactions=[],
        enhanced_eligibility_types=[],
        evidence={},
        evidence_details={
            "due_by": store.now() + TIME_TO_ANSWER,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        is_charge_refundable=False,
        metadata={},
    )
    charge["disputed"] = True
    tell(store, "charge.dispute.created", about=dispute)
    dispute["balance_transactions"].append(write_line(store, dispute, kind="adjustment", amount=-amount, fee=FEE))
    tell(store, "charge.dispute.funds_withdrawn", about=dispute)
    return dispute


def close(store: Store, dispute: Json, *, is_won: bool) -> None:
    """Let the bank decide; where the platform wins, its money comes again, but not what the dispute cost."""
    if dispute["status"] in {"won", "lost"}:
        return
    dispute["status"] = "won" if is_won else "lost"
    if is_won:
        line = write_line(store, dispute, kind="adjustment", amount=dispute["amount"])
        dispute["balance_transactions"].append(line)
        store.get("charge", dispute["charge"])["disputed"] = False
        tell(store, "charge.dispute.funds_reinstated", about=dispute)
    tell(store, "charge.dispute.closed", about=dispute)
