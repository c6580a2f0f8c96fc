"""Tells a story in processes that are killed at every commit, each going on from what the one before it left behind.

Run as `python -m tests.never.crashing`, with two `Telling`s as JSON on its input: the first one is told by this process
in peace, on a database of its own, so that it knows all that there is to say. Then each process is forked from it,
presses the last button that worked once more, with the key of its form, goes on, and dies at its first commit: the
first one before the commit reaches the database, the next one just after it. Where that leads nowhere (a step of
several commits begins anew) the next process may make one commit more. Prints how often somebody was killed.
"""

import gc
import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

import psycopg
from flask import Flask
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import event
from sqlalchemy.orm import Session

from marketplace import clock
from marketplace.app import create_app
from marketplace.config import Config, with_driver
from marketplace.domain.errors import Stale
from marketplace.jobs import ROOMS
from marketplace.models.accounts import passwords
from marketplace.services import transaction
from marketplace.services.transaction import Ticket, hold_ticket
from tests.never import books
from tests.never.plantings import sow_asked
from tests.never.sequels import WITHOUT_FORM as WITHOUT_FORM_TOO
from tests.never.sequels import Sequels
from tests.never.stage import let_go
from tests.never.story import JOBS, Story
from tests.never.story_of_money import WITHOUT_FORM, MoneyStory
from tests.warm import keep_statements

TALES: dict[str, Any] = {"trade": Story, "money": MoneyStory, "sequels": Sequels}
KILLED = -signal.SIGKILL
ENOUGH = 2_000
FORGIVEN = "DELETE FROM sign_in_attempts"
"""Who is cut off so often would have to wait until tries are forgotten."""


@dataclass(frozen=True)
class Telling:
    """A story to be told on a database, and with whom mails go to.

    `spared` names use cases at whose commits nobody is killed, because another story tries that; `leaves` those that
    leave something outside the database: only these are killed before their commits too, where any are named.
    """

    database_url: str
    smtp_url: str
    story: Story | MoneyStory | Sequels
    tale: str = "trade"
    spared: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()

    @classmethod
    def given(cls, facts: dict[str, Any]) -> "Telling":
        """Read what was written as JSON."""
        return cls(**(facts | {"story": TALES[facts["tale"]](**facts["story"])}))

    @property
    def app(self) -> Flask:
        """Open the market."""
        address, more = with_driver(self.database_url), cast("dict[str, Any]", self.story.settings)
        return create_app(Config(address, "a secret of the tests", smtp_url=self.smtp_url, **more))


@dataclass
class Killing:
    """How far a story is that is told by processes which die: at which side of a commit the next one does."""

    kills: int = 0
    side: str = "before"
    allowed: int = 0
    mark: object = None

    def note(self, mark: object) -> None:
        """Note that one was killed; where the story stands still the next one is killed a little later."""
        self.kills += 1
        if mark != self.mark:
            self.side, self.allowed, self.mark = "before", 0, mark
        elif self.side == "before":
            self.side = "after"
        else:
            self.side, self.allowed = "before", self.allowed + 1


def main() -> None:
    """Tell the story in peace, then fork a process again and again until one comes to the end."""
    sow_asked()
    quiet, troubled = (Telling.given(each) for each in json.loads(sys.stdin.read()))
    passwords.hasher = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),))
    keep_statements(quiet.database_url)
    app = quiet.app
    _tell(app, quiet)
    let_go(app)
    app = troubled.app
    gc.collect()
    gc.freeze()
    with psycopg.connect(troubled.database_url, autocommit=True) as connection:
        print(json.dumps(_told_by_the_dying(app, troubled, connection)))  # noqa: T201 - the answer


def _told_by_the_dying(app: Flask, telling: Telling, connection: psycopg.Connection[Any]) -> dict[str, Any]:
    killing, code, found = Killing(), KILLED, list[str]()
    while code == KILLED and not found and killing.kills < ENOUGH:
        code = _in_a_child(app, telling, killing)
        if code == KILLED:
            killing.note(_mark(connection))
            connection.execute(FORGIVEN)
            found = list(books.complaints(connection))
    return {"kills": killing.kills, "wrong": found, "code": code}


def _in_a_child(app: Flask, telling: Telling, killing: Killing) -> int:
    child = os.fork()
    if child == 0:
        try:
            _die_as_told(telling, killing)
            _tell(app, telling)
        except BaseException:  # noqa: BLE001 - a child never returns
            sys.excepthook(*sys.exc_info())
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _die_as_told(telling: Telling, killing: Killing) -> None:
    """Die at the side of the first commit that is not allowed; of three letters handed over, one is lost on the way."""
    made, side = 0, killing.side
    running: Any = transaction._running  # noqa: SLF001 - which use case commits

    def before(_session: object) -> None:
        nonlocal made
        name = running.get()
        made += name not in telling.spared
        if made > killing.allowed and side == "before" and (not telling.leaves or name in telling.leaves):
            os.kill(os.getpid(), signal.SIGKILL)

    def after(_session: object) -> None:
        nonlocal side
        if made > killing.allowed and running.get() == "note_handed" and killing.kills % 3:
            side = ("after", "before")[killing.kills % 3 - 1]
        elif made > killing.allowed:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Session, "before_commit", before)
    event.listen(Session, "after_commit", after)


def _tell(app: Flask, telling: Telling) -> None:
    """Press the last button that worked once more, then all that follow; the workers work where the story says so."""
    tale: Any = telling.story
    buttons = list(enumerate(tale.buttons))
    for number, (name, press) in buttons[_last_pressed(telling.database_url) :]:
        key = f"{number:03} {name}"
        if isinstance(tale, Sequels):
            tale.stand_at(number)
        with app.app_context():
            if name == JOBS:
                _work(telling.database_url)
                continue
            hold_ticket(None if name in WITHOUT_FORM | WITHOUT_FORM_TOO else Ticket(key, name, telling.story.now))
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
                    WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= %s) ORDER BY id LIMIT 1)
                RETURNING id, task_name, args
                """,
                [clock.now()],
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
