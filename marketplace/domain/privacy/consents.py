"""To what a farmer consented, purpose by purpose (Peru's law 29733, GDPR article 7)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from marketplace.domain.ids import FileId


class Purpose(StrEnum):
    """What a farmer's data may be used for."""

    REGISTER = "register"
    CUSTOMS = "customs"
    PASSPORT = "passport"
    IMPACT = "impact"


class ConsentWay(StrEnum):
    """How consent was given or taken back."""

    PAPER = "paper"
    SPOKEN = "spoken"
    SCREEN = "screen"


@dataclass(frozen=True, slots=True)
class Saying:
    """A farmer's yes or no to one purpose: how it was said, on which day, and the paper that shows it."""

    purpose: Purpose
    is_given: bool
    way: ConsentWay
    said_on: date
    file_id: FileId | None = None
