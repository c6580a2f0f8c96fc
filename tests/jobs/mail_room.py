"""Workers that mail and are killed at a moment, what they have set out, and what is true after each moment."""

from dataclasses import dataclass

from sqlalchemy import select

from marketplace.config import Config
from marketplace.domain.notices.letters import LetterState
from marketplace.models.base import db
from marketplace.models.rows.people.notices import Letter
from tests.jobs.killing import Killers, Order
from tests.jobs.post_office import PostOffice
from tests.market import Market

# Commits of a delivery: 1 the claim, 2 that it is handed over, 3 that it was sent; the dot stands between 2 and 3.
BOUNDARIES = {
    "before:1": (1, LetterState.SENT),
    "after:1": (1, LetterState.SENT),
    "before:2": (1, LetterState.SENT),
    "after:2": (0, LetterState.HANDED),
    "before:3": (1, LetterState.HANDED),
    "after:3": (1, LetterState.SENT),
}
"""By the moment at which a worker is killed: how many letters arrive once others try again, and how each stands."""


@dataclass
class MailRoom:
    """A market, workers that mail for it, and a mail server."""

    market: Market
    config: Config
    office: PostOffice
    killers: Killers

    def run(self, job: str, argument: int, moment: str = "never") -> int:
        """Have a worker do a job; gives how it ended."""
        return self.killers.run(Order(self.config.database_url, self.office.url, job, argument, moment))

    def letters(self) -> list[Letter]:
        """List the letters in the order in which they were set out."""
        return self.market.do(lambda: list(db.session.scalars(select(Letter).order_by(Letter.id))))
