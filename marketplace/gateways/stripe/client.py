"""Speaking to the provider: one connection for each key and address, opened when it is first needed."""

from functools import cache
from typing import TYPE_CHECKING

from marketplace.config import Config
from marketplace.gateways.stripe.errors import ProviderDownError

if TYPE_CHECKING:
    import stripe

VERSION = "2026-10-28.endive"
"""The provider's interface as this house was written against it; a newer library must not change it by itself."""
PATIENCE_SECONDS = 20
REPEATS = 1
"""How often a call whose answer was lost is repeated at once, with its key; after that a job does it."""


def client_of(config: Config) -> "stripe.StripeClient":
    """Return the way to the provider.

    Without a key it is as if nobody answered: a worker that was started without one leaves everything to the others.
    """
    if not config.stripe_key:
        raise ProviderDownError(NOT_SET_UP)
    return _client(config.stripe_key, config.stripe_base)


NOT_SET_UP = "no STRIPE_API_KEY is set"


@cache
def _client(key: str, base: str) -> "stripe.StripeClient":
    import stripe  # noqa: PLC0415 - takes half a second and 31 MB, so only who pays loads it

    return stripe.StripeClient(
        key,
        base_addresses={"api": base},
        stripe_version=VERSION,
        max_network_retries=REPEATS,
        http_client=stripe.RequestsClient(timeout=PATIENCE_SECONDS),
    )
