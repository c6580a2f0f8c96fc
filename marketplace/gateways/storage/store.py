"""What every storage can do, under which names, and how it says no."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,99}\.[a-z0-9]{1,8}")
CHUNK = 256 * 1024


class FileMissingError(FileNotFoundError):
    """There is no file of that name."""


class FileTakenError(FileExistsError):
    """There is a file of that name already; files are written once and never over another."""


class StorageError(OSError):
    """The storage does not answer, or not as it should."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in the storage, and since when it is there."""

    name: str
    since: datetime


class Store(Protocol):
    """Files under plain names of our own making; a name that could lead elsewhere is no name."""

    def write(self, name: str, content: bytes) -> None:
        """Keep `content` under `name`, whole or not at all; raises `FileTakenError`, `ValueError` for no name."""

    def read(self, name: str) -> bytes:
        """Return what is kept under `name`; raises `FileMissingError`."""

    def chunks(self, name: str, start: int = 0, *, stop: int | None = None) -> Iterator[bytes]:
        """Return the bytes from `start` up to `stop` piece by piece; raises `FileMissingError` at once."""

    def delete(self, name: str) -> None:
        """Forget `name`; that it is gone already is no error."""

    def kept(self) -> Iterator[Kept]:
        """Name everything that is kept, in no order."""


def path_of(name: str) -> str:
    """Say where a file of that name is kept: in a drawer of its first two letters; raises `ValueError`."""
    if not NAME.fullmatch(name):
        raise ValueError(name)
    return f"{name[:2]}/{name}"
