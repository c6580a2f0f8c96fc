"""Whose turn it is about what a shipment carries of a contract: papers to bring and to read, an arrival to note."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from marketplace.domain.contracts.clauses import Side
from marketplace.domain.contracts.milestones import end_of_day
from marketplace.domain.ids import OrganizationId
from marketplace.domain.shipments.days import Days
from marketplace.domain.shipments.life import SHIPMENT_MACHINE, ShipmentPermit, ShipmentState
from marketplace.domain.shipments.papers import WANTING, PaperRule, PaperState, answer_by, due_on
from marketplace.domain.turns import Task, Turn

ARRIVAL_NOTED_WITHIN = timedelta(days=7)
"""Early enough to claim within the shortest usual time."""


@dataclass(frozen=True, slots=True)
class PaperStanding:
    """A line of a checklist and how far it is."""

    rule: PaperRule
    state: PaperState
    uploaded_at: datetime | None


@dataclass(frozen=True, slots=True)
class CargoFacts:
    """What decides whose turn it is: the contract, its sides, the shipment's state and days, the papers."""

    code: str
    producer_id: OrganizationId
    maker_id: OrganizationId
    state: ShipmentState
    days: Days
    papers: tuple[PaperStanding, ...]
    is_arrival_noted: bool

    def side(self, side: Side) -> OrganizationId:
        """Name the organization of a side."""
        return self.producer_id if side is Side.PRODUCER else self.maker_id


def cargo_turns(facts: CargoFacts) -> list[Turn]:
    """Say who has to do what about it, until when."""
    return list(_turns(facts))


def _turns(facts: CargoFacts) -> Iterator[Turn]:
    if SHIPMENT_MACHINE.permits(facts.state, ShipmentPermit.HANDLE_PAPERS):
        yield from _paper_turns(facts, Side.PRODUCER, other=Side.MAKER)
        yield from _paper_turns(facts, Side.MAKER, other=Side.PRODUCER)
    if facts.state is ShipmentState.ARRIVED and not facts.is_arrival_noted:
        due = end_of_day(facts.days.arrive_on + ARRIVAL_NOTED_WITHIN)
        yield Turn(facts.maker_id, Task.CARGO_NOTE_ARRIVAL, facts.code, due, facts.producer_id)


def _paper_turns(facts: CargoFacts, side: Side, *, other: Side) -> Iterator[Turn]:
    own, waits = facts.side(side), facts.side(other)
    wanted = [due_on(each.rule.due, facts.days) for each in facts.papers if _lacks(each, side)]
    if wanted:
        yield Turn(own, Task.CARGO_BRING_PAPERS, facts.code, end_of_day(min(wanted)), waits)
    unread = [answer_by(at) for each in facts.papers if (at := _unread_since(each, side))]
    if unread:
        yield Turn(own, Task.CARGO_READ_PAPERS, facts.code, min(unread), waits)


def _lacks(paper: PaperStanding, side: Side) -> bool:
    return paper.rule.side is side and paper.state in WANTING


def _unread_since(paper: PaperStanding, side: Side) -> datetime | None:
    is_theirs = paper.rule.side is not side and paper.state is PaperState.UPLOADED
    return paper.uploaded_at if is_theirs else None
