"""Tells a story in processes that are killed at every commit, each going on from what the one before it left behind.

Run as `python -m tests.never.crashing`, with a `Telling` as JSON on its input; prints how often it was killed. Each
process is forked from this one, presses the last button that worked once more, with the key of its form, goes on, and
dies at its first commit: the first one before the commit reaches the database, the next one just after it. Where that
leads nowhere (a step of several commits begins anew) the next process may make one commit more.
"""

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

import psycopg
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import event
from sqlalchemy.orm import Session

from marketplace.app import create_app
from marketplace.config import Config, with_driver
from marketplace.domain.errors import Stale
from marketplace.jobs import ROOMS
from marketplace.models.accounts import passwords
from marketplace.services.transaction import Ticket, hold_ticket
from tests.never import books
from tests.never.story import JOBS, Story
from tests.never.story_of_money import WITHOUT_FORM, MoneyStory

TALES: dict[str, Any] = {"trade": Story, "money": MoneyStory}
KILLED = -signal.SIGKILL
ENOUGH = 2_000


@dataclass(frozen=True)
class Telling:
    """A story to be told on a database, with whom mails go to, and whether anybody is killed."""

    database_url: str
    smtp_url: str
    with_kills: bool
    story: Story | MoneyStory
    tale: str = "trade"


def main() -> None:
    """Fork a process again and again until one comes to the end."""
    given = json.loads(sys.stdin.read())
    telling = Telling(**(given | {"story": TALES[given["tale"]](**given["story"])}))
    passwords.hasher = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),))
    address, more = with_driver(telling.database_url), cast("dict[str, Any]", telling.story.settings)
    app = create_app(Config(address, "a secret of the tests", smtp_url=telling.smtp_url, **more))
    kills = allowed = code = 0
    mark: object = None
    for turn in range(ENOUGH):
        side = "before" if turn % 2 == 0 else "after"
        code = _in_a_child(app, telling, (side, allowed) if telling.with_kills else None)
        if code != KILLED:
            break
        kills += 1
        with psycopg.connect(telling.database_url) as connection:
            found = list(books.complaints(connection))
            now_at = _mark(connection)
            connection.execute(
                "DELETE FROM sign_in_attempts"
            )  # who is cut off so often waits until tries are forgotten
        if found:
            print(json.dumps({"kills": kills, "wrong": found, "code": code}))  # noqa: T201 - the answer
            return
        if side == "after":
            allowed, mark = (allowed + 1, mark) if now_at == mark else (0, now_at)
    print(json.dumps({"kills": kills, "wrong": [], "code": code}))  # noqa: T201 - the answer


def _in_a_child(app: Any, telling: Telling, dies: tuple[str, int] | None) -> int:
    child = os.fork()
    if child == 0:
        if dies:
            _die_at(*dies)
        try:
            _tell(app, telling)
        except BaseException:  # noqa: BLE001 - a child never returns
            sys.excepthook(*sys.exc_info())
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _die_at(side: str, allowed: int) -> None:
    made = 0

    def count(_session: object) -> None:
        nonlocal made
        made += 1
        if made > allowed:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Session, f"{side}_commit", count)


def _tell(app: Any, telling: Telling) -> None:
    """Press the last button that worked once more, then all that follow; the workers work where the story says so."""
    tale: Any = telling.story
    buttons = list(enumerate(tale.buttons))
    for number, (name, press) in buttons[_last_pressed(telling.database_url) :]:
        key = f"{number:03} {name}"
        with app.app_context():
            if name == JOBS:
                _work(telling.database_url)
                continue
            hold_ticket(None if name in WITHOUT_FORM else Ticket(key, name, telling.story.now))
            with _may_be_pressed_already():
                press(tale)


@contextmanager
def _may_be_pressed_already() -> Iterator[None]:
    """Let a button that was pressed before its presser died say so."""
    try:
        yield
    except Stale as no:
        if no.code != "submission.repeated":
            raise
    finally:
        hold_ticket(None)


def _last_pressed(database_url: str) -> int:
    with psycopg.connect(database_url) as connection:
        row = connection.execute("SELECT coalesce(max(left(key, 3)), '0') FROM submissions").fetchone()
    return int(row[0]) if row else 0


def _work(database_url: str) -> None:
    """Do every job that is due, those of dead workers first, as a worker takes them up."""
    with psycopg.connect(database_url, autocommit=True) as queue:
        queue.execute("UPDATE procrastinate_jobs SET status = 'todo' WHERE status = 'doing'")
        while True:
            taken = queue.execute(
                """
                UPDATE procrastinate_jobs SET status = 'doing' WHERE id = (SELECT id FROM procrastinate_jobs
                    WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now()) ORDER BY id LIMIT 1)
                RETURNING id, task_name, args
                """
            ).fetchone()
            if taken is None:
                return
            number, name, arguments = taken
            room, _, task = name.partition(":")
            ROOMS[room].tasks[task](**arguments)
            queue.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [number])


def _mark(connection: psycopg.Connection[Any]) -> object:
    """Say how far it is: where a kill just after a commit moves none of these, it stands still."""
    return connection.execute(
        """
        SELECT (SELECT count(*) FROM submissions), (SELECT count(*) FROM events), (SELECT count(*) FROM notices),
            (SELECT count(*) FROM procrastinate_jobs WHERE status = 'succeeded'),
            (SELECT array_agg(state ORDER BY id) FROM letters), (SELECT count(heard_at) FROM provider_news)
        """
    ).fetchone()


if __name__ == "__main__":
    main()
