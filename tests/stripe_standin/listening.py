"""One who listens to the stand-in's letters, and may refuse the first of them."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Listener:
    """What was heard so far: each letter's body and signature; `refuses` more are answered with 500."""

    heard: list[tuple[bytes, str]] = field(default_factory=list)
    refuses: int = 0
    address: str = ""


@contextmanager
def listening() -> Iterator[Listener]:
    """Listen on a free port of this machine."""
    listener = Listener()

    class Ear(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            listener.heard.append((body, self.headers["Stripe-Signature"]))
            is_refused = listener.refuses > 0
            listener.refuses -= is_refused
            self.send_response(500 if is_refused else 200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Ear)
    listener.address = f"http://127.0.0.1:{server.server_port}/webhooks/stripe"
    serving = threading.Thread(target=server.serve_forever, args=(0.01,))
    serving.start()
    try:
        yield listener
    finally:
        server.shutdown()
        serving.join()
        server.server_close()
