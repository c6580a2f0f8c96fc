"""Tasks that workers import by name."""

import os
import signal
import time
from pathlib import Path

import numpy as np

from matching.pairs import FloatArray, IntArray


def add_up(shared: FloatArray, block: IntArray) -> float:
    """Add up some of the shared numbers."""
    return float(np.sum(shared[block]))


def kill_once(shared: str, block: int) -> int:
    """Kill the worker that comes first; whoever comes later works."""
    mark = Path(shared)
    if block == 1 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return block * block


def kill_last_once(shared: str, block: int) -> int:
    """Kill the worker at the third block, once, and note every block that is begun."""
    mark = Path(shared)
    begun = mark.read_text() if mark.exists() else ""
    mark.write_text(f"{begun}{block}")
    if block == 2 and "2" not in begun:
        os.kill(os.getpid(), signal.SIGKILL)
    return block * block


def always_kill(shared: str, block: int) -> int:
    """Kill every worker."""
    del shared, block
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def own_number(shared: int, block: int) -> int:
    """Name the process."""
    del shared, block
    time.sleep(0.05)
    return os.getpid()


def fail(shared: str, block: int) -> int:
    """Raise what a task may raise."""
    msg = f"{shared} {block}"
    raise ArithmeticError(msg)
