"""The demo's payment provider: a stand-in that moves no money, unless a key of a real one is set."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

from launch.market import LOGS, listen
from launch.places import PYTHON, VAR, child_environment
from launch.processes import Child
from launch.secrets import own_secret

FIRST_PORT = 8420
"""Usually the same after a restart, so that addresses of pages that were opened before still lead there."""
MEMORY = VAR / "stripe" / "standin.json"
KEY = "sk_test_standin"


@contextmanager
def payment_provider(host: str, market: str) -> Iterator[tuple[list[Child], dict[str, str]]]:
    """Run the stand-in for a market at that address; gives what runs and the settings that lead there.

    Where `STRIPE_API_KEY` is set, its owner means a real provider: nothing runs, nothing is set.
    """
    if os.environ.get("STRIPE_API_KEY"):
        yield [], {}
        return
    with listen(host, FIRST_PORT) as listening:
        number = listening.fileno()
        settings = {
            "STRIPE_API_KEY": KEY,
            "STRIPE_API_BASE": f"http://{host}:{listening.getsockname()[1]}",
            "STRIPE_WEBHOOK_SECRET": f"whsec_{sha256(f'webhooks of {own_secret()}'.encode()).hexdigest()}",
        }
        command = [str(PYTHON), "-m", "stripe_standin", str(number), str(MEMORY), f"{market}/webhooks/stripe"]
        environment = child_environment() | settings
        running = Child("payments", command, environment=environment, log=LOGS / "payments.log", passed=(number,))
        try:
            yield [running.start()], settings
        finally:
            running.stop()
