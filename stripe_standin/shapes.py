"""Which parameters each call takes: no more than Stripe knows (the tests compare), no fewer than the market needs.

A name with `!` must be there; a tuple lists what is understood; `[shape]` is a list of it; a dictionary has names of
its own.
"""

from stripe_standin.forms import FREE, Shape

CURRENCIES = ("usd", "eur", "gbp", "jpy", "pen")
DEBITS = ("us_bank_account", "sepa_debit")
WIRES = ("us_bank_transfer", "eu_bank_transfer", "gb_bank_transfer", "jp_bank_transfer")
EXPAND: Shape = {"expand": [str]}
PAGE: Shape = {**EXPAND, "limit": int, "starting_after": str, "ending_before": str}
RANGE: Shape = {"gt": int, "gte": int, "lt": int, "lte": int}

CUSTOMER: Shape = {
    **EXPAND,
    "name": str,
    "email": str,
    "description": str,
    "preferred_locales": [str],
    "metadata": FREE,
}
SESSION: Shape = {
    **EXPAND,
    "mode!": ("payment",),
    "success_url!": str,
    "cancel_url": str,
    "client_reference_id": str,
    "customer_email": str,
    "allowed_payment_method_types": [("card", *DEBITS)],
    "expires_at": int,
    "locale": ("auto", "en", "es", "es-419"),
    "metadata": FREE,
    "line_items!": [
        {
            "quantity!": int,
            "price_data!": {
                "currency!": CURRENCIES,
                "unit_amount!": int,
                "product_data!": {"name!": str, "description": str},
            },
        }
    ],
    "payment_intent_data": {"description": str, "metadata": FREE, "receipt_email": str},
}
SESSIONS: Shape = {**PAGE, "payment_intent": str, "customer": str, "status": ("open", "complete", "expired")}
INTENT: Shape = {
    **EXPAND,
    "amount!": int,
    "currency!": CURRENCIES,
    "customer!": str,
    "confirm!": bool,
    "description": str,
    "allowed_payment_method_types!": [("customer_balance",)],
    "payment_method_data!": {"type!": ("customer_balance",)},
    "payment_method_options!": {
        "customer_balance!": {
            "funding_type!": ("bank_transfer",),
            "bank_transfer!": {"type!": WIRES, "eu_bank_transfer": {"country!": ("BE", "DE", "ES", "FR", "IE", "NL")}},
        }
    },
    "metadata": FREE,
}
INTENTS: Shape = {**PAGE, "customer": str, "created": RANGE}
CANCEL: Shape = {**EXPAND, "cancellation_reason": ("abandoned", "duplicate", "fraudulent", "requested_by_customer")}
REFUND: Shape = {
    **EXPAND,
    "amount": int,
    "payment_intent": str,
    "charge": str,
    "origin": ("customer_balance",),
    "customer": str,
    "currency": CURRENCIES,
    "reason": ("duplicate", "fraudulent", "requested_by_customer"),
    "metadata": FREE,
}
REFUNDS: Shape = {**PAGE, "payment_intent": str, "charge": str}
CHARGES: Shape = {**PAGE, "payment_intent": str, "customer": str, "created": RANGE}
BALANCE_LINES: Shape = {**PAGE, "created": RANGE, "currency": CURRENCIES, "type": str, "source": str, "payout": str}
PAYOUT: Shape = {**EXPAND, "amount!": int, "currency!": CURRENCIES, "description": str, "metadata": FREE}
EVENTS: Shape = {**PAGE, "type": str, "created": RANGE}
FUNDING: Shape = {**EXPAND, "amount!": int, "currency!": CURRENCIES, "reference": str}
