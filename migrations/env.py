"""How alembic reaches the market's database: through the app's own engine, one migration at a time."""

from alembic import context
from flask import current_app
from sqlalchemy import text

# Never two migrations at once, from however many machines: an advisory lock with a number of our own.
LOCK = 7305001
OWN_PREFIX = "procrastinate_"


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Leave the job queue's own tables to the job queue."""
    return not (kind == "table" and name is not None and name.startswith(OWN_PREFIX))


def run() -> None:
    """Migrate inside one transaction."""
    database = current_app.extensions["migrate"].db
    with database.engine.connect() as connection, connection.begin():
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        connection.execute(text("SET LOCAL lock_timeout = '10s'"))
        connection.execute(text("SET LOCAL statement_timeout = '10min'"))
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            include_name=include_name,
            compare_type=True,
            compare_server_default=True,
        )
        context.run_migrations()


run()
