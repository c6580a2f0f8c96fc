"""What a deforestation screening said of a plot, and what became of it."""

from enum import StrEnum


class Risk(StrEnum):
    """What a screening says of a plot, as Whisp names it."""

    LOW = "low"
    MORE_INFO_NEEDED = "more_info_needed"
    HIGH = "high"


class ScreeningSource(StrEnum):
    """Whose screening it is."""

    WHISP = "whisp"
    OTHER = "other"


class Verdict(StrEnum):
    """What a facilitator decided about a plot that needs more information."""

    CLEARED = "cleared"
    REFUSED = "refused"


class ProofKind(StrEnum):
    """What shows how a plot was used."""

    PHOTO = "photo"
    DOCUMENT = "document"
    VISIT = "visit"
