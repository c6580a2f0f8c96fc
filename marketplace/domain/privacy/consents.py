"""To what a farmer consented, purpose by purpose (Peru's law 29733, GDPR article 7)."""

from enum import StrEnum


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
