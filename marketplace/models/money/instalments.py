"""The steps of one instalment: planned, raised, paid, lowered; and whether the money of a contract is closed."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, exists, func, not_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from marketplace.domain.books.chart import SETTLED_ACCOUNTS
from marketplace.domain.books.entries import cancelled, raised
from marketplace.domain.books.postings import Cause, CauseKind, Occasion, Parts
from marketplace.domain.contracts.clauses import BalanceBasis
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.contracts.milestones import Milestone
from marketplace.domain.events import EventKind
from marketplace.domain.ids import ContractId, InstalmentId
from marketplace.domain.money import Money, no_money
from marketplace.domain.payments.leaving import (
    check_deposit_came,
    check_paid_to_leave,
    unpaid_before_leaving,
    unpaid_deposit,
)
from marketplace.domain.payments.life import INSTALMENT_MACHINE, InstalmentKind, InstalmentState, InstalmentStep
from marketplace.domain.payments.schedule import plus
from marketplace.domain.viewers import SYSTEM, Role
from marketplace.models.base import db
from marketplace.models.money.booking import book
from marketplace.models.rows.contracts.call_offs import CallOff
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.money.books import ContractBalance
from marketplace.models.rows.money.instalments import Instalment
from marketplace.models.rows.money.payments import Payment
from marketplace.models.rows.money.payouts import being_paid_out
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.record.turns import settle_turns

STANDING: tuple[InstalmentState, ...] = (InstalmentState.PLANNED, InstalmentState.DUE)


def instalments_of(contract_id: ContractId) -> list[Instalment]:
    """Lock and list the instalments of a contract that is locked, the first one first."""
    query = select(Instalment).where(Instalment.contract_id == contract_id).order_by(Instalment.number)
    return list(db.session.scalars(query.with_for_update().execution_options(populate_existing=True)))


def occasion_of(kind: CauseKind, key: object, *, contract: Contract, on: date, row: Instalment | None) -> Occasion:
    """Say for the books what happened to a contract, and to one of its instalments."""
    cause = Cause(kind, str(key))
    return Occasion(cause, on, contract.id, contract.maker_id, contract.producer_id, row.id if row else None)


def change_of(row: Instalment) -> str:
    """Name the change that is about to be made to an instalment, as no other one of it is named."""
    return f"{row.id}:{row.version}"


def add_instalment(
    contract: Contract, kind: InstalmentKind, *, parts: Parts, now: datetime, call_off: CallOff | None = None
) -> Instalment:
    """Plan an instalment of a contract."""
    row = _numbered(contract, kind, parts)
    row.call_off = call_off
    record_event(row, EventKind.INSTALMENT_PLANNED, by=SYSTEM, now=now, **told(row))
    return row


def add_interest(late: Instalment, parts: Parts, *, until: date, due_on: date, now: datetime) -> Instalment:
    """Ask for interest on an instalment that is late, up to a day."""
    row = _numbered(late.contract, InstalmentKind.INTEREST, parts)
    row.late_of_id, row.call_off_id = late.id, late.call_off_id
    record_event(row, EventKind.INSTALMENT_PLANNED, by=SYSTEM, now=now, **told(row))
    count_interest(late, until, now=now)
    raise_instalment(row, due_on, now=now)
    return row


def count_interest(late: Instalment, until: date, *, now: datetime) -> None:
    """Write down up to which day the interest on an instalment was counted."""
    late.interest_until = until
    record_event(late, EventKind.INSTALMENT_INTEREST_COUNTED, by=SYSTEM, now=now, **told(late), until=until.isoformat())


def replan(row: Instalment, parts: Parts, *, now: datetime) -> None:
    """Let a planned instalment ask for something else."""
    if row.open == parts:
        return
    row.price, row.fee = parts.price.amount, parts.fee.amount
    record_event(row, EventKind.INSTALMENT_CHANGED, by=SYSTEM, now=now, **told(row))


def raise_instalment(row: Instalment, due_on: date, *, now: datetime) -> None:
    """Let a planned instalment fall due on a day; the maker owes it from now on."""
    today = day_in_lima(now)
    row.state = INSTALMENT_MACHINE.advance(row.state, InstalmentStep.RAISE, Role.SYSTEM)
    row.raised_on, row.due_on = today, max(due_on, today)
    occasion = occasion_of(CauseKind.RAISED, row.id, contract=row.contract, on=today, row=row)
    book(raised(occasion, row.open), now=now)
    record_event(row, EventKind.INSTALMENT_RAISED, by=SYSTEM, now=now, **told(row), due_on=row.due_on.isoformat())
    settle_goods(row, now=now)


def ask_more(row: Instalment, parts: Parts, *, due_on: date, now: datetime) -> None:
    """Ask for more with an instalment that is due, which then falls due no earlier than on a day."""
    occasion = occasion_of(CauseKind.RAISED, change_of(row), contract=row.contract, on=day_in_lima(now), row=row)
    book(raised(occasion, parts), now=now)
    row.price, row.fee = row.price + parts.price.amount, row.fee + parts.fee.amount
    row.due_on = max(due_on, row.due_on or due_on)
    record_event(row, EventKind.INSTALMENT_CHANGED, by=SYSTEM, now=now, **told(row), due_on=row.due_on.isoformat())
    settle_goods(row, now=now)


def take_paid(row: Instalment, parts: Parts, *, on: date, now: datetime) -> None:
    """Count what was paid of an instalment; whoever calls has booked it."""
    paid = plus(row.standing.paid, parts)
    row.paid_price, row.paid_fee = paid.price.amount, paid.fee.amount
    kind = EventKind.INSTALMENT_PART_PAID
    if not row.open.total.amount:
        row.state = INSTALMENT_MACHINE.advance(row.state, InstalmentStep.PAY, Role.SYSTEM)
        row.paid_on, kind = on, EventKind.INSTALMENT_PAID
    record_event(row, kind, by=SYSTEM, now=now, **told(row), paid=str(parts.total.amount))
    settle_goods(row, now=now)


def drop(row: Instalment, parts: Parts, *, now: datetime) -> None:
    """Ask for less: what is dropped is not owed any more. One of which nothing is left is over."""
    if not parts.total.amount:
        return
    today = day_in_lima(now)
    if row.state is InstalmentState.DUE:
        occasion = occasion_of(CauseKind.CANCELLED, change_of(row), contract=row.contract, on=today, row=row)
        book(cancelled(occasion, parts), now=now)
    dropped = plus(row.standing.dropped, parts)
    row.dropped_price, row.dropped_fee = dropped.price.amount, dropped.fee.amount
    kind = EventKind.INSTALMENT_LOWERED
    if not row.open.total.amount:
        is_paid = row.paid_price + row.paid_fee > 0
        step = InstalmentStep.PAY if is_paid else InstalmentStep.CANCEL
        row.state = INSTALMENT_MACHINE.advance(row.state, step, Role.SYSTEM)
        row.paid_on = today if is_paid else None
        kind = kind if is_paid else EventKind.INSTALMENT_CANCELLED
    record_event(row, kind, by=SYSTEM, now=now, **told(row), dropped=str(parts.total.amount))
    settle_goods(row, now=now)


def settle_goods(row: Instalment, *, now: datetime) -> None:
    """Say anew whose turn it is with what an instalment pays: called bags, or cacao that goes on only once paid."""
    contract, call_off = row.contract, row.call_off
    is_kept = BalanceBasis(contract.terms["balance_basis"]) is BalanceBasis.BEFORE_SHIPMENT
    if is_kept or call_off is not None or contract.milestone is Milestone.PREPARING:
        db.session.expire(contract, ["instalments"])
        if call_off is not None:
            db.session.expire(call_off, ["instalments"])
        settle_turns(call_off or contract, now)


def told(row: Instalment) -> dict[str, object]:
    """Say what events tell of an instalment."""
    total = row.parts(row.price, row.fee).total
    facts = {"code": row.contract.code, "number": row.number, "what": row.kind.value}
    return {**facts, "amount": str(total.amount), "currency": total.currency.value}


def money_is_closed(contract: Contract) -> bool:
    """Say whether nothing of a contract's money is on its way: all paid, released, paid out and given back."""
    return db.session.scalars(select(money_closed(contract.id))).one()


def money_closed(contract_id: ContractId | InstrumentedAttribute[ContractId]) -> ColumnElement[bool]:
    """Say the same in SQL, of a contract's number or of a column of them."""
    stands = exists().where(Instalment.contract_id == contract_id, Instalment.state.in_(STANDING))
    balance = exists().where(
        ContractBalance.contract_id == contract_id,
        ContractBalance.account.in_(SETTLED_ACCOUNTS),
        ContractBalance.amount != 0,
    )
    return not_(or_(stands, balance, being_paid_out(contract_id)))


def check_may_leave(contract: Contract, call_off: CallOff | None = None) -> None:
    """Raise `Refused` while something must be paid before a locked contract's cacao, or called bags, may leave."""
    basis, rows = BalanceBasis(contract.terms["balance_basis"]), instalments_of(contract.id)
    own = [row.standing for row in rows if row.call_off_id == (call_off.id if call_off else None)]
    check_paid_to_leave(contract.code, unpaid_before_leaving(basis, own))


def check_deposit_came_of(contract: Contract) -> None:
    """Raise `Refused` while a locked contract's deposit has not come and no facilitator let it go on."""
    own = [row.standing for row in instalments_of(contract.id) if row.call_off_id is None]
    check_deposit_came(contract.code, unpaid_deposit(own), note=contract.unpaid_note)


def payments_of(contract_id: ContractId, first: InstalmentId | None = None) -> Sequence[Payment]:
    """Lock the payments of a contract that brought money, those of one instalment first, the newest of each first."""
    query = select(Payment).where(Payment.contract_id == contract_id, Payment.received > Payment.refunded)
    order = ((Payment.instalment_id == first).desc(), Payment.id.desc()) if first else (Payment.id.desc(),)
    return db.session.scalars(query.order_by(*order).with_for_update().execution_options(populate_existing=True)).all()


def fee_percent_of(contract: Contract) -> Decimal | None:
    """Give the platform's fee as the contract says it."""
    percent = contract.terms.get("platform_fee_percent")
    return Decimal(percent) if percent else None


def released_of(row: Instalment) -> Money:
    """Add up what was released to the group of the price that an instalment is a part of, interest left out."""
    query = select(func.sum(Instalment.released - Instalment.owed)).where(
        Instalment.contract_id == row.contract_id,
        Instalment.call_off_id.is_not_distinct_from(row.call_off_id),
        Instalment.kind != InstalmentKind.INTEREST,
    )
    return Money(db.session.scalar(query) or Decimal(0), row.currency)


def _numbered(contract: Contract, kind: InstalmentKind, parts: Parts) -> Instalment:
    last = db.session.scalar(select(func.max(Instalment.number)).where(Instalment.contract_id == contract.id)) or 0
    return Instalment(
        contract=contract,
        number=last + 1,
        kind=kind,
        state=InstalmentState.PLANNED,
        currency=parts.price.currency,
        price=parts.price.amount,
        fee=parts.fee.amount,
        **dict.fromkeys(COUNTED, no_money(parts.price.currency).amount),
    )


COUNTED = (
    "dropped_price",
    "dropped_fee",
    "paid_price",
    "paid_fee",
    "released",
    "returned_price",
    "returned_fee",
    "owed",
)
