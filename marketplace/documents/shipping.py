"""Papers of a shipment to print: packing list, weight note and bag labels, in Spanish and English, with a QR code."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import typst

from marketplace.documents.codes import qr_drawing

HERE = Path(__file__).parent
MOST_LABELS = 600
"""A 40-foot container holds about 500 bags of 50 kg."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of facts: what it is in both languages, and its value."""

    spanish: str
    english: str
    value: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper of facts and one table, said already; `heads` are in both languages."""

    spanish: str
    english: str
    code: str
    address: str
    facts: Sequence[Fact]
    heads: Sequence[tuple[str, str]]
    rows: Sequence[Sequence[str]]
    totals: Sequence[str]
    is_fictional: bool
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels of bags, numbered from one: what stands on each, and where its code leads."""

    code: str
    lot: str
    group: str
    marks: str
    net: str
    crop: str
    certificates: str
    address: str
    count: int
    made_at: datetime


def sheet_pdf(sheet: Sheet) -> bytes:
    """Typeset a packing list or a weight note on A4."""
    shown = {name: value for name, value in asdict(sheet).items() if name != "made_at"}
    return _typeset("sheet.typ", shown, address=sheet.address, made_at=sheet.made_at)


def labels_pdf(labels: Labels) -> bytes:
    """Typeset labels of bags, eight to an A4 page."""
    shown = {name: value for name, value in asdict(labels).items() if name != "made_at"}
    shown["printed"] = min(labels.count, MOST_LABELS)
    return _typeset("labels.typ", shown, address=labels.address, made_at=labels.made_at)


def _typeset(template: str, shown: dict[str, object], *, address: str, made_at: datetime) -> bytes:
    inputs = {
        "paper": json.dumps(shown, ensure_ascii=False, sort_keys=True),
        "code": qr_drawing(address),
        "made": made_at.strftime("%Y-%m-%d"),
    }
    stamp = int(made_at.timestamp())
    made = typst.compile(
        _template(template), format="pdf", sys_inputs=inputs, ignore_system_fonts=True, timestamp=stamp
    )
    return bytes(made)


@lru_cache(2)
def _template(name: str) -> bytes:
    return (HERE / name).read_bytes()
