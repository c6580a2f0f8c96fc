"""The steps of a payment: found by what the provider names, locked after its contract, and what came for it booked."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from marketplace.domain.books.entries import matched, received
from marketplace.domain.books.postings import CauseKind, Parts
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import NotFound
from marketplace.domain.events import EventKind
from marketplace.domain.ids import InstalmentId, PaymentId, RefundId
from marketplace.domain.money import Money
from marketplace.domain.payments.life import PAYMENT_MACHINE, InstalmentState, PaymentStep
from marketplace.domain.payments.provider import RemotePart
from marketplace.domain.payments.schedule import nothing
from marketplace.domain.payments.ways import Way
from marketplace.domain.viewers import SYSTEM, Role, Viewer
from marketplace.models.base import db
from marketplace.models.contracts.steps import lock_contract
from marketplace.models.money.booking import book
from marketplace.models.money.instalments import occasion_of, take_paid
from marketplace.models.rows.money.instalments import NIL, Instalment
from marketplace.models.rows.money.payments import Payment, Receipt, Refund
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.record.turns import settle_turns


def lock_instalment(instalment_id: InstalmentId, by: Viewer) -> Instalment:
    """Lock the lot, the contract, then the instalment; raises `NotFound` for those who are no party."""
    contract_id = db.session.scalar(select(Instalment.contract_id).where(Instalment.id == instalment_id))
    if contract_id is None:
        raise NotFound("instalment.unknown")
    lock_contract(contract_id, by)
    return db.session.get_one(Instalment, instalment_id, with_for_update=True, populate_existing=True)


def lock_payment(payment_id: PaymentId, by: Viewer) -> Payment:
    """Lock the lot, the contract, the instalment, then the payment; raises `NotFound` for those who are no party."""
    instalment_id = db.session.scalar(select(Payment.instalment_id).where(Payment.id == payment_id))
    if instalment_id is None:
        raise NotFound("payment.unknown")
    lock_instalment(instalment_id, by)
    return db.session.get_one(Payment, payment_id, with_for_update=True, populate_existing=True)


def lock_refund(refund_id: RefundId, by: Viewer) -> Refund:
    """Lock everything down to the payment, then the refund; raises `NotFound` for those who are no party."""
    payment_id = db.session.scalar(select(Refund.payment_id).where(Refund.id == refund_id))
    if payment_id is None:
        raise NotFound("refund.unknown")
    lock_payment(payment_id, by)
    return db.session.get_one(Refund, refund_id, with_for_update=True, populate_existing=True)


def next_attempt(row: Instalment, way: Way, *, money: Money, now: datetime, **known: Any) -> Payment:  # noqa: ANN401
    """Make the next attempt to pay a locked instalment; what else is `known` of it goes into the row."""
    last = db.session.scalar(select(func.max(Payment.attempt)).where(Payment.instalment_id == row.id)) or 0
    return Payment(
        instalment=row,
        contract_id=row.contract_id,
        attempt=last + 1,
        way=way,
        currency=money.currency,
        amount=money.amount,
        received=NIL,
        refunded=NIL,
        opened_at=now,
        read_at=now,
        **known,
    )


def move_payment(payment: Payment, step: PaymentStep, *, now: datetime, **facts: object) -> None:
    """Take a step that the provider's word leads to; while money is on its way nobody is asked for it."""
    payment.state = PAYMENT_MACHINE.advance(payment.state, step, Role.SYSTEM)
    record_event(payment, MOVED[step], by=SYSTEM, now=now, **told_of(payment), **facts)
    db.session.expire(payment.instalment, ["payments"])
    settle_turns(payment.instalment, now)


def take_part(payment: Payment, part: RemotePart, *, now: datetime) -> Receipt:
    """Book money that came for a payment: it pays what is open, the rest is the maker's credit.

    What came without a name stands in the books already, and gets its place from there.
    """
    row, contract, on = payment.instalment, payment.instalment.contract, day_in_lima(part.at)
    open_parts = row.open if row.state is InstalmentState.DUE else nothing(payment.currency)
    price = min(part.money, open_parts.price)
    fee = min(part.money - price, open_parts.fee)
    receipt = Receipt(
        payment_id=payment.id,
        remote_id=part.remote_id,
        currency=part.money.currency,
        amount=part.money.amount,
        price=price.amount,
        fee=fee.amount,
        credit=(part.money - price - fee).amount,
        at=part.at,
        booked_at=now,
    )
    db.session.add(receipt)
    db.session.flush()
    kind, entry = (CauseKind.MATCHED, matched) if payment.way is Way.MATCHED else (CauseKind.RECEIVED, received)
    about = occasion_of(kind, receipt.id, contract=contract, on=on, row=row)
    book(entry(about, part.money, open_parts), now=now)
    payment.received += part.money.amount
    facts = {"part": str(part.money.amount), "credit": str(receipt.credit)}
    record_event(payment, EventKind.PAYMENT_PART_RECEIVED, by=SYSTEM, now=now, **told_of(payment), **facts)
    if price.amount or fee.amount:
        take_paid(row, Parts(price, fee), on=on, now=now)
    return receipt


def told_of(payment: Payment) -> dict[str, object]:
    """Say what events tell of a payment."""
    code = payment.instalment.contract.code
    return {"code": code, "amount": str(payment.amount), "currency": payment.currency.value, "way": payment.way.value}


MOVED: dict[PaymentStep, EventKind] = {
    PaymentStep.OPEN: EventKind.PAYMENT_OPENED,
    PaymentStep.PROCESS: EventKind.PAYMENT_PROCESSED,
    PaymentStep.RECEIVE: EventKind.PAYMENT_RECEIVED,
    PaymentStep.FAIL: EventKind.PAYMENT_FAILED,
    PaymentStep.EXPIRE: EventKind.PAYMENT_EXPIRED,
}
