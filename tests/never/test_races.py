"""Every two acts with the same bags, bid or contract at the same moment: it is as if one had come after the other."""

from collections.abc import Iterator
from itertools import combinations_with_replacement
from typing import Any

import psycopg
import pytest

from marketplace.config import Config
from marketplace.domain.errors import MarketError
from tests.market import Market
from tests.never import books
from tests.never.cast import Actor
from tests.never.racing import TABLES, Setting, Work, build
from tests.never.stage import Stage
from tests.races import race

PARTS = {"OURS": "(SELECT id FROM contracts WHERE OF_LOTS)", "OF_LOTS": "lot_id = ANY(%(lots)s)"}
STANDS = (
    "SELECT state, reserved_bags FROM lots WHERE id = ANY(%(lots)s) ORDER BY id",
    "SELECT kind, bags FROM reservations WHERE OF_LOTS ORDER BY 1, 2",
    "SELECT kind, state, number, bags, ending FROM bids WHERE OF_LOTS ORDER BY 1, 2, 3, 4, 5",
    "SELECT state, terms_version, bags, terms -> 'claim_days', milestone FROM contracts WHERE OF_LOTS ORDER BY id",
    "SELECT terms_version, organization_id FROM contract_signatures WHERE contract_id IN OURS ORDER BY 1, 2",
    "SELECT kind, state FROM amendments WHERE contract_id IN OURS ORDER BY id",
    "SELECT state, number, allowance_amount FROM samples WHERE OF_LOTS ORDER BY 2, 1",
    "SELECT state, outcome_value FROM claims WHERE contract_id IN OURS ORDER BY id",
    "SELECT state, amount FROM settlements WHERE contract_id IN OURS ORDER BY id",
    "SELECT state, q.bags FROM call_offs q JOIN frame_seasons s ON s.id = season_id WHERE OF_LOTS ORDER BY q.id",
    "SELECT state, bags FROM tenders WHERE OF_LOTS ORDER BY id",
    "SELECT price FROM price_fixings WHERE contract_id IN OURS ORDER BY contract_id",
)


@pytest.fixture(scope="module")
def settings() -> list[Setting]:
    """The scenes: one for what happens at once, one for each order."""
    return []


@pytest.fixture(scope="module")
def stage(
    server_url: str, template_database: str, tmp_path_factory: pytest.TempPathFactory, settings: list[Setting]
) -> Iterator[Stage]:
    """A database that is put back before each pair."""

    def set_out(market: Market, people: list[Actor]) -> None:
        settings.extend(build(market, people) for _ in range(3))

    config = Config("postgresql://", "a secret of the tests", uploads_dir=tmp_path_factory.mktemp("races"))
    stage = Stage(server_url, template_database, config, set_out)
    settings[:] = [Setting(**(vars(each) | {"market": Market(stage.app)})) for each in settings]
    yield stage
    stage.end()


@pytest.mark.slow
@pytest.mark.parametrize("table", TABLES)
def test_any_two_acts_at_once_come_one_after_the_other(stage: Stage, settings: list[Setting], table: str) -> None:
    acts, lot = TABLES[table]
    wrong: list[str] = []
    for first, second in combinations_with_replacement(acts, 2):
        with stage.begin() as connection:
            works = [[acts[name](each) for name in (first, second)] for each in settings]
            together = race(settings[0].market, ("lots", settings[0].things[lot]), *works[0])
            found = (_ended(together), stands(connection, settings[0]))
            orders = [in_order(works[1]), in_order(works[2][::-1])[::-1]]
            legal = [(each, stands(connection, at)) for each, at in zip(orders, settings[1:], strict=True)]
            wrong += [] if found in legal else [f"{first} with {second}: {found} is none of {legal}"]
            wrong += [f"{first} with {second}: {each}" for each in books.complaints(connection)]
    assert wrong == []


def in_order(works: list[Work]) -> list[bool]:
    """Do one after the other."""
    return _ended([_attempt(each) for each in works])


def _attempt(work: Work) -> Any:
    try:
        return work()
    except MarketError as no:
        return no


def _ended(outcomes: list[Any]) -> list[bool]:
    """Say which acts were done; of what found nothing to do, that it was not."""
    return [not isinstance(each, MarketError) and each is not False for each in outcomes]


def stands(connection: psycopg.Connection[Any], at: Setting) -> list[Any]:
    """Read what stands in a scene."""
    of = {"lots": [at.things[each] for each in ("lot", "second lot", "third lot")]}
    return [connection.execute(_whole(query).encode(), of).fetchall() for query in STANDS]


def _whole(query: str) -> str:
    for name, meaning in PARTS.items():
        query = query.replace(name, meaning)
    return query
