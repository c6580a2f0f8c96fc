"""Copies rows many times by SQL alone: whatever a table's columns are, a copy is its pattern with values changed."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg.sql import SQL, Composable, Identifier, Literal

Connection = psycopg.Connection[Any]
HEAVY = (
    "lots",
    "bids",
    "bid_versions",
    "events",
    "turns",
    "contracts",
    "contract_terms",
    "messages",
    "samples",
    "notices",
)
"""Tables that get so many rows that their indexes are better built at the end."""


@dataclass(frozen=True, slots=True)
class Copy:
    """Rows of `table` that belong to a line of `plan` (`match`, over p and c), copied with `values` in SQL."""

    table: str
    plan: str
    match: str
    values: Mapping[str, str] = field(default_factory=dict)


def copy_rows(connection: Connection, copy: Copy) -> int:
    """Insert one copy of each pattern row `p` for each line `c` of the plan that it belongs to; return how many."""
    columns = [Identifier(each) for each in _columns(connection, copy.table)]
    pairs = SQL(", ").join(SQL("{}, {}").format(Literal(name), _raw(value)) for name, value in copy.values.items())
    statement = SQL(
        "INSERT INTO {table} ({columns}) SELECT {chosen} FROM {plan} AS c JOIN {table} AS p ON {match} "
        "CROSS JOIN LATERAL jsonb_populate_record(NULL::{table}, to_jsonb(p) || jsonb_build_object({pairs})) AS r"
    ).format(
        table=Identifier(copy.table),
        columns=SQL(", ").join(columns),
        chosen=SQL(", ").join(SQL("r.{}").format(each) for each in columns),
        plan=Identifier(copy.plan),
        match=_raw(copy.match),
        pairs=pairs,
    )
    return connection.execute(statement).rowcount


@contextmanager
def indexes_at_the_end(connection: Connection, tables: Sequence[str] = HEAVY) -> Iterator[None]:
    """Take the plain indexes of heavy tables away, and build them again in the end."""
    query = """
        SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
        WHERE indrelid = ANY(%s::regclass[]) AND NOT indisunique
    """
    found = connection.execute(query, [list(tables)]).fetchall()
    for name, _definition in found:
        connection.execute(SQL("DROP INDEX {}").format(Identifier(name)))
    yield
    for _name, definition in found:
        connection.execute(definition.encode())


def set_sequences(connection: Connection) -> None:
    """Let every table number its next row after its last one."""
    query = """
        SELECT table_name, pg_get_serial_sequence(quote_ident(table_name), 'id') FROM information_schema.columns
        WHERE table_schema = 'public' AND column_name = 'id'
    """
    for table, sequence in connection.execute(query).fetchall():
        if sequence:
            last = SQL("SELECT setval({}, coalesce(max(id), 0) + 1, false) FROM {}")
            connection.execute(last.format(Literal(sequence), Identifier(table)))


def _columns(connection: Connection, table: str) -> list[str]:
    query = """
        SELECT column_name FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position
    """
    return [name for (name,) in connection.execute(query, [table])]


def _raw(text: str) -> Composable:
    return SQL(text)  # our own words: see multiplying.py
