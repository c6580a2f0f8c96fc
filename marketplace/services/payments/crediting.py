"""Using what a maker has to its credit with a group from a contract that ended early, or asking for it back."""

from datetime import datetime

from sqlalchemy import select

from marketplace.domain.acts import Act, Stake, check_may
from marketplace.domain.books.entries import refunded
from marketplace.domain.books.postings import CauseKind
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import NotFound, Refused
from marketplace.domain.events import EventKind
from marketplace.domain.ids import ContractId, InstalmentId, PaymentId, RefundId
from marketplace.domain.payments.life import (
    LIVE,
    REFUND_MACHINE,
    InstalmentState,
    PaymentState,
    PaymentStep,
    RefundStep,
)
from marketplace.domain.payments.provider import RemotePart
from marketplace.domain.payments.ways import Way
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.contracts.steps import lock_contract
from marketplace.models.money.booking import book
from marketplace.models.money.instalments import occasion_of
from marketplace.models.money.refunds import told_of_refund
from marketplace.models.money.releases import release
from marketplace.models.payments.steps import lock_refund, move_payment, next_attempt, take_part, told_of
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.money.instalments import Instalment
from marketplace.models.rows.money.payments import Payment, Refund
from marketplace.models.rows.record.events import record_event
from marketplace.services.transaction import use_case


@use_case
def use_credit(refund_id: RefundId, instalment_id: InstalmentId, *, by: Viewer, now: datetime) -> PaymentId:
    """Pay an instalment of another contract with the same group out of a credit; what is more stays credit."""
    refund, row = _locked(refund_id, instalment_id, by)
    old, new = refund.payment.instalment.contract, row.contract
    check_may(by, Act.PAY_INSTALMENT, Stake.of(new.maker_id))
    if (old.maker_id, old.producer_id, refund.currency) != (new.maker_id, new.producer_id, row.currency):
        raise Refused("refund.credit_of_others")
    if row.state is not InstalmentState.DUE or _is_being_paid(row.id):
        raise Refused("instalment.nothing_to_pay")
    used = REFUND_MACHINE.advance(refund.state, RefundStep.USE, by.role)
    payment = _paid_with(refund, row, now=now)
    refund.state, refund.remote_id, refund.done_at = used, f"credit-{payment.id}", now
    key = f"{refund.id}:{refund.attempt}"
    about = occasion_of(CauseKind.REFUNDED, key, contract=old, on=day_in_lima(now), row=refund.payment.instalment)
    book(refunded(about, refund.money), now=now)
    record_event(refund, EventKind.REFUND_USED, by=by, now=now, **told_of_refund(refund), used_for=new.code)
    record_event(payment, EventKind.PAYMENT_BEGUN, by=by, now=now, **told_of(payment))
    take_part(payment, RemotePart(payment.remote_id or "", refund.money, now), now=now)
    move_payment(payment, PaymentStep.RECEIVE, now=now)
    release(new, now=now)
    return payment.id


@use_case
def claim_back(refund_id: RefundId, *, seen: int, by: Viewer, now: datetime) -> None:
    """Ask for a credit back; it is sent as any refund."""
    refund = lock_refund(refund_id, by)
    check_may(by, Act.PAY_INSTALMENT, Stake.of(refund.payment.instalment.contract.maker_id))
    refund.expect_version(seen)
    refund.state = REFUND_MACHINE.advance(refund.state, RefundStep.CLAIM_BACK, by.role)
    record_event(refund, EventKind.REFUND_CLAIMED_BACK, by=by, now=now, **told_of_refund(refund))


def _locked(refund_id: RefundId, instalment_id: InstalmentId, by: Viewer) -> tuple[Refund, Instalment]:
    """Lock both lots, then both contracts, each in the order of their numbers, then what is below them."""
    found = (
        db.session.scalar(select(Refund.contract_id).where(Refund.id == refund_id)),
        db.session.scalar(select(Instalment.contract_id).where(Instalment.id == instalment_id)),
    )
    contract_ids = sorted(each for each in found if each is not None)
    if len(contract_ids) < len(found):
        raise NotFound("refund.unknown")
    lots = select(Contract.lot_id).where(Contract.id.in_(contract_ids))
    db.session.execute(select(Lot.id).where(Lot.id.in_(lots)).order_by(Lot.id).with_for_update())
    for contract_id in contract_ids:
        lock_contract(ContractId(contract_id), by)
    row = db.session.get_one(Instalment, instalment_id, with_for_update=True, populate_existing=True)
    return lock_refund(refund_id, by), row


def _is_being_paid(instalment_id: InstalmentId) -> bool:
    query = select(Payment.id).where(Payment.instalment_id == instalment_id, Payment.state.in_(LIVE))
    return db.session.scalar(query.limit(1)) is not None


def _paid_with(refund: Refund, row: Instalment, *, now: datetime) -> Payment:
    payment = next_attempt(
        row,
        Way.CREDIT,
        money=refund.money,
        now=now,
        state=PaymentState.OPEN,
        locale=refund.payment.locale,
        remote_id=f"credit-of-refund-{refund.id}",
        source=refund.payment,
        changed_at=now,
    )
    db.session.add(payment)
    db.session.flush()
    return payment
