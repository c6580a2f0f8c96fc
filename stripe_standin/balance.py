"""The platform's own balance: each charge, fee, refund and payout is a line of it."""

from stripe_standin.answers import ApiError, Json
from stripe_standin.events import tell
from stripe_standin.store import Store

PER_TEN_THOUSAND = 10_000
CARD_SHARE, CARD_FIXED = 290, 30
BANK_SHARES = {"us_bank_account": 80, "sepa_debit": 80, "customer_balance": 50}
BANK_MOST = 500
"""What is kept of a payment: shares in ten-thousandths; the rest in the currency's smallest unit."""


def fee_of(amount: int, method: str) -> int:
    """Say what is kept of a payment made in that way."""
    if method == "card":
        return _share(amount, CARD_SHARE) + CARD_FIXED
    return min(_share(amount, BANK_SHARES[method]), BANK_MOST)


def write_line(store: Store, source: Json, *, kind: str, amount: int, fee: int = 0) -> Json:
    """Write a line of the balance about an object."""
    details = [
        {"amount": fee, "currency": source["currency"], "description": "Stripe processing fees", "type": "stripe_fee"}
    ]
    return store.add(
        "txn",
        "balance_transaction",
        amount=amount,
        fee=fee,
        net=amount - fee,
        currency=source["currency"],
        type=kind,
        reporting_category=kind,
        source=source["id"],
        status="available",
        available_on=store.now(),
        exchange_rate=None,
        description=source.get("description"),
        fee_details=details if fee else [],
    )


def total(store: Store, currency: str) -> int:
    """Return what the balance holds in a currency."""
    return sum(line["net"] for line in store.newest("balance_transaction", currency=currency))


def show(store: Store) -> Json:
    """Show the balance in every currency of it."""
    currencies = sorted({line["currency"] for line in store.newest("balance_transaction")})
    available = [{"amount": total(store, each), "currency": each, "source_types": {}} for each in currencies]
    return {"object": "balance", "available": available, "pending": [], "livemode": False}


def pay_out(store: Store, params: Json) -> Json:
    """Send a part of the balance to the platform's own bank."""
    if not 0 < params["amount"] <= total(store, params["currency"]):
        raise ApiError("You have insufficient funds in your Stripe account.", code="balance_insufficient")
    payout = store.add(
        "po",
        "payout",
        amount=params["amount"],
        currency=params["currency"],
        description=params.get("description"),
        metadata=params.get("metadata", {}),
        arrival_date=store.now(),
        automatic=False,
        method="standard",
        status="paid",
        type="bank_account",
    )
    line = write_line(store, payout, kind="payout", amount=-payout["amount"])
    payout["balance_transaction"] = line["id"]
    tell(store, "payout.created", about=payout)
    tell(store, "payout.paid", about=payout)
    return payout


def _share(amount: int, share: int) -> int:
    return (amount * share + PER_TEN_THOUSAND // 2) // PER_TEN_THOUSAND
