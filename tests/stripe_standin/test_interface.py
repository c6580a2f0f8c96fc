"""How the interface answers: in Stripe's form, once for each key, page by page, and only whom it knows."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from stripe_standin.faults import How
from stripe_standin.server import create_app
from stripe_standin.standin import KEY, Standin, new_standin

SESSION = {
    "mode": "payment",
    "success_url": "http://localhost/back?session={CHECKOUT_SESSION_ID}",
    "cancel_url": "http://localhost/back",
    "line_items[0][quantity]": "2",
    "line_items[0][price_data][currency]": "usd",
    "line_items[0][price_data][unit_amount]": "1250",
    "line_items[0][price_data][product_data][name]": "MZ-1",
    "metadata[reference]": "payment-1",
}
WIRE = {
    "amount": "1000",
    "currency": "usd",
    "confirm": "true",
    "allowed_payment_method_types[0]": "customer_balance",
    "payment_method_data[type]": "customer_balance",
    "payment_method_options[customer_balance][funding_type]": "bank_transfer",
    "payment_method_options[customer_balance][bank_transfer][type]": "us_bank_transfer",
}


@pytest.fixture
def standin() -> Standin:
    """A stand-in that knows nothing yet."""
    return new_standin(seed="interface")


@pytest.fixture
def client(standin: Standin) -> FlaskClient:
    """One who asks it."""
    return create_app(standin).test_client()


def ask(
    client: FlaskClient, path: str, form: dict[str, str] | None = None, *, key: str = "", **headers: str
) -> TestResponse:
    """Post a form, or get where there is none."""
    told = {"Authorization": f"Bearer {KEY}", **({"Idempotency-Key": key} if key else {}), **headers}
    return client.get(path, headers=told) if form is None else client.post(path, data=form, headers=told)


def error_of(answer: TestResponse) -> dict[str, Any]:
    """Return what the answer says went wrong."""
    error: dict[str, Any] = answer.get_json()["error"]
    return error


def test_a_session_carries_what_it_was_asked_for(client: FlaskClient) -> None:
    session = ask(client, "/v1/checkout/sessions", SESSION).get_json()
    assert (session["amount_total"], session["status"]) == (2500, "open")
    assert session["metadata"] == {"reference": "payment-1"}
    assert session["url"] == f"http://localhost/c/pay/{session['id']}"


def test_the_same_seed_makes_the_same_ids() -> None:
    first, second = (
        ask(create_app(new_standin(seed="x")).test_client(), "/v1/checkout/sessions", SESSION).get_json()["id"]
        for __ in "ab"
    )
    assert first == second


def test_who_has_no_key_is_not_let_in(client: FlaskClient) -> None:
    answer = client.get("/v1/balance", headers={"Authorization": "Bearer sk_test_other"})
    assert (answer.status_code, error_of(answer)["type"]) == (401, "invalid_request_error")
    assert client.get("/v1/balance").status_code == 401


@pytest.mark.parametrize(
    ("change", "code", "param"),
    [
        ({"colour": "red"}, "parameter_unknown", "colour"),
        ({"line_items[0][price_data][tint]": "red"}, "parameter_unknown", "line_items[0][price_data][tint]"),
        ({"mode": ""}, "parameter_missing", "mode"),
        ({"mode": "subscription"}, None, "mode"),
        ({"expires_at": "soon"}, "parameter_invalid_integer", "expires_at"),
        ({"cancel_url": ""}, "parameter_invalid_empty", "cancel_url"),
        ({"line_items[0][price_data][unit_amount]": "1"}, "amount_too_small", "amount"),
        ({"line_items[0][price_data][unit_amount]": "99999999"}, "amount_too_large", "amount"),
        ({"allowed_payment_method_types[0]": "sepa_debit"}, None, "allowed_payment_method_types"),
        ({"mode[x]": "payment"}, None, "mode[x]"),
        ({"payment_intent_data": "text"}, None, "payment_intent_data"),
    ],
    ids=str,
)
def test_what_is_not_well_formed_is_refused(
    client: FlaskClient, change: dict[str, str], code: str | None, param: str
) -> None:
    answer = ask(client, "/v1/checkout/sessions", SESSION | change)
    error = error_of(answer)
    assert (answer.status_code, error.get("code"), error["param"]) == (400, code, param)


def test_an_unknown_address_is_told_in_the_same_form(client: FlaskClient) -> None:
    answer = ask(client, "/v1/subscriptions", {})
    assert (answer.status_code, error_of(answer)["type"]) == (404, "invalid_request_error")


def test_the_same_key_is_answered_as_before(client: FlaskClient) -> None:
    first = ask(client, "/v1/checkout/sessions", SESSION, key="k")
    again = ask(client, "/v1/checkout/sessions", SESSION, key="k")
    assert first.get_json() == again.get_json()
    assert (first.headers.get("Idempotent-Replayed"), again.headers["Idempotent-Replayed"]) == (None, "true")


def test_the_same_key_for_something_else_is_refused(client: FlaskClient) -> None:
    ask(client, "/v1/checkout/sessions", SESSION, key="k")
    answer = ask(client, "/v1/checkout/sessions", SESSION | {"client_reference_id": "other"}, key="k")
    assert (answer.status_code, error_of(answer)["type"]) == (400, "idempotency_error")


def test_what_was_not_well_formed_leaves_its_key_free(client: FlaskClient) -> None:
    ask(client, "/v1/checkout/sessions", SESSION | {"colour": "red"}, key="k")
    assert ask(client, "/v1/checkout/sessions", SESSION, key="k").status_code == 200


def test_a_no_is_repeated_for_the_same_key(client: FlaskClient) -> None:
    answers = [ask(client, "/v1/refunds", {"payment_intent": "pi_none"}, key="k") for __ in "ab"]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[1].headers["Idempotent-Replayed"] == "true"


def test_lists_come_page_by_page(client: FlaskClient) -> None:
    made = [ask(client, "/v1/checkout/sessions", SESSION).get_json()["id"] for __ in range(5)]
    first = ask(client, "/v1/checkout/sessions?limit=2").get_json()
    second = ask(client, f"/v1/checkout/sessions?limit=9&starting_after={first['data'][-1]['id']}").get_json()
    before = ask(client, f"/v1/checkout/sessions?limit=1&ending_before={first['data'][-1]['id']}").get_json()
    assert [each["id"] for each in first["data"] + second["data"]] == made[::-1]
    assert (first["has_more"], second["has_more"]) == (True, False)
    assert before["data"] == first["data"][:1]


def test_a_version_that_is_asked_for_is_named(client: FlaskClient) -> None:
    answer = ask(client, "/v1/balance", None, **{"Stripe-Version": "2026-10-28.endive"})
    assert (answer.headers["Stripe-Version"], bool(answer.headers["Request-Id"])) == ("2026-10-28.endive", True)


@pytest.mark.parametrize(
    ("how", "status"), [(How.ERROR_BEFORE, 500), (How.ERROR_AFTER, 500), (How.BUSY, 409), (How.TOO_MANY, 429)]
)
def test_calls_go_wrong_when_asked_to(client: FlaskClient, standin: Standin, how: How, status: int) -> None:
    standin.fail_next(how, path="/v1/checkout")
    assert ask(client, "/v1/balance").status_code == 200
    assert ask(client, "/v1/checkout/sessions", SESSION).status_code == status
    assert len(list(standin.store.newest("checkout.session"))) == how.is_after


def test_the_platform_pays_itself_out_what_it_has_and_no_more(client: FlaskClient, standin: Standin) -> None:
    session = ask(client, "/v1/checkout/sessions", SESSION).get_json()
    standin.pay(session["id"])
    payout = ask(client, "/v1/payouts", {"amount": "2000", "currency": "usd"}).get_json()
    left = ask(client, "/v1/balance").get_json()["available"][0]["amount"]
    assert (payout["status"], left) == ("paid", 2500 - 103 - 2000)
    too_much = ask(client, "/v1/payouts", {"amount": "2000", "currency": "usd"})
    assert error_of(too_much)["code"] == "balance_insufficient"


def test_what_lies_in_a_payers_balance_pays_the_next_payment(client: FlaskClient, standin: Standin) -> None:
    payer = ask(client, "/v1/customers", {"name": "Lyon", "email": "lyon@example.org"}).get_json()["id"]
    ask(client, f"/v1/test_helpers/customers/{payer}/fund_cash_balance", {"amount": "1500", "currency": "usd"})
    intent = ask(client, "/v1/payment_intents", WIRE | {"customer": payer}).get_json()
    lines = ask(client, f"/v1/customers/{payer}/cash_balance_transactions").get_json()["data"]
    assert intent["status"] == "succeeded"
    assert [line["ending_balance"] for line in lines] == [500, 1500]
    del standin


def test_a_refund_to_a_card_that_takes_none_fails_afterwards(client: FlaskClient, standin: Standin) -> None:
    session = ask(client, "/v1/checkout/sessions", SESSION).get_json()
    standin.pay(session["id"], card="4000000000005126")
    intent = ask(client, f"/v1/checkout/sessions/{session['id']}").get_json()["payment_intent"]
    refund = ask(client, "/v1/refunds", {"payment_intent": intent}).get_json()
    standin.settles_after = 0
    after = ask(client, f"/v1/refunds/{refund['id']}").get_json()
    assert (refund["status"], after["status"]) == ("succeeded", "failed")
    assert ask(client, "/v1/balance").get_json()["available"][0]["amount"] == 2500 - 103


def test_everything_that_happened_can_be_listed(client: FlaskClient, standin: Standin) -> None:
    session = ask(client, "/v1/checkout/sessions", SESSION).get_json()
    standin.pay(session["id"])
    [event] = ask(client, "/v1/events?type=checkout.session.completed").get_json()["data"]
    assert event["data"]["object"]["id"] == session["id"]
    assert event["data"]["object"]["status"] == "complete"
