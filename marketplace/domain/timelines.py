"""Puts the stops of goods and money into one line that reads from the approval to the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from marketplace.domain.contracts.milestones import Milestone
from marketplace.domain.money import Money


class StopKind(StrEnum):
    """Whether a stop is of the cacao or of the money."""

    GOODS = "goods"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop: what it is, whether it was reached, on which day or by which day, by whom."""

    kind: StopKind
    what: str
    is_reached: bool
    day: date | None = None
    expected_on: date | None = None
    is_now: bool = False
    who: str | None = None
    note: str | None = None
    money: Money | None = None
    after: Milestone = Milestone.PREPARING

    def is_late(self, today: date) -> bool:
        """Whether it should have been reached by now."""
        return not self.is_reached and self.expected_on is not None and self.expected_on < today


def in_one_line(goods: Sequence[Stop], money: Sequence[Stop]) -> tuple[Stop, ...]:
    """Put each stop of the money behind the milestone with which it falls due, in the order of its days."""
    line: list[Stop] = []
    for stop in goods:
        line.append(stop)
        follows = [each for each in money if each.after == stop.what]
        line += sorted(follows, key=lambda each: each.day or each.expected_on or date.max)
    return tuple(line)
