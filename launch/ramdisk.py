"""A folder for one test run, in memory where there is room, and gone afterwards whatever happens."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 - the folders made there are private
ENOUGH = 2 * 1024**3
PREFIX = "mazorca-test-"
IN_USE = "in-use"


@contextmanager
def passing_folder() -> Iterator[Path]:
    """Give a private folder and remove it at the end; first sweep out those whose run was killed."""
    base = _base()
    _sweep(base)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getuid()}-", dir=base))
    try:
        with (folder / IN_USE).open("w") as mark:
            fcntl.flock(mark, fcntl.LOCK_EX)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _base() -> Path:
    """Return memory when more than two gigabytes of it are free, else the system's temporary files."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
        return MEMORY
    return Path(tempfile.gettempdir())


def _sweep(base: Path) -> None:
    """Remove our folders that nobody holds any more."""
    for folder in base.glob(f"{PREFIX}{os.getuid()}-*"):
        try:
            with (folder / IN_USE).open("r+") as mark:
                fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue
