"""A database that is lent again is as the template: its rows, its numbers and what it forbids."""

import os
from collections.abc import Iterator

import psycopg
import pytest

from tests.lending import OFTEN, Lender
from tests.postgres import beside, create_database, drop_database

TABLES = """
CREATE TABLE people (id serial PRIMARY KEY, name text UNIQUE);
CREATE TABLE letters (id integer GENERATED ALWAYS AS IDENTITY, person_id integer REFERENCES people, words text);
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'letters stay'; END $$;
CREATE TRIGGER stay BEFORE DELETE ON letters FOR EACH ROW EXECUTE FUNCTION refuse();
INSERT INTO people (name) VALUES ('Ana'), ('Luis');
"""
WRITE = """
INSERT INTO people (name) VALUES ('Rosa');
INSERT INTO letters (person_id, words) VALUES (3, 'Tab\tand line\nbreak'), (1, NULL);
UPDATE people SET name = 'Anna' WHERE name = 'Ana';
DELETE FROM people WHERE name = 'Luis';
"""
READ = "SELECT string_agg(id || name, ' ' ORDER BY ctid) FROM people"


@pytest.fixture
def lender(server_url: str) -> Iterator[Lender]:
    name = f"mazorca_lending_{os.getpid()}"
    create_database(server_url, name, template="template1")
    run(beside(server_url, name), TABLES)
    lender = Lender(server_url, name)
    yield lender
    lender.close()
    drop_database(server_url, name)


def run(address: str, statements: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statements)


def ask(address: str, question: str) -> object:
    with psycopg.connect(address, autocommit=True) as connection:
        row = connection.execute(question).fetchone()
    return row and row[0]


def lent_after(lender: Lender, statements: str) -> tuple[bool, str]:
    """Let somebody write and give back; say whether the next one has the same database, and its address."""
    with lender.lend() as first:
        run(first, statements)
    with lender.lend() as second:
        return first == second, second


def test_rows_are_as_in_the_template(lender: Lender) -> None:
    is_same, address = lent_after(lender, WRITE)
    assert (is_same, ask(address, READ), ask(address, "SELECT count(*) FROM letters")) == (True, "1Ana 2Luis", 0)


def test_numbers_go_on_as_from_the_template(lender: Lender) -> None:
    _, address = lent_after(lender, WRITE)
    assert ask(address, "INSERT INTO people (name) VALUES ('Eva') RETURNING id") == 3
    assert ask(address, "INSERT INTO letters (person_id) VALUES (1) RETURNING id") == 1


def test_what_is_forbidden_stays_forbidden(lender: Lender) -> None:
    _, address = lent_after(lender, WRITE)
    run(address, "INSERT INTO letters (person_id) VALUES (1)")
    with pytest.raises(psycopg.errors.RaiseException, match="letters stay"):
        run(address, "DELETE FROM letters")


def test_what_was_rolled_back_leaves_no_gap(lender: Lender) -> None:
    _, address = lent_after(lender, "BEGIN; INSERT INTO people (name) VALUES ('Rosa'); ROLLBACK")
    assert ask(address, "INSERT INTO people (name) VALUES ('Eva') RETURNING id") == 3


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE letters DISABLE TRIGGER stay",
        "ALTER TABLE people DROP CONSTRAINT people_name_key",
        "CREATE TABLE more (id integer)",
        "CREATE INDEX ON letters (words)",
        "DROP TABLE letters",
        "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "TRUNCATE letters",
        "ANALYZE people",
    ],
)
def test_a_changed_schema_is_lent_to_nobody_else(lender: Lender, change: str) -> None:
    assert lent_after(lender, change)[0] is False


def test_who_stays_in_it_keeps_it_for_good(lender: Lender) -> None:
    with lender.lend() as first:
        staying = psycopg.connect(first)
    with lender.lend() as second:
        assert first != second
    staying.close()


def test_who_throws_everybody_out_throws_the_keeper_out_too(lender: Lender) -> None:
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = "
    assert lent_after(lender, f"{others} current_database()")[0] is False


def test_two_at_once_have_two(lender: Lender) -> None:
    with lender.lend() as first, lender.lend() as second:
        assert first != second


def test_no_database_grows_old(lender: Lender) -> None:
    lent = {address for _ in range(OFTEN + 1) for address in [lent_after(lender, WRITE)[1]]}
    assert len(lent) > 1
