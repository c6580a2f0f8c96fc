"""What Stripe's own library says each call may carry, as something that a request can be held against."""

import sys
import typing
from typing import Any

import typing_extensions
from pydantic import ConfigDict, TypeAdapter
from stripe import params
from stripe.params import checkout, test_helpers
from typing_extensions import is_typeddict

NEVER_SENT = ("UntypedStripeObject", "StripeContext")
STRICT = ConfigDict(extra="forbid", arbitrary_types_allowed=True)
TYPES: dict[tuple[str, str], type] = {
    ("POST", "/v1/customers"): params.CustomerCreateParams,
    ("GET", "/v1/customers/<id>"): params.CustomerRetrieveParams,
    ("GET", "/v1/customers/<id>/cash_balance_transactions"): params.CustomerListCashBalanceTransactionsParams,
    ("POST", "/v1/test_helpers/customers/<id>/fund_cash_balance"): test_helpers.CustomerFundCashBalanceParams,
    ("POST", "/v1/checkout/sessions"): checkout.SessionCreateParams,
    ("GET", "/v1/checkout/sessions"): checkout.SessionListParams,
    ("GET", "/v1/checkout/sessions/<id>"): checkout.SessionRetrieveParams,
    ("POST", "/v1/checkout/sessions/<id>/expire"): checkout.SessionExpireParams,
    ("POST", "/v1/payment_intents"): params.PaymentIntentCreateParams,
    ("GET", "/v1/payment_intents"): params.PaymentIntentListParams,
    ("GET", "/v1/payment_intents/<id>"): params.PaymentIntentRetrieveParams,
    ("POST", "/v1/payment_intents/<id>/cancel"): params.PaymentIntentCancelParams,
    ("GET", "/v1/disputes/<id>"): params.DisputeRetrieveParams,
    ("GET", "/v1/charges"): params.ChargeListParams,
    ("GET", "/v1/charges/<id>"): params.ChargeRetrieveParams,
    ("POST", "/v1/refunds"): params.RefundCreateParams,
    ("GET", "/v1/refunds"): params.RefundListParams,
    ("GET", "/v1/refunds/<id>"): params.RefundRetrieveParams,
    ("GET", "/v1/balance"): params.BalanceRetrieveParams,
    ("GET", "/v1/balance_transactions"): params.BalanceTransactionListParams,
    ("GET", "/v1/balance_transactions/<id>"): params.BalanceTransactionRetrieveParams,
    ("POST", "/v1/payouts"): params.PayoutCreateParams,
    ("GET", "/v1/payouts/<id>"): params.PayoutRetrieveParams,
    ("GET", "/v1/events"): params.EventListParams,
    ("GET", "/v1/events/<id>"): params.EventRetrieveParams,
}


def check_request(method: str, path: str, *, carried: dict[str, Any]) -> None:
    """Hold what a call carried against the library's type of it; raises pydantic's `ValidationError`."""
    _adapter(TYPES[method, path]).validate_python(carried)


def _adapter(wanted: type) -> TypeAdapter[Any]:
    """Return the type with nothing unknown allowed at any depth."""
    module = vars(sys.modules[wanted.__module__])
    for each in module.values():
        if is_typeddict(each):
            each.__pydantic_config__ = STRICT
    adapter: TypeAdapter[Any] = TypeAdapter(wanted)
    known = {**vars(typing), **vars(typing_extensions), **module, **dict.fromkeys(NEVER_SENT, _Never)}
    adapter.rebuild(force=True, _types_namespace=known)
    return adapter


class _Never:
    """What we never send: an object that came from the provider."""

    def __class_getitem__(cls, _item: object) -> type["_Never"]:
        return cls
