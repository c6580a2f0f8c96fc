"""The market under test: a real app on a real, freshly migrated PostgreSQL database."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

import marketplace.app  # noqa: F401 - all tables are known before anybody asks for one
from marketplace.config import Config, with_driver
from marketplace.models.accounts import passwords
from marketplace.seed.market import Cast
from tests.apps import lent_app
from tests.market import Market, World
from tests.rounds import Rounds

pytest_plugins = [
    "tests.postgres",
    "tests.lending",
    "tests.warm",
    "tests.standin",
    "tests.paying",
    "tests.gateways.buckets",
    "tests.watching",
]

# Drawn examples are not timed: how long they take says more about the machine than about the market.
settings.register_profile("market", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("market")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let every worker begin with its share of what takes long, or one works on it alone at the end.

    The rest stays in its random order. Work is dealt out in stretches of equal length, one to each worker.
    """
    walks = [item for item in items if item.get_closest_marker("browser")]
    slow = [item for item in items if item.get_closest_marker("slow") and item not in walks]
    long, short = walks + slow, [item for item in items if item not in {*walks, *slow}]
    items.clear()
    for left in range(getattr(config, "workerinput", {"workercount": 1})["workercount"], 0, -1):
        stretch, share = (len(long) + len(short)) // left, len(long) // left
        items += long[:share] + short[: stretch - share]
        del long[:share], short[: stretch - share]


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what lives as long as the run: all modules and fourteen thousand tests."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> None:
    """Hash passwords at the least cost: the real one would take minutes of a run."""
    passwords.hasher = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),))


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Config:
    """Settings of a market of its own."""
    return settings_of(database_url, tmp_path)


def settings_of(database_url: str, folder: Path) -> Config:
    """Make the settings of a market whose rows and files lie there."""
    return Config(
        database_url=with_driver(database_url),
        secret_key="a secret of the tests",
        public_url="http://localhost",
        uploads_dir=folder / "uploads",
        has_debug_pages=True,
    )


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    """The market; no context is pushed, so that each request has its own, as in production."""
    with lent_app(config) as app:
        yield app


@pytest.fixture
def world(seeded_url: str, tmp_path: Path, seeded_template: tuple[str, Cast]) -> Iterator[World]:
    """The fictional market, copied for one test: its app, its people and browsers for them."""
    with lent_app(settings_of(seeded_url, tmp_path)) as app:
        yield World(Market(app), seeded_template[1])


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    """An app context for tests that call services and queries themselves."""
    with app.app_context():
        yield


@pytest.fixture
def market(app: Flask) -> Market:
    """Builders of people, organizations, lots and demands, and browsers signed in as them."""
    return Market(app)


@pytest.fixture
def rounds(market: Market) -> Rounds:
    """A market in which rounds can be run, and who runs them."""
    return Rounds(market)
