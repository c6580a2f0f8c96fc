"""Opening and closing the provider's own pages, on which makers pay."""

from typing import TYPE_CHECKING

from marketplace.config import Config
from marketplace.domain.money import Currency
from marketplace.domain.payments.provider import Page, PageOrder
from marketplace.domain.payments.ways import Way
from marketplace.gateways.stripe.client import client_of
from marketplace.gateways.stripe.errors import ProviderRefusedError, translated
from marketplace.gateways.stripe.units import to_moment, to_units
from marketplace.gateways.stripe.wires import instructions_of

if TYPE_CHECKING:
    import stripe

INTENT = "pi_"
EUROPEAN_BANK_IN = "IE"
"""In which country the provider opens the account number that a maker wires euros to; any of the euro zone can."""
WIRED = {Currency.USD: "us_bank_transfer", Currency.EUR: "eu_bank_transfer"}
DEBITED = {Currency.USD: "us_bank_account", Currency.EUR: "sepa_debit"}


def open_page(config: Config, order: PageOrder, *, key: str) -> Page:
    """Open a page for one payment; the same key opens the same page, however often it is asked."""
    with translated():
        if order.way is Way.BANK_WIRE:
            return _open_wire(client_of(config), order, key=key)
        return _open_session(client_of(config), order, key=key)


def close_page(config: Config, remote_id: str) -> None:
    """Take a page away so that it can no longer be paid; raises `ProviderRefusedError` when it is paid or closed."""
    with translated():
        if remote_id.startswith(INTENT):
            client_of(config).v1.payment_intents.cancel(remote_id)
        else:
            client_of(config).v1.checkout.sessions.expire(remote_id)


def _open_session(client: "stripe.StripeClient", order: PageOrder, *, key: str) -> Page:
    price: stripe.params.checkout.SessionCreateParamsLineItemPriceData = {
        "currency": order.money.currency.lower(),
        "unit_amount": to_units(order.money),
        "product_data": {"name": order.contract_code},
    }
    session = client.v1.checkout.sessions.create(
        {
            "mode": "payment",
            "allowed_payment_method_types": [_method(order)],
            "line_items": [{"price_data": price, "quantity": 1}],
            "client_reference_id": order.reference,
            "customer_email": order.email,
            "locale": _locale(order),
            "success_url": order.back_url,
            "cancel_url": order.back_url,
            "metadata": {"reference": order.reference},
            "payment_intent_data": {
                "description": order.contract_code,
                "metadata": {"reference": order.reference},
            },
        },
        {"idempotency_key": key},
    )
    return Page(session.id, session.url or "", to_moment(session.expires_at))


def _open_wire(client: "stripe.StripeClient", order: PageOrder, *, key: str) -> Page:
    """Ask for an account number of this payment's own, so that whatever is wired to it belongs to this payment."""
    payer = client.v1.customers.create(
        {
            "name": order.maker_name,
            "email": order.email,
            "preferred_locales": [_locale(order)],
            "metadata": {"reference": order.reference},
        },
        {"idempotency_key": f"{key}-payer"},
    )
    intent = client.v1.payment_intents.create(
        {
            "amount": to_units(order.money),
            "currency": order.money.currency.lower(),
            "customer": payer.id,
            "confirm": True,
            "description": order.contract_code,
            "allowed_payment_method_types": ["customer_balance"],
            "payment_method_data": {"type": "customer_balance"},
            "payment_method_options": {
                "customer_balance": {"funding_type": "bank_transfer", "bank_transfer": _wired_to(order)}
            },
            "metadata": {"reference": order.reference},
        },
        {"idempotency_key": key},
    )
    instructions = instructions_of(intent)
    return Page(intent.id, (instructions and instructions.hosted_instructions_url) or "", None)


def _method(order: PageOrder) -> str:
    if order.way is Way.CARD:
        return "card"
    if order.money.currency not in DEBITED:
        raise ProviderRefusedError(NOT_IN_THIS_CURRENCY)
    return DEBITED[order.money.currency]


def _wired_to(
    order: PageOrder,
) -> "stripe.params.PaymentIntentCreateParamsPaymentMethodOptionsCustomerBalanceBankTransfer":
    if order.money.currency not in WIRED:
        raise ProviderRefusedError(NOT_IN_THIS_CURRENCY)
    if order.money.currency is Currency.EUR:
        return {"type": WIRED[Currency.EUR], "eu_bank_transfer": {"country": EUROPEAN_BANK_IN}}
    return {"type": WIRED[order.money.currency]}


def _locale(order: PageOrder) -> str:
    return "es-419" if order.locale.startswith("es") else "en"


NOT_IN_THIS_CURRENCY = "not_in_this_currency"
