"""Whose turn it is: what somebody must do next about a thing, and until when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from marketplace.domain.ids import OrganizationId


class Task(StrEnum):
    """What is waited for: the thing, and what must be done with it."""

    ALLOCATION_ANSWER = "allocation.answer"
    CONTRACT_JUDGE = "contract.judge"
    CONTRACT_AMEND = "contract.amend"
    CONTRACT_CONFIRM = "contract.confirm"


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that one organization must do; None stands for the facilitators.

    `about` names the thing as people know it (a contract's or a lot's code), `counterparty_id` who waits for it.
    """

    organization_id: OrganizationId | None
    task: Task
    about: str
    due_at: datetime | None = None
    counterparty_id: OrganizationId | None = None


def turns_of_both(
    task: Task, about: str, *, sides: tuple[OrganizationId, OrganizationId], due_at: datetime | None = None
) -> list[Turn]:
    """Give both sides the same turn, each waited for by the other."""
    one, other = sides
    return [Turn(one, task, about, due_at, other), Turn(other, task, about, due_at, one)]
