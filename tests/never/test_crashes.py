"""A trade whose every process is killed at every commit, before and after: it ends as if nobody had been killed."""

import os
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest

from marketplace import clock
from marketplace.config import Config
from tests.jobs.post_office import PostOffice, a_post_office
from tests.market import Market
from tests.never.crashing import Telling
from tests.never.retelling import a_twin, read_books, told
from tests.never.story import DAY, Story
from tests.signing import choose_password

DAYS_BEFORE = 5
LEAVES = () if "MAZORCA_NEVER" in os.environ else ("note_handed", "note_sent")
"""A letter is seen outside; of all else nothing has happened before its commit."""
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
def quiet_office() -> Iterator[PostOffice]:
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
    del story
    with a_twin(server_url, database_url, market=market) as address:
        yield address


@pytest.mark.slow
def test_a_trade_killed_at_every_commit_ends_as_if_nobody_had_been_killed(
    config: Config, twin: str, story: Story, office: PostOffice, quiet_office: PostOffice
) -> None:
    killed = config.database_url.replace("+psycopg", "")
    answer = told(Telling(twin, quiet_office.url, story), Telling(killed, office.url, story, leaves=LEAVES))
    undisturbed, mails = read_books(twin, BOOKS), len(quiet_office.letters)
    print(answer)  # noqa: T201 - how often, for `pytest -s`
    assert read_books(killed, BOOKS) == undisturbed
    with psycopg.connect(killed) as connection:
        [(unsure,)] = connection.execute("SELECT count(*) FROM letters WHERE state = 'handed'").fetchall()
        [(open_letters,)] = connection.execute("SELECT count(*) FROM letters WHERE state NOT IN ('handed', 'sent')")
    assert (max(office.arrived.values()), open_letters) == (1, 0)
    assert mails - unsure <= len(office.letters) <= mails
    assert answer["kills"] > len(undisturbed["events"])
