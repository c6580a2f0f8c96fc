"""Where things lie on this machine."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
VAR = ROOT / "var"
"""Everything a run leaves behind: the database, uploads, mail, logs, the demo's own secret."""


def child_environment() -> dict[str, str]:
    """Return the environment for the programs we start.

    Compiled files are allowed although container images often forbid them: without them every process compiles the
    whole market again and a start takes three times as long.
    """
    environment = dict(os.environ, PYTHONUNBUFFERED="1", FLASK_APP="wsgi", VIRTUAL_ENV=str(VENV))
    environment["PATH"] = f"{VENV / 'bin'}{os.pathsep}{environment.get('PATH', os.defpath)}"
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__"):
        environment.pop(name, None)
    return environment


def is_linux() -> bool:
    """Say whether the machine has what only Linux has: user namespaces and a signal at the parent's death."""
    return sys.platform == "linux"
