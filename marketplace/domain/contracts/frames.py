"""Frame contracts: a season's bags called off quarter by quarter, for up to three years."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from marketplace.domain.contracts.fixing import end_of
from marketplace.domain.errors import Reason, Refused, reason
from marketplace.domain.machines import Machine
from marketplace.domain.viewers import Role

MOST_YEARS = 3
QUARTERS_A_YEAR = 4
MONTHS_A_QUARTER = 3
NOTICE_DAYS = (7, 90)
CONFIRM_WITHIN = timedelta(days=7)
SHIPS_LATE = timedelta(days=30)
"""How far ahead bags may still be promised whose quarter ended before their group answered."""


class Uncalled(StrEnum):
    """What becomes of a quarter's least bags that nobody called: they wait for the next quarter, or go back."""

    CARRY = "carry"
    RELEASE = "release"


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a calendar year."""

    year: int
    number: int

    def __str__(self) -> str:
        """Write it as `2027-Q1`."""
        return f"{self.year}-Q{self.number}"

    @property
    def starts_on(self) -> date:
        """Its first day."""
        return date(self.year, MONTHS_A_QUARTER * (self.number - 1) + 1, 1)

    @property
    def ends_on(self) -> date:
        """Its last day."""
        return self.following.starts_on - timedelta(days=1)

    @property
    def following(self) -> "Quarter":
        """The quarter after it."""
        is_last = self.number == QUARTERS_A_YEAR
        return Quarter(self.year + 1, 1) if is_last else Quarter(self.year, self.number + 1)

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """Name the quarter in which a day lies."""
        return cls(day.year, (day.month - 1) // MONTHS_A_QUARTER + 1)


@dataclass(frozen=True, slots=True)
class QuarterPlan:
    """How many bags are called in a quarter, at least and at most."""

    quarter: Quarter
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class FrameTerms:
    """What makes a contract a frame: the years it runs, this season's quarters, and how bags are called."""

    years: int
    quarters: tuple[QuarterPlan, ...]
    notice_days: int = 30
    uncalled: Uncalled = Uncalled.CARRY

    def call_by(self, quarter: Quarter) -> datetime:
        """Say until when bags of a quarter are called: so many days before its end."""
        return end_of(quarter.ends_on - timedelta(days=self.notice_days))


def frame_faults(frame: FrameTerms | None, bags: int) -> list[Reason]:
    """List what is wrong with a frame over `bags`; a contract without a frame has nothing wrong."""
    if frame is None:
        return []
    found = list(_plan_faults(frame))
    if not 1 <= frame.years <= MOST_YEARS:
        found.append(reason("frame.years_out_of_range", "years", most=MOST_YEARS))
    least, most = NOTICE_DAYS
    if not least <= frame.notice_days <= most:
        found.append(reason("frame.notice_out_of_range", "notice_days", least=least, most=most))
    return found or list(_sum_faults(frame, bags))


def _plan_faults(frame: FrameTerms) -> Iterator[Reason]:
    quarters = [each.quarter for each in frame.quarters]
    if not 1 <= len(quarters) <= QUARTERS_A_YEAR or any(not 1 <= each.number <= QUARTERS_A_YEAR for each in quarters):
        yield reason("frame.quarters_wrong", "first_quarter", most=QUARTERS_A_YEAR)
        return
    if any(later != earlier.following for earlier, later in pairwise(quarters)):
        yield reason("frame.quarters_not_in_row", "first_quarter")
    for number, each in enumerate(frame.quarters, 1):
        if not 0 <= each.least <= each.most:
            yield reason("frame.bags_reversed", f"most_{number}", least=each.least, most=each.most)


def _sum_faults(frame: FrameTerms, bags: int) -> Iterator[Reason]:
    least, most = sum(each.least for each in frame.quarters), sum(each.most for each in frame.quarters)
    if least > bags:
        yield reason("frame.least_above_contract", "least_1", value=least, bags=bags)
    if most < bags:
        yield reason("frame.most_below_contract", "most_1", value=most, bags=bags)


@dataclass(frozen=True, slots=True)
class BagRange:
    """How many bags may be called in a quarter, given what was carried into it and what is left of the season."""

    least: int
    most: int


def callable_bags(plan: QuarterPlan, carried: int, *, left: int) -> BagRange:
    """Say how many bags may be called: the plan and what was carried, never more than is left."""
    return BagRange(min(plan.least + carried, left), min(plan.most + carried, left))


def call_faults(bags: int, may: BagRange) -> list[Reason]:
    """List what is wrong with calling so many bags."""
    if bags < 1 or not may.least <= bags <= may.most:
        return [reason("call_off.bags_out_of_range", "bags", least=max(may.least, 1), most=may.most)]
    return []


@dataclass(frozen=True, slots=True)
class Closing:
    """What becomes of the bags when the time to call in a quarter is over."""

    carried: int = 0
    released: int = 0


def close_quarter(may: BagRange, called: int | None, *, left: int, rule: Uncalled, is_last: bool) -> Closing:
    """Say what is carried into the next quarter and what goes back to the lot; after the last all that is left goes."""
    if is_last:
        return Closing(released=left)
    short = may.least if called is None else 0
    return Closing(carried=short) if rule is Uncalled.CARRY else Closing(released=short)


def check_callable_until(call_by: datetime, now: datetime) -> None:
    """Raise `Refused` when the time to call in a quarter is over."""
    if now >= call_by:
        raise Refused(reason("call_off.too_late", call_by=call_by))


def shipped_faults(day: date, *, today: date) -> list[Reason]:
    """List what is wrong with the day on which bags are said to have left."""
    return [reason("call_off.day_to_come", "shipped_on")] if day > today else []


def shipment_faults(day: date, quarter: Quarter, *, today: date) -> list[Reason]:
    """List what is wrong with the day on which called bags are to ship: in the quarter, or soon where it is over."""
    first, last = max(quarter.starts_on, today), quarter.ends_on if today <= quarter.ends_on else today + SHIPS_LATE
    if not first <= day <= last:
        return [reason("call_off.shipment_outside", "shipment_on", start=first, end=last)]
    return []


class CallOffState(StrEnum):
    """Where a quarter of a frame stands."""

    PLANNED = "planned"
    OPEN = "open"
    CALLED = "called"
    CONFIRMED = "confirmed"
    SHIPPED = "shipped"
    ARRIVED = "arrived"
    FINISHED = "finished"
    LAPSED = "lapsed"


class CallOffStep(StrEnum):
    """One move in a quarter's life."""

    OPEN = "open"
    CALL = "call"
    CONFIRM = "confirm"
    SHIP = "ship"
    ARRIVE = "arrive"
    FINISH = "finish"
    LAPSE = "lapse"


CALL_OFF_MACHINE = Machine(
    noun="call_off",
    next={
        (CallOffState.PLANNED, CallOffStep.OPEN): CallOffState.OPEN,
        (CallOffState.OPEN, CallOffStep.CALL): CallOffState.CALLED,
        (CallOffState.OPEN, CallOffStep.LAPSE): CallOffState.LAPSED,
        (CallOffState.CALLED, CallOffStep.CONFIRM): CallOffState.CONFIRMED,
        (CallOffState.CALLED, CallOffStep.LAPSE): CallOffState.LAPSED,
        (CallOffState.CONFIRMED, CallOffStep.SHIP): CallOffState.SHIPPED,
        (CallOffState.CONFIRMED, CallOffStep.LAPSE): CallOffState.LAPSED,
        (CallOffState.SHIPPED, CallOffStep.ARRIVE): CallOffState.ARRIVED,
        (CallOffState.ARRIVED, CallOffStep.FINISH): CallOffState.FINISHED,
    },
    who={
        CallOffStep.OPEN: frozenset({Role.SYSTEM}),
        CallOffStep.CALL: frozenset({Role.MAKER}),
        CallOffStep.CONFIRM: frozenset({Role.PRODUCER}),
        CallOffStep.SHIP: frozenset({Role.PRODUCER}),
        CallOffStep.ARRIVE: frozenset({Role.MAKER}),
        CallOffStep.FINISH: frozenset({Role.PRODUCER, Role.MAKER}),
        CallOffStep.LAPSE: frozenset({Role.SYSTEM}),
    },
    what={},
)
GONE: frozenset[CallOffState] = frozenset({CallOffState.SHIPPED, CallOffState.ARRIVED, CallOffState.FINISHED})
"""The states of called bags that have left."""
SEASON_OVER: frozenset[CallOffState] = GONE | {CallOffState.LAPSED}
"""The states in which nothing of a quarter is to be called or shipped."""
ALL_OVER: frozenset[CallOffState] = frozenset({CallOffState.FINISHED, CallOffState.LAPSED})
"""The states in which nothing of a quarter is to come."""


def check_may_frame(*, is_at_home: bool, is_running: bool) -> None:
    """Raise `Refused` when a contract can get no frame any more: it has one at work, or its cacao is on the way."""
    if is_running:
        raise Refused("frame.running")
    if not is_at_home:
        raise Refused("frame.too_late")


def check_renewable(states: Iterable[CallOffState], *, number: int, years: int) -> None:
    """Raise `Refused` when season `number` cannot be followed by another: something is to come, or it was the last."""
    if any(state not in SEASON_OVER for state in states):
        raise Refused("frame.season_runs")
    if number >= years:
        raise Refused(reason("frame.years_over", years=years))
