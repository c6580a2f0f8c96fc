"""The one place that looks at the clock and at memory: how long a search may still run, and if it was called off."""

import resource
import sys
import time
from collections.abc import Callable


class Deadline:
    """A time limit in seconds from now, cut short when `cancelled` says so or when too much memory was needed."""

    def __init__(
        self, seconds: float, cancelled: Callable[[], bool] | None = None, *, megabytes: int | None = None
    ) -> None:
        self._start = time.monotonic()
        self._limit = seconds
        self._cancelled = cancelled or (lambda: False)
        self._megabytes = megabytes

    def elapsed(self) -> float:
        """Return the seconds since the start."""
        return time.monotonic() - self._start

    def share(self, seconds: float) -> "Deadline":
        """Make a deadline of its own for a part of the work, called off with this one."""
        return Deadline(seconds, lambda: self.left() <= 0)

    def left(self) -> float:
        """Return the seconds that remain, 0 when the search was called off."""
        if self._cancelled() or (self._megabytes is not None and peak_megabytes() > self._megabytes):
            return 0.0
        return max(0.0, self._limit - self.elapsed())


def peak_megabytes() -> float:
    """Return the most memory that this process has held so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)
