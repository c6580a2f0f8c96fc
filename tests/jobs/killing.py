"""Workers that do one job each and are killed at the moment they are told: forked from one process that is ready.

Run as `python -m tests.jobs.killing`; each line read asks for a job (see `Order`), each line written is how it ended.
The moment is `before:N` or `after:N`, the Nth commit, or `never`.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.orm import Session

from marketplace.app import create_app
from marketplace.config import Config
from marketplace.jobs import accounts, notices
from marketplace.models.base import db

ROOT = Path(__file__).parents[2]
JOBS: dict[str, Callable[[int], None]] = {
    "tell": lambda argument: notices.tell([argument]),
    "deliver": notices.deliver,
    "digest": notices.digest,
    "remind": notices.remind_all,
    "deliver_errand": accounts.deliver,
    "send_reset": lambda asked_at: accounts.send_reset("person1@example.org", asked_at),
}


@dataclass(frozen=True)
class Order:
    """One job for a worker: in which market, what, and when the worker dies."""

    database_url: str
    smtp_url: str
    job: str
    argument: int
    moment: str


class Killers:
    """The process that forks the workers, seen from the tests."""

    def __init__(self) -> None:
        """Start it."""
        command = [sys.executable, "-m", "tests.jobs.killing"]
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, order: Order) -> int:
        """Have a job done; return how the worker ended: 0, or minus the signal that killed it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asdict(order)) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def stop(self) -> None:
        """Let it end."""
        self._process.communicate()


def main() -> None:
    """Fork a worker for each order."""
    for line in sys.stdin:
        worker = os.fork()
        if worker == 0:
            _work(Order(**json.loads(line)))
            os._exit(0)
        _, status = os.waitpid(worker, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - this is the answer


def _work(order: Order) -> None:
    side, _, number = order.moment.partition(":")
    if number:
        _die_at(side, int(number))
    app = create_app(Config(order.database_url, "a secret of the tests", smtp_url=order.smtp_url))
    with app.app_context():
        JOBS[order.job](order.argument)
        db.session.remove()
        db.engine.dispose()


def _die_at(side: str, number: int) -> None:
    done = 0

    def count(_session: object) -> None:
        nonlocal done
        done += 1
        if done == number:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Session, f"{side}_commit", count)


if __name__ == "__main__":
    main()
