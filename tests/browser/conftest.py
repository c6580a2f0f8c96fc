"""One Chromium for all walks, and a market with a stand-in as its provider for those in which money moves."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser

from marketplace.app import create_app
from marketplace.config import Config, with_driver
from marketplace.domain.ids import ContractId
from marketplace.models.base import db
from marketplace.seed.market import Cast
from stripe_standin.standin import Standin
from tests.agreements import Agreed
from tests.browser.chromium import a_chromium
from tests.market import Market, World
from tests.paying import Till
from tests.standin import paying


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The Chromium of all walks, gone before other tests begin: its loop of events runs in the thread of the tests."""
    with a_chromium() as chromium:
        yield chromium


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    """The Chromium, for one test: the windows that it opens are closed after it."""
    others = chromium.contexts
    yield chromium
    for window in chromium.contexts:
        if window not in others:
            window.close()


@pytest.fixture
def till(seeded_url: str, config: Config, seeded_template: tuple[str, Cast], stripe_standin: Standin) -> Iterator[Till]:
    """The fictional market with the stand-in as its provider, and an approved contract whose deposit is due."""
    given = paying(replace(config, database_url=with_driver(seeded_url)), stripe_standin)
    app = create_app(given)
    app.config.update(TESTING=True)
    world = World(Market(app), seeded_template[1])
    group, maker, facilitator = world.cast.groups[2], world.cast.makers[1], world.cast.facilitator
    contract_id = ContractId(
        world.market.an_approved_contract(group, maker, facilitator=facilitator, sample_basis="none")
    )
    yield Till(Agreed(world.market, contract_id, group, maker, facilitator), given, stripe_standin)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
