"""Whose turn it is about what a shipment carries of a contract: papers to bring and to read, an arrival to note."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from marketplace.domain.contracts.clauses import Side
from marketplace.domain.contracts.milestones import end_of_day
from marketplace.domain.shipments.life import SHIPMENT_MACHINE, ShipmentPermit, ShipmentState
from marketplace.domain.shipments.papers import PaperState, answer_by, due_on, wanting
from marketplace.domain.turns import Task, Turn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from marketplace.models.shipments import Cargo

ARRIVAL_NOTED_WITHIN = timedelta(days=7)
"""Early enough for a claim within the shortest usual time."""


def turns_of_cargo(cargo: Cargo) -> list[Turn]:
    """Say who has to do what about it, until when; nobody once it was dropped."""
    return [] if cargo.dropped_at is not None else list(_turns(cargo))


def _turns(cargo: Cargo) -> Iterator[Turn]:
    shipment, contract = cargo.shipment, cargo.contract
    sides = {Side.PRODUCER: contract.producer_id, Side.MAKER: contract.maker_id}
    if SHIPMENT_MACHINE.permits(shipment.state, ShipmentPermit.HANDLE_PAPERS):
        for side, other in ((Side.PRODUCER, Side.MAKER), (Side.MAKER, Side.PRODUCER)):
            yield from _paper_turns(cargo, side, own=sides[side], other=sides[other])
    if shipment.state is ShipmentState.ARRIVED and cargo.arrived_weight is None:
        due = end_of_day(shipment.arrive_on + ARRIVAL_NOTED_WITHIN)
        yield Turn(contract.maker_id, Task.CARGO_NOTE_ARRIVAL, contract.code, due, contract.producer_id)


def _paper_turns(cargo: Cargo, side: Side, *, own: int, other: int) -> Iterator[Turn]:
    days, about = cargo.shipment.days, cargo.contract.code
    wanted = wanting(((each.rule, each.state) for each in cargo.papers), side)
    if wanted:
        due = min(due_on(each.due, days) for each in cargo.papers if each.kind in wanted)
        yield Turn(own, Task.CARGO_BRING_PAPERS, about, end_of_day(due), other)  # type: ignore[arg-type] # ids of organizations
    unread = [each for each in cargo.papers if each.side is not side and each.state is PaperState.UPLOADED]
    if unread:
        due_at = min(answer_by(each.uploaded_at) for each in unread if each.uploaded_at)
        yield Turn(own, Task.CARGO_READ_PAPERS, about, due_at, other)  # type: ignore[arg-type] # as above
