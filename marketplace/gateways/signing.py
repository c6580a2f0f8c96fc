"""Signatures that anybody can check: Ed25519, with a key of the market's own whose public half is published."""

import hashlib
from base64 import b64decode, b64encode
from binascii import Error as MalformedText
from dataclasses import dataclass, field
from secrets import token_hex

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from flask import current_app

ID_DIGITS = 16
SEED_BYTES = 32


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key that signs; what may be known of it is its id and its public half, in base64."""

    key_id: str
    public_key: str
    _private: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def of(cls, secret: str) -> "Signer":
        """Read a private key: 64 hexadecimal digits."""
        private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret))
        public = private.public_key().public_bytes_raw()
        return cls(key_id(public), b64encode(public).decode(), private)

    def sign(self, message: bytes) -> str:
        """Sign bytes; return the signature in base64."""
        return b64encode(self._private.sign(message)).decode()


def key_id(public: bytes) -> str:
    """Name a public key by the beginning of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:ID_DIGITS]


def find_signer() -> Signer | None:
    """Return the market's signer, or None where no key was given."""
    secret = current_app.extensions["mazorca"].passport_key
    return Signer.of(secret) if secret else None


def new_secret() -> str:
    """Make a new private key."""
    return token_hex(SEED_BYTES)


def is_signed(message: bytes, signature: str, *, public_key: str) -> bool:
    """Say whether the owner of a public key signed exactly these bytes; whatever cannot be read is no signature."""
    try:
        Ed25519PublicKey.from_public_bytes(b64decode(public_key, validate=True)).verify(
            b64decode(signature, validate=True), message
        )
    except (InvalidSignature, MalformedText, ValueError):
        return False
    return True
