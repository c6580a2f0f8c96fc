"""How a person's e-mail address changes: confirmed at the new one, for a while undone from the old one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from marketplace.domain.accounts import email_faults, normalised_email
from marketplace.domain.errors import Reason, reason

CONFIRM_LIFE = timedelta(hours=24)
UNDO_LIFE = timedelta(days=7)
"""So long the old address takes the account back, and is kept from everybody else."""


class ChangeState(StrEnum):
    """How far a change of address has come."""

    WAITING = "waiting"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    CONFIRMED = "confirmed"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """What happened to a change, and when."""

    asked_at: datetime
    confirmed_at: datetime | None = None
    withdrawn_at: datetime | None = None
    undone_at: datetime | None = None

    def state(self, now: datetime) -> ChangeState:
        """Say how it stands; what happened to it counts before the time that ran out."""
        if self.undone_at is not None:
            return ChangeState.UNDONE
        if self.withdrawn_at is not None:
            return ChangeState.WITHDRAWN
        if self.confirmed_at is not None:
            return ChangeState.CONFIRMED
        return ChangeState.WAITING if now < self.asked_at + CONFIRM_LIFE else ChangeState.EXPIRED

    def may_undo(self, now: datetime) -> bool:
        """Say whether whoever reads the old address may still stop it, or take the account back."""
        if self.confirmed_at is not None and self.undone_at is None:
            return now < self.confirmed_at + UNDO_LIFE
        return self.state(now) is ChangeState.WAITING


def new_address_faults(new: str, *, present: str) -> list[Reason]:
    """List what is wrong with a new address by itself; whether somebody has it is told to nobody."""
    found = email_faults(normalised_email(new))
    is_same = normalised_email(new) == normalised_email(present)
    return [*found, reason("user.email_same", "email")] if is_same else found
