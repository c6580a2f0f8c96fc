"""Mixed 0/1 programs in MPS files, section by section."""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from matching.instances.tokens import Line, lines_of

Column = dict[str, Fraction]
KINDS = ("N", "E", "L", "G")
MARKER_WORDS, BOUND_WORDS, ROW_WORDS = 3, 3, 2


@dataclass(slots=True)
class Text:
    """Rows by kind, columns by row, right-hand sides, the columns that are 0 or 1, and the last line."""

    last: Line
    kinds: dict[str, str] = field(default_factory=dict)
    columns: dict[str, Column] = field(default_factory=dict)
    limits: Column = field(default_factory=dict)
    switches: set[str] = field(default_factory=set)


def read_mps(path: Path) -> Text:
    """Read an MPS file whose whole columns are bounded as binary (BV); raise ValueError naming file and line."""
    lines = [line for line in lines_of(path) if not line.words[0].startswith("*")]
    text = Text(lines[-1] if lines else Line(path, 1, [""]))
    section = ""
    for line in lines:
        if line.words[0] == "NAME" or (len(line.words) == 1 and line.words[0] in SECTIONS):
            section = line.words[0]
        else:
            READERS.get(section, _refuse)(text, line)
    if section != "ENDATA":
        text.last.fail("the file ends without ENDATA")
    return text


def _refuse(_text: Text, line: Line) -> None:
    line.fail(f"{line.words[0]!r} stands in no known section")


def _read_row(text: Text, line: Line) -> None:
    if len(line.words) != ROW_WORDS or line.words[0] not in KINDS or line.words[1] in text.kinds:
        line.fail("a row is a kind (N, E, L, G) and a new name")
    text.kinds[line.words[1]] = line.words[0]


def _read_column(text: Text, line: Line) -> None:
    if len(line.words) == MARKER_WORDS and line.words[1] == "'MARKER'":
        return
    _add(text, line, text.columns.setdefault(line.words[0], {}))


def _read_limit(text: Text, line: Line) -> None:
    _add(text, line, text.limits)


def _read_bound(text: Text, line: Line) -> None:
    if line.words[0] != "BV" or len(line.words) != BOUND_WORDS or line.words[2] not in text.columns:
        line.fail("a bound is BV, a set and a column")
    text.switches.add(line.words[2])


def _add(text: Text, line: Line, entries: Column) -> None:
    for at in range(1, len(line.words), 2):
        row = line.words[at]
        if row not in text.kinds or row in entries:
            line.fail(f"{row!r} is no row, or is named twice")
        entries[row] = line.amount(at + 1)


READERS: dict[str, Callable[[Text, Line], None]] = {
    "ROWS": _read_row,
    "COLUMNS": _read_column,
    "RHS": _read_limit,
    "BOUNDS": _read_bound,
}
SECTIONS = (*READERS, "ENDATA")
