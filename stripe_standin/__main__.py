"""`python -m stripe_standin SOCKET FILE ENDPOINT`: serve on an open socket, remember in a file, tell the endpoint.

The key and the secret are those of the market: `STRIPE_API_KEY` and `STRIPE_WEBHOOK_SECRET`. Banks answer by themselves
after some seconds, so that one who tries the market by hand sees what comes of it.
"""

import os
import socket
import sys
from pathlib import Path

from stripe_standin.server import Serving
from stripe_standin.standin import KEY, SECRET, new_standin

BANKS_ANSWER_AFTER = 15


def main() -> None:
    """Serve until stopped."""
    number, path, endpoint = sys.argv[1:4]
    secret = os.environ.get("STRIPE_WEBHOOK_SECRET") or SECRET
    standin = new_standin(path=Path(path), secret=secret, endpoint=endpoint)
    standin.key = os.environ.get("STRIPE_API_KEY") or KEY
    standin.base = os.environ.get("STRIPE_API_BASE", "")
    standin.settles_after = BANKS_ANSWER_AFTER
    serving = Serving(standin, listening=socket.socket(fileno=int(number)))
    with serving:
        serving.wait()


if __name__ == "__main__":
    main()
