"""Telling a story in processes of their own, on a database and on its twin, and reading what stands at the end."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psycopg

from marketplace.models.base import db
from tests.market import Market
from tests.never import books
from tests.never.crashing import Telling
from tests.postgres import beside, create_database, drop_database

ROOT = Path(__file__).parents[2]
THINGS = """
WITH things AS (SELECT DISTINCT subject_kind, subject_id,
    dense_rank() OVER (PARTITION BY subject_kind ORDER BY subject_id) AS place FROM events)
"""
"""Numbers are lost with each killed process, so things are named by their order."""


@contextmanager
def a_twin(server_url: str, database_url: str, *, market: Market, way: str = "at_once") -> Iterator[str]:
    """Make a second database with the same beginning, in which nobody is killed; by that way all are told of all."""
    with market.app.app_context():
        db.session.remove()
        db.engine.dispose()
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO notice_preferences SELECT id, %(way)s, %(way)s, %(way)s, 'UTC', 0, 0, 0 FROM users",
            {"way": way},
        )
    name = f"{database_url.rpartition('/')[2].partition('?')[0]}_twin"
    create_database(server_url, name, template=name.removesuffix("_twin"))
    yield beside(server_url, name)
    drop_database(server_url, name)


def told(quiet: Telling, troubled: Telling) -> dict[str, Any]:
    """Tell the story in a process of its own, in peace, and then in others that it forks and that are killed."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.never.crashing"],
        input=json.dumps([asdict(quiet), asdict(troubled)]),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    assert (answer["code"], answer["wrong"]) == (0, []), f"{answer}\n{done.stderr}"
    return answer


def read_books(url: str, queries: dict[str, str]) -> dict[str, list[Any]]:
    """Read what stands at the end."""
    with psycopg.connect(url) as connection:
        wrong = list(books.complaints(connection))
        assert not wrong, wrong
        return {name: connection.execute((THINGS + query).encode()).fetchall() for name, query in queries.items()}
