"""Bank transfers: account numbers of a payer's own, what was wired to them, and for which payment it is kept."""

from stripe_standin import intents
from stripe_standin.answers import ApiError, Json
from stripe_standin.events import tell
from stripe_standin.store import HERE, Store

BIC, BANK = "STNDIE2XXXX", "Stand-in Bank"


def add_payer(store: Store, params: Json) -> Json:
    """Keep who will wire."""
    made: Json = {"description": None, "name": None, "email": None, "metadata": {}, "preferred_locales": [], **params}
    return store.add("cus", "customer", **made, balance=0, delinquent=False)


def ask(store: Store, params: Json) -> Json:
    """Open an intent to be paid by wire; money that lies there already pays it at once."""
    payer = store.get("customer", params["customer"])
    options = params["payment_method_options"]
    wire = options["customer_balance"]["bank_transfer"]["type"]
    intent = intents.begin(
        store,
        amount=params["amount"],
        currency=params["currency"],
        method="customer_balance",
        customer=payer["id"],
        description=params.get("description"),
        metadata=params.get("metadata", {}),
        payment_method_options=options,
    )
    store.beside(intent["id"])["applied"] = 0
    intent.update(status="requires_action", next_action=_instructions(intent, wire))
    tell(store, "payment_intent.requires_action", about=intent)
    _apply(store, payer["id"], currency=intent["currency"])
    return intent


def wire(store: Store, payer: Json, *, amount: int, currency: str, reference: str = "") -> Json:
    """Let a wire of the payer arrive."""
    if amount <= 0:
        raise ApiError("Invalid positive integer", param="amount")
    told = {"bank_transfer": {"reference": reference or None, "type": f"{currency[:2]}_bank_transfer"}}
    _line(store, payer["id"], currency=currency, kind="funded", amount=amount, funded=told)
    _apply(store, payer["id"], currency=currency)
    if lying(store, payer["id"], currency=currency):
        balance = {
            "object": "cash_balance",
            "customer": payer["id"],
            "available": {currency: amount},
            "livemode": False,
        }
        tell(store, "cash_balance.funds_available", about=balance)
    return payer


def give_up(store: Store, intent: Json) -> Json:
    """Cancel an intent; what was kept for it lies in the payer's balance again."""
    intents.cancel(store, intent)
    applied = store.beside(intent["id"]).get("applied", 0)
    if applied:
        about = {"payment_intent": intent["id"]}
        payer, currency = intent["customer"], intent["currency"]
        kind = "unapplied_from_payment"
        _line(store, payer, currency=currency, kind=kind, amount=applied, unapplied_from_payment=about)
        store.beside(intent["id"])["applied"] = 0
    return intent


def lying(store: Store, payer_id: str, *, currency: str) -> int:
    """Return what lies in the payer's balance, kept for no payment."""
    lines = store.newest("customer_cash_balance_transaction", customer=payer_id, currency=currency)
    return sum(line["net_amount"] for line in lines)


def send_back(store: Store, refund: Json, *, payer_id: str, is_undone: bool = False) -> None:
    """Write down that money leaves the payer's balance for the payer's bank, or came back from there."""
    kind, amount = ("return_canceled", refund["amount"]) if is_undone else ("return_initiated", -refund["amount"])
    _line(store, payer_id, currency=refund["currency"], kind=kind, amount=amount)


def _apply(store: Store, payer_id: str, *, currency: str) -> None:
    """Keep what lies there for the payments that wait, the oldest first."""
    waiting = store.newest("payment_intent", customer=payer_id, currency=currency, status="requires_action")
    for intent in reversed(list(waiting)):
        beside = store.beside(intent["id"])
        part = min(lying(store, payer_id, currency=currency), intent["amount"] - beside["applied"])
        if part <= 0:
            continue
        about = {"payment_intent": intent["id"]}
        _line(store, payer_id, currency=currency, kind="applied_to_payment", amount=-part, applied_to_payment=about)
        beside["applied"] += part
        if beside["applied"] == intent["amount"]:
            intents.succeed(store, intent)
            continue
        told = intent["next_action"]["display_bank_transfer_instructions"]
        told["amount_remaining"] = intent["amount"] - beside["applied"]
        tell(store, "payment_intent.partially_funded", about=intent)


def _line(store: Store, payer_id: str, *, currency: str, kind: str, **facts: object) -> None:
    amount = facts.pop("amount")
    assert isinstance(amount, int)  # noqa: S101 - every caller names it
    ending = lying(store, payer_id, currency=currency) + amount
    plain = dict.fromkeys(("applied_to_payment", "funded", "unapplied_from_payment", "refunded_from_payment"))
    line = store.add(
        "ccsbtxn",
        "customer_cash_balance_transaction",
        **{**plain, **facts},
        customer=payer_id,
        currency=currency,
        type=kind,
        net_amount=amount,
        ending_balance=ending,
    )
    tell(store, "customer_cash_balance_transaction.created", about=line)


def _instructions(intent: Json, wire: str) -> Json:
    number = str(int(intent["customer"].removeprefix("cus_"), 16))[:12]
    told = {
        "amount_remaining": intent["amount"],
        "currency": intent["currency"],
        "financial_addresses": [_address(number, wire)],
        "hosted_instructions_url": f"{HERE}/bank_transfers/instructions/{intent['id']}",
        "reference": intent["id"][-10:].upper(),
        "type": wire,
    }
    return {"type": "display_bank_transfer_instructions", "display_bank_transfer_instructions": told}


def _address(number: str, wire: str) -> Json:
    if wire == "us_bank_transfer":
        aba = {"account_number": number, "routing_number": "110000000", "bank_name": BANK, "account_holder_name": BANK}
        return {
            "type": "aba",
            "aba": {**aba, "account_type": "checking"},
            "supported_networks": ["ach", "domestic_wire_us"],
        }
    iban = {"iban": f"IE00STND{number}00", "bic": BIC, "country": "IE", "account_holder_name": BANK}
    return {"type": "iban", "iban": iban, "supported_networks": ["sepa"]}
