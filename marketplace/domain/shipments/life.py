"""The life of a shipment: planned, loaded, shipped, its papers sent, arrived, closed; what is stated of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from marketplace.domain.contracts.milestones import MilestoneStep
from marketplace.domain.errors import Reason, reason
from marketplace.domain.machines import Machine
from marketplace.domain.mass import NO_MASS, Mass
from marketplace.domain.shipments.containers import (
    BY_SEA,
    IN_CONTAINER,
    USUAL_CAPACITY,
    Carriage,
    number_faults,
)
from marketplace.domain.viewers import Role


class ShipmentState(StrEnum):
    """Where a shipment stands."""

    PLANNED = "planned"
    LOADING = "loading"
    SHIPPED = "shipped"
    DOCUMENTS_SENT = "documents_sent"
    ARRIVED = "arrived"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class ShipmentStep(StrEnum):
    """One move in a shipment's life."""

    LOAD = "load"
    SHIP = "ship"
    SEND_DOCUMENTS = "send_documents"
    ARRIVE = "arrive"
    CLOSE = "close"
    CANCEL = "cancel"


class ShipmentPermit(StrEnum):
    """What a state may permit."""

    CHANGE_CARGO = "change_cargo"
    CHANGE_FACTS = "change_facts"
    HANDLE_PAPERS = "handle_papers"
    NOTE_ARRIVAL = "note_arrival"


S, T, P = ShipmentState, ShipmentStep, ShipmentPermit
SENDERS = frozenset({Role.PRODUCER, Role.FACILITATOR})
ON_THE_WAY = frozenset({P.CHANGE_FACTS, P.HANDLE_PAPERS})

SHIPMENT_MACHINE = Machine(
    noun="shipment",
    next={
        (S.PLANNED, T.LOAD): S.LOADING,
        (S.PLANNED, T.CANCEL): S.CANCELLED,
        (S.LOADING, T.SHIP): S.SHIPPED,
        (S.LOADING, T.CANCEL): S.CANCELLED,
        (S.SHIPPED, T.SEND_DOCUMENTS): S.DOCUMENTS_SENT,
        (S.DOCUMENTS_SENT, T.ARRIVE): S.ARRIVED,
        (S.ARRIVED, T.CLOSE): S.CLOSED,
    },
    who={
        T.LOAD: SENDERS,
        T.SHIP: SENDERS,
        T.SEND_DOCUMENTS: SENDERS,
        T.ARRIVE: frozenset({Role.MAKER, Role.FACILITATOR}),
        T.CLOSE: SENDERS | {Role.SYSTEM},
        T.CANCEL: SENDERS,
    },
    what={
        S.PLANNED: ON_THE_WAY | {P.CHANGE_CARGO},
        S.LOADING: ON_THE_WAY | {P.CHANGE_CARGO},
        S.SHIPPED: ON_THE_WAY,
        S.DOCUMENTS_SENT: ON_THE_WAY,
        S.ARRIVED: ON_THE_WAY | {P.NOTE_ARRIVAL},
    },
)
MILESTONES: dict[ShipmentStep, MilestoneStep] = {
    T.LOAD: MilestoneStep.MAKE_READY,
    T.SHIP: MilestoneStep.SHIP,
    T.SEND_DOCUMENTS: MilestoneStep.SEND_DOCUMENTS,
    T.ARRIVE: MilestoneStep.ARRIVE,
}
"""Which milestone a step brings to every contract that the shipment carries."""
LIVE: frozenset[ShipmentState] = frozenset(set(S) - {S.CLOSED, S.CANCELLED})
LONGEST_TEXT, LONGEST_NOTE = 120, 1_000
DESTINATION = re.compile("[A-Z]{2}(-[A-Z]{2,3})?")
"""A country by its two letters, or a part of one: `FR`, `US-ME`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentTerms:
    """What is stated of a shipment; most of it becomes known on the way. `capacity` is the carrier's own limit."""

    carriage: Carriage
    collection_point: str
    destination: str
    port_from: str | None = None
    port_to: str | None = None
    carrier: str | None = None
    vessel: str | None = None
    voyage: str | None = None
    container_number: str | None = None
    seal: str | None = None
    bill_number: str | None = None
    capacity: Mass | None = None

    @property
    def most(self) -> Mass | None:
        """How much it holds, None where nobody knows."""
        return self.capacity or USUAL_CAPACITY.get(self.carriage)


@dataclass(frozen=True, slots=True)
class Moved:
    """What is reported of a shipment: the step, the day on which it was taken, and a note."""

    step: ShipmentStep
    day: date
    note: str | None = None


def terms_faults(terms: ShipmentTerms) -> list[Reason]:
    """List what is wrong with what is stated of a shipment."""
    found = [*number_faults(terms.container_number), *_text_faults(terms)]
    if not terms.collection_point.strip():
        found.append(reason("shipment.collection_point_missing", "collection_point"))
    if not DESTINATION.fullmatch(terms.destination):
        found.append(reason("shipment.destination_shape", "destination"))
    if terms.capacity is not None and terms.capacity <= NO_MASS:
        found.append(reason("shipment.capacity_out_of_range", "capacity"))
    return found


def _text_faults(terms: ShipmentTerms) -> Iterator[Reason]:
    for each in fields(terms):
        value = getattr(terms, each.name)
        if isinstance(value, str) and len(value) > LONGEST_TEXT:
            yield reason("shipment.text_too_long", each.name, limit=LONGEST_TEXT)


def load_faults(terms: ShipmentTerms, load: Mass) -> list[Reason]:
    """List what keeps so much cacao from travelling together: there is none, or it does not fit."""
    if load <= NO_MASS:
        return [reason("shipment.empty")]
    most = terms.most
    if most is not None and load > most:
        return [reason("shipment.too_full", load=load.kilograms, most=most.kilograms)]
    return []


def leaving_faults(terms: ShipmentTerms) -> list[Reason]:
    """List what must be known before it can be said that a shipment left."""
    wanted = ["carrier"]
    if terms.carriage in IN_CONTAINER:
        wanted += ["container_number", "seal"]
    if terms.carriage in BY_SEA:
        wanted += ["vessel", "port_from", "port_to"]
    return [reason(f"shipment.{name}_missing", name) for name in wanted if not getattr(terms, name)]


def moved_faults(moved: Moved, *, last_day: date | None, today: date) -> list[Reason]:
    """List what is wrong with a reported step: a day to come, a day before the last step's, an endless note."""
    found = []
    if moved.day > today:
        found.append(reason("shipment.day_to_come", "day", today=today))
    if last_day is not None and moved.day < last_day:
        found.append(reason("shipment.day_before_last", "day", day=last_day))
    if len((moved.note or "").strip()) > LONGEST_NOTE:
        found.append(reason("shipment.note_too_long", "note", limit=LONGEST_NOTE))
    return found
