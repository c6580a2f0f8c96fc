"""Runs the market and its opponent as in production, and signs people of a bench's own market in."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

import psycopg
from flask import current_app
from flask.sessions import SecureCookieSessionInterface

GUNICORN = ("-w", "2", "-k", "gthread", "--threads", "4", "--no-control-socket", "--log-level", "warning")


@contextlib.contextmanager
def serving(application: str, address: str, **more: str) -> Iterator[str]:
    """Serve an application on the database at `address`, with more settings, while the block lasts; returns where."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {
        "DATABASE_URL": address,
        "SECRET_KEY": str(current_app.secret_key),
        "MAZORCA_DEMO": "0",
        **more,
    }
    command = [sys.executable, "-m", "gunicorn", *GUNICORN, "-b", f"127.0.0.1:{port}", application]
    server = subprocess.Popen(command, env={**os.environ, **settings})  # noqa: S603 - our own command
    try:
        _wait_for(f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=10)


def signed_in(address: str, email: str) -> str:
    """Make the cookie of a person in English, as signing in would."""
    with psycopg.connect(address) as connection:
        row = connection.execute("SELECT id, session_epoch FROM users WHERE email = %s", [email]).fetchone()
    assert row is not None  # noqa: S101 - filling inserts everybody
    serializer = SecureCookieSessionInterface().get_signing_serializer(current_app)
    assert serializer is not None  # noqa: S101 - there is a secret key
    value = serializer.dumps({"_user_id": f"{row[0]}.{row[1]}", "_fresh": True})
    return f"{current_app.config['SESSION_COOKIE_NAME']}={value}; language=en"


def _wait_for(page: str) -> None:
    for _attempt in range(100):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(page, timeout=5).close()  # noqa: S310 - loopback
            return
        time.sleep(0.1)
    message = f"{page} does not answer"
    raise TimeoutError(message)
