"""Whether the parts of the market are there."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from marketplace.models.base import db

WORKER_SILENT_AFTER = 60


@dataclass(frozen=True, slots=True)
class Health:
    """What was found."""

    database: bool
    schema: str | None
    waiting_jobs: int
    workers: int

    @property
    def is_well(self) -> bool:
        """Whether pages can be served."""
        return self.database and self.schema is not None

    def as_dict(self) -> dict[str, object]:
        """The same as plain words."""
        return {"status": "ok" if self.is_well else "down", **asdict(self)}


def find_health(now: datetime) -> Health:
    """Look at the database, its schema, the queue and the workers."""
    try:
        row = db.session.execute(
            text(
                "SELECT (SELECT version_num FROM alembic_version) AS schema,"
                " (SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo') AS jobs,"
                " (SELECT count(*) FROM procrastinate_workers"
                "   WHERE last_heartbeat > :now - make_interval(secs => :silent)) AS workers"
            ),
            {"now": now, "silent": WORKER_SILENT_AFTER},
        ).one()
    except SQLAlchemyError:
        db.session.rollback()
        return Health(database=False, schema=None, waiting_jobs=0, workers=0)
    return Health(database=True, schema=row.schema, waiting_jobs=row.jobs, workers=row.workers)
