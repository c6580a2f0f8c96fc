"""Files that people send are kept here, by names of our own making, wherever the settings say."""

import secrets
from functools import lru_cache
from pathlib import Path

from flask import current_app

from marketplace.config import BucketAddress, Config
from marketplace.gateways.storage.bucket import BucketStore
from marketplace.gateways.storage.folder import FolderStore
from marketplace.gateways.storage.store import FileMissingError, StorageError, Store

__all__ = ["FileMissingError", "Purpose", "StorageError", "new_name", "purpose_of", "uploads"]


class Purpose:
    """What a stored file is for, as its name tells, so that a sweep knows whose rows to ask."""

    ATTACHMENT = "f"
    PHOTO = "p"


def uploads() -> Store:
    """Return the store of the running market."""
    config: Config = current_app.extensions["mazorca"]
    return _store(config.bucket, config.uploads_dir)


def new_name(purpose: str, ending: str) -> str:
    """Make a name that nobody can guess: `<32 digits>-<purpose>.<ending>`."""
    return f"{secrets.token_hex(16)}-{purpose}.{ending}"


def purpose_of(name: str) -> str | None:
    """Read from a name what the file is for; None for names of another make."""
    parts = name.partition(".")[0].split("-")
    return parts[1] if len(parts) > 1 else None


@lru_cache(8)
def _store(bucket: BucketAddress | None, folder: Path) -> Store:
    return BucketStore(bucket) if bucket else FolderStore(folder)
