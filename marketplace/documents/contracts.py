"""The contract as a PDF in Spanish and English: the same bytes for the same state, with the signed document inside."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from marketplace.documents.typesetting import Attached, typeset

DOCUMENT_NAME = "contract.json"


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
    carried = Attached(DOCUMENT_NAME, paper.document)
    return typeset("contract.typ", asdict(paper), address=paper.address, made_at=paper.made_at, attached=carried)
