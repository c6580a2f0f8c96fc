"""As whom, and where, a PostgreSQL server runs: it refuses root, and a socket's path must be short."""

import hashlib
import os
import re
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from launch.binaries import Binaries
from launch.leash import FORBIDDEN, NOBODY
from launch.processes import on_leash
from launch.terminal import Trouble

LONGEST_FOLDER = 85
"""A socket's whole path may have 103 bytes on the stingiest system; the name takes 14, PostgreSQL's lock file 5."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The user a server runs as (`how` the leash changes to it) and the folders that user can reach."""

    how: str
    folder: Path
    programs: Path
    owner: int

    @classmethod
    def for_server(cls, folder: Path, binaries: Binaries) -> "Identity":
        """Choose for a server whose files should lie in `folder`.

        An ordinary user stays as he is. Root enters a user namespace and is called nobody there, so that the files
        stay root's; where namespaces are forbidden (as in many containers) the server becomes the system's nobody.
        Whatever that user cannot reach, as below a private home, is moved to the system's folder for temporary files.
        """
        how = how_to_leave_root()
        owner = NOBODY if how == "--become-nobody" else os.geteuid()
        programs = binaries.folder
        if how and not _is_reachable(programs / "postgres", how=how):
            copy = shelter("programs", programs, owner=owner)
            shutil.copytree(programs.parent, copy, dirs_exist_ok=True)
            programs = copy / programs.name
        if owner != os.geteuid():
            os.chown(folder, owner, -1)
        if how and not _is_reachable(folder, how=how):
            folder = shelter("data", folder, owner=owner)
        return cls(how, folder, programs, owner)

    def program(self, name: str) -> str:
        """Return the path of one program."""
        return str(self.programs / name)

    def take_over(self, files: Path) -> None:
        """Give files that an earlier run left under another user to ours; only root can and needs to."""
        if os.geteuid() != 0 or files.stat().st_uid == self.owner:
            return
        for path in (files, *files.rglob("*")):
            os.chown(path, self.owner, -1, follow_symlinks=False)

    def socket_folder(self) -> Path:
        """Return the private folder of the server's socket, in a short path without characters that need quoting."""
        near = self.folder / "run"
        if len(os.fsencode(near)) <= LONGEST_FOLDER and re.fullmatch(r"[\w./-]+", str(near), re.ASCII):
            near.mkdir(mode=0o700, exist_ok=True)
            os.chown(near, self.owner, -1)
            return near
        return shelter("run", self.folder, owner=self.owner)


@cache
def how_to_leave_root() -> str:
    """Return how the leash makes another user of root; empty for an ordinary user."""
    if os.geteuid() != 0:
        return ""
    tried = subprocess.run(on_leash(["true"], user="--map-nobody"), check=False, capture_output=True)
    return "--become-nobody" if tried.returncode == FORBIDDEN else "--map-nobody"


def shelter(purpose: str, place: Path, *, owner: int) -> Path:
    """Return a private folder for `place` among the system's temporary files, the same one each time.

    Raises:
        Trouble: somebody else made a folder of that name.
    """
    mark = hashlib.sha256(os.fsencode(place)).hexdigest()[:12]
    temporary = Path(tempfile.gettempdir())
    if len(os.fsencode(temporary)) > LONGEST_FOLDER // 2:
        temporary = Path("/tmp")  # noqa: S108 - the folder made there is private and checked below
    folder = temporary / f"mazorca-{os.geteuid()}-{purpose}-{mark}"
    if not folder.exists():
        folder.mkdir(mode=0o700)
        os.chown(folder, owner, -1)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {owner, os.geteuid()}:
        msg = f"{folder} belongs to somebody else; remove it, or set TMPDIR to another folder."
        raise Trouble(msg)
    if found.st_uid != owner:
        os.chown(folder, owner, -1)
    return folder


def _is_reachable(path: Path, *, how: str) -> bool:
    """Say whether the server's user can use the path: run a program, write into a folder."""
    question = "-w" if path.is_dir() else "-x"
    asked = subprocess.run(on_leash(["test", question, str(path)], user=how), check=False, capture_output=True)
    return asked.returncode == 0
