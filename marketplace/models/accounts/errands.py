"""The step of setting out a letter about an account: written down once, in the use case's own transaction."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert

from marketplace.domain.ids import LetterId, UserId
from marketplace.domain.notices.letters import Errand, LetterState
from marketplace.models.base import db
from marketplace.models.rows.people.notices import Letter


@dataclass(frozen=True, slots=True)
class Mailing:
    """What is to be mailed: the errand, what it is about (a person, or a row), and the `key` under which it is once."""

    errand: Errand
    key: str
    user_id: UserId | None = None
    about_id: int | None = None


def write_errand(mailing: Mailing, *, now: datetime) -> LetterId | None:
    """Write a letter down, to be delivered by a job; None where it was written before."""
    row = {
        "errand": mailing.errand,
        "key": mailing.key,
        "user_id": mailing.user_id,
        "about_id": mailing.about_id,
        "state": LetterState.WAITING,
        "tries": 0,
        "deliver_at": now,
    }
    made = insert(Letter).values(**row).on_conflict_do_nothing(index_elements=["key"])
    letter_id: LetterId | None = db.session.scalar(made.returning(Letter.id))
    return letter_id
