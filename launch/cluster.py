"""The files of a PostgreSQL server: made whole or not at all, and never read by another version."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from launch.identity import Identity
from launch.processes import on_leash
from launch.terminal import Trouble

USER = "mazorca"
"""Both the server's only role and its first database."""
BUILTIN_LOCALES_SINCE = 17
"""From this version the sort order is PostgreSQL's own, the same on every system."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """The databases of one server, and the programs that make them."""

    identity: Identity
    version: int

    @property
    def data(self) -> Path:
        """Where the files lie."""
        return self.identity.folder / "data"

    def create(self) -> None:
        """Make the files unless they stand.

        Raises:
            Trouble: they cannot be made, or another version of PostgreSQL wrote them.
        """
        if (self.data / "PG_VERSION").exists():
            self._check_version()
            self.identity.take_over(self.data)
            return
        fresh = self.data.with_name("data.new")
        shutil.rmtree(fresh, ignore_errors=True)
        locale = ["--locale=C.UTF-8"]
        if self.version >= BUILTIN_LOCALES_SINCE:
            locale.append("--locale-provider=builtin")
        self._run("initdb", "-D", str(fresh), "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync", *locale)
        self._run("postgres", "--single", "-D", str(fresh), "postgres", feed=f"create database {USER}\n")
        fresh.rename(self.data)

    def _check_version(self) -> None:
        written_by = (self.data / "PG_VERSION").read_text(encoding="ascii").strip()
        if written_by != str(self.version):
            msg = (
                f"the data in {self.data} was written by PostgreSQL {written_by}, and the server found is "
                f"{self.version}: move that folder away to begin anew, or name the programs of the old one "
                "in MAZORCA_PG_BIN."
            )
            raise Trouble(msg)

    def _run(self, program: str, *arguments: str, feed: str = "") -> None:
        command = on_leash([self.identity.program(program), *arguments], user=self.identity.how)
        done = subprocess.run(command, input=feed, capture_output=True, text=True, check=False, env=quiet_environment())
        if done.returncode != 0:
            msg = f"{program} failed:\n{done.stdout}{done.stderr}"
            raise Trouble(msg)


def quiet_environment() -> dict[str, str]:
    """Return an environment in which nobody's own PostgreSQL settings and language reach ours."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
