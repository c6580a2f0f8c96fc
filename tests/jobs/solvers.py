"""Finding the solving processes that a worker has started."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

SEEN_IN_PROC = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="finds the solver in /proc")


def solvers_of(worker: int) -> Iterator[int]:
    """Find the solvers of a process by number; one that ends meanwhile is passed over."""
    for task in Path(f"/proc/{worker}/task").glob("*/children"):
        for child in _read(task).split():
            if b"planning.child" in _read(Path(f"/proc/{int(child)}/cmdline")):
                yield int(child)


def _read(path: Path) -> bytes:
    with suppress(OSError):
        return path.read_bytes()
    return b""
