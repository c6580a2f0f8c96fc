"""Links that leave the market by mail and come back: signed, for one purpose, readable by nobody else's key."""

import hashlib

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

SALT = "mazorca.links."
LONGEST = 512
FEWER_MAILS = "fewer_mails"
"""The purpose of links that ask for fewer mails of a kind."""
CONFIRM, UNDO = "confirm_address", "undo_address"
"""The purposes of links that confirm a new address, and that stop the change or undo it from the old one."""


def sign_link(purpose: str, claims: dict[str, int | str]) -> str:
    """Return the claims as a token that fits into an address."""
    return str(_serializer(purpose).dumps(claims))


def read_link(purpose: str, token: str, *, longest: int = LONGEST) -> dict[str, int | str] | None:
    """Return the claims of a token made for `purpose` with our key, or None for anything else."""
    if len(token) > longest:
        return None
    try:
        claims = _serializer(purpose).loads(token)
    except BadData:
        return None
    return claims if isinstance(claims, dict) else None


def _serializer(purpose: str) -> URLSafeSerializer:
    key = current_app.config["SECRET_KEY"]
    return URLSafeSerializer(key, salt=SALT + purpose, signer_kwargs={"digest_method": hashlib.sha256})
