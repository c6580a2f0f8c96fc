"""The database a command works on: the one named in `DATABASE_URL`, or our own server's."""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from launch.binaries import OLDEST, find_binaries
from launch.places import PYTHON, ROOT, VAR
from launch.postgres import Server
from launch.terminal import Trouble, say

EVERY = 2.0
"""Seconds between two looks at the server."""


@dataclass(slots=True)
class Database:
    """A running database; `server` is None for a given one."""

    url: str
    server: Server | None = None
    _looked: float = 0.0

    def keep_running(self) -> None:
        """Start our server again when it is gone, as when the process that shared it with us ended."""
        if self.server is None or time.monotonic() < self._looked + EVERY:
            return
        self._looked = time.monotonic()
        if not self.server.is_listening():
            say("The database server is gone; starting it again")
            self.server.start()

    def is_prepared(self, step: str, state: str) -> bool:
        """Say whether `step` was done in this state before; only known of our own server."""
        return self._notes().get(step) == state

    def remember(self, step: str, state: str) -> None:
        """Note that `step` was done; the note lies with the data and goes with it."""
        if self.server is not None:
            notes = self._notes() | {step: state}
            self._note_file(self.server).write_text(json.dumps(notes), encoding="utf-8")

    def _notes(self) -> dict[str, str]:
        if self.server is None:
            return {}
        try:
            notes: dict[str, str] = json.loads(self._note_file(self.server).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return notes

    @staticmethod
    def _note_file(server: Server) -> Path:
        return server.cluster.data / "mazorca.json"


@contextmanager
def running_database() -> Iterator[Database]:
    """Give the database and stop what was started for it.

    Raises:
        Trouble: the given server is too old or does not answer, or ours does not start.
    """
    given = os.environ.get("DATABASE_URL")
    if given:
        say("Using the database named in DATABASE_URL")
        _check_given(given)
        yield Database(given)
        return
    server = Server(VAR / "pg", find_binaries())
    try:
        started = server.start()
        how = "started" if started else "runs already, sharing it"
        say(f"PostgreSQL {server.binaries.version} {how} ({VAR / 'pg'})")
        yield Database(server.url(), server)
    finally:
        server.stop()


def schema_state() -> str:
    """Return a mark that changes with any migration."""
    mark = sha256()
    for path in sorted((ROOT / "migrations").rglob("*")):
        if path.suffix in {".py", ".sql"}:
            mark.update(path.name.encode() + path.read_bytes())
    return mark.hexdigest()


def _check_given(url: str) -> None:
    question = (
        "import sys, psycopg\n"
        "url = sys.stdin.read().replace('+psycopg', '', 1)\n"
        "print(psycopg.connect(url, connect_timeout=10).info.server_version // 10000)"
    )
    asked = subprocess.run([PYTHON, "-c", question], input=url, capture_output=True, text=True, check=False)
    if asked.returncode != 0:
        msg = f"the database named in DATABASE_URL does not answer: {asked.stderr.rpartition('psycopg.')[2].strip()}"
        raise Trouble(msg)
    if int(asked.stdout) < OLDEST:
        msg = f"the server named in DATABASE_URL is PostgreSQL {asked.stdout.strip()}; it must be {OLDEST} or newer."
        raise Trouble(msg)
