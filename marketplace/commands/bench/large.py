"""Makes the large market of `bench trade` once, in a database of its own beside the market's, and keeps it."""

import os
import subprocess
import sys
from collections.abc import Callable

import psycopg
from flask import current_app
from psycopg import sql
from sqlalchemy import make_url

from marketplace.commands.bench.ledgers import keep_books
from marketplace.commands.bench.multiplying import multiply
from marketplace.config import Config

SUFFIX = "_bench_trade"


def large_market(config: Config, *, lots: int, say: Callable[[str], None]) -> str:
    """Make the market unless it stands with so many lots; return its address."""
    address = config.database_url.replace("postgresql+psycopg://", "postgresql://")
    place = make_url(address)
    name = f"{place.database}{SUFFIX}"
    own = place.set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            if _holds(own, lots):
                flask_says(own, "db", "upgrade")
                _keep_books(own, say)
                return own
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    say(f"Filling a market of {lots:,} lots and {10 * lots:,} bids (once, some minutes) …")
    flask_says(own, "db", "upgrade")
    flask_says(own, "bench", "pattern")
    with psycopg.connect(own) as connection:
        multiply(connection, lots=lots, say=say)
    _keep_books(own, say)
    return own


def _keep_books(address: str, say: Callable[[str], None]) -> None:
    with psycopg.connect(address) as connection:
        keep_books(connection, say=say)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def _holds(address: str, lots: int) -> bool:
    with psycopg.connect(address) as connection:
        if connection.execute("SELECT to_regclass('lots')").fetchone() == (None,):
            return False
        row = connection.execute("SELECT count(*) FROM lots").fetchone()
        return row is not None and row[0] >= lots


def flask_says(address: str, *command: str) -> str:
    """Run one of the market's own commands on the database at `address`; return what it prints."""
    environment = {
        **os.environ,
        "DATABASE_URL": address,
        "SECRET_KEY": str(current_app.secret_key),
        "MAZORCA_DEMO": "0",
    }
    flask = [sys.executable, "-m", "flask", "--app", "wsgi", *command]
    return subprocess.run(flask, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603
