"""The one clock: entrances and jobs ask it, and pass the answer down as `now`."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)
