"""One way to write a passport: the very bytes that are signed, so that anybody who holds a copy can check them.

The form is that of RFC 8785 for what passports are made of: keys in order, no spaces, whole numbers, all other numbers
as strings. A signed file is itself written so, and a copy that differs by one byte is no copy.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from marketplace.domain.errors import Refused
from marketplace.domain.plain import to_plain

LARGEST_WHOLE = 2**53 - 1
"""Larger whole numbers are not the same in every language."""
MOST_BYTES = 256 * 1024
PARTS = frozenset({"body", "key", "signature"})


@dataclass(frozen=True, slots=True)
class SignedPassport:
    """A passport as one may keep it: what it says, by which key it was signed, and the signature in base64."""

    body: Mapping[str, object]
    key_id: str
    signature: str

    @property
    def signed(self) -> bytes:
        """The bytes that were signed."""
        return canonical(self.body)


def canonical(value: object) -> bytes:
    """Write a value in the one way there is; raises `ValueError` for what has none (a fraction that is no string)."""
    plain = to_plain(value)
    _refuse_unwritable(plain)
    text = json.dumps(plain, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def digest(body: bytes) -> str:
    """Name bytes by their SHA-256, in hexadecimal digits."""
    return hashlib.sha256(body).hexdigest()


def write_signed(passport: SignedPassport) -> bytes:
    """Write the file that one may keep."""
    return canonical({"body": passport.body, "key": passport.key_id, "signature": passport.signature})


def read_signed(file: bytes) -> SignedPassport:
    """Read a file that somebody kept; raises `Refused` where it is no passport, or not to the byte as it was written.

    Only the line break that editors add at the end of a file is overlooked.
    """
    content = file.rstrip(b"\r\n")
    if len(content) > MOST_BYTES:
        raise Refused("passport.no_passport")
    try:
        said = json.loads(content.decode())
        is_exact = canonical(said) == content
    except (ValueError, TypeError, RecursionError) as error:
        raise Refused("passport.no_passport") from error
    if not (isinstance(said, dict) and said.keys() == PARTS):
        raise Refused("passport.no_passport")
    body, key, signature = said["body"], said["key"], said["signature"]
    if not (isinstance(body, dict) and isinstance(key, str) and isinstance(signature, str)):
        raise Refused("passport.no_passport")
    if not is_exact:
        raise Refused("passport.altered")
    return SignedPassport(body, key, signature)


def _refuse_unwritable(plain: object) -> None:
    if isinstance(plain, dict):
        for key, each in plain.items():
            if not key.isascii():
                raise ValueError(key)
            _refuse_unwritable(each)
    elif isinstance(plain, list):
        for each in plain:
            _refuse_unwritable(each)
    elif isinstance(plain, int) and abs(plain) > LARGEST_WHOLE:
        raise ValueError(plain)
