"""A stand-in of the payment provider for the tests that ask for it: it really serves, on this machine."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from marketplace.config import Config
from stripe_standin.server import Serving
from stripe_standin.standin import KEY, SECRET, Standin, new_standin

HEARD_AT = "/webhooks/stripe"


@pytest.fixture
def stripe_standin() -> Iterator[Standin]:
    """A stand-in that knows nothing yet; it keeps its news until `tell_all` or a test brings them."""
    with Serving(new_standin(seed="tests")) as standin:
        yield standin


@pytest.fixture
def paying_config(config: Config, stripe_standin: Standin) -> Config:
    """Settings of a market that can be paid at the stand-in; an app made of them is the caller's to make."""
    return paying(config, stripe_standin)


def paying(config: Config, standin: Standin) -> Config:
    """Return the settings with the stand-in as provider."""
    return replace(config, stripe_key=KEY, stripe_webhook_secret=SECRET, stripe_base=standin.base)


def tell_all(client: FlaskClient, standin: Standin) -> list[int]:
    """Bring everything the stand-in has to tell to the market; returns what it answered."""
    return [tell(client, body, signature) for body, signature in standin.post.take()]


def tell(client: FlaskClient, body: bytes, signature: str) -> int:
    """Bring one letter to the market."""
    return client.post(HEARD_AT, data=body, headers={"Stripe-Signature": signature}).status_code
