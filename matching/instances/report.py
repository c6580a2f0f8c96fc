"""Published instances from file to answer: read, solve, and say what was found in words and in JSON."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np

from matching.exact.answer import Answer
from matching.exact.program import Program
from matching.exact.solve import solve_exactly
from matching.instances.auction import read_auction
from matching.instances.cap import read_cap
from matching.instances.fctp import read_fctp
from matching.instances.gap import read_gap

Json = dict[str, object]
READERS: dict[str, Callable[[Path], Program]] = {
    "fctp": read_fctp,
    "cap": read_cap,
    "gap": read_gap,
    "auction": read_auction,
}
MAXIMISED = ("auction",)


def read_instance(path: Path, family: str) -> Program:
    """Read a file of a family (fctp, cap, gap, auction); ValueError names an unknown family, or file and line."""
    if family not in READERS:
        message = f"format: {family!r} is none of {', '.join(READERS)}"
        raise ValueError(message)
    return READERS[family](path)


def solve_instance(path: Path, family: str, *, seconds: float) -> tuple[str, Json]:
    """Solve a published instance within `seconds`; return a summary of a few lines, and the answer for JSON.

    Objective and bound are in the sense and unit of the file, as decimal text without loss. The answer lists arcs
    (lot, demand, bags) and packages, numbered from 0 in the order of the file (of the names, for MPS).
    """
    program = read_instance(path, family)
    answer = solve_exactly(program, seconds=seconds)
    is_maximised = family in MAXIMISED
    found: Json = {
        "instance": path.name,
        "format": family,
        "sense": "maximise" if is_maximised else "minimise",
        "status": _status(answer),
        "objective": published(answer.value, program, is_maximised=is_maximised),
        "bound": published(answer.bound, program, is_maximised=is_maximised),
        "nodes": answer.nodes,
        **_point(program, answer),
    }
    return _summary(found), found


def published(value: int | None, program: Program, *, is_maximised: bool) -> str | None:
    """Return a value in the file's sense and unit, or None where there is none."""
    if value is None:
        return None
    exact = Fraction(value if is_maximised else -value, program.scale)
    return format(Decimal(exact.numerator) / Decimal(exact.denominator), "f")


def _status(answer: Answer) -> str:
    if answer.point is None:
        return "infeasible" if answer.is_proven else "unknown"
    return "optimal" if answer.is_proven else "feasible"


def _point(program: Program, answer: Answer) -> Json:
    if answer.point is None:
        return {"arcs": [], "packages": []}
    used = np.flatnonzero(answer.point.bags)
    columns = (program.lot[used], program.demand[used], answer.point.bags[used])
    arcs = [list(row) for row in zip(*(column.tolist() for column in columns), strict=True)]
    return {"arcs": arcs, "packages": np.flatnonzero(answer.point.sold).tolist()}


def _summary(found: Json) -> str:
    lines = [f"{found['instance']} ({found['format']}, {found['sense']}): {found['status']}"]
    lines += [f"  {name:<9} {found[name]}" for name in ("objective", "bound", "nodes")]
    return "\n".join(lines)
