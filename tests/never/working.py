"""Real workers of the queue, some of which die in the middle of a job: forked from one process that is ready.

Run as `python -m tests.never.working` with a `Market` as its first line; each further line is the moment at which one
more worker dies, as `before claim_letter` or `after tell` name a commit, `elsewhere` when somebody else kills it, or
`never`. Answers the number of the worker's process, and once more how it ended unless it lives on.
"""

import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from marketplace.app import create_app
from marketplace.config import Config
from marketplace.jobs import worker
from marketplace.services import transaction

ROOT = Path(__file__).parents[2]
LIVES_ON = "never"


@dataclass(frozen=True)
class Market:
    """Where the workers work, and where letters go."""

    database_url: str
    smtp_url: str


class Workers:
    """The process that forks the workers, seen from the tests."""

    def __init__(self, market: Market) -> None:
        """Start it."""
        command = [sys.executable, "-m", "tests.never.working"]
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._say(json.dumps(asdict(market)))
        self.newest = 0
        self.living: list[int] = []

    def live_on(self) -> None:
        """Let one more worker work until `stop`."""
        self._say(LIVES_ON)
        self.living.append(int(self._hear()))

    def die(self, moment: str) -> int:
        """Let one more worker work until its moment has come; `newest` is its number; return how it ended."""
        self._say(moment)
        self.newest = int(self._hear())
        return int(self._hear())

    def stop(self) -> None:
        """Let all end."""
        for number in self.living:
            os.kill(number, signal.SIGKILL)
        self._process.communicate()

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def _hear(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


def main() -> None:
    """Fork a worker for each moment."""
    worker.HEARTBEAT_SECONDS, worker.STALLED_AFTER_SECONDS, worker.LOOKS_FOR_STALLED = 0.3, 2.0, "* * * * * *"
    market = Market(**json.loads(sys.stdin.readline()))
    app = create_app(Config(market.database_url, "a secret of the tests", smtp_url=market.smtp_url))
    while moment := sys.stdin.readline().strip():
        number = os.fork()
        if number == 0:
            _work(app, moment)
        print(number, flush=True)  # noqa: T201 - this is the answer
        if moment != LIVES_ON:
            print(os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]), flush=True)  # noqa: T201 - this is the answer


def _work(app: Flask, moment: str) -> None:
    side, _, step = moment.partition(" ")
    if step:
        event.listen(Session, f"{side}_commit", lambda _session: _die_in(step))
    if moment != LIVES_ON:
        worker.CONCURRENCY = 1
    worker.run_worker(app)
    os._exit(0)


def _die_in(step: str) -> None:
    running: Any = transaction._running  # noqa: SLF001 - which use case commits
    if running.get() == step:
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
