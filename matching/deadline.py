"""The one place that looks at the clock: how long a search may still run, and whether it was called off."""

import time
from collections.abc import Callable


class Deadline:
    """A time limit in seconds from now, cut short when `cancelled` says so."""

    def __init__(self, seconds: float, cancelled: Callable[[], bool] | None = None) -> None:
        self._start = time.monotonic()
        self._limit = seconds
        self._cancelled = cancelled or (lambda: False)

    def elapsed(self) -> float:
        """Return the seconds since the start."""
        return time.monotonic() - self._start

    def share(self, seconds: float) -> "Deadline":
        """Make a deadline of its own for a part of the work, called off with this one."""
        return Deadline(seconds, lambda: self.left() <= 0)

    def left(self) -> float:
        """Return the seconds that remain, 0 when the search was called off."""
        return 0.0 if self._cancelled() else max(0.0, self._limit - self.elapsed())
