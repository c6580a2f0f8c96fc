"""Papers about money as PDF in Spanish and English, with what they say inside, so that anybody can check them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from marketplace.documents.typesetting import Attached, typeset

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
    carried = Attached(PAPER_NAME, sheet.document)
    return typeset("money.typ", asdict(sheet), address=sheet.address, made_at=sheet.made_at, attached=carried)
