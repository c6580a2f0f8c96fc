"""A file on its way into a register: what it is doing now, and what the preview says of it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from marketplace.domain.errors import Reason
from marketplace.domain.plots.lines import RegisterLine
from marketplace.domain.plots.matching import Intended

MOST_FAULTS_KEPT = 20_000


class ImportState(StrEnum):
    """Where a file stands: to be read, looked at by whoever brought it, to be written, and how it ended."""

    WAITING = "waiting"
    READ = "read"
    ORDERED = "ordered"
    DONE = "done"
    FAILED = "failed"
    DROPPED = "dropped"


WORKING = frozenset({ImportState.WAITING, ImportState.ORDERED})
OPEN = WORKING | {ImportState.READ}


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a file would do: how many lines, which are wrong and why, what mending is offered, what would change.

    `faults` and `notes` are plain: [line, column, code, facts]; `offers` says how many lines each mending would save.
    """

    lines: int = 0
    wrong: int = 0
    mended: int = 0
    faults: Sequence[Sequence[Any]] = ()
    notes: Sequence[Sequence[Any]] = ()
    offers: Mapping[str, int] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def right(self) -> int:
        """How many lines could be taken in."""
        return self.lines - self.wrong


def preview_of(
    lines: Sequence[RegisterLine], intended: Intended, *, faults: Iterable[Reason] = (), notes: Iterable[Reason] = ()
) -> Preview:
    """Put together what was found of a file and its lines, in the order of the lines."""
    told = [_told(0, each) for each in faults]
    told += (_told(line.number, each) for line in lines for each in line.faults)
    told += (_told(_row(each), each) for each in intended.faults)
    told.sort(key=lambda each: each[0])
    offered = Counter(kind for line in lines for kind in {kind for code in line.offers for kind in code.split("+")})
    said = [_told(0, each) for each in notes]
    said += (_told(line.number, each) for line in lines for each in line.notes)
    return Preview(
        lines=len(lines),
        wrong=len(wrong_lines(lines, intended)),
        mended=sum(line.mended is not None for line in lines),
        faults=told[:MOST_FAULTS_KEPT],
        notes=said[:MOST_FAULTS_KEPT],
        offers=dict(offered.most_common()),
        counts=intended.counts,
    )


def wrong_lines(lines: Iterable[RegisterLine], intended: Intended) -> set[int]:
    """Return the numbers of the lines that cannot be taken in."""
    return {line.number for line in lines if line.faults} | {_row(each) for each in intended.faults}


def fault_of(told: Sequence[Any]) -> tuple[int, Reason]:
    """Read one of a preview's faults or notes back: its line, and the reason."""
    row, column, code, facts = told
    return int(row), Reason(str(code), column, dict(facts))


def _told(row: int, what: Reason) -> list[Any]:
    facts = {name: value if value is None else str(value) for name, value in what.facts.items() if name != "row"}
    return [row, what.field, what.code, facts]


def _row(what: Reason) -> int:
    row = what.facts.get("row")
    return row if isinstance(row, int) else 0
