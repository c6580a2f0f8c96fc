"""Instalments in lists: what a maker owes, what a group waits for, what one contract is paid in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, case, select

from marketplace.domain.books.postings import Parts
from marketplace.domain.ids import ContractId, InstalmentId
from marketplace.domain.money import Money
from marketplace.domain.payments.life import LIVE, InstalmentKind, InstalmentState, PaymentState
from marketplace.domain.viewers import Viewer
from marketplace.models.accounts.sides import MakerSide, ProducerSide
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.money.instalments import Instalment
from marketplace.models.rows.money.payments import Payment
from marketplace.queries.contracts.showing import visible_to

PER_PAGE = 30
OPEN: tuple[InstalmentState, ...] = (InstalmentState.DUE, InstalmentState.PLANNED)


@dataclass(frozen=True, slots=True)
class InstalmentLine:
    """One instalment in a list: what is asked, paid and open of it, until when, and how far a payment is."""

    id: InstalmentId
    number: int
    kind: InstalmentKind
    state: InstalmentState
    contract_id: ContractId
    contract_code: str
    producer_name: str
    maker_name: str
    asked: Parts
    paid: Parts
    open: Parts
    returned: Money
    due_on: date | None
    paid_on: date | None
    days_late: int
    quarter: str | None
    live: PaymentState | None


def list_of_contract(contract_id: ContractId, viewer: Viewer, *, today: date) -> list[InstalmentLine]:
    """List what one contract is paid in, in its order."""
    query = lines_of(viewer).where(Instalment.contract_id == contract_id).order_by(Instalment.number)
    return _read(query, today)


def list_open_instalments(viewer: Viewer, *, today: date, page: int = 1) -> list[InstalmentLine]:
    """List what is due and what will be, the oldest day first; one more than a page holds says that there are more."""
    query = lines_of(viewer).where(Instalment.state.in_(OPEN))
    is_planned = case((Instalment.state == InstalmentState.DUE, 0), else_=1)
    query = query.order_by(is_planned, Instalment.due_on, Instalment.id)
    return _read(query.limit(PER_PAGE + 1).offset(PER_PAGE * (page - 1)), today)


def list_paid_instalments(viewer: Viewer, *, today: date, page: int = 1) -> list[InstalmentLine]:
    """List what was paid, the newest first; one more than a page holds says that there are more."""
    query = lines_of(viewer).where(Instalment.state == InstalmentState.PAID)
    query = query.order_by(Instalment.paid_on.desc(), Instalment.id.desc())
    return _read(query.limit(PER_PAGE + 1).offset(PER_PAGE * (page - 1)), today)


def list_overdue(viewer: Viewer, *, today: date) -> list[InstalmentLine]:
    """List what should have been paid by now, the latest first."""
    query = lines_of(viewer).where(Instalment.state == InstalmentState.DUE, Instalment.due_on < today)
    return _read(query.order_by(Instalment.due_on, Instalment.id).limit(PER_PAGE), today)


def line_of(row: Any, *, today: date) -> InstalmentLine:  # noqa: ANN401 - a row of `lines_of`
    """Say one instalment as a line."""
    found: Instalment = row.Instalment
    standing = found.standing
    is_late = found.state is InstalmentState.DUE and found.due_on is not None and found.due_on < today
    return InstalmentLine(
        id=found.id,
        number=found.number,
        kind=found.kind,
        state=found.state,
        contract_id=found.contract_id,
        contract_code=row.code,
        producer_name=row.producer_name,
        maker_name=row.maker_name,
        asked=standing.asked,
        paid=standing.paid,
        open=standing.open,
        returned=standing.returned.total,
        due_on=found.due_on,
        paid_on=found.paid_on,
        days_late=(today - found.due_on).days if is_late and found.due_on else 0,
        quarter=str(found.call_off.quarter) if found.call_off else None,
        live=row.live,
    )


def _read(query: Select[*tuple[Any, ...]], today: date) -> list[InstalmentLine]:
    rows: Iterable[Any] = db.session.execute(query).all()
    return [line_of(row, today=today) for row in rows]


def lines_of(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    """Select instalments that the viewer may see, as `line_of` reads them."""
    live = select(Payment.state).where(Payment.instalment_id == Instalment.id, Payment.state.in_(LIVE))
    return (
        select(
            Instalment,
            Contract.code,
            ProducerSide.name.label("producer_name"),
            MakerSide.name.label("maker_name"),
            live.correlate(Instalment).scalar_subquery().label("live"),
        )
        .join(Contract, Contract.id == Instalment.contract_id)
        .join(ProducerSide, ProducerSide.id == Contract.producer_id)
        .join(MakerSide, MakerSide.id == Contract.maker_id)
        .where(visible_to(viewer))
    )
