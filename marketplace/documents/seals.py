"""A seal on a file that we made: whether a single byte of it was changed since, anybody can ask us."""

import hashlib
import hmac

MARK = b"\n%mazorca-seal "
SEAL_LENGTH = 64


def sealed(made: bytes, key: bytes) -> bytes:
    """Append a seal as a comment, which every reader of PDFs passes over."""
    return made + MARK + _seal(made, key) + b"\n"


def is_sealed(file: bytes, key: bytes) -> bool:
    """Say whether the file ends in our seal and is, to the byte, what we sealed."""
    made, mark, seal = file.rpartition(MARK)
    return bool(mark) and hmac.compare_digest(seal.rstrip(b"\r\n"), _seal(made, key))


def _seal(made: bytes, key: bytes) -> bytes:
    return hmac.new(hashlib.sha256(b"contract seal|" + key).digest(), made, "sha256").hexdigest().encode()
