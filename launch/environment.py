"""Make the environment of Python packages: once, by the locks, and again only when a lock changed."""

import fcntl
import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from launch.pip import ensure_pip
from launch.places import PYTHON, ROOT, VAR, VENV, child_environment
from launch.processes import on_leash
from launch.terminal import Trouble, detail, say

RUNNING = "requirements.txt"
TESTING = "requirements-dev.txt"
RACING = "requirements-bench.txt"
STAMP = VENV / "installed.json"


def ensure_environment(*, for_tests: bool = False, for_bench: bool = False) -> None:
    """See that `.venv` holds exactly what the locks say; a second process waits for the first.

    Raises:
        Trouble: the packages cannot be installed.
    """
    locks = [RUNNING, *([TESTING] if for_tests else []), *([RACING] if for_bench else [])]
    VAR.mkdir(exist_ok=True)
    with _alone():
        version = _python_version()
        if not version:
            _make_venv()
            version = _python_version()
        installed = _stamp(version)
        wanted = {name: _digest(ROOT / name) for name in locks}
        missing = [name for name in locks if installed.get(name) != wanted[name]]
        for name in missing:
            _install(ROOT / name)
        if missing:
            STAMP.write_text(json.dumps({"python": version} | installed | wanted), encoding="utf-8")


@contextmanager
def _alone() -> Iterator[None]:
    with (VAR / "setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another process is setting up here; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _python_version() -> str:
    """Return the version of the environment's Python; empty when there is none, or none that is new enough."""
    question = "import sys; print('%d.%d' % sys.version_info[:2] if sys.version_info >= (3, 11) else '')"
    try:
        asked = subprocess.run([PYTHON, "-I", "-S", "-c", question], capture_output=True, text=True, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return asked.stdout.strip()


def _stamp(version: str) -> dict[str, str]:
    """Return the digests of the locks installed, as far as they were installed for this Python."""
    try:
        stamp: dict[str, str] = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if stamp.get("python") == version else {}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _make_venv() -> None:
    say(f"Making the environment in {VENV.name} with Python {sys.version.split()[0]}")
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", str(VENV)], capture_output=True, text=True, check=False
    )
    if made.returncode != 0:
        msg = f"python -m venv failed: {made.stderr.strip() or made.stdout.strip()}"
        raise Trouble(msg)


def _install(lock: Path) -> None:
    """Install one lock, each package checked by its hash: with uv where there is one, else with pip."""
    count = len(re.findall(r"^[\w.-]+(\[[\w,-]+\])?==", lock.read_text(encoding="utf-8"), re.MULTILINE))
    uv = shutil.which("uv")
    if uv is not None:
        say(f"Installing {count} packages of {lock.name} with uv")
        command = [uv, "pip", "install", "--python", str(PYTHON), "--require-hashes", "--compile-bytecode", "--quiet"]
        if _follow([*command, "-r", str(lock)]) == 0:
            return
        detail("uv could not; plain pip will")
    ensure_pip(PYTHON)
    say(f"Installing {count} packages of {lock.name} with pip")
    command = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--no-deps", "--progress-bar=off"]
    if _follow([*command, "--disable-pip-version-check", "-r", str(lock)]) != 0:
        msg = f"pip could not install {lock.name}; what it said stands above."
        raise Trouble(msg)


def _follow(command: Sequence[str]) -> int:
    """Run the installer and show its steps: a line for each package, errors whole."""
    with subprocess.Popen(
        on_leash(command),
        cwd=ROOT,
        env=child_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        try:
            for line in process.stdout or ():
                _show(line)
        except KeyboardInterrupt:
            process.terminate()
            raise
    return process.returncode


def _show(line: str) -> None:
    taken = re.match(r"(?:Collecting|Processing) (?:\S*/)?(\S+)", line)
    if taken:
        detail(re.sub(r"-(py|cp|pp)\d.*whl$", "", taken[1]))
    elif line.startswith("Installing collected"):
        say("Unpacking and compiling them")
    elif re.match(r"\s*(ERROR|error|hint|WARNING: Retrying)", line):
        detail(line.rstrip())
