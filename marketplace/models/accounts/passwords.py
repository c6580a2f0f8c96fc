"""How passwords are kept: argon2id, made and compared here only."""

import hashlib
from functools import lru_cache

from pwdlib import PasswordHash

hasher = PasswordHash.recommended()
"""Argon2id at the cost that its authors recommend; tests take less of it."""


def hash_password(password: str) -> str:
    """Return what may be stored of a password."""
    return hasher.hash(password)


def check_password(password: str, kept: str | None) -> tuple[bool, str | None]:
    """Say whether the password fits what is kept, and a newer form of it if it should be kept anew.

    Takes as long where nothing is kept (no such person, or one who never chose a password), so that nobody can tell.
    """
    if kept is None or not kept.startswith("$argon2"):
        hasher.verify(password, _nobodys())
        return False, None
    return hasher.verify_and_update(password, kept)


def mark_of(kept: str, epoch: int) -> str:
    """Return a short mark that changes with the password and when all sessions are ended."""
    return hashlib.sha256(f"{epoch}|{kept}".encode()).hexdigest()[:20]


@lru_cache(1)
def _nobodys() -> str:
    return hash_password("nobody has this password")
