"""The days of a shipment: when it is loaded, leaves and arrives; as planned, as expected since, as it was."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from marketplace.domain.errors import Reason, reason
from marketplace.domain.shipments.life import ShipmentStep


class Stage(StrEnum):
    """What the day is of."""

    LOADING = "loading"
    DEPARTURE = "departure"
    ARRIVAL = "arrival"


class Certainty(StrEnum):
    """How sure a day is."""

    PLANNED = "planned"
    EXPECTED = "expected"
    ACTUAL = "actual"


STAGE_OF: dict[ShipmentStep, Stage] = {
    ShipmentStep.LOAD: Stage.LOADING,
    ShipmentStep.SHIP: Stage.DEPARTURE,
    ShipmentStep.ARRIVE: Stage.ARRIVAL,
}
"""Which day a step makes actual."""
LONGEST_WAY = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Days:
    """The best that is known of each day."""

    load_on: date
    depart_on: date
    arrive_on: date

    def of(self, stage: Stage) -> date:
        """Give the day of a stage."""
        return {Stage.LOADING: self.load_on, Stage.DEPARTURE: self.depart_on, Stage.ARRIVAL: self.arrive_on}[stage]


def days_faults(days: Days, *, today: date) -> list[Reason]:
    """List what is wrong with the days of a shipment: out of order, or farther away than any ship goes."""
    found = []
    if days.depart_on < days.load_on:
        found.append(reason("shipment.leaves_before_loading", "depart_on", day=days.load_on))
    if days.arrive_on < days.depart_on:
        found.append(reason("shipment.arrives_before_leaving", "arrive_on", day=days.depart_on))
    if not today - LONGEST_WAY <= days.load_on <= days.arrive_on <= today + LONGEST_WAY and not found:
        found.append(reason("shipment.days_out_of_range", "load_on"))
    return found


def changed_days(old: Days, new: Days) -> list[tuple[Stage, date]]:
    """List the stages whose day is another one now, with the new day."""
    return [(stage, new.of(stage)) for stage in Stage if old.of(stage) != new.of(stage)]


def days_late(first: date, known: date, *, is_actual: bool, today: date) -> int:
    """Count by how many days something is later than first planned; what has not happened yet is late from today."""
    reached = known if is_actual else max(known, today)
    return max(0, (reached - first).days)
