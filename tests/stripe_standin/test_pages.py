"""The hosted pages: loud about what they are, in two languages, and usable without JavaScript."""

import re

import pytest
from flask.testing import FlaskClient

from stripe_standin.server import create_app
from stripe_standin.standin import Standin, new_standin
from tests.stripe_standin.test_interface import SESSION, WIRE, ask


@pytest.fixture
def standin() -> Standin:
    """A stand-in that knows nothing yet."""
    return new_standin(seed="pages")


@pytest.fixture
def client(standin: Standin) -> FlaskClient:
    """A browser."""
    return create_app(standin).test_client()


def a_page(client: FlaskClient, **change: str) -> str:
    """Open a page for 25 USD and return its path."""
    return str(ask(client, "/v1/checkout/sessions", SESSION | change).get_json()["url"]).removeprefix(
        "http://localhost"
    )


def a_wire(client: FlaskClient, language: str = "en") -> str:
    """Open an account number for 10 USD and return the path of its page."""
    payer = ask(client, "/v1/customers", {"name": "Lyon", "preferred_locales[0]": language}).get_json()["id"]
    intent = ask(client, "/v1/payment_intents", WIRE | {"customer": payer}).get_json()
    url: str = intent["next_action"]["display_bank_transfer_instructions"]["hosted_instructions_url"]
    return url.removeprefix("http://localhost")


@pytest.mark.parametrize(
    ("locale", "loud"), [("en", "Simulator: no real money is moved"), ("es-419", "Simulador: no se mueve dinero real")]
)
def test_every_page_says_loudly_that_no_money_moves(client: FlaskClient, locale: str, loud: str) -> None:
    assert loud in client.get(a_page(client, locale=locale)).text
    assert loud in client.get(a_wire(client, locale)).text


def test_a_card_that_pays_leads_back_to_the_market(client: FlaskClient) -> None:
    path = a_page(client)
    answer = client.post(path, data={"way": "card", "number": "4242 4242 4242 4242"})
    assert answer.status_code == 303
    assert re.fullmatch(r"http://localhost/back\?session=cs_test_\w+", answer.location)
    assert "This is paid." in client.get(path).text


def test_a_declined_card_is_told_on_the_page_and_another_may_follow(client: FlaskClient) -> None:
    path = a_page(client, locale="es-419")
    declined = client.post(path, data={"way": "card", "number": "4000 0000 0000 9995"})
    assert declined.status_code == 402
    assert "no tiene fondos suficientes" in declined.text
    assert client.post(path, data={"number": "4242424242424242"}).status_code == 303


def test_a_real_card_number_is_not_taken(client: FlaskClient) -> None:
    assert "not one of the test cards" in client.post(a_page(client), data={"number": "4111 1111 1111 1111"}).text


def test_a_bank_may_ask_the_payer_first(client: FlaskClient) -> None:
    path, card = a_page(client), {"number": "4000 0025 0000 3155"}
    assert "Do you want to make this payment?" in client.post(path, data=card).text
    assert "not confirmed" in client.post(path, data=card | {"way": "not_confirmed"}).text
    assert client.post(path, data=card | {"way": "confirmed"}).status_code == 303


def test_a_page_is_paid_once_however_often_it_is_sent(client: FlaskClient, standin: Standin) -> None:
    path = a_page(client)
    for __ in "abc":
        client.post(path, data={"number": "4242424242424242"})
    assert len(list(standin.store.newest("charge", status="succeeded"))) == 1


@pytest.mark.parametrize(("way", "status"), [("debit_pays", "paid"), ("debit_fails", "unpaid")])
def test_a_debit_is_answered_by_the_bank_after_a_while(
    client: FlaskClient, standin: Standin, way: str, status: str
) -> None:
    path = a_page(client, **{"allowed_payment_method_types[0]": "us_bank_account"})
    assert "Bank debit" in client.get(path).text
    client.post(path, data={"way": way})
    standin.settles_after = 0
    standin.pass_time(1)
    assert standin.store.objects[path.rpartition("/")[2]]["payment_status"] == status


def test_a_wire_is_sent_in_parts_by_hand(client: FlaskClient) -> None:
    path = a_wire(client)
    assert "USD 10.00" in client.get(path).text
    assert client.post(path, data={"amount": "4.00"}).status_code == 303
    assert 'value="6.00"' in client.get(path).text
    client.post(path, data={"amount": "6"})
    assert "All of it has arrived." in client.get(path).text


@pytest.mark.parametrize("typed", ["", "-1", "0", "ten", "1.234", "²"])
def test_what_is_no_amount_is_not_sent(client: FlaskClient, typed: str) -> None:
    answer = client.post(a_wire(client), data={"amount": typed})
    assert (answer.status_code, "Write an amount" in answer.text) == (422, True)


def test_an_expired_page_says_so(client: FlaskClient, standin: Standin) -> None:
    path = a_page(client)
    standin.pass_time(2 * 24 * 60 * 60)
    assert "This page is closed." in client.get(path).text
    assert client.post(path, data={"number": "4242424242424242"}).status_code == 200


def test_a_page_that_never_was_is_not_found(client: FlaskClient) -> None:
    assert client.get("/c/pay/cs_test_none").status_code == 404
