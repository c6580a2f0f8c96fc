"""The card of a lot for a shelf or a roastery: one A4 page in Spanish and English, with the code of its passport."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from marketplace.documents.shipping import Fact
from marketplace.documents.typesetting import typeset


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
    return typeset("card.typ", asdict(card), address=card.address, made_at=card.made_at)
