"""Files that people send are kept here, by names of our own making, in one folder of this machine."""

import re
import secrets
from pathlib import Path

from flask import current_app

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,99}\.[a-z0-9]{1,8}")


class FileMissingError(FileNotFoundError):
    """There is no file of that name."""


class Store:
    """A folder of files under plain names; a name that could lead elsewhere is no name."""

    def __init__(self, root: Path) -> None:
        """Keep files below `root`, which is made when the first file comes."""
        self.root = root

    def write(self, name: str, content: bytes) -> None:
        """Keep `content` under `name`, whole or not at all."""
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        passing = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        passing.write_bytes(content)
        passing.replace(path)

    def read(self, name: str) -> bytes:
        """Return what is kept under `name`; raises `FileMissingError`."""
        try:
            return self._path(name).read_bytes()
        except (FileNotFoundError, ValueError) as error:
            raise FileMissingError(name) from error

    def delete(self, name: str) -> None:
        """Forget `name`; that it is gone already is no error."""
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        if not NAME.fullmatch(name):
            raise ValueError(name)
        return self.root / name[:2] / name


def uploads() -> Store:
    """Return the store of the running market."""
    return Store(current_app.extensions["mazorca"].uploads_dir)
