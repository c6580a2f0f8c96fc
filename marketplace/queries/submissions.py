"""What is known of a form that was submitted before."""

from dataclasses import dataclass

from marketplace.models.base import db
from marketplace.models.rows.people.submissions import Submission


@dataclass(frozen=True, slots=True)
class PastSubmission:
    """What was sent, and where its sender was led."""

    fingerprint: str
    location: str | None


def find_submission(key: str) -> PastSubmission | None:
    """Find the form that was acted on under `key`."""
    row = db.session.get(Submission, key)
    return PastSubmission(row.fingerprint, row.location) if row else None
