"""A trade whose every process is killed at every commit, before and after: it ends as if nobody had been killed."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from marketplace import clock
from marketplace.config import Config
from marketplace.models.base import db
from tests.jobs.post_office import PostOffice, a_post_office
from tests.market import Market
from tests.never import books
from tests.never.crashing import Telling
from tests.never.story import DAY, Story
from tests.postgres import beside, create_database, drop_database
from tests.signing import choose_password

ROOT = Path(__file__).parents[2]
DAYS_BEFORE = 5
THINGS = """
WITH things AS (SELECT DISTINCT subject_kind, subject_id,
    dense_rank() OVER (PARTITION BY subject_kind ORDER BY subject_id) AS place FROM events)
"""
"""Numbers are lost with each killed process, so things are named by their order."""
BOOKS = {
    "events": "SELECT subject_kind, place, kind FROM events JOIN things USING (subject_kind, subject_id) ORDER BY id",
    "ledger": "SELECT kind, bags, bid_id IS NULL FROM reservations ORDER BY id",
    "grams": "SELECT kind, grams FROM sample_grams ORDER BY id",
    "notices": """
        SELECT e.subject_kind, place, e.kind, n.user_id, n.category, n.way FROM notices n
        JOIN events e ON e.id = n.event_id JOIN things ON (things.subject_kind, things.subject_id) =
            (e.subject_kind, e.subject_id) ORDER BY 1, 2, 3, 4
    """,
    "contracts": "SELECT state, milestone, terms_version, bags FROM contracts ORDER BY id",
    "signatures": "SELECT terms_version, organization_id FROM contract_signatures ORDER BY id",
    "turns": """
        SELECT subject_kind, place, organization_id, task FROM turns JOIN things USING (subject_kind, subject_id)
        ORDER BY 1, 2, 3, 4
    """,
    "jobs": "SELECT task_name, status, count(*) FROM procrastinate_jobs GROUP BY 1, 2 ORDER BY 1, 2",
}


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with a_post_office() as opened:
        yield opened


@pytest.fixture
def story(market: Market) -> Story:
    """The people and the lot; the buttons are pressed some days before the jobs run."""
    market.set_references()
    market.set_freight()
    group, maker = market.a_producer(), market.a_maker()
    lot_id, others = market.a_lot(group), (market.a_maker(), market.a_facilitator())
    for viewer in (group, maker):
        market.do(choose_password, viewer)
    began = clock.now() - DAYS_BEFORE * DAY - timedelta(hours=1)
    group_id, maker_id, rival_id, judge_id = (int(each.user_id or 0) for each in (group, maker, *others))
    return Story(lot_id, group_id, maker_id, rival_id, judge_id, began.isoformat())


@pytest.fixture
def twin(server_url: str, database_url: str, market: Market, story: Story) -> Iterator[str]:
    """A second database with the same beginning, in which nobody is killed."""
    del story
    with market.app.app_context():
        db.session.remove()
        db.engine.dispose()
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO notice_preferences SELECT id, 'at_once', 'at_once', 'at_once', 'UTC', 0, 0, 0 FROM users"
        )
    name = f"{database_url.rpartition('/')[2].partition('?')[0]}_twin"
    create_database(server_url, name, template=name.removesuffix("_twin"))
    yield beside(server_url, name)
    drop_database(server_url, name)


def told(telling: Telling) -> dict[str, Any]:
    """Tell the story in a process of its own, which forks all others."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.never.crashing"],
        input=json.dumps(asdict(telling)),
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


def read_books(url: str) -> dict[str, list[Any]]:
    """Read what stands at the end."""
    with psycopg.connect(url) as connection:
        assert list(books.complaints(connection)) == []
        return {name: connection.execute((THINGS + query).encode()).fetchall() for name, query in BOOKS.items()}


@pytest.mark.slow
def test_a_trade_killed_at_every_commit_ends_as_if_nobody_had_been_killed(
    config: Config, twin: str, story: Story, office: PostOffice
) -> None:
    killed = config.database_url.replace("+psycopg", "")
    told(Telling(twin, office.url, with_kills=False, story=story))
    undisturbed, mails = read_books(twin), len(office.letters)
    office.letters.clear()
    answer = told(Telling(killed, office.url, with_kills=True, story=story))
    print(answer)  # noqa: T201 - how often, for `pytest -s`
    assert read_books(killed) == undisturbed
    with psycopg.connect(killed) as connection:
        [(unsure,)] = connection.execute("SELECT count(*) FROM letters WHERE state = 'handed'").fetchall()
        [(open_letters,)] = connection.execute("SELECT count(*) FROM letters WHERE state NOT IN ('handed', 'sent')")
    assert (max(office.arrived.values()), open_letters) == (1, 0)
    assert mails - unsure <= len(office.letters) <= mails
    assert answer["kills"] > len(undisturbed["events"])
