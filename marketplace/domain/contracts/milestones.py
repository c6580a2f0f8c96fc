"""What happens to an approved contract on its way: made ready, shipped, documents sent, arrived, closed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from marketplace.domain.errors import Reason, Refused, reason
from marketplace.domain.machines import Machine
from marketplace.domain.viewers import Role


class Milestone(StrEnum):
    """How far an approved contract has come."""

    PREPARING = "preparing"
    READY_TO_SHIP = "ready_to_ship"
    SHIPPED = "shipped"
    DOCUMENTS_SENT = "documents_sent"
    ARRIVED = "arrived"
    CLOSED = "closed"


class MilestoneStep(StrEnum):
    """What one side reports as done."""

    MAKE_READY = "make_ready"
    SHIP = "ship"
    SEND_DOCUMENTS = "send_documents"
    ARRIVE = "arrive"
    CLOSE = "close"


GROUP = frozenset({Role.PRODUCER})
MAKER = frozenset({Role.MAKER})
EITHER = GROUP | MAKER
SHIPMENT = frozenset({Role.SYSTEM})
"""A shipment that moves brings what it carries along."""

MILESTONE_MACHINE = Machine(
    noun="contract",
    part="once approved",
    next={
        (Milestone.PREPARING, MilestoneStep.MAKE_READY): Milestone.READY_TO_SHIP,
        (Milestone.READY_TO_SHIP, MilestoneStep.SHIP): Milestone.SHIPPED,
        (Milestone.SHIPPED, MilestoneStep.SEND_DOCUMENTS): Milestone.DOCUMENTS_SENT,
        (Milestone.DOCUMENTS_SENT, MilestoneStep.ARRIVE): Milestone.ARRIVED,
        (Milestone.ARRIVED, MilestoneStep.CLOSE): Milestone.CLOSED,
    },
    who={
        MilestoneStep.MAKE_READY: GROUP | SHIPMENT,
        MilestoneStep.SHIP: GROUP | SHIPMENT,
        MilestoneStep.SEND_DOCUMENTS: GROUP | SHIPMENT,
        MilestoneStep.ARRIVE: MAKER | SHIPMENT,
        MilestoneStep.CLOSE: EITHER,
    },
)

STILL_AT_HOME: frozenset[Milestone] = frozenset({Milestone.PREPARING, Milestone.READY_TO_SHIP})
"""The bags can still go back to the lot."""
DOCUMENTS_TIME = timedelta(days=21)
"""Documents usually follow three weeks after shipment (domain.md 4.5)."""
LIMA_DAY_ENDS = timedelta(hours=4, minutes=59)
"""23:59 in Lima, said in UTC of the following day; Peru changes no clocks."""
LONGEST_NOTE = 1_000


@dataclass(frozen=True, slots=True)
class Report:
    """What one side reports: the step, the day it was done, and a note (vessel, tracking number, anything)."""

    step: MilestoneStep
    day: date
    note: str | None = None


def frame_steps(milestone: Milestone, role: Role) -> tuple[MilestoneStep, ...]:
    """List what may be said of a frame as a whole, whose call-offs ship and arrive one by one: that it is over."""
    may_close = milestone is not Milestone.CLOSED and role in EITHER
    return (MilestoneStep.CLOSE,) if may_close else ()


def close_frame(milestone: Milestone, step: MilestoneStep, *, role: Role) -> Milestone:
    """Return where a frame stands once it is closed; raises `Refused` for every other step."""
    if step not in frame_steps(milestone, role):
        raise Refused("frame.by_call_offs")
    return Milestone.CLOSED


def report_faults(report: Report, *, last_day: date | None, today: date) -> list[Reason]:
    """List what is wrong with a report: a day to come, a day before the last milestone's, an endless note."""
    return list(_report_faults(report, last_day, today))


def _report_faults(report: Report, last_day: date | None, today: date) -> Iterator[Reason]:
    if report.day > today:
        yield reason("milestone.day_to_come", "day", today=today)
    if last_day is not None and report.day < last_day:
        yield reason("milestone.day_before_last", "day", day=last_day)
    if len((report.note or "").strip()) > LONGEST_NOTE:
        yield reason("milestone.note_too_long", "note", limit=LONGEST_NOTE)


def check_claims_over(arrived_on: date | None, claim_days: int, *, role: Role, today: date) -> None:
    """Raise `Refused` when the group wants to close while the maker may still claim."""
    if role is Role.MAKER or arrived_on is None:
        return
    until = claims_until(arrived_on, claim_days)
    if today <= until:
        raise Refused(reason("milestone.claims_open", until=until))


def claims_until(arrived_on: date, claim_days: int) -> date:
    """Give the last day on which the maker may claim."""
    return arrived_on + timedelta(days=claim_days)


def next_due(milestone: Milestone, *, window: tuple[date, date], last_day: date | None, claim_days: int) -> date | None:
    """Give the day by which the next milestone is due: by the shipment window, by habit, or when claims are over."""
    if milestone is Milestone.PREPARING:
        return window[0]
    if milestone is Milestone.READY_TO_SHIP:
        return window[1]
    if last_day is None:
        return None
    if milestone is Milestone.SHIPPED:
        return last_day + DOCUMENTS_TIME
    return claims_until(last_day, claim_days) if milestone is Milestone.ARRIVED else None


def end_of_day(day: date) -> datetime:
    """Give the last minute of a day as Lima counts it, which is the market's own place."""
    following = day + timedelta(days=1)
    return datetime(following.year, following.month, following.day, tzinfo=UTC) + LIMA_DAY_ENDS


def check_still_home(milestone: Milestone | None) -> None:
    """Raise `Refused` when the cacao has left: its bags cannot go back to the lot any more."""
    if milestone is not None and milestone not in STILL_AT_HOME:
        raise Refused("contract.shipped_already")
