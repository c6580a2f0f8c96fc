"""The job queue seen from the side that puts jobs in: a job row is written in the use case's own transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from procrastinate import App, SyncPsycopgConnector
from sqlalchemy.orm import Session, scoped_session

# Never opened: it only writes rows through the connection of whoever enqueues.
_producer = App(connector=SyncPsycopgConnector())


def enqueue(
    session: "Session | scoped_session[Any]",
    job: str,
    *,
    at: datetime | None = None,
    lock: str | None = None,
    **arguments: int | str | Sequence[int],
) -> None:
    """Put `job` in the queue when the session's transaction commits; it starts not before `at`.

    Jobs that share `lock` never run at the same time.
    """
    connection = session.connection().connection.driver_connection
    _producer.configure_task(job, schedule_at=at, lock=lock, connection=connection).defer(**arguments)  # type: ignore[arg-type] # a sequence is a list to JSON
