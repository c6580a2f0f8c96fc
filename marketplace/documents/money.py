"""Papers about money as PDF in Spanish and English, with what they say inside, so that anybody can check them."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import typst

from marketplace.documents.codes import qr_drawing

TEMPLATE = Path(__file__).with_name("money.typ")
PAPER_NAME = "paper.json"


@dataclass(frozen=True, slots=True)
class Row:
    """One fact or line: what it is in both languages, of what, and its value."""

    spanish: str
    english: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class MoneySheet:
    """Everything that the paper shows, said already; `document` is what its hash is of."""

    spanish: str
    english: str
    number: str
    address: str
    document_hash: str
    facts: Sequence[Row]
    rows: Sequence[Row]
    total: Row
    is_fictional: bool
    document: bytes
    made_at: datetime


def money_pdf(sheet: MoneySheet) -> bytes:
    """Typeset a paper about money on A4."""
    shown = {name: value for name, value in asdict(sheet).items() if name not in ("document", "made_at")}
    inputs = {
        "paper": json.dumps(shown, ensure_ascii=False, sort_keys=True),
        "document": sheet.document.decode(),
        "name": PAPER_NAME,
        "code": qr_drawing(sheet.address),
        "made": sheet.made_at.strftime("%Y-%m-%d"),
    }
    stamp = int(sheet.made_at.timestamp())
    made = typst.compile(_template(), format="pdf", sys_inputs=inputs, ignore_system_fonts=True, timestamp=stamp)
    return bytes(made)


@lru_cache(1)
def _template() -> bytes:
    return TEMPLATE.read_bytes()
