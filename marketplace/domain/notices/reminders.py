"""What is told without an event: reminders before and after a deadline, and receipts, each under its own key."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import OrganizationId

AHEAD = timedelta(hours=24)
RECEIPT = "receipt:"
FORGOTTEN_AFTER = timedelta(days=7)
"""What has been late for so long is no news any more."""


@dataclass(frozen=True, slots=True)
class Due:
    """What somebody must do about a subject, since when and until when; None stands for the facilitators."""

    organization_id: OrganizationId | None
    subject_kind: SubjectKind
    subject_id: int
    task: str
    since: datetime
    due_at: datetime


def reminder_key(due: Due, now: datetime) -> str | None:
    """Name the reminder that is due at `now`, None when none is; the same reminder always has the same name.

    It comes a day ahead, but never before half of the time to act has passed.
    """
    if now >= due.due_at + FORGOTTEN_AFTER:
        return None
    is_late = now >= due.due_at
    if not is_late and now < due.due_at - min(AHEAD, (due.due_at - due.since) / 2):
        return None
    when = due.due_at.astimezone(UTC).strftime("%Y%m%dT%H%M%S")
    who = due.organization_id or "alliance"
    return f"{due.subject_kind}:{due.subject_id}:{due.task}:{who}:{when}:{'late' if is_late else 'soon'}"


def receipt_key(version_id: int) -> str:
    """Name the receipt for one version of a sealed bid."""
    return f"{RECEIPT}{version_id}"


def receipt_of(key: str | None) -> int | None:
    """Say for which version of a sealed bid a notice is the receipt, None where it is another one."""
    return int(key.removeprefix(RECEIPT)) if key and key.startswith(RECEIPT) else None
