"""Where a contract's cacao is, where its money is, and what is still missing: one picture for everybody concerned."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from marketplace.domain.books.chart import Account, sign_of
from marketplace.domain.contracts.closing import ClosingFacts, missing_to_close
from marketplace.domain.contracts.milestones import Milestone
from marketplace.domain.errors import Reason
from marketplace.domain.ids import ContractId, ShipmentId
from marketplace.domain.money import Money, no_money
from marketplace.domain.payments.life import InstalmentKind, InstalmentState
from marketplace.domain.payments.schedule import RAISED_AT
from marketplace.domain.shipments.life import ShipmentState
from marketplace.domain.timelines import Stop, StopKind, in_one_line
from marketplace.models.base import db
from marketplace.models.contracts.closing import closing_columns, facts_from
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.shipments import Cargo, Shipment
from marketplace.models.rows.money.books import ContractBalance
from marketplace.queries.contracts.pages import ContractPage
from marketplace.queries.contracts.wires import disputes_of, list_disputed, list_wires, wires_of
from marketplace.queries.payments.lists import InstalmentLine

ORDER = tuple(Milestone)
CARRIER = (
    *(Shipment.id, Shipment.code, Shipment.state, Shipment.vessel),
    *(Shipment.port_to, Shipment.depart_on, Shipment.arrive_on),
)


@dataclass(frozen=True, slots=True)
class Carrier:
    """A shipment that carries the cacao, or bags of it, in a few words."""

    id: ShipmentId
    code: str
    state: ShipmentState
    vessel: str | None
    port_to: str | None
    depart_on: date
    arrive_on: date


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where the money is: asked and paid by the maker, given back, kept here, waiting to be paid out to the group."""

    asked: Money
    paid: Money
    given_back: Money
    held: Money
    to_pay_out: Money


@dataclass(frozen=True, slots=True)
class Timeline:
    """All of it; `missing` is what keeps a contract that arrived from being closed."""

    stops: tuple[Stop, ...]
    carriers: tuple[Carrier, ...]
    money: Whereabouts
    missing: tuple[Reason, ...]


def timeline_of(contract: ContractPage, instalments: Sequence[InstalmentLine]) -> Timeline | None:
    """Draw the picture of a contract that the caller may see; None before it is in force."""
    if contract.line.milestone is None:
        return None
    rows = _rows(contract.line.id)
    carriers = tuple(Carrier(*row[: len(CARRIER)]) for row in rows if row.id is not None)
    counted = [each for each in instalments if each.state is not InstalmentState.CANCELLED]
    money = [*(_money_stop(contract, each) for each in counted), *list_wires(contract, rows[0].wires)]
    money += list_disputed(contract, rows[0].disputes)
    return Timeline(
        stops=in_one_line(list(_goods(contract, carriers[0] if carriers else None)), money),
        carriers=carriers,
        money=_whereabouts(contract, counted, stands=rows[0]),
        missing=_missing(contract, facts_from(rows[0])),
    )


def _rows(contract_id: ContractId) -> Sequence[Any]:
    """Read a contract once for each shipment that carries of it, or once without one, with what its books say."""
    query = (
        select(*CARRIER, _stands(Account.HELD), _stands(Account.GROUP_DUE), *closing_columns())
        .add_columns(wires_of(Contract.id).label("wires"), disputes_of(Contract.id).label("disputes"))
        .select_from(Contract)
        .outerjoin(Cargo, and_(Cargo.contract_id == Contract.id, Cargo.dropped_at.is_(None)))
        .outerjoin(Shipment, Shipment.id == Cargo.shipment_id)
        .where(Contract.id == contract_id)
        .order_by(Cargo.id)
    )
    return db.session.execute(query).all()


def _stands(account: Account) -> ColumnElement[Decimal]:
    own = (ContractBalance.contract_id == Contract.id, ContractBalance.account == account)
    amount = select(func.sum(ContractBalance.amount) * sign_of(account)).where(*own).scalar_subquery()
    return func.coalesce(amount, 0).label(account.value)


def _goods(contract: ContractPage, carrier: Carrier | None) -> Iterator[Stop]:
    present = contract.line.milestone or Milestone.PREPARING
    reached = {each.milestone: each for each in contract.marks.milestones}
    expected = _expected(contract, carrier)
    for milestone in ORDER:
        mark = reached.get(milestone)
        is_past = ORDER.index(milestone) <= ORDER.index(present)
        yield Stop(
            kind=StopKind.GOODS,
            what=milestone.value,
            is_reached=is_past,
            day=mark.day if mark else None,
            expected_on=None if is_past else expected.get(milestone),
            is_now=milestone is present,
            who=mark.organization if mark else None,
            note=mark.note if mark else None,
        )


def _expected(contract: ContractPage, carrier: Carrier | None) -> dict[Milestone, date]:
    terms = contract.terms
    found = {Milestone.READY_TO_SHIP: terms.shipment_start, Milestone.SHIPPED: terms.shipment_end}
    if carrier:
        found |= {Milestone.SHIPPED: carrier.depart_on, Milestone.ARRIVED: carrier.arrive_on}
    return found


def _money_stop(contract: ContractPage, line: InstalmentLine) -> Stop:
    after = {
        InstalmentKind.DEPOSIT: Milestone.PREPARING,
        InstalmentKind.BALANCE: RAISED_AT[contract.terms.balance_basis],
    }
    return Stop(
        kind=StopKind.MONEY,
        what=line.kind.value,
        is_reached=line.state is InstalmentState.PAID,
        day=line.paid_on,
        expected_on=line.due_on,
        who=line.maker_name,
        money=line.asked.total,
        after=after.get(line.kind, Milestone.ARRIVED),
    )


def _whereabouts(contract: ContractPage, instalments: Sequence[InstalmentLine], *, stands: Any) -> Whereabouts:  # noqa: ANN401 - a row of `_rows`
    currency = contract.line.total.currency
    nothing = no_money(currency)
    return Whereabouts(
        asked=sum((each.asked.total for each in instalments), nothing),
        paid=sum((each.paid.total for each in instalments), nothing),
        given_back=sum((each.returned for each in instalments), nothing),
        held=Money(stands.held, currency),
        to_pay_out=Money(stands.group_due, currency),
    )


def _missing(contract: ContractPage, facts: ClosingFacts) -> tuple[Reason, ...]:
    return tuple(missing_to_close(facts)) if contract.line.milestone is Milestone.ARRIVED else ()
