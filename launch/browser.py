"""Find a Chromium for the tests that walk through the pages, or get one."""

import os
import shutil
import subprocess
from pathlib import Path

from launch.debian import can_install, install_packages
from launch.places import PYTHON, child_environment
from launch.terminal import say

SETTING = "MAZORCA_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def ensure_browser() -> str:
    """Return the path of a Chromium that runs, installing one where we may; empty where there is none to be had."""
    found = find_browser()
    if found and _driver_runs():
        return found
    if can_install():
        install_packages("chromium", "libatomic1")
    elif not found:
        say("No Chromium found; fetching Playwright's")
        _fetch_playwrights()
    found = find_browser()
    if not (found and _driver_runs()):
        say(
            "No Chromium to be had: THE BROWSER TESTS WILL BE SKIPPED (install chromium, or name one in "
            + SETTING
            + ")"
        )
        return ""
    return found


def find_browser() -> str:
    """Return the first Chromium that runs here, the one named in the environment first."""
    candidates = [os.environ.get(SETTING), *(shutil.which(name) for name in NAMES), *_playwrights()]
    return next((path for path in candidates if path and _runs(path)), "")


def _runs(path: str) -> bool:
    """Say whether the browser starts: a stub of Ubuntu's, or one whose libraries are missing, does not."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, check=False, timeout=30).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def _playwrights() -> list[str]:
    folder = os.environ.get("PLAYWRIGHT_BROWSERS_PATH", str(Path.home() / ".cache" / "ms-playwright"))
    found = [
        *Path(folder).glob("chromium*/chrome-linux*/chrome"),
        *Path(folder).glob("chromium*/chrome-linux*/headless_shell"),
    ]
    return [str(path) for path in sorted(found, reverse=True)]


def _driver_runs() -> bool:
    """Say whether Playwright's own driver starts; on a small Debian it lacks libatomic1."""
    question = "from playwright._impl._driver import compute_driver_executable as e; print(*e(), sep='\\n')"
    asked = subprocess.run([PYTHON, "-c", question], capture_output=True, text=True, check=False)
    node = asked.stdout.split("\n")[0]
    return asked.returncode == 0 and _runs(node)


def _fetch_playwrights() -> None:
    """Let Playwright fetch its own; it needs the network and may fail, which the caller sees."""
    command = [str(PYTHON), "-m", "playwright", "install", "chromium"]
    try:
        subprocess.run(command, env=child_environment(), capture_output=True, check=False, timeout=300)
    except subprocess.SubprocessError:
        say("Playwright could not fetch it")
