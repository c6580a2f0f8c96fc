"""A real PostgreSQL for the tests: one server for a run, and the databases of which each test gets a copy.

The server is our own, in memory, unless `DATABASE_URL_TEST` or `DATABASE_URL` names one on which we may create
databases. Each test has a copy of a migrated template (`tests/lending.py`), so tests may commit, from as many
connections as they like, and see nothing of each other.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import flask_migrate
import psycopg
import pytest
from psycopg import sql

from launch.binaries import find_binaries
from launch.postgres import IN_MEMORY, Server
from launch.ramdisk import passing_folder
from marketplace.app import create_app
from marketplace.config import Config, with_driver
from marketplace.models.base import db
from marketplace.seed.market import Cast, seed_market

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
"""The moment at which the tests' fictional market stands still."""
TEMPLATE = "mazorca_template"
SHARED = "MAZORCA_TEST_SERVER"
"""The address that parallel workers share with the run that started them."""
_server = ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """Start the server before parallel workers are started, so that they share it."""
    if getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput"):
        os.environ[SHARED] = _start_server()


def pytest_unconfigure() -> None:
    """Stop the server this process started."""
    _server.close()


def beside(url: str, database: str) -> str:
    """Return the address of another database on the same server."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{database}"))


@pytest.fixture(scope="session")
def server_url() -> str:
    """The address of a database on the server, from which others are created."""
    given = os.environ.get(SHARED) or os.environ.get("DATABASE_URL_TEST") or os.environ.get("DATABASE_URL")
    return given or _start_server()


@pytest.fixture(scope="session")
def template_database(
    server_url: str, compiled_statements: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The name of a migrated, empty database that nobody is connected to."""
    name = f"{TEMPLATE}_{os.getpid()}_{secrets.token_hex(3)}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    migrate(beside(server_url, name), tmp_path_factory.mktemp("uploads"))
    yield name
    drop_database(server_url, name)


@pytest.fixture(scope="session")
def seeded_template(
    server_url: str, template_database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Cast]]:
    """The name of a database that holds the whole fictional market as of `NOW`, and who is who in it."""
    name = f"{template_database}_seeded"
    create_database(server_url, name, template=template_database)
    url = with_driver(beside(server_url, name))
    app = create_app(
        Config(database_url=url, secret_key="a secret of the tests", uploads_dir=tmp_path_factory.mktemp("seeded"))
    )
    with app.app_context():
        cast = seed_market(NOW)
    with app.app_context():
        db.engine.dispose()
    yield name, cast
    drop_database(server_url, name)


@pytest.fixture
def empty_database_url(server_url: str, compiled_statements: None) -> Iterator[str]:
    """The address of a database without any table, for tests of the migrations themselves."""
    name = f"mazorca_empty_{os.getpid()}_{secrets.token_hex(3)}"
    create_database(server_url, name, template="template1")
    yield beside(server_url, name)
    drop_database(server_url, name)


def migrate(url: str, uploads: Path) -> None:
    """Bring the database to the newest schema, as `flask db upgrade` does."""
    app = create_app(Config(database_url=with_driver(url), secret_key="a secret of the tests", uploads_dir=uploads))
    with app.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()


def _start_server() -> str:
    folder = _server.enter_context(passing_folder())
    server = Server(folder, find_binaries(), IN_MEMORY)
    _server.callback(server.stop)
    server.start()
    return server.url("postgres")


def create_database(server_url: str, name: str, *, template: str) -> None:
    """Copy the template file by file (with durability off this is the quickest way); nobody may stay in it."""
    copy = sql.SQL("create database {} template {} strategy file_copy")
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [template])
        connection.execute(copy.format(sql.Identifier(name), sql.Identifier(template)))


def drop_database(server_url: str, name: str) -> None:
    """Remove the database, also when a failed test left somebody connected to it."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
