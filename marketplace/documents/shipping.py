"""Papers of a shipment to print: packing list, weight note and bag labels, in Spanish and English, with a QR code."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from marketplace.documents.typesetting import typeset

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
    return typeset("sheet.typ", asdict(sheet), address=sheet.address, made_at=sheet.made_at)


def labels_pdf(labels: Labels) -> bytes:
    """Typeset labels of bags, eight to an A4 page."""
    shown = asdict(labels) | {"printed": min(labels.count, MOST_LABELS)}
    return typeset("labels.typ", shown, address=labels.address, made_at=labels.made_at)
