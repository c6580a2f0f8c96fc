"""The secret a market of this machine signs with, made once and readable by its owner alone."""

import os
import secrets as chance
from contextlib import suppress
from pathlib import Path

from launch.places import VAR


def own_secret(path: Path = VAR / "secret") -> str:
    """Return the secret, making it the first time; of two processes at once, both get the first one's."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(chance.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text(encoding="ascii")
