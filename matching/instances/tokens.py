"""Words of a text file with their lines, so that whatever is malformed can be pointed at."""

import bz2
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import NoReturn


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file: its number, and its words."""

    path: Path
    number: int
    words: list[str]

    def fail(self, rule: str) -> NoReturn:
        """Raise the ValueError that names this file, this line and the broken rule."""
        message = f"{self.path}:{self.number}: {rule}"
        raise ValueError(message)

    def amount(self, at: int) -> Fraction:
        """Return word `at` as an exact number."""
        if at >= len(self.words):
            self.fail("a number is missing")
        try:
            return Fraction(self.words[at])
        except (ValueError, ZeroDivisionError):
            self.fail(f"{self.words[at]!r} is no number")

    def cost(self, at: int) -> Fraction:
        """Return word `at` as an exact number of at least 0."""
        amount = self.amount(at)
        if amount < 0:
            self.fail(f"{self.words[at]!r} is below 0")
        return amount

    def whole(self, at: int, *, least: int = 0) -> int:
        """Return word `at` as a whole number of at least `least`."""
        amount = self.amount(at)
        if amount.denominator != 1 or amount < least:
            self.fail(f"{self.words[at]!r} is no whole number of at least {least}")
        return int(amount)


def lines_of(path: Path) -> list[Line]:
    """Read the lines that carry words, from plain or bz2-packed text."""
    packed = path.read_bytes()
    try:
        text = (bz2.decompress(packed) if path.suffix == ".bz2" else packed).decode("utf-8")
    except (OSError, ValueError) as error:
        message = f"{path}:1: the file is no readable text"
        raise ValueError(message) from error
    lines = (Line(path, number, row.split()) for number, row in enumerate(text.splitlines(), 1))
    return [line for line in lines if line.words]


class Stream:
    """The words of a file one after another, wherever its lines break."""

    def __init__(self, path: Path) -> None:
        lines = lines_of(path)
        self._last = Line(path, lines[-1].number if lines else 1, [])
        self._words: Iterator[Line] = (Line(path, line.number, [word]) for line in lines for word in line.words)

    def next(self) -> Line:
        """Return the next word as a line of its own; fail when the file ends too early."""
        found = next(self._words, None)
        return self._last.fail("the file ends too early") if found is None else found

    def finish(self) -> None:
        """Fail unless every word was read."""
        left = next(self._words, None)
        if left is not None:
            left.fail("the file goes on after its last number")
