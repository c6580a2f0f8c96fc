"""Disputes: a maker's bank takes money back, and the provider says whether it stays there."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from marketplace.domain.money import Money

MARK = "dispute-"
"""How the books and the provider's lines are brought together: the mark and the provider's number of the dispute."""
BACK = ":back"
"""What stands behind the provider's number where a dispute was won and its money came again."""


class DisputeState(StrEnum):
    """Where a dispute stands."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteDispute:
    """What the provider says of a dispute when asked; an enquiry that takes no money has no `taken_at`."""

    remote_id: str
    charge_id: str
    money: Money
    state: DisputeState
    reason: str
    opened_at: datetime
    answer_by: datetime | None = None
    taken_at: datetime | None = None
    returned_at: datetime | None = None
