"""What the person at the terminal sees."""

import sys
import time

_STARTED = time.monotonic()


class Trouble(Exception):  # noqa: N818 - a trouble of the machine told to a person, not a programming error
    """Something a person must put right; the message says what and how."""


def say(sentence: str) -> None:
    """Print one line of progress with the seconds since the start."""
    print(f"[{time.monotonic() - _STARTED:5.1f} s] {sentence}", flush=True)


def detail(line: str) -> None:
    """Print one line that belongs to the progress above it."""
    print(f"          {line}", flush=True)


def complain(sentence: str) -> None:
    """Print what went wrong."""
    print(f"\nmazorca: {sentence}", file=sys.stderr, flush=True)
