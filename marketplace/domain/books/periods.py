"""The months of the books: asked to be closed by one facilitator, closed for good by another."""

from datetime import date, timedelta
from enum import StrEnum

from marketplace.domain.errors import Reason, reason
from marketplace.domain.ids import UserId
from marketplace.domain.machines import Machine
from marketplace.domain.viewers import Role


class PeriodState(StrEnum):
    """Where a month of the books stands; most are open and have no row."""

    OPEN = "open"
    ASKED = "asked"
    CLOSED = "closed"


class PeriodStep(StrEnum):
    """One move in the life of a month."""

    ASK = "ask"
    WITHDRAW = "withdraw"
    CLOSE = "close"


FACILITATOR = frozenset({Role.FACILITATOR})

PERIOD_MACHINE = Machine(
    noun="period",
    next={
        (PeriodState.OPEN, PeriodStep.ASK): PeriodState.ASKED,
        (PeriodState.ASKED, PeriodStep.WITHDRAW): PeriodState.OPEN,
        (PeriodState.ASKED, PeriodStep.CLOSE): PeriodState.CLOSED,
    },
    who={
        PeriodStep.ASK: FACILITATOR,
        PeriodStep.WITHDRAW: FACILITATOR,
        PeriodStep.CLOSE: FACILITATOR,
    },
)


def month_of(day: date) -> date:
    """Give the first day of the month of `day`."""
    return day.replace(day=1)


def month_after(month: date) -> date:
    """Give the first day of the next month."""
    return month_of(month + timedelta(days=31))


def booking_day(happened_on: date, closed: date | None) -> date:
    """Say on which day an entry stands: the day it happened, or the first day after the last closed month."""
    return happened_on if closed is None else max(happened_on, month_after(closed))


def closing_faults(month: date, *, today: date, closed: date | None) -> list[Reason]:
    """List what keeps a month from being closed: it is not over, or was closed already."""
    if today < month_after(month):
        return [reason("period.not_over", "month")]
    if closed is not None and month <= closed:
        return [reason("period.closed_already", "month")]
    return []


def second_look_faults(asked_by: UserId | None, by: UserId | None) -> list[Reason]:
    """List what keeps a person from closing a month: it was they who asked."""
    return [reason("period.second_person")] if by is None or asked_by == by else []
