"""Where a contract's cacao is, where its money is, what comes next and by whom: one picture for everybody concerned."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select

from marketplace.domain.contracts.milestones import Milestone
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import OrganizationId, ShipmentId
from marketplace.domain.money import Money
from marketplace.domain.payments.life import InstalmentKind, InstalmentState
from marketplace.domain.shipments.life import ShipmentState
from marketplace.models.accounts import Organization
from marketplace.models.base import db
from marketplace.models.instalments import Instalment
from marketplace.models.shipments import Cargo, Shipment
from marketplace.models.turns import Turn
from marketplace.queries.contract_pages import ContractPage

ORDER = tuple(Milestone)


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of the cacao: the day it was reached, or the day on which it is expected."""

    milestone: Milestone
    is_reached: bool
    is_now: bool
    day: date | None
    expected_on: date | None
    who: str | None = None
    note: str | None = None

    def is_late(self, today: date) -> bool:
        """Whether it should have been reached by now."""
        return not self.is_reached and self.expected_on is not None and self.expected_on < today


@dataclass(frozen=True, slots=True)
class MoneyStop:
    """One part of the money: what of it the maker has paid, and what of that went on to the group."""

    kind: InstalmentKind
    state: InstalmentState
    asked: Money
    paid: Money
    released: Money
    due_on: date | None
    paid_on: date | None

    def is_late(self, today: date) -> bool:
        """Whether it should have been paid by now."""
        return self.state is InstalmentState.DUE and self.due_on is not None and self.due_on < today


@dataclass(frozen=True, slots=True)
class NextTurn:
    """What comes next, by whom (None: the alliance), until when."""

    task: str
    organization_id: OrganizationId | None
    organization: str | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Carrier:
    """The shipment that carries the cacao, in a few words."""

    id: ShipmentId
    code: str
    state: ShipmentState
    vessel: str | None
    port_to: str | None
    depart_on: date
    arrive_on: date


@dataclass(frozen=True, slots=True)
class Timeline:
    """All of it."""

    goods: tuple[Stop, ...]
    money: tuple[MoneyStop, ...]
    carriers: tuple[Carrier, ...]
    turns: tuple[NextTurn, ...]


def timeline_of(contract: ContractPage) -> Timeline:
    """Draw the picture of a contract that the caller may see; four questions to the database."""
    carriers, cargo_ids = _carriers(contract)
    money = _instalments(contract)
    return Timeline(
        goods=tuple(_stops(contract, carriers[0] if carriers else None)),
        money=tuple(_money(each) for each in money),
        carriers=carriers,
        turns=tuple(_turns(contract, carriers, cargo_ids=cargo_ids, instalments=[each.id for each in money])),
    )


def _carriers(contract: ContractPage) -> tuple[tuple[Carrier, ...], list[int]]:
    query = select(Cargo.id, Shipment).join(Shipment, Shipment.id == Cargo.shipment_id)
    query = query.where(Cargo.contract_id == contract.line.id, Cargo.dropped_at.is_(None)).order_by(Cargo.id)
    rows = db.session.execute(query).all()
    found = tuple(
        Carrier(row.id, row.code, row.state, row.vessel, row.port_to, row.depart_on, row.arrive_on) for _id, row in rows
    )
    return found, [cargo_id for cargo_id, _row in rows]


def _instalments(contract: ContractPage) -> list[Instalment]:
    query = select(Instalment).where(
        Instalment.contract_id == contract.line.id, Instalment.state != InstalmentState.CANCELLED
    )
    return list(db.session.scalars(query.order_by(Instalment.due_on.nulls_last(), Instalment.number)))


def _money(row: Instalment) -> MoneyStop:
    standing = row.standing
    return MoneyStop(
        kind=row.kind,
        state=row.state,
        asked=standing.asked.total - standing.dropped.total,
        paid=standing.paid.total,
        released=Money(row.released, row.currency),
        due_on=row.due_on,
        paid_on=row.paid_on,
    )


def _stops(contract: ContractPage, carrier: Carrier | None) -> Iterator[Stop]:
    present = contract.line.milestone
    reached = {each.milestone: each for each in contract.marks.milestones}
    expected = _expected(contract, carrier)
    for milestone in ORDER:
        mark = reached.get(milestone)
        is_past = present is not None and ORDER.index(milestone) <= ORDER.index(present)
        yield Stop(
            milestone=milestone,
            is_reached=is_past,
            is_now=milestone is present,
            day=mark.day if mark else None,
            expected_on=None if is_past else expected.get(milestone),
            who=mark.organization if mark else None,
            note=mark.note if mark else None,
        )


def _expected(contract: ContractPage, carrier: Carrier | None) -> dict[Milestone, date]:
    terms = contract.terms
    found = {Milestone.READY_TO_SHIP: terms.shipment_start, Milestone.SHIPPED: terms.shipment_end}
    if carrier:
        found |= {Milestone.SHIPPED: carrier.depart_on, Milestone.ARRIVED: carrier.arrive_on}
    return found


def _turns(
    contract: ContractPage, carriers: tuple[Carrier, ...], *, cargo_ids: list[int], instalments: list[int]
) -> Iterator[NextTurn]:
    wanted: dict[SubjectKind, list[int]] = {
        SubjectKind.CONTRACT: [contract.line.id],
        SubjectKind.SETTLEMENT: [contract.line.id],
        SubjectKind.SHIPMENT: [each.id for each in carriers],
        SubjectKind.CARGO: cargo_ids,
        SubjectKind.INSTALMENT: instalments,
    }
    about: list[ColumnElement[bool]] = [
        and_(Turn.subject_kind == kind, Turn.subject_id.in_(numbers)) for kind, numbers in wanted.items() if numbers
    ]
    query = select(Turn, Organization.name).outerjoin(Organization, Organization.id == Turn.organization_id)
    rows = db.session.execute(query.where(or_(*about)).order_by(Turn.due_at.nulls_last(), Turn.id))
    for turn, name in rows:
        yield NextTurn(turn.task, turn.organization_id, name, turn.due_at)
