"""What the provider tells by itself: believed to come from it, never believed in what it says."""

import hmac
import json
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from marketplace.config import Config
from marketplace.domain.payments.provider import News
from marketplace.gateways.stripe.errors import ForgedNewsError
from marketplace.gateways.stripe.units import to_moment

SCHEME = "v1"
TOLERANCE = timedelta(minutes=5)
"""A letter signed longer ago may be an old one sent again; one from the future was signed by a wrong clock."""


class Topic(StrEnum):
    """What news is about, and so what has to be read anew."""

    PAYMENT = "payment"
    REFUND = "refund"
    DISPUTE = "dispute"
    SWEEP = "sweep"
    OTHER = "other"


TOPICS = {
    "checkout.session.": Topic.PAYMENT,
    "payment_intent.": Topic.PAYMENT,
    "customer_cash_balance_transaction.": Topic.PAYMENT,
    "cash_balance.": Topic.PAYMENT,
    "charge.dispute.": Topic.DISPUTE,
    "charge.refund.": Topic.REFUND,
    "charge.": Topic.PAYMENT,
    "refund.": Topic.REFUND,
    "payout.": Topic.SWEEP,
}
"""Kinds of news by their beginning, the longer ones first."""


def read_news(config: Config, body: bytes, *, signature: str, now: datetime) -> News:
    """Return what the letter is about; raises `ForgedNewsError` unless the provider signed exactly it, just now.

    Several secrets, separated by commas, are all accepted: while one is being replaced the provider signs with either.
    """
    signed_at, signatures = _parts_of(signature)
    expected = [_sign(secret, signed_at, body) for secret in config.stripe_webhook_secret.split(",") if secret]
    if not any(hmac.compare_digest(one.encode(), other.encode()) for one in expected for other in signatures):
        raise ForgedNewsError
    if abs(now - to_moment(int(signed_at))) > TOLERANCE:
        raise ForgedNewsError
    try:
        return _news(json.loads(body))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ForgedNewsError from error


def topic_of(kind: str) -> Topic:
    """Say what news of that kind is about."""
    return next((topic for start, topic in TOPICS.items() if kind.startswith(start)), Topic.OTHER)


def _news(told: dict[str, Any]) -> News:
    """Read the letter; what happens in a maker's balance is about its payer, whose id finds the payment."""
    about = told["data"]["object"]
    object_id = about.get("customer") if "cash_balance" in told["type"] else about.get("id")
    return News(str(told["id"]), str(told["type"]), str(object_id or ""), to_moment(int(told["created"])))


def _parts_of(signature: str) -> tuple[str, list[str]]:
    pairs = [part.strip().partition("=") for part in signature.split(",")]
    moments = [value for name, __, value in pairs if name == "t"]
    if len(moments) != 1 or not (moments[0].isascii() and moments[0].isdigit() and len(moments[0]) <= LONGEST_MOMENT):
        raise ForgedNewsError
    return moments[0], [value for name, __, value in pairs if name == SCHEME]


LONGEST_MOMENT = 11


def _sign(secret: str, moment: str, body: bytes) -> str:
    return hmac.new(secret.encode(), f"{moment}.".encode() + body, sha256).hexdigest()
