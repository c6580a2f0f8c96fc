"""Prepare and run the parts of one market: its settings, its schema, its seed, its worker, its pages."""

import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from hashlib import sha256

from launch.database import Database, schema_state
from launch.places import PYTHON, VAR, child_environment
from launch.processes import Child, run_to_end
from launch.secrets import own_secret
from launch.terminal import Trouble, say

LOGS = VAR / "log"
FIRST_PORT = 8000
PORTS = 100


def market_settings(database_url: str, **more: str) -> dict[str, str]:
    """Return the environment of every process of the market; what the user has set himself stays."""
    own = {"SECRET_KEY": "", "UPLOADS_DIR": str(VAR / "uploads"), **more}
    environment = child_environment()
    for name, value in own.items():
        environment.setdefault(name, value)
    environment["SECRET_KEY"] = environment["SECRET_KEY"] or own_secret()
    environment.setdefault("MAZORCA_PASSPORT_KEY", sha256(f"passports of {own_secret()}".encode()).hexdigest())
    environment["DATABASE_URL"] = database_url
    return environment


def flask(*arguments: str) -> list[str]:
    """Return the command line of one of the market's own commands."""
    return [str(PYTHON), "-m", "flask", *arguments]


def prepare(database: Database, settings: Mapping[str, str], *, seed: bool = False) -> None:
    """Bring the schema up to date and, if asked, fill an empty market; skips what our own server has seen done."""
    schema = schema_state()
    if not database.is_prepared("schema", schema):
        say("Bringing the database to the newest schema")
        must_succeed("db", "upgrade", settings=settings)
        database.remember("schema", schema)
    if seed and not database.is_prepared("seed", "done"):
        say("Filling the market with its fictional people, lots and demands")
        must_succeed("seed", settings=settings)
        database.remember("seed", "done")


def must_succeed(*arguments: str, settings: Mapping[str, str]) -> None:
    """Run one of the market's commands in the foreground.

    Raises:
        Trouble: it failed; what it said stands above.
    """
    code = run_to_end(flask(*arguments), environment=settings)
    if code != 0:
        msg = f"flask {' '.join(arguments)} ended with {code}; what it said stands above."
        raise Trouble(msg)


def listen(host: str, first_port: int = 0) -> socket.socket:
    """Open a listening socket on the first free port, or on any free one for 0; a child takes it over.

    Raises:
        Trouble: no port of the range is free.
    """
    for port in range(first_port, first_port + PORTS) if first_port else [0]:
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
            listening.listen(128)
        except OSError:
            listening.close()
            continue
        return listening
    msg = f"no free port from {first_port} to {first_port + PORTS - 1} on {host}."
    raise Trouble(msg)


def post_office(listening: socket.socket) -> Child:
    """Return the demo's mail server, which keeps mails in `var/mail` and logs whom they are for and their links."""
    number = listening.fileno()
    command = [sys.executable, "-m", "launch.mailcatch", str(number), str(VAR / "mail")]
    return Child("mail", command, log=LOGS / "mail.log", passed=(number,))


def worker(settings: Mapping[str, str]) -> Child:
    """Return a worker, which runs the market's jobs."""
    return Child("worker", flask("work"), environment=settings, log=LOGS / "worker.log")


def pages(settings: Mapping[str, str], listening: socket.socket) -> Child:
    """Return the web server as in production: two processes of four threads."""
    number = listening.fileno()
    memory = ["--worker-tmp-dir=/dev/shm"] if os.access("/dev/shm", os.W_OK) else []  # noqa: S108 - gunicorn's heartbeat
    command = [
        *(str(PYTHON), "-m", "gunicorn", "wsgi:application", f"--bind=fd://{number}", "--no-control-socket"),
        *("--worker-class=gthread", "--workers=2", "--threads=4", *memory),
    ]
    return Child("pages", command, environment=settings, log=LOGS / "pages.log", passed=(number,))


def wait_until_answering(address: str, child: Child, *, patience: float = 60.0) -> None:
    """Wait for the first page.

    Raises:
        Trouble: the server ended, or its first page is an error, or nothing comes.
    """
    limit = time.monotonic() + patience
    while time.monotonic() < limit and child.is_running():
        try:
            with urllib.request.urlopen(address, timeout=patience):  # noqa: S310 - our own address
                return
        except urllib.error.HTTPError as error:
            msg = f"{address} answers with {error.code}:\n{child.last_words()}"
            raise Trouble(msg) from error
        except OSError:
            time.sleep(0.05)
    msg = f"{address} does not answer:\n{child.last_words()}"
    raise Trouble(msg)
