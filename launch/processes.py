"""Start programs so that none outlives us, and stop them in order."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

from launch.places import ROOT, child_environment

LEASH = Path(__file__).with_name("leash.py")


def on_leash(command: Sequence[str], *, last_signal: str = "SIGTERM", user: str = "") -> list[str]:
    """Return the command that runs `command` on our leash; `user` is empty, `--map-nobody` or `--become-nobody`."""
    leash = [sys.executable, "-I", "-S", str(LEASH), *([user] if user else []), str(os.getpid()), last_signal]
    return [*leash, *command]


@dataclass(slots=True)
class Child:
    """A program we started, alone in its process group; what it says goes to its log or to the terminal."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=child_environment)
    log: Path | None = None
    passed: tuple[int, ...] = ()
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> "Child":
        """Start it; our own terminal's Ctrl-C does not reach it, we stop it ourselves."""
        with ExitStack() as files:
            output = None
            if self.log is not None:
                self.log.parent.mkdir(parents=True, exist_ok=True)
                output = files.enter_context(self.log.open("ab"))
            self.process = subprocess.Popen(
                on_leash(self.command),
                cwd=ROOT,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                pass_fds=self.passed,
                start_new_session=True,
            )
        return self

    def is_running(self) -> bool:
        """Say whether it still runs."""
        return self.process is not None and self.process.poll() is None

    def last_words(self) -> str:
        """Return the end of its log."""
        if self.log is None or not self.log.exists():
            return ""
        return self.log.read_text(encoding="utf-8", errors="replace")[-3000:]

    def ask_to_stop(self) -> None:
        """Ask politely; `stop` waits for it."""
        if self.process is not None and self.is_running():
            self.process.terminate()

    def stop(self, *, patience: float = 10.0) -> None:
        """End it and whatever it started, by force after `patience` seconds."""
        if self.process is None:
            return
        self.ask_to_stop()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(patience)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def stop_all(children: Sequence[Child]) -> None:
    """Ask all at once, then wait for each."""
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.stop()


def run_to_end(command: Sequence[str], *, environment: Mapping[str, str]) -> int:
    """Run a program in the foreground, with our terminal, and return its exit code.

    A Ctrl-C reaches it as it reaches us; it may tidy up before we go on.
    """
    process = subprocess.Popen(on_leash(command), cwd=ROOT, env=dict(environment))
    try:
        return process.wait()
    except BaseException:
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.5)
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()
        raise
