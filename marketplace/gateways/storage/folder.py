"""Files in a folder of this machine."""

import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from marketplace.gateways.storage.store import CHUNK, NAME, FileMissingError, FileTakenError, Kept, path_of


class FolderStore:
    """A folder, made when the first file comes."""

    def __init__(self, root: Path) -> None:
        """Keep files below `root`."""
        self.root = root

    def write(self, name: str, content: bytes) -> None:
        """Write beside the place and move there in one step, so that nobody ever sees half a file."""
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        passing = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            with passing.open("wb") as half:
                half.write(content)
                half.flush()
                os.fsync(half.fileno())
            path.hardlink_to(passing)
        except FileExistsError as error:
            raise FileTakenError(name) from error
        finally:
            passing.unlink(missing_ok=True)

    def read(self, name: str) -> bytes:
        """Read all of it."""
        return b"".join(self.chunks(name))

    def chunks(self, name: str, start: int = 0, *, stop: int | None = None) -> Iterator[bytes]:
        """Look at once, read when asked."""
        try:
            path = self._path(name)
            size = path.stat().st_size
        except (FileNotFoundError, ValueError) as error:
            raise FileMissingError(name) from error
        return _pieces(path, start, stop=size if stop is None else min(stop, size))

    def delete(self, name: str) -> None:
        """Remove the file."""
        self._path(name).unlink(missing_ok=True)

    def kept(self) -> Iterator[Kept]:
        """Walk through the drawers; what is still being written has no name yet."""
        for path in self.root.glob("??/*"):
            if NAME.fullmatch(path.name):
                yield Kept(path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC))

    def _path(self, name: str) -> Path:
        return self.root / path_of(name)


def _pieces(path: Path, start: int, *, stop: int) -> Iterator[bytes]:
    """Read a part of a file; it is closed before the last piece is handed over, so that none stays open unread."""
    with path.open("rb") as file:
        file.seek(start)
        for place in range(start, stop, CHUNK):
            piece = file.read(min(CHUNK, stop - place))
            if place + CHUNK >= stop:
                file.close()
            yield piece
