"""What follows a contract, told by processes that are killed at every commit: it ends as if nobody had been killed."""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.config import Config
from marketplace.domain.contracts.clauses import SampleBasis
from marketplace.domain.contracts.frames import FrameTerms, Quarter, QuarterPlan
from marketplace.jobs import files
from marketplace.models.base import db
from marketplace.models.rows.record.files import StoredFile
from marketplace.queries.files import known_attachments
from tests.jobs.post_office import PostOffice, a_post_office
from tests.market import NOW, Market
from tests.never.crashing import Telling
from tests.never.retelling import a_twin, read_books, told
from tests.never.sequels import Sequels
from tests.never.stage import FOLLOWS, arrive
from tests.signing import choose_password

DAYS = timedelta(days=1)
FRAME = FrameTerms(2, tuple(QuarterPlan(Quarter(2027, number), 5, 15) for number in (1, 2)), 30)
PLAIN: dict[str, Any] = {"sample_basis": SampleBasis.NONE}
SPARED = ("tell", "claim_letter", "note_handed", "note_sent", "_count_try")
HOW: dict[str, Any] = {} if "MAZORCA_NEVER" in os.environ else {"spared": SPARED, "leaves": ("post_message",)}
"""How letters go out is tried elsewhere; before a commit nothing is done outside the database, but files are kept."""
LONG_AGO = (NOW - 2 * DAYS).timestamp()
BOOKS = {
    "events": "SELECT subject_kind, place, kind FROM events JOIN things USING (subject_kind, subject_id) ORDER BY id",
    "ledger": "SELECT kind, bags, lot_id, num_nonnulls(bid_id, allocation_id) FROM reservations ORDER BY id",
    "lots": "SELECT id, bags, reserved_bags FROM lots ORDER BY id",
    "grams": "SELECT kind, grams FROM sample_grams ORDER BY id",
    "bids": "SELECT kind, state, number, ending FROM bids ORDER BY id",
    "samples": "SELECT kind, state, number, allowance_amount FROM samples ORDER BY id",
    "contracts": "SELECT state, milestone, terms_version, bags, terms ->> 'price' FROM contracts ORDER BY id",
    "amendments": "SELECT number, kind, state FROM amendments ORDER BY id",
    "signatures": "SELECT terms_version, organization_id FROM contract_signatures ORDER BY id",
    "settlements": "SELECT state, amount, difference FROM settlements ORDER BY id",
    "claims": "SELECT kind, state, outcome_kind, outcome_value FROM claims ORDER BY id",
    "quarters": "SELECT state, year, quarter_number, bags, carried, released_bags FROM call_offs ORDER BY id",
    "seasons": "SELECT number, bags, called_bags, released_bags FROM frame_seasons ORDER BY id",
    "fixings": "SELECT terms_version, level, price FROM price_fixings ORDER BY contract_id",
    "tenders": "SELECT state, bags, awarded_bags FROM tenders ORDER BY id",
    "allocations": "SELECT state, bags FROM allocations ORDER BY id",
    "entries": """
        SELECT cause_kind, array_agg(account || amount ORDER BY postings.id) FROM entries
        JOIN postings ON entry_id = entries.id GROUP BY entries.id ORDER BY entries.id
    """,
    "messages": "SELECT body, name, size FROM messages m LEFT JOIN files f ON f.message_id = m.id ORDER BY m.id, f.id",
    "read": "SELECT user_id, count(*) FROM thread_reads GROUP BY 1 ORDER BY 1",
    "notices": """
        SELECT user_id, category, way, digest_id IS NULL, reminder IS NULL, seen_at, subject_kind, place
        FROM notices
        JOIN things USING (subject_kind, subject_id) ORDER BY 1, 2, 3, 4, 5, 6, 7, 8
    """,
    "letters": "SELECT user_id, day, state IN ('handed', 'sent') FROM letters ORDER BY 1, 2",
    "turns": """
        SELECT subject_kind, place, organization_id, task FROM turns JOIN things USING (subject_kind, subject_id)
        ORDER BY 1, 2, 3, 4
    """,
    "jobs": "SELECT task_name, status, count(*) FROM procrastinate_jobs GROUP BY 1, 2 ORDER BY 1, 2",
}


@pytest.fixture
def story(market: Market, tmp_path: Path) -> Sequels:
    """Two sides, their contracts in every state, and who looks on."""
    market.set_references()
    market.set_freight()
    group, maker, rival, judge = market.a_producer(), market.a_maker(), market.a_maker(), market.a_facilitator()
    for viewer in (group, maker):
        market.do(choose_password, viewer)
    lot_id, other_id = market.a_lot(group, bags=400, sells_at_list=True), market.a_lot(group)
    usual: dict[str, Any] = {"lot_id": lot_id, "bags": 10, "facilitator": judge}
    follows = PLAIN | FOLLOWS | {"fixation_by": NOW.date() + 20 * DAYS}
    things = {
        "lot": lot_id,
        "next lot": other_id,
        "spoilt": market.an_approved_contract(group, maker, **usual),
        "hopeless": market.an_approved_contract(group, maker, **usual),
        "arrived": market.an_approved_contract(group, maker, **usual, **PLAIN),
        "followed": market.an_approved_contract(group, maker, **usual, **follows),
        "forgotten": market.an_approved_contract(group, maker, **usual, **follows),
        "frame": market.an_approved_contract(group, maker, **usual | {"bags": 30}, **PLAIN, frame=FRAME),
        "doubtful": market.a_signed_contract(group, maker, bags=10, lot_id=lot_id),
        "conditional": market.a_signed_contract(group, maker, bags=10, lot_id=lot_id),
        "unsigned": market.a_contract(group, maker, bags=10, lot_id=lot_id),
        "dropped": market.a_contract(group, maker, bags=10, lot_id=lot_id),
        "allocation": market.an_allocation(group, maker, bags=10, lot_id=lot_id),
        "second allocation": market.an_allocation(group, maker, bags=10, lot_id=lot_id),
    }
    arrive(market, things["arrived"], group=group, maker=maker)
    people = {"group": group, "maker": maker, "rival": rival, "facilitator": judge}
    return Sequels({name: int(each.user_id or 0) for name, each in people.items()}, things, str(tmp_path / "killed"))


@pytest.fixture
def twin(server_url: str, database_url: str, market: Market, story: Sequels) -> Iterator[str]:
    del story
    with a_twin(server_url, database_url, market=market, way="digest") as address:
        yield address


@pytest.mark.slow
def test_what_follows_a_contract_ends_as_if_nobody_had_been_killed(
    config: Config, twin: str, market: Market, story: Sequels
) -> None:
    killed = config.database_url.replace("+psycopg", "")
    quiet = replace(story, uploads=story.uploads.replace("killed", "quiet"))
    with a_post_office() as office, a_post_office() as quiet_office:
        tellings = (
            Telling(twin, quiet_office.url, quiet, "sequels"),
            Telling(killed, office.url, story, "sequels", **HOW),
        )
        print(told(*tellings))  # noqa: T201 - how often, for `pytest -s`
    assert read_books(killed, BOOKS) == read_books(twin, BOOKS)
    assert arrived_by_person(office) <= arrived_by_person(quiet_office)
    assert {*office.arrived.values(), *quiet_office.arrived.values()} == {1}
    assert_swept(market, story.uploads)


def arrived_by_person(office: PostOffice) -> Counter[str]:
    """Count the letters of each person: their numbers are lost with each killed process."""
    return Counter(str(letter["To"]) for letter in office.letters)


def assert_swept(market: Market, folder: str) -> None:
    """Find more files than rows, and after a day's sweep as many."""
    store = Path(folder)
    kept = {each.name for each in store.rglob("*") if each.is_file()}
    known = market.do(known_attachments, kept)
    assert len(known) == len(market.do(lambda: list(db.session.scalars(select(StoredFile.stored)))))
    assert known < kept
    for each in store.rglob("*"):
        os.utime(each, (LONG_AGO, LONG_AGO))
    market.app.extensions["mazorca"] = replace(market.app.extensions["mazorca"], uploads_dir=store)
    market.do(files.sweep, 0)
    assert {each.name for each in store.rglob("*") if each.is_file()} == known
