"""The card of a lot for a shelf or a roastery: one A4 page in Spanish and English, with the code of its passport."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import typst

from marketplace.documents.codes import qr_drawing
from marketplace.documents.shipping import Fact

TEMPLATE = Path(__file__).parent / "card.typ"


@dataclass(frozen=True, slots=True)
class Note:
    """One axis of flavour: its name in both languages, its intensity of 10, and that written with its spread."""

    spanish: str
    english: str
    tenths: int
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LotCard:
    """What stands on the card, said already."""

    code: str
    title: str
    place: str
    spanish: str
    english: str
    notes: Sequence[Note]
    facts: Sequence[Fact]
    seal: str
    address: str
    is_fictional: bool
    made_at: datetime


def card_pdf(card: LotCard) -> bytes:
    """Typeset the card on A4."""
    shown = {name: value for name, value in asdict(card).items() if name != "made_at"}
    inputs = {
        "paper": json.dumps(shown, ensure_ascii=False, sort_keys=True),
        "code": qr_drawing(card.address),
        "made": card.made_at.strftime("%Y-%m-%d"),
    }
    stamp = int(card.made_at.timestamp())
    made = typst.compile(_template(), format="pdf", sys_inputs=inputs, ignore_system_fonts=True, timestamp=stamp)
    return bytes(made)


@lru_cache(1)
def _template() -> bytes:
    return TEMPLATE.read_bytes()
