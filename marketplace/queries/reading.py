"""Single reads for pages that must be quick: no transaction around them, one connection a request.

A session's transaction costs two more trips to the database than the read itself. Whoever asks several things that
must agree with each other uses the session.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import g
from sqlalchemy import Connection, Executable, Row

from marketplace.models.base import db


def read(statement: Executable, values: Mapping[str, Any] | None = None) -> Sequence[Row[*tuple[Any, ...]]]:
    """Read all rows of one statement."""
    return _connection().execute(statement, values).all()


def read_one(statement: Executable, values: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401 - any column
    """Read the first column of the only row, or None where there is no row."""
    rows = read(statement, values)
    return rows[0][0] if rows else None


def give_back(_error: BaseException | None) -> None:
    """Give the connection back at the end of a request or command."""
    connection: Connection | None = g.pop("reading", None)
    if connection is not None:
        connection.close()


def _connection() -> Connection:
    if "reading" not in g:
        g.reading = db.engine.execution_options(isolation_level="AUTOCOMMIT").connect()
    return g.reading  # type: ignore[no-any-return]
