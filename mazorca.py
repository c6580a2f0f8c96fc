#!/usr/bin/env python3
"""The one door: `python3 mazorca.py help`. Needs Python 3.11 or newer and nothing else.

Written so that a Python as old as 3.6 can read it far enough to find a newer one, or to say so.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
NEWEST_KNOWN = 16


def main() -> int:
    """Run the command under a Python that is new enough."""
    if os.name != "posix":
        sys.stderr.write("mazorca: runs on Linux and macOS; on Windows use WSL (wsl --install).\n")
        return 1
    if sys.version_info < OLDEST:
        return become_newer()
    from launch.doors import enter  # noqa: PLC0415 - an older Python could not read it

    return enter(sys.argv[1:])


def become_newer() -> int:
    """Start again under the first Python that is new enough; returns only when there is none."""
    names = [f"python3.{minor}" for minor in range(NEWEST_KNOWN, OLDEST[1] - 1, -1)]
    own = Path(__file__).resolve()
    for python in [str(own.parent / ".venv" / "bin" / "python"), *map(shutil.which, names)]:
        if python and is_new_enough(python):
            os.execv(python, [python, str(own), *sys.argv[1:]])  # noqa: S606 - becoming that Python is the point
    sys.stderr.write(
        f"mazorca: needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {sys.version.split()[0]}, and no newer one "
        "is on PATH.\nInstall one from your system's packages, from python.org or with `uv python install`.\n"
    )
    return 1


def is_new_enough(python: str) -> bool:
    """Say whether that Python runs and is new enough (a launcher's stub may be neither)."""
    question = f"import sys; sys.exit(sys.version_info < {OLDEST})"
    try:
        asked = subprocess.call([python, "-c", question], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except OSError:
        return False
    return asked == 0


if __name__ == "__main__":
    sys.exit(main())
