"""What a measurement says: one record for each goal."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Record:
    """One goal: what was measured (figures by name), beside which peer, at which ratio, and whether it was reached."""

    goal: str
    what: str
    measured: dict[str, float | int | str]
    peer: str
    ratio: float | None
    reached: bool
