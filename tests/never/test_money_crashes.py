"""Money whose every process is killed at every commit, before and after: in the end nobody has a cent more or less."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from marketplace import clock
from marketplace.config import Config
from marketplace.domain.contracts.clauses import SampleBasis
from stripe_standin.server import Serving
from stripe_standin.standin import Standin, new_standin
from tests.jobs.post_office import a_post_office
from tests.market import Market
from tests.never.crashing import Telling
from tests.never.retelling import a_twin, read_books, told
from tests.never.story_of_money import MoneyStory
from tests.signing import choose_password

BOOKS = {
    "events": "SELECT subject_kind, place, kind FROM events JOIN things USING (subject_kind, subject_id) ORDER BY id",
    "entries": """
        SELECT e.cause_kind, array_agg(p.account || p.amount ORDER BY p.id) FROM entries e
        JOIN postings p ON p.entry_id = e.id GROUP BY e.id ORDER BY e.id
    """,
    "instalments": "SELECT kind, state, paid_price, paid_fee, released, returned_price FROM instalments ORDER BY id",
    "payments": "SELECT way, attempt, state, amount, received, refunded FROM payments ORDER BY id",
    "receipts": "SELECT amount, price, fee, credit FROM receipts ORDER BY id",
    "refunds": "SELECT state, cause, amount, attempt FROM refunds ORDER BY id",
    "payouts": "SELECT state, amount FROM payouts ORDER BY id",
    "balances": "SELECT account, amount FROM contract_balances ORDER BY account",
    "contract": "SELECT state, milestone FROM contracts",
    "news": "SELECT kind, trouble, heard_at IS NULL FROM provider_news ORDER BY id",
    "jobs": "SELECT task_name, status, count(*) FROM procrastinate_jobs GROUP BY 1, 2 ORDER BY 1, 2",
}


@pytest.fixture
def story(market: Market, stripe_standin: Standin) -> MoneyStory:
    """A contract that both sides signed, before the facilitators."""
    market.set_references()
    group, maker = market.a_producer(), market.a_maker()
    terms: dict[str, Any] = {"sample_basis": SampleBasis.NONE, "platform_fee_percent": Decimal("1.75")}
    contract_id = market.a_signed_contract(group, maker, bags=11, **terms)
    market.do(choose_password, group)
    people = (group, maker, market.a_facilitator(), market.a_facilitator())
    numbers = [int(each.user_id or 0) for each in people]
    began = clock.now() - timedelta(minutes=40)
    whose = dict(zip(("group", "maker", "facilitator", "other"), numbers, strict=True))
    return MoneyStory(contract_id, **whose, provider=stripe_standin.base, began=began.isoformat())


@pytest.fixture
def twin(server_url: str, database_url: str, market: Market, story: MoneyStory) -> Iterator[str]:
    del story
    with a_twin(server_url, database_url, market=market, way="inbox") as address:
        yield address


def moved(standin: Standin) -> list[tuple[str, int]]:
    """List what moved at the provider."""
    lines = standin.store.newest("balance_transaction")
    wired = standin.store.newest("customer_cash_balance_transaction")
    return [(each["type"], each["amount"]) for each in lines] + [(each["type"], each["net_amount"]) for each in wired]


@pytest.mark.slow
@pytest.mark.skipif("MAZORCA_NEVER" not in os.environ, reason="hundreds of kills take minutes: MAZORCA_NEVER=1 asks")
def test_money_ends_where_it_belongs_though_every_process_is_killed(
    config: Config, twin: str, story: MoneyStory, stripe_standin: Standin
) -> None:
    killed = config.database_url.replace("+psycopg", "")
    with a_post_office() as office, Serving(new_standin(seed="twin")) as other:
        quiet = replace(story, provider=other.base)
        tellings = Telling(twin, office.url, quiet, "money"), Telling(killed, office.url, story, "money")
        answer = told(*tellings)
        print(answer)  # noqa: T201 - how often, for `pytest -s`
        undisturbed = read_books(twin, BOOKS)
        assert read_books(killed, BOOKS) == undisturbed
        assert moved(stripe_standin) == moved(other)
    assert undisturbed["contract"] == [("approved", "closed")]
    assert answer["kills"] > len(undisturbed["events"])
