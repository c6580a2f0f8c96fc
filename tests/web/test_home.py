"""The first page in the browser: for whoever comes by, and for each who is signed in."""

import pytest

from marketplace.domain.accounts import VerificationState
from marketplace.queries.home import SOURCES, TASKS
from tests.market import Market, World


def test_whoever_comes_by_sees_lots_and_two_ways_in(world: World) -> None:
    page = world.market.browser().get("/").text
    assert page.count('class="entry"') == 3
    assert 'href="/lots"' in page
    assert "/register?kind=producer_group" in page
    assert "/register?kind=maker" in page


def test_the_first_page_of_an_empty_market_stands(market: Market) -> None:
    page = market.browser().get("/")
    assert page.status_code == 200
    assert "0 producer groups" in page.text


@pytest.mark.parametrize("role", ["producer", "maker", "facilitator"])
def test_each_role_is_greeted_with_what_waits(market: Market, role: str) -> None:
    producer, maker = market.a_producer(state=VerificationState.UNVERIFIED), market.a_maker()
    market.an_allocation(producer, maker)
    market.a_signed_contract(producer, maker)
    viewer = {"producer": producer, "maker": maker, "facilitator": market.a_facilitator()}[role]
    page = market.browser(viewer).get("/").text
    words = {
        "producer": ("1 proposal to answer", "Your way into the market"),
        "maker": ("1 proposal to answer", "What happened last"),
        "facilitator": ("1 contract to judge", "1 organization to verify"),
    }
    assert all(each in page for each in words[role])


def test_somebody_in_no_organization_is_led_to_register_one(market: Market) -> None:
    page = market.browser(market.a_person(None)).get("/").text
    assert 'href="/organizations/new"' in page


def test_the_page_has_words_for_all_that_may_wait(market: Market) -> None:
    loader = market.app.jinja_env.loader
    assert loader is not None
    waiting, tasks = (loader.get_source(market.app.jinja_env, f"home/{name}.html")[0] for name in ("_own", "_tasks"))
    assert all(f'"{source.code}":' in waiting for source in SOURCES)
    assert all(f'"{code}":' in tasks for steps in TASKS.values() for code in steps)
