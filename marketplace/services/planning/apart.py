"""Solving in a process of its own, so that a worker keeps breathing and can end the search at any time."""

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import marketplace
from marketplace.domain.plain import from_plain
from marketplace.domain.plans import Sighting
from marketplace.services.planning.failures import SearchStoppedError, SolverDiedError

ROOT = Path(marketplace.__file__).resolve().parents[1]
CHILD = "marketplace.services.planning.child"
LOOK_EVERY_SECONDS = 0.5
LONGEST_COMPLAINT = 2_000
Plain = dict[str, Any]
Watch = Callable[[list[Sighting]], bool]


def solve_apart(inputs: Plain, *, seconds: int, watch: Watch) -> Plain:
    """Solve frozen inputs in a child process and return its claim, not yet audited.

    `watch` is told what was seen since the last time, at least twice a second; when it returns False the search ends
    with `SearchStoppedError`. Raises `SolverDiedError` when the child gives no answer.
    """
    return _asked({"inputs": inputs, "seconds": seconds}, watch)


def explain_apart(inputs: Plain, claim: Plain, *, pair: tuple[str, str], seconds: int) -> Plain:
    """Find out in a child process why a claim does not bring a lot and a demand together; raises as `solve_apart`."""
    return _asked({"inputs": inputs, "claim": claim, "pair": pair, "seconds": seconds}, lambda _: True)


def _asked(question: Plain, watch: Watch) -> Plain:
    with tempfile.TemporaryFile() as complaints, _child(complaints) as child:
        lines = _said_by(child)
        assert child.stdin is not None  # noqa: S101 - it is a pipe
        with suppress(BrokenPipeError):  # a child dead already is found below, by its silence
            child.stdin.write(json.dumps(question).encode() + b"\n")
            child.stdin.flush()
        for batch in _batches(lines):
            if not watch([from_plain(Sighting, each["sighting"]) for each in batch if "sighting" in each]):
                raise SearchStoppedError
            answer = next((each["answer"] for each in batch if "answer" in each), None)
            if answer is not None:
                return dict(answer)
        raise SolverDiedError(_complaint(child, complaints))


@contextmanager
def _child(complaints: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """Run the child; it ends with us, because it listens at the pipe whose other end we hold."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).strip(":"),
    }
    child = subprocess.Popen(  # noqa: S603 - our own module under our own Python
        [sys.executable, "-m", CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=complaints,
        env=environment,
    )
    try:
        yield child
    finally:
        child.kill()
        child.communicate()


def _said_by(child: subprocess.Popen[bytes]) -> "queue.SimpleQueue[Plain | None]":
    """Collect what the child says, line by line; None is its end."""
    lines: queue.SimpleQueue[Plain | None] = queue.SimpleQueue()

    def read() -> None:
        assert child.stdout is not None  # noqa: S101 - it is a pipe
        with suppress(json.JSONDecodeError):  # a child killed in the middle of a line has said nothing more
            for line in child.stdout:
                lines.put(json.loads(line))
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    return lines


def _batches(lines: "queue.SimpleQueue[Plain | None]") -> Iterator[list[Plain]]:
    """Yield what was said since the last time, an empty list when there was silence."""
    is_over = False
    while not is_over:
        batch: list[Plain] = []
        try:
            line = lines.get(timeout=LOOK_EVERY_SECONDS)
            while line is not None:
                batch.append(line)
                line = lines.get_nowait()
            is_over = True
        except queue.Empty:
            pass
        yield batch


def _complaint(child: subprocess.Popen[bytes], complaints: IO[bytes]) -> str:
    complaints.seek(0)
    said = complaints.read().decode(errors="replace")[-LONGEST_COMPLAINT:]
    return f"exit code {child.wait()}: {said}"
