"""Entries undone by hand: one facilitator asks with a reason, another one books the mirror."""

from enum import StrEnum

from marketplace.domain.books.postings import CauseKind
from marketplace.domain.errors import Reason, reason
from marketplace.domain.ids import UserId
from marketplace.domain.machines import Machine
from marketplace.domain.viewers import Role

SHORTEST_REASON = 10

BY_HAND: frozenset[CauseKind] = frozenset(
    {
        CauseKind.PROVIDER_COST,
        CauseKind.SWEPT,
        CauseKind.GIVEN_BACK,
    }
)
"""What may be undone by hand. The rest follows from instalments, payments, refunds, payouts and money without a name:
each has its own way back (cancel, refund, return), and undone behind its back the books would say something else."""


class CorrectionState(StrEnum):
    """Where a wish to undo an entry stands."""

    ASKED = "asked"
    BOOKED = "booked"
    REFUSED = "refused"


class CorrectionStep(StrEnum):
    """One move in its life."""

    BOOK = "book"
    REFUSE = "refuse"


FACILITATOR = frozenset({Role.FACILITATOR})

CORRECTION_MACHINE = Machine(
    noun="correction",
    next={
        (CorrectionState.ASKED, CorrectionStep.BOOK): CorrectionState.BOOKED,
        (CorrectionState.ASKED, CorrectionStep.REFUSE): CorrectionState.REFUSED,
    },
    who={CorrectionStep.BOOK: FACILITATOR, CorrectionStep.REFUSE: FACILITATOR},
)


def correction_faults(kind: CauseKind, why: str) -> list[Reason]:
    """List what keeps an entry from being undone by hand: what it is, or that nobody says why."""
    found = [] if kind in BY_HAND else [reason("correction.not_by_hand", cause=kind.value)]
    if len(why.strip()) < SHORTEST_REASON:
        found.append(reason("correction.reason_missing", "why", least=SHORTEST_REASON))
    return found


def second_person_faults(step: CorrectionStep, asked_by: UserId, *, by: UserId | None) -> list[Reason]:
    """List what keeps a person from booking it: it was they who asked. Who asked may take it back."""
    if step is CorrectionStep.BOOK and (by is None or asked_by == by):
        return [reason("correction.second_person")]
    return []
