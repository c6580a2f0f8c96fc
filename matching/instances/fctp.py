"""Fixed-charge transportation files: sources are lots, sinks demands, both met in full; an arc has a fee."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from matching.exact.program import Program
from matching.instances.building import build, common_scale, integers, scaled
from matching.instances.mps import Column, Text, read_mps

ENTRIES_OF_AN_ARC = 3


@dataclass(frozen=True, slots=True)
class _Arc:
    """One flow column: its source, its sink, what a bag costs, and the link row that its switch opens."""

    source: str
    sink: str
    cost: Fraction
    link: str


def read_fctp(path: Path) -> Program:
    """Read a fixed-charge transportation problem (minimise cost) from MPS, plain or bz2-packed.

    Rows: one free row (cost), equalities, and for each arc a link row "flow - most * switch <= 0". Columns: flows
    with 1 in two equalities (the one named first in ROWS is the source) and in a link; binary switches with a fee and
    a negative entry in one link. Supplies and demands are whole. Raises ValueError naming file and line; what only the
    file as a whole shows is named at its last line.
    """
    text = read_mps(path)
    free = [row for row, kind in text.kinds.items() if kind == "N"]
    if len(free) != 1:
        text.last.fail("there is one free row, the cost")
    place = {row: at for at, row in enumerate(text.kinds)}
    flows = [(name, entries) for name, entries in text.columns.items() if name not in text.switches]
    arcs = [_arc(text, name, entries, place=place, cost=free[0]) for name, entries in flows]
    switches = dict(_switch(text, name, cost=free[0]) for name in sorted(text.switches))
    if sorted(switches) != sorted(arc.link for arc in arcs):
        text.last.fail("every flow has a link row of its own, and every link row one switch")
    sources, sinks = list(dict.fromkeys(arc.source for arc in arcs)), list(dict.fromkeys(arc.sink for arc in arcs))
    if set(sources) & set(sinks):
        text.last.fail("no row is a source and a sink")
    return _program(text, arcs, [switches[arc.link] for arc in arcs])


def _arc(text: Text, name: str, entries: Column, *, place: dict[str, int], cost: str) -> _Arc:
    rows = {row: amount for row, amount in entries.items() if row != cost}
    ends = sorted((row for row in rows if text.kinds[row] == "E"), key=place.__getitem__)
    links = [row for row in rows if text.kinds[row] == "L"]
    if len(ends) + 1 != ENTRIES_OF_AN_ARC or len(links) != 1 or set(rows.values()) != {Fraction(1)}:
        text.last.fail(f"{name!r} is no flow: 1 in two equalities and in one link row")
    if text.limits.get(links[0], 0) != 0:
        text.last.fail(f"{links[0]!r} is no link row: its right-hand side is not 0")
    return _Arc(ends[0], ends[1], entries.get(cost, Fraction(0)), links[0])


def _switch(text: Text, name: str, *, cost: str) -> tuple[str, tuple[Fraction, int]]:
    entries = text.columns[name]
    links = [row for row in entries if row != cost]
    most = -entries[links[0]] if links else Fraction(0)
    if len(links) != 1 or most.denominator != 1 or most < 1:
        text.last.fail(f"{name!r} is no switch: one negative whole entry in one link row")
    return links[0], (entries.get(cost, Fraction(0)), int(most))


def _program(text: Text, arcs: list[_Arc], switches: list[tuple[Fraction, int]]) -> Program:
    sources, lot = np.unique([arc.source for arc in arcs], return_inverse=True)
    sinks, demand = np.unique([arc.sink for arc in arcs], return_inverse=True)
    supply, bags = (integers([_whole_limit(text, row) for row in rows.tolist()]) for rows in (sources, sinks))
    costs, fees = [arc.cost for arc in arcs], [fee for fee, _ in switches]
    scale = common_scale([*costs, *fees])
    most = integers([most for _, most in switches])
    columns = {
        "lot": lot.astype(np.int64),
        "demand": demand.astype(np.int64),
        "value": -scaled(costs, scale),
        "fee": scaled(fees, scale),
        "high": np.minimum(most, np.minimum(supply[lot], bags[demand])),
        "supply_least": supply,
        "supply": supply,
        "least": bags,
        "most": bags,
    }
    return build(columns, scale=scale)


def _whole_limit(text: Text, row: str) -> int:
    limit = text.limits.get(row, Fraction(0))
    if limit.denominator != 1 or limit < 1:
        text.last.fail(f"{row!r} has no whole right-hand side of at least 1")
    return int(limit)
