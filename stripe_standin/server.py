"""Serving a stand-in over HTTP, in this process."""

import socket
from threading import Thread

from flask import Flask, request
from werkzeug.exceptions import HTTPException
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from stripe_standin import control, pages
from stripe_standin.api import CutError, interface, unknown_address
from stripe_standin.standin import Standin

HOST = "127.0.0.1"


class Quiet(WSGIRequestHandler):
    """A server that does not tell of each call."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def create_app(standin: Standin) -> Flask:
    """Return the interface, the pages and the handles of one stand-in."""
    app = Flask("stripe_standin", static_folder=None)
    app.extensions["standin"] = standin
    app.register_blueprint(interface())
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(control.blueprint)
    app.register_error_handler(CutError, _cut)
    app.register_error_handler(HTTPException, unknown_address)
    app.after_request(pages.harden)
    return app


class Serving:
    """A stand-in that serves, and delivers its letters, while the block lasts."""

    def __init__(self, standin: Standin, *, listening: socket.socket | None = None) -> None:
        """Take over a listening socket, or listen on a free port of this machine."""
        number = None if listening is None else listening.fileno()
        host, port = (HOST, 0) if listening is None else listening.getsockname()[:2]
        self.standin = standin
        app = create_app(standin)
        self._server: BaseWSGIServer = make_server(host, port, app, threaded=True, request_handler=Quiet, fd=number)
        standin.base = standin.base or f"http://{host}:{self._server.port}"
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True, name="stand-in")

    def __enter__(self) -> Standin:
        """Begin to serve."""
        self._thread.start()
        self.standin.post.start()
        return self.standin

    def __exit__(self, *_error: object) -> None:
        """Stop serving."""
        self.standin.post.stop()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def wait(self) -> None:
        """Serve until the process is told to stop; banks answer meanwhile though nobody asks."""
        while self._thread.is_alive():
            self._thread.join(1.0)
            with self.standin.alone():
                pass


def _cut(_error: Exception) -> str:
    """End the conversation without an answer, as a broken line does."""
    line: socket.socket = request.environ["werkzeug.socket"]
    line.shutdown(socket.SHUT_RDWR)
    return ""
