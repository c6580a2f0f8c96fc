"""Programs we start end with us, and in order."""

import subprocess
import sys
import time
from pathlib import Path

from launch.places import ROOT
from launch.processes import Child, on_leash, run_to_end

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
PARENT = """
import subprocess, sys, time
from launch.processes import on_leash
child = subprocess.Popen(on_leash([sys.executable, "-c", "import time; time.sleep(600)"]))
print(child.pid, flush=True)
time.sleep(600)
"""
WITH_CHILD = (
    "import subprocess, sys, time; c = subprocess.Popen(['sleep', '600']); print(c.pid, flush=True); time.sleep(600)"
)
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"


def is_alive(number: int) -> bool:
    """Say whether the process runs, within a second of grace."""
    limit = time.monotonic() + 5
    while time.monotonic() < limit:
        status = Path(f"/proc/{number}/stat")
        if not status.exists() or status.read_text(encoding="ascii").rsplit(") ", 1)[1][0] == "Z":
            return False
        time.sleep(0.02)
    return True


def written(path: Path) -> str:
    """Return what a child wrote, once it has."""
    limit = time.monotonic() + 10
    while time.monotonic() < limit and not (path.exists() and path.read_text(encoding="utf-8").endswith("\n")):
        time.sleep(0.02)
    return path.read_text(encoding="utf-8")


def test_a_program_on_a_leash_ends_with_its_starter() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
    assert not is_alive(child)


def test_the_leash_keeps_the_exit_code() -> None:
    assert subprocess.run(on_leash([sys.executable, "-c", "raise SystemExit(7)"]), check=False).returncode == 7


def test_stopping_a_child_stops_what_it_started(tmp_path: Path) -> None:
    log = tmp_path / "log"
    child = Child("parent", [sys.executable, "-c", WITH_CHILD], log=log).start()
    grandchild = int(written(log))
    child.stop()
    assert not is_alive(grandchild)


def test_a_child_that_does_not_listen_is_stopped_by_force(tmp_path: Path) -> None:
    log = tmp_path / "log"
    child = Child("deaf", [sys.executable, "-c", DEAF], log=log).start()
    written(log)
    child.stop(patience=0.2)
    assert not child.is_running()


def test_a_child_is_known_to_run_until_it_ends() -> None:
    child = Child("sleeper", SLEEPER).start()
    before = child.is_running()
    child.stop()
    assert (before, child.is_running()) == (True, False)


def test_the_foreground_gives_back_the_exit_code() -> None:
    assert run_to_end([sys.executable, "-c", "raise SystemExit(3)"], environment={}) == 3
