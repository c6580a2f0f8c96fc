"""Races our pages against the bare handler: same gunicorn settings, same database, same run, turn by turn."""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import psycopg
from flask import current_app
from flask.sessions import SecureCookieSessionInterface

from marketplace.commands.bench.filling import filled_market
from marketplace.config import Config

GUNICORN = ("-w", "2", "-k", "gthread", "--threads", "4", "--no-control-socket", "--log-level", "warning")
LUA = """
done = function(summary, latency, requests)
  io.write(string.format("FIGURES %d %d %d %d %d\\n", summary.requests, summary.duration, latency:percentile(95),
    summary.bytes, summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout))
end
"""
PAGES = {
    "lot list, first page": "/lots",
    "lot list, page 500": "/lots?page=500",
    "lot list, filtered": "/lots?region=SAM&certificate=EU_ORGANIC&price_max=6000&cadmium_max=0.8",
    "lot list, searched": "/lots?q=citrico",
    "lot page": "/lots/BENCH-26-5000",
}
GOAL = 1 / 3


@dataclass(frozen=True, slots=True)
class Figures:
    """What one run of the load generator measured: requests a second, 95th percentile in ms, bytes a page, errors."""

    rate: float
    p95: float
    size: float
    errors: int


def race_pages(config: Config, *, lots: int, seconds: int) -> None:
    """Fill the market if need be, start both servers, and print a table of ratios."""
    wrk = shutil.which("wrk")
    if not wrk:
        message = "wrk is not installed (Debian: apt-get install wrk)"
        raise click.ClickException(message)
    click.echo(f"Filling a market of {lots:,} lots (once) …")
    address = filled_market(config, lots)
    with (
        tempfile.TemporaryDirectory() as folder,
        _serving("marketplace.commands.bench.bare:application", address) as bare,
        _serving("wsgi:application", address) as ours,
    ):
        script = Path(folder) / "figures.lua"
        script.write_text(LUA, encoding="utf-8")
        cookie = _signed_in(address)
        _print_head()
        for connections in (1, 8):
            load = [wrk, "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(script), "-H", "Accept-Encoding: gzip"]
            for name, target, headers in _visits(ours, cookie):
                ground = _measure([*load, bare + "/"])
                _print_row(name, connections, figures=_measure([*load, *headers, target]), ground=ground)


def _visits(ours: str, cookie: str) -> Iterator[tuple[str, str, list[str]]]:
    """Name each page for each visitor, with its address and the headers that go with it."""
    for name, page in PAGES.items():
        yield f"{name}, anonymous", ours + page, []
        yield f"{name}, signed in", ours + page, ["-H", f"Cookie: {cookie}"]


def _measure(load: list[str]) -> Figures:
    printed = subprocess.run(load, check=True, capture_output=True, text=True).stdout  # noqa: S603 - wrk, on loopback
    found = re.search(r"FIGURES (\d+) (\d+) (\d+) (\d+) (\d+)", printed)
    if not found:
        raise click.ClickException(printed)
    requests, micros, p95, size, errors = map(int, found.groups())
    return Figures(requests / micros * 1e6, p95 / 1000, size / max(1, requests), errors)


@contextlib.contextmanager
def _serving(application: str, address: str) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {
        "DATABASE_URL": address,
        "SECRET_KEY": str(current_app.secret_key),
        "MAZORCA_DEMO": "0",
    }
    command = [sys.executable, "-m", "gunicorn", *GUNICORN, "-b", f"127.0.0.1:{port}", application]
    server = subprocess.Popen(command, env={**os.environ, **settings})  # noqa: S603 - our own command
    try:
        _wait_for(f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=10)


def _wait_for(page: str) -> None:
    for _attempt in range(100):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(page, timeout=5).close()  # noqa: S310 - loopback
            return
        time.sleep(0.1)
    message = f"{page} does not answer"
    raise click.ClickException(message)


def _signed_in(address: str) -> str:
    """Make the cookie of the bench's own person, as signing in would."""
    with psycopg.connect(address) as connection:
        row = connection.execute("SELECT id, session_epoch FROM users WHERE email = 'bench@example.org'").fetchone()
    assert row is not None  # noqa: S101 - filling inserts it
    serializer = SecureCookieSessionInterface().get_signing_serializer(current_app)
    assert serializer is not None  # noqa: S101 - there is a secret key
    value = serializer.dumps({"_user_id": f"{row[0]}.{row[1]}", "_fresh": True})
    return f"{current_app.config['SESSION_COOKIE_NAME']}={value}; language=en"


def _print_head() -> None:
    click.echo(f"{'page':<36}{'at once':>8}{'req/s':>9}{'bare':>9}{'ratio':>7}{'p95 ms':>8}{'bytes':>8}  goal 1/3")


def _print_row(name: str, connections: int, *, figures: Figures, ground: Figures) -> None:
    ratio = figures.rate / ground.rate
    verdict = "yes" if ratio >= GOAL and not figures.errors else "NO"
    click.echo(
        f"{name:<36}{connections:>8}{figures.rate:>9.0f}{ground.rate:>9.0f}{ratio:>7.2f}{figures.p95:>8.1f}"
        f"{figures.size:>8.0f}  {verdict}{f' ({figures.errors} errors)' if figures.errors else ''}"
    )
