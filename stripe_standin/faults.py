"""Calls that go wrong on purpose."""

from dataclasses import dataclass, field
from enum import StrEnum
from threading import Lock


class How(StrEnum):
    """In which way a call goes wrong: answered by an error, or not at all; before it was done, or after."""

    ERROR_BEFORE = "error_before"
    ERROR_AFTER = "error_after"
    CUT_BEFORE = "cut_before"
    CUT_AFTER = "cut_after"
    BUSY = "busy"
    TOO_MANY = "too_many"

    @property
    def is_after(self) -> bool:
        """Whether the call is done all the same."""
        return self in {How.ERROR_AFTER, How.CUT_AFTER}


@dataclass(slots=True)
class Faults:
    """What the next calls to some addresses meet."""

    waiting: list[tuple[How, str]] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def add(self, how: How, *, times: int = 1, path: str = "") -> None:
        """Let the next `times` calls whose address contains `path` go wrong."""
        with self.lock:
            self.waiting += [(how, path)] * times

    def next_for(self, path: str) -> How | None:
        """Take the fault that meets a call, if any."""
        with self.lock:
            for number, (how, wanted) in enumerate(self.waiting):
                if wanted in path:
                    del self.waiting[number]
                    return how
        return None

    def clear(self) -> None:
        """Let everything go well again."""
        with self.lock:
            self.waiting.clear()
