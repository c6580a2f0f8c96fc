"""Everything the market must be told before it can start, read once from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


class MissingSettingError(RuntimeError):
    """A setting without which the market cannot start is absent."""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one running market."""

    database_url: str
    secret_key: str
    public_url: str = "http://127.0.0.1:8000"
    smtp_url: str = ""
    mail_sender: str = "Mazorca <avisos@mazorca.example>"
    uploads_dir: Path = Path("var/uploads")
    is_demo: bool = False
    has_debug_pages: bool = False
    trusted_proxies: int = 0

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
