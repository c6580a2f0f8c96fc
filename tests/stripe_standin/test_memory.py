"""What the stand-in remembers after a restart, and the handles that other processes have on it."""

from pathlib import Path

from stripe_standin.server import create_app
from stripe_standin.standin import KEY, new_standin
from tests.stripe_standin.test_interface import SESSION, ask


def test_a_restarted_stand_in_knows_its_payments_and_keys(tmp_path: Path) -> None:
    path = tmp_path / "stripe" / "standin.json"
    first = new_standin(path=path)
    session = ask(create_app(first).test_client(), "/v1/checkout/sessions", SESSION, key="k").get_json()
    first.pay(session["id"])
    second = new_standin(path=path)
    client = create_app(second).test_client()
    assert ask(client, "/v1/checkout/sessions", SESSION, key="k").get_json() == session
    assert ask(client, f"/v1/checkout/sessions/{session['id']}").get_json()["payment_status"] == "paid"
    assert len(second.post.take()) == len(first.post.take()) > 0


def test_a_memory_that_cannot_be_read_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "standin.json"
    path.write_text("{half")
    assert new_standin(path=path).store.objects == {}


def test_other_processes_have_handles_too() -> None:
    standin = new_standin(seed="handles")
    client = create_app(standin).test_client()
    session = ask(client, "/v1/checkout/sessions", SESSION).get_json()["id"]
    told = {
        "/_standin/letters": {"is_held": True, "copies": 2},
        "/_standin/faults": {"how": "error_before", "times": 1},
        "/_standin/clock": {"seconds": 60},
        "/_standin/pay": {"session": session, "card": "4000000000000002"},
    }
    assert [client.post(path, json=each).status_code for path, each in told.items()] == [200] * 4
    assert (standin.post.habits.copies, standin.store.ahead, len(standin.faults.waiting)) == (2, 60, 1)
    assert [each["call"] for each in client.get("/_standin/requests").get_json()] == ["/v1/checkout/sessions"]
    standin.faults.clear()
    debit = {"allowed_payment_method_types[0]": "us_bank_account"}
    debited = ask(client, "/v1/checkout/sessions", SESSION | debit).get_json()["id"]
    client.post("/_standin/debit", json={"session": debited})
    client.post("/_standin/settle", json={"id": debited})
    assert standin.store.objects[debited]["payment_status"] == "paid"
    assert client.post("/_standin/pay", json={}).status_code == 400
    assert client.post("/_standin/settle", json={"id": "none"}).status_code == 400
    assert client.post("/_standin/pay", json={"session": "none"}).status_code == 404
    client.post("/_standin/reset")
    assert (standin.store.objects, standin.key) == ({}, KEY)
