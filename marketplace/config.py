"""Everything the market must be told before it can start, read once from the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

BUCKET_SHAPE = "s3://key:secret@host[:port]/bucket[?region=…&secure=0]"
PASSPORT_KEY = re.compile("[0-9a-fA-F]{64}")
STRIPE = "https://api.stripe.com"
STRIPE_PAGES = ("https://checkout.stripe.com", "https://payments.stripe.com")


class MissingSettingError(RuntimeError):
    """A setting without which the market cannot start is absent."""


class MalformedSettingError(RuntimeError):
    """A setting is there but cannot be read."""


@dataclass(frozen=True, slots=True)
class BucketAddress:
    """Where a bucket that speaks S3 is, and how one gets in."""

    endpoint: str
    bucket: str
    key: str
    secret: str = field(repr=False)
    region: str = "us-east-1"

    @property
    def is_secure(self) -> bool:
        """Whether it is reached through TLS."""
        return self.endpoint.startswith("https:")


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one running market."""

    database_url: str
    secret_key: str
    public_url: str = "http://127.0.0.1:8000"
    smtp_url: str = ""
    mail_sender: str = "Mazorca <avisos@mazorca.example>"
    uploads_dir: Path = Path("var/uploads")
    bucket: BucketAddress | None = None
    stripe_key: str = field(default="", repr=False)
    stripe_webhook_secret: str = field(default="", repr=False)
    stripe_base: str = STRIPE
    passport_key: str = field(default="", repr=False)
    is_demo: bool = False
    has_debug_pages: bool = False
    trusted_proxies: int = 0

    @property
    def takes_payments(self) -> bool:
        """Whether makers can pay online: there is a key for the provider."""
        return bool(self.stripe_key)

    @property
    def pay_pages(self) -> tuple[str, ...]:
        """Whose pages a form of ours may lead to: those on which the provider lets makers pay."""
        if not self.takes_payments:
            return ()
        return STRIPE_PAGES if self.stripe_base == STRIPE else (self.stripe_base,)

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] = os.environ) -> "Config":
        """Read the settings; raises `MissingSettingError` naming what is absent."""
        missing = [name for name in ("DATABASE_URL", "SECRET_KEY") if not environ.get(name)]
        if missing:
            msg = f"set {' and '.join(missing)} in the environment (see docs/operations.md)"
            raise MissingSettingError(msg)
        return cls(
            database_url=with_driver(environ["DATABASE_URL"]),
            secret_key=environ["SECRET_KEY"],
            public_url=environ.get("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/"),
            smtp_url=environ.get("SMTP_URL", ""),
            mail_sender=environ.get("MAIL_SENDER", "Mazorca <avisos@mazorca.example>"),
            uploads_dir=Path(environ.get("UPLOADS_DIR", "var/uploads")),
            bucket=bucket_address(environ.get("STORAGE_URL", "")),
            stripe_key=environ.get("STRIPE_API_KEY", ""),
            stripe_webhook_secret=environ.get("STRIPE_WEBHOOK_SECRET", ""),
            stripe_base=(environ.get("STRIPE_API_BASE") or STRIPE).rstrip("/"),
            passport_key=passport_key(environ.get("MAZORCA_PASSPORT_KEY", "")),
            is_demo=environ.get("MAZORCA_DEMO") == "1",
            trusted_proxies=int(environ.get("TRUSTED_PROXIES", "0")),
            has_debug_pages=environ.get("MAZORCA_STYLEGUIDE", environ.get("MAZORCA_DEMO", "")) == "1",
        )


def with_driver(url: str) -> str:
    """Name the driver in a PostgreSQL address, as SQLAlchemy wants it."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def bucket_address(url: str) -> BucketAddress | None:
    """Read `STORAGE_URL`; nothing set means no bucket. Raises `MalformedSettingError`, without telling the secret."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
        options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        raise MalformedSettingError(_malformed_bucket()) from None
    key, secret, bucket = unquote(parts.username or ""), unquote(parts.password or ""), parts.path.strip("/")
    is_known = parts.scheme == "s3" and options.keys() <= {"region", "secure"} and "/" not in bucket
    if not (is_known and parts.hostname and bucket and key and secret):
        raise MalformedSettingError(_malformed_bucket())
    protocol = "http" if options.get("secure") == "0" else "https"
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return BucketAddress(f"{protocol}://{host}{port}", bucket, key, secret, options.get("region", "us-east-1"))


def passport_key(text: str) -> str:
    """Read `MAZORCA_PASSPORT_KEY`; nothing set means that no passports are signed. Raises `MalformedSettingError`."""
    if text and not PASSPORT_KEY.fullmatch(text):
        msg = "MAZORCA_PASSPORT_KEY is 64 hexadecimal digits; `flask passports key new` makes one"
        raise MalformedSettingError(msg)
    return text.lower()


def _malformed_bucket() -> str:
    return f"STORAGE_URL cannot be read; it is {BUCKET_SHAPE}, with special signs in key and secret as %xx"
