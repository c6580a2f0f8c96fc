"""Databases that are lent to one test after another: what a test wrote is taken out again.

That takes a quarter of the time of a fresh copy, and is the same to whoever looks in: the rows are the template's, and
all numbers begin where they began. A database is thrown away instead if its schema was touched, if somebody does not
let go of it, or when so many have had it that its pages fill with what was deleted.
"""

import itertools
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import psycopg
import pytest
from psycopg import Connection, sql

from marketplace.seed.market import Cast
from tests.postgres import beside, create_database, drop_database

OFTEN = 40
PATIENCE_SECONDS = 1.0
UNHINDERED = "SET session_replication_role = replica"
"""No trigger runs: who puts things back may delete what nobody else may."""

OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
WRITTEN = """
SELECT relname, relnamespace = 'public'::regnamespace,
       pg_stat_get_tuples_inserted(oid) + pg_stat_get_tuples_updated(oid) + pg_stat_get_tuples_deleted(oid)
FROM pg_class WHERE relkind = 'r' AND NOT relisshared
"""
"""How often each table was written to. A session has told of all it wrote before it leaves `pg_stat_activity`."""
FILLED = """
SELECT relname FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
"""
NUMBERED = "SELECT seqrelid, pg_sequence_last_value(seqrelid) FROM pg_sequence"
NUMBER_AGAIN = "SELECT setval(seqrelid::regclass, coalesce(%s, seqstart), %s) FROM pg_sequence WHERE seqrelid = %s"

Written = dict[tuple[str, bool], int]
"""By table, and whether it is one of the market's; those of the catalogue tell of changes of the schema."""


@pytest.fixture(scope="session")
def copies(server_url: str, template_database: str) -> Iterator["Lender"]:
    """Copies of the migrated, empty database."""
    lender = Lender(server_url, template_database)
    yield lender
    lender.close()


@pytest.fixture(scope="session")
def seeded_copies(server_url: str, seeded_template: tuple[str, Cast]) -> Iterator["Lender"]:
    """Copies of the fictional market."""
    lender = Lender(server_url, seeded_template[0])
    yield lender
    lender.close()


@pytest.fixture
def database_url(copies: "Lender") -> Iterator[str]:
    """The address of a database, migrated and empty, for one test alone."""
    with copies.lend() as address:
        yield address


@pytest.fixture
def seeded_url(seeded_copies: "Lender") -> Iterator[str]:
    """The address of a copy of the fictional market for one test alone."""
    with seeded_copies.lend() as address:
        yield address


@dataclass
class Lent:
    """A database, who looks after it, what had been written to it when it was last as new, and how many have had it."""

    name: str
    keeper: Connection
    written: Written
    uses: int = 0


class Lender:
    """Lends copies of one template, and takes them back."""

    def __init__(self, server_url: str, template: str) -> None:
        """Begin with no copy."""
        self.server_url = server_url
        self.template = template
        self._numbers = itertools.count(1)
        self._free: list[Lent] = []
        self._rows: dict[str, bytes] = {}
        self._sequences: dict[int, int | None] = {}

    @contextmanager
    def lend(self) -> Iterator[str]:
        """Give the address of a database that is as the template."""
        lent = self._free.pop() if self._free else self._new()
        try:
            yield beside(self.server_url, lent.name)
        finally:
            self._take_back(lent)

    def close(self) -> None:
        """Remove the copies."""
        for lent in self._free:
            self._remove(lent)

    def _new(self) -> Lent:
        name = f"{self.template}_{next(self._numbers)}"
        create_database(self.server_url, name, template=self.template)
        keeper = psycopg.connect(beside(self.server_url, name), autocommit=True)
        if not self._sequences:
            self._sequences = _sequences(keeper)
            self._rows = {name: _rows(keeper, name) for (name,) in keeper.execute(FILLED).fetchall()}
        return Lent(name, keeper, _written(keeper))

    def _take_back(self, lent: Lent) -> None:
        lent.uses += 1
        with suppress(psycopg.OperationalError, psycopg.errors.InsufficientPrivilege):
            if lent.uses < OFTEN and self._is_as_new(lent):
                self._free.append(lent)
                return
        self._remove(lent)

    def _remove(self, lent: Lent) -> None:
        lent.keeper.close()
        drop_database(self.server_url, lent.name)

    def _is_as_new(self, lent: Lent) -> bool:
        """Put everything back; say whether that was possible."""
        if not _is_alone(lent.keeper):
            return False
        touched = {table for table, _ in _written(lent.keeper).items() ^ lent.written.items()}
        if not all(is_ours for _, is_ours in touched):
            return False
        self._put_back(lent.keeper, sorted(name for name, _ in touched))
        lent.written = _written(lent.keeper)
        return True

    def _put_back(self, connection: Connection, names: list[str]) -> None:
        """Leave exactly the template's rows in the tables, and the template's numbers to be given next."""
        connection.execute(UNHINDERED)
        connection.execute(sql.SQL(";").join(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for name in names))
        for name in names:
            if rows := self._rows.get(name):
                with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))) as copy:
                    copy.write(rows)
        for number, last in _sequences(connection).items():
            if last != (first := self._sequences[number]):
                connection.execute(NUMBER_AGAIN, [first, first is not None, number])
        connection.execute("SELECT pg_stat_force_next_flush()")


def _is_alone(connection: Connection) -> bool:
    """Wait a moment until nobody else is in the database; say whether that came."""
    give_up = time.monotonic() + PATIENCE_SECONDS
    while (found := connection.execute(OTHERS).fetchone()) and found[0]:
        if time.monotonic() > give_up:
            return False
        time.sleep(0.002)
    return True


def _written(connection: Connection) -> Written:
    return {(name, is_ours): count for name, is_ours, count in connection.execute(WRITTEN)}


def _sequences(connection: Connection) -> dict[int, int | None]:
    return dict(connection.execute(NUMBERED).fetchall())


def _rows(connection: Connection, name: str) -> bytes:
    with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))) as copy:
        return b"".join(bytes(part) for part in copy)
