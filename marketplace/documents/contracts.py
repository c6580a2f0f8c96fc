"""The contract as a PDF in Spanish and English: the same bytes for the same state, with the signed document inside."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import typst

from marketplace.documents.codes import qr_drawing
from marketplace.documents.letters import written_within

TEMPLATE = Path(__file__).with_name("contract.typ")
DOCUMENT_NAME = "contract.json"
WORDS = ("parties", "state", "spanish", "english", "hands")
"""What people wrote of a paper; its code, hash and address stay as they are, to be copied."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One clause as it is printed: its head, what it says, and the entries of its list."""

    title: str
    text: str
    entries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hand:
    """Who put a name under it: the name, for whom or as what, when, and what else is to be read there."""

    name: str
    role: str
    when: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class ContractPaper:
    """Everything that the paper shows, said already; `document` is what was signed, `made_at` its last change."""

    code: str
    version: str
    state: str
    parties: str
    document_hash: str
    address: str
    is_fictional: bool
    is_draft: bool
    spanish: Sequence[Passage]
    english: Sequence[Passage]
    hands: Sequence[Hand]
    document: bytes
    made_at: datetime


def contract_pdf(paper: ContractPaper) -> bytes:
    """Typeset a contract on A4, both languages side by side, tagged for screen readers."""
    said = {name: value for name, value in asdict(paper).items() if name not in ("document", "made_at")}
    shown = said | {name: written_within(said[name]) for name in WORDS}
    shown["has_numbers"] = "[U+" in json.dumps(shown)
    inputs = {
        "paper": json.dumps(shown, ensure_ascii=False, sort_keys=True),
        "document": paper.document.decode(),
        "name": DOCUMENT_NAME,
        "code": qr_drawing(paper.address),
        "made": paper.made_at.strftime("%Y-%m-%d"),
    }
    made = typst.compile(
        _template(), format="pdf", sys_inputs=inputs, ignore_system_fonts=True, timestamp=int(paper.made_at.timestamp())
    )
    return bytes(made)


@lru_cache(1)
def _template() -> bytes:
    return TEMPLATE.read_bytes()
