"""News is believed to come from the provider only with its signature, over exactly these bytes, made just now."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from stripe import WebhookSignature

from marketplace.config import Config
from marketplace.domain.payments.provider import News
from marketplace.gateways import stripe
from marketplace.gateways.stripe import Topic, topic_of
from stripe_standin.letters import sign

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
SECRET = "whsec_of_the_tests"
CONFIG = Config("", "", stripe_webhook_secret=SECRET)
TOLD = {
    "id": "evt_1",
    "object": "event",
    "type": "checkout.session.completed",
    "created": int(NOW.timestamp()),
    "data": {"object": {"id": "cs_test_1", "object": "checkout.session"}},
}
BODY = json.dumps(TOLD).encode()


def signed(body: bytes = BODY, *, secret: str = SECRET, at: datetime = NOW) -> str:
    return sign(body, secret, at=int(at.timestamp()))


def read(body: bytes = BODY, *, signature: str | None = None, config: Config = CONFIG) -> News:
    return stripe.read_news(config, body, signature=signed() if signature is None else signature, now=NOW)


def test_signed_news_is_read_in_our_own_words() -> None:
    assert read() == News("evt_1", "checkout.session.completed", "cs_test_1", NOW)


def test_the_providers_own_library_signs_as_we_read() -> None:
    signature = WebhookSignature.generate_signature_header(BODY.decode(), SECRET, int(NOW.timestamp()))
    assert read(signature=signature).event_id == "evt_1"


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "nonsense",
        "t=1,v1=",
        "v1=" + signed().partition("v1=")[2],
        signed().replace("v1=", "v0="),
        signed(secret="whsec_of_somebody_else"),
        signed(BODY + b" "),
        signed().replace("t=", "t=9"),
        "t=²," + signed(),
        "t=" + "9" * 5_000 + ",v1=00",
        signed(at=NOW - timedelta(minutes=6)),
        signed(at=NOW + timedelta(minutes=6)),
        signed() + "é",
    ],
    ids=range(13),
)
def test_news_that_is_not_signed_or_not_now_is_forged(signature: str) -> None:
    with pytest.raises(stripe.ForgedNewsError):
        read(signature=signature)


@pytest.mark.parametrize("place", range(0, len(BODY), 7))
def test_no_byte_can_be_changed(place: int) -> None:
    tampered = BODY[:place] + bytes([BODY[place] ^ 1]) + BODY[place + 1 :]
    with pytest.raises(stripe.ForgedNewsError):
        read(tampered)


@pytest.mark.parametrize("body", [b"", b"no json", b"[]", b"{}", b'{"id": 1, "data": null}', b"\xff"])
def test_signed_nonsense_is_forged_too(body: bytes) -> None:
    with pytest.raises(stripe.ForgedNewsError):
        read(body, signature=signed(body))


def test_two_secrets_are_accepted_while_one_replaces_the_other() -> None:
    both = Config("", "", stripe_webhook_secret=f"{SECRET},whsec_new")
    assert read(signature=signed(secret="whsec_new"), config=both) == read(config=both)


def test_without_a_secret_nothing_is_believed() -> None:
    with pytest.raises(stripe.ForgedNewsError):
        read(signature=signed(secret=""), config=Config("", ""))


def test_news_of_a_payers_balance_is_about_the_payer() -> None:
    told = TOLD | {"type": "customer_cash_balance_transaction.created"}
    body = json.dumps(told | {"data": {"object": {"id": "ccsbtxn_1", "customer": "cus_1"}}}).encode()
    assert read(body, signature=signed(body)).object_id == "cus_1"


@pytest.mark.parametrize(
    ("kind", "topic"),
    [
        ("checkout.session.expired", Topic.PAYMENT),
        ("payment_intent.partially_funded", Topic.PAYMENT),
        ("cash_balance.funds_available", Topic.PAYMENT),
        ("charge.succeeded", Topic.PAYMENT),
        ("charge.dispute.created", Topic.DISPUTE),
        ("charge.refund.updated", Topic.REFUND),
        ("refund.failed", Topic.REFUND),
        ("payout.paid", Topic.SWEEP),
        ("invoice.paid", Topic.OTHER),
    ],
)
def test_each_kind_of_news_has_a_topic(kind: str, topic: Topic) -> None:
    assert topic_of(kind) is topic
