"""The invariants can fail: what is planted on purpose is found, by random trades or by stories that are killed.

A few quick ones are tried with every run, all of them with `MAZORCA_NEVER`.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import psycopg
import pytest

from marketplace.config import Config
from tests.never.plantings import PLANTINGS, Planting
from tests.never.stage import Stage
from tests.never.trades import Trades

ROOT = Path(__file__).parents[2]
BY_HAND = "MAZORCA_NEVER" in os.environ
TRADES, STEPS = 8, 150
IN_TRADES = [name for name, each in PLANTINGS.items() if not each.story and (BY_HAND or each.is_quick)]
IN_STORIES = [name for name, each in PLANTINGS.items() if each.story]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def stage(server_url: str, template_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Where the trades are played."""
    config = Config("postgresql://", "a secret of the tests", uploads_dir=tmp_path_factory.mktemp("plantings"))
    stage = Stage(server_url, template_database, config)
    yield stage
    stage.end()


@pytest.mark.parametrize("name", IN_TRADES)
def test_random_trades_find_what_is_planted(stage: Stage, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    planting = PLANTINGS[name]
    monkeypatch.setattr(Trades, "stage", stage, raising=False)
    planting.sow(monkeypatch)
    found = None
    for number in range(TRADES):
        found = found or complaint(planting, Random(f"{name} {number}"))  # noqa: S311 - dice
    print(found)  # noqa: T201 - what it says, for `pytest -s`
    assert re.search(planting.told, found or "nothing was found")


@pytest.mark.skipif(not BY_HAND, reason="each tells a whole story with kills: MAZORCA_NEVER=1 asks")
@pytest.mark.parametrize("name", IN_STORIES)
def test_stories_that_are_killed_find_what_is_planted(name: str) -> None:
    planting = PLANTINGS[name]
    environment = {key: value for key, value in os.environ.items() if key != "MAZORCA_NEVER"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", f"tests/never/{planting.story}"],
        cwd=ROOT,
        env=environment | {"MAZORCA_PLANT": name},
        capture_output=True,
        text=True,
        check=False,
    )
    print(*re.findall(r"^E .*", done.stdout, re.MULTILINE)[:3], sep="\n")  # noqa: T201 - what it says, for `pytest -s`
    assert done.returncode == pytest.ExitCode.TESTS_FAILED
    assert re.search(planting.told, done.stdout)


def complaint(planting: Planting, dice: Random) -> str | None:
    """Play one trade until something is found; return what."""
    trade = Trades()
    trade.rooms = planting.rooms
    try:
        for each in planting.without:
            drop(trade.connection, *each.split())
        for _ in range(STEPS):
            trade.happens(what=dice.choice(planting.what), dice=dice.randrange(2**32))
            trade.nothing_is_wrong()
    except AssertionError as wrong:
        return str(wrong)
    finally:
        trade.teardown()
    return None


def drop(connection: psycopg.Connection[tuple[object, ...]], table: str, name: str) -> None:
    """Take away what would make the database say no: a constraint, a unique index or a trigger."""
    connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}".encode())
    connection.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}".encode())
    connection.execute(f"DROP INDEX IF EXISTS {name}".encode())
