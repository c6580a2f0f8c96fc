"""Workers of the queue killed in the middle of a job: others take up what they left, and everybody is told once."""

import asyncio
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from flask import Flask

from marketplace.config import Config
from marketplace.domain.ids import AllocationId
from marketplace.domain.notices.preferences import Preferences
from marketplace.jobs.worker import build_queue
from marketplace.services.allocations import accept_allocation
from marketplace.services.notices.preferences import keep_preferences
from tests.jobs.post_office import PostOffice, a_post_office
from tests.market import NOW, Market
from tests.never import working
from tests.never.working import Workers

AWAKE = Preferences(zone="UTC", quiet_from=0, quiet_to=0, digest_hour=0)
PATIENCE_SECONDS = 60.0
MOMENTS = (
    *("before tell", "after tell", "before claim_letter", "after claim_letter", "before note_handed"),
    *("after note_handed", "elsewhere", "before note_sent", "after note_sent"),
)
NEVER_LEFT, NEVER_CONFIRMED = 1, 3
"""Of the letters of those moments: killed before the dot, and killed before the server's answer was written down."""
OPEN_JOBS = "SELECT count(*) FROM procrastinate_jobs WHERE task_name LIKE 'notices:%' AND status IN ('todo', 'doing')"
LEFT_BEHIND = """
INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, status) VALUES
    ('default', 'bids:sweep', 'bids:sweep', 'doing'), ('default', 'bids:sweep', 'bids:sweep', 'todo'),
    ('default', 'notices:tell', NULL, 'doing')
"""
"""By a worker that is gone: a sweep whose like waits already, and something to tell."""

pytestmark = pytest.mark.slow


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with a_post_office() as opened:
        yield opened


@pytest.fixture
def workers(config: Config, office: PostOffice) -> Iterator[Workers]:
    workers = Workers(working.Market(config.database_url, office.url))
    yield workers
    workers.stop()


def test_what_killed_workers_left_is_taken_up_by_others_and_told_once(
    market: Market, config: Config, office: PostOffice, workers: Workers
) -> None:
    tell_of_answers(market, len(MOMENTS))
    ends = []
    for moment in MOMENTS:
        office.on_letter = (lambda: os.kill(workers.newest, signal.SIGKILL)) if moment == "elsewhere" else None
        ends.append(workers.die(moment))
    office.on_letter = None
    for _ in range(2):
        workers.live_on()
    with psycopg.connect(config.database_url.replace("+psycopg", ""), autocommit=True) as connection:
        awaited(lambda: asked(connection, OPEN_JOBS) == [(0,)])
        states = dict(asked(connection, "SELECT state, count(*) FROM letters GROUP BY state"))
        notices = asked(connection, "SELECT event_id, user_id FROM notices")
    assert ends == [-signal.SIGKILL] * len(MOMENTS)
    assert len(set(notices)) == len(notices) == len(MOMENTS)
    assert states == {"handed": NEVER_CONFIRMED, "sent": len(MOMENTS) - NEVER_CONFIRMED}
    assert Counter(office.arrived.values()) == {1: len(MOMENTS) - NEVER_LEFT}


def test_a_job_that_cannot_be_put_back_keeps_no_other_from_being_taken_up(app: Flask, config: Config) -> None:
    with psycopg.connect(config.database_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(LEFT_BEHIND)
        asyncio.run(look_for_stalled(app))
        assert asked(connection, "SELECT status FROM procrastinate_jobs ORDER BY id") == [
            ("doing",),
            ("todo",),
            ("todo",),
        ]


async def look_for_stalled(app: Flask) -> None:
    """Look once, as a worker does every few seconds."""
    queue = build_queue(app)
    async with queue.open_async():
        await queue.tasks["worker:take_up_stalled"](SimpleNamespace(app=queue), timestamp=0)


def tell_of_answers(market: Market, count: int) -> None:
    """Let a group accept so often, which its maker is to be told of at once."""
    producer, maker = market.a_producer(), market.a_maker()
    market.do(keep_preferences, AWAKE, by=maker)
    lot_id = market.a_lot(producer)
    for _ in range(count):
        allocation_id = AllocationId(market.an_allocation(producer, maker, bags=1, lot_id=lot_id))
        market.do(accept_allocation, allocation_id, by=producer, now=NOW)


def asked(connection: psycopg.Connection[Any], query: str) -> list[Any]:
    """Ask the database."""
    return connection.execute(query.encode()).fetchall()


def awaited(is_so: Callable[[], bool]) -> None:
    """Look again and again until it is so."""
    give_up = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < give_up, "nothing happened in time"
        time.sleep(0.02)
