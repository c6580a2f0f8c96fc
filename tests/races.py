"""Races that are sure to happen: every runner is held at one locked row until all have arrived, then let go."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier

from marketplace.domain.errors import MarketError
from marketplace.models.base import db
from tests.market import Market

PATIENCE_SECONDS = 15.0
Work = Callable[[], Any]


def race(market: Market, row: tuple[str, int], *works: Work) -> list[Any]:
    """Do all works at once, each on a connection of its own; return what each returned, or the market's no.

    `row` (table and id) is where all are held until the last one has come.
    """
    with ThreadPoolExecutor(len(works)) as runners:
        with _gate(market, row) as waiting:
            futures = [runners.submit(_attempt, work) for work in works]
            give_up = time.monotonic() + PATIENCE_SECONDS
            while waiting() < len(works) and time.monotonic() < give_up:
                time.sleep(0.01)
            arrived = waiting()
        outcomes = [future.result(PATIENCE_SECONDS) for future in futures]
    assert arrived == len(works), f"only {arrived} of {len(works)} came to the gate"
    return outcomes


def _attempt(work: Work) -> Any:
    try:
        return work()
    except MarketError as no:
        return no


@contextmanager
def _gate(market: Market, row: tuple[str, int]) -> Iterator[Callable[[], int]]:
    """Lock a row; the value counts the connections of this database that wait for any lock."""
    with market.app.app_context():
        url = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with psycopg.connect(url, autocommit=True) as watcher, psycopg.connect(url) as gate:
        table, number = row
        gate.execute(SQL("SELECT 1 FROM {} WHERE id = %s FOR UPDATE").format(Identifier(table)), [number])

        def waiting() -> int:
            counted = watcher.execute(query).fetchone()
            return int(counted[0]) if counted else 0

        yield waiting
        gate.rollback()
