"""What happened, for whoever listens: each event shows its object as it was at that moment."""

from copy import deepcopy

from stripe_standin.answers import Json
from stripe_standin.store import API_VERSION, Store


def tell(store: Store, kind: str, *, about: Json) -> Json:
    """Write an event down; it is delivered later."""
    return store.add(
        "evt",
        "event",
        api_version=API_VERSION,
        type=kind,
        data={"object": deepcopy(about)},
        pending_webhooks=1,
        request={"id": None, "idempotency_key": None},
    )


def untold(store: Store) -> list[Json]:
    """List the events that nobody has taken yet, the oldest first."""
    return [each for each in reversed(list(store.newest("event"))) if each["pending_webhooks"]]
