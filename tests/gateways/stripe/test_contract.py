"""Our requests are such as Stripe takes: held against its own types, and against its test mode where there is a key.

`STRIPE_LIVE_KEY=sk_test_… python3 mazorca.py test -m stripe_live` walks the same way through Stripe's own test mode.
"""

import os
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from pydantic import ValidationError

from marketplace.config import Config
from marketplace.domain.money import Currency
from marketplace.domain.payments.provider import RemoteState
from marketplace.domain.payments.ways import Way
from marketplace.gateways import stripe
from marketplace.gateways.stripe.client import VERSION, client_of
from stripe_standin.calls import CALLS, Call
from stripe_standin.standin import Standin
from stripe_standin.store import API_VERSION
from tests.gateways.stripe.orders import an_order, money
from tests.gateways.stripe.provider_types import TYPES, check_request


def walk(config: Config, run: str) -> None:
    """Go through all that can be gone through without a browser; `run` makes keys and references unique."""
    order = an_order(reference=f"payment-{run}")
    page = stripe.open_page(config, order, key=f"payment-{run}")
    assert stripe.open_page(config, order, key=f"payment-{run}") == page
    assert stripe.read_payment(config, page.remote_id).state is RemoteState.OPEN
    stripe.close_page(config, page.remote_id)
    assert stripe.read_payment(config, page.remote_id).state is RemoteState.EXPIRED
    with pytest.raises(stripe.ProviderRefusedError):
        stripe.open_page(config, an_order(reference=f"other-{run}"), key=f"payment-{run}")
    for currency in (Currency.USD, Currency.EUR):
        walk_wire(config, f"{run}-{currency}", currency=currency)
    now = datetime.now(UTC)
    lines = stripe.list_movements(config, now - timedelta(hours=1), until=now + timedelta(hours=1))
    assert f"payment-{run}-{currency}" in {line.reference for line in lines}


def walk_wire(config: Config, run: str, *, currency: Currency) -> None:
    """Wire in two parts, too much, and give some back."""
    order = an_order(Way.BANK_WIRE, of=money("90.00", currency), reference=f"payment-{run}")
    page = stripe.open_page(config, order, key=f"payment-{run}")
    first = stripe.read_payment(config, page.remote_id)
    assert first.wire
    assert page.url
    for amount in (50_00, 45_00):
        fund(config, page.remote_id, amount=amount, currency=currency)
    paid = stripe.read_payment(config, page.remote_id)
    assert (paid.state, paid.kept, len(paid.parts)) == (RemoteState.RECEIVED, money("5.00", currency), 2)
    for reference, some in ((f"kept-{run}", "5.00"), (f"part-{run}", "10.00")):
        back = stripe.refund(config, page.remote_id, money=money(some, currency), reference=reference, key=reference)
        assert stripe.read_refund(config, back.remote_id).reference == reference


def fund(config: Config, intent_id: str, *, amount: int, currency: Currency) -> None:
    """Let a wire arrive, as Stripe allows it in its test mode."""
    client = client_of(config)
    payer = client.v1.payment_intents.retrieve(intent_id).customer
    client.v1.test_helpers.customers.fund_cash_balance(str(payer), {"amount": amount, "currency": currency.lower()})


def test_every_request_of_ours_is_one_that_stripes_own_types_allow(stripe_standin: Standin) -> None:
    config = Config("", "", stripe_key=stripe_standin.key, stripe_base=stripe_standin.base)
    walk(config, "1")
    page = stripe.open_page(config, an_order(Way.BANK_DEBIT), key="debit-1")
    stripe_standin.debit(page.remote_id)
    stripe_standin.settle(page.remote_id)
    charge = stripe.read_payment(config, page.remote_id).parts[0].remote_id
    stripe.read_payment(config, charge)
    for request in stripe_standin.requests:
        check_request(request["method"], request["call"], carried=request["params"])
    assert {request["version"] for request in stripe_standin.requests} == {VERSION}


def test_a_request_that_stripe_does_not_know_is_noticed() -> None:
    with pytest.raises(ValidationError):
        check_request("POST", "/v1/checkout/sessions", carried={"mode": "payment", "payment_method_types": ["card"]})


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call.method} {call.path}")
def test_the_stand_in_takes_nothing_that_stripe_does_not_know(call: Call) -> None:
    check_request(call.method, call.path, carried=an_example(call.shape))


def test_every_call_of_the_stand_in_is_compared() -> None:
    assert {(call.method, call.path) for call in CALLS} == set(TYPES)


def test_the_stand_in_speaks_the_version_that_we_ask_for() -> None:
    assert API_VERSION == VERSION


@pytest.mark.stripe_live
@pytest.mark.enable_socket
def test_stripe_itself_takes_what_we_ask() -> None:
    key = os.environ.get("STRIPE_LIVE_KEY", "")
    if not key:
        pytest.skip("Stripe itself was not asked: set STRIPE_LIVE_KEY to a key of its test mode")
    assert key.startswith(("sk_test_", "rk_test_")), "only a key of the test mode"
    walk(Config("", "", stripe_key=key), uuid4().hex[:12])


def an_example(shape: object) -> dict[str, object]:
    """Make parameters that use every name of a shape."""
    assert isinstance(shape, dict)
    return {name.rstrip("!"): _value(each) for name, each in shape.items()}


def _value(shape: object) -> object:
    if isinstance(shape, dict):
        return an_example(shape)
    if isinstance(shape, list):
        return [_value(shape[0])]
    if isinstance(shape, tuple):
        return shape[0]
    return {"free": {"any": "text"}}.get(str(shape)) or {int: "1", bool: "true", str: "text"}[shape]  # type: ignore[index] # the rest are types
