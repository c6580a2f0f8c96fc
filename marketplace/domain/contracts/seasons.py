"""When the season of a frame may begin: its first bags can still be called, and it lies within reach."""

from datetime import datetime

from marketplace.domain.contracts.frames import FrameTerms
from marketplace.domain.errors import Reason, reason

YEARS_AHEAD = 2


def season_faults(frame: FrameTerms | None, *, now: datetime) -> list[Reason]:
    """List why a season cannot be agreed on now: it begins out of reach, or its first bags could not be called."""
    if frame is None:
        return []
    first = frame.quarters[0].quarter
    if not now.year <= first.year <= now.year + YEARS_AHEAD:
        return [reason("frame.out_of_reach", "first_quarter", most=YEARS_AHEAD)]
    call_by = frame.call_by(first)
    return [reason("frame.first_over", "first_quarter", call_by=call_by)] if call_by <= now else []
