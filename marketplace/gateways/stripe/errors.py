"""How the provider says no, in three words of our own."""

from collections.abc import Iterator
from contextlib import contextmanager

KEY_REUSED = "key_reused"


class ProviderDownError(Exception):
    """Nobody knows whether it was done: ask again later, with the same key."""


class ProviderRefusedError(Exception):
    """The provider will not do it; `code` is its reason."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class ForgedNewsError(Exception):
    """The news is not signed by the provider, or was signed too long ago."""


@contextmanager
def translated() -> Iterator[None]:
    """Say the library's noes in our words; a key that was used with another content is `key_reused`.

    A secret key that is not accepted is somebody's mistake and will be mended: until then it is as if nobody answered.
    """
    import stripe  # noqa: PLC0415 - takes half a second and 31 MB, so only who pays loads it

    try:
        yield
    except stripe.IdempotencyError as error:
        raise ProviderRefusedError(KEY_REUSED) from error
    except (stripe.InvalidRequestError, stripe.CardError) as error:
        raise ProviderRefusedError(error.code or "invalid_request") from error
    except stripe.StripeError as error:
        raise ProviderDownError(str(error)) from error
