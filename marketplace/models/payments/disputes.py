"""The steps of a dispute: what a maker's bank took back is due again, and comes to its place when it is won."""

from datetime import datetime

from sqlalchemy import select

from marketplace.domain.books.chart import Account
from marketplace.domain.books.entries import refunded
from marketplace.domain.books.postings import CauseKind, Parts
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.events import EventKind
from marketplace.domain.money import Money, no_money
from marketplace.domain.payments.disputes import BACK, DisputeState, RemoteDispute
from marketplace.domain.payments.life import (
    REFUND_MACHINE,
    InstalmentKind,
    RefundCause,
    RefundState,
    RefundStep,
)
from marketplace.domain.payments.provider import RemotePart
from marketplace.domain.payments.schedule import FINAL_TIME
from marketplace.domain.viewers import SYSTEM, Role
from marketplace.models.base import db
from marketplace.models.money.booking import balance, book
from marketplace.models.money.instalments import add_instalment, instalments_of, occasion_of, raise_instalment
from marketplace.models.money.refunds import Purse, give_back, overtake, refund_from, told_of_refund
from marketplace.models.payments.steps import take_part
from marketplace.models.rows.money.instalments import Instalment
from marketplace.models.rows.money.payments import Dispute, Payment, Refund
from marketplace.models.rows.record.events import record_event

UNSENT = (RefundState.ASKED, RefundState.DECIDED, RefundState.FAILED)


def keep_dispute(payment: Payment, remote: RemoteDispute) -> tuple[Dispute, DisputeState | None]:
    """Keep what the provider says of a dispute about a locked payment; returns how it stood before, None if unknown."""
    found = db.session.scalar(select(Dispute).where(Dispute.remote_id == remote.remote_id).with_for_update())
    if found is None:
        found = Dispute(payment_id=payment.id, remote_id=remote.remote_id, currency=remote.money.currency)
        found.amount, found.opened_at = remote.money.amount, remote.opened_at
    former = found.state
    found.state, found.reason, found.answer_by = remote.state, remote.reason, remote.answer_by
    db.session.add(found)
    db.session.flush()
    return found, former


def take_back(payment: Payment, dispute: Dispute, *, now: datetime) -> Money:
    """Book that the provider took the money of a payment back, and ask for it again; returns what found no place.

    What the payment paid of its own instalment goes first, then its maker's credit, then what that credit paid. What
    was to go back anyway, and was not sent, has gone with it.
    """
    left = dispute.money - _of_promised(payment, dispute, now=now)
    left -= _of_instalment(payment.instalment, payment, left=left, now=now)
    left -= _of_credit(payment, left=left, now=now)
    for row in reversed(instalments_of(payment.contract_id)):
        if row.id != payment.instalment_id:
            left -= _of_instalment(row, payment, left=left, now=now)
    _say_gone(payment, dispute, now=now)
    return left


def give_again(payment: Payment, dispute: Dispute, *, at: datetime, now: datetime) -> None:
    """Book that the money of a dispute came again: it is the maker's credit until it pays what is due."""
    take_part(payment, RemotePart(f"{dispute.remote_id}{BACK}", dispute.money, at), now=now)


def _of_instalment(row: Instalment, payment: Payment, *, left: Money, now: datetime) -> Money:
    kept, there = row.standing.kept, min(left, payment.refundable)
    price = min(kept.price, there)
    parts = Parts(price, min(kept.fee, there - price))
    if not parts.total.amount:
        return no_money(left.currency)
    give_back(row, parts, cause=RefundCause.DISPUTED, now=now, payment=payment)
    kind = InstalmentKind.INTEREST if row.kind is InstalmentKind.INTEREST else InstalmentKind.FINAL
    again = add_instalment(row.contract, kind, parts=parts, now=now, call_off=row.call_off)
    again.late_of_id = row.late_of_id
    raise_instalment(again, day_in_lima(now) + FINAL_TIME, now=now)
    return parts.total


def _of_credit(payment: Payment, *, left: Money, now: datetime) -> Money:
    credit = min(balance(payment.contract_id, Account.MAKER_CREDIT, left.currency), left, payment.refundable)
    none = no_money(left.currency)
    if credit.amount:
        purse = Purse(none, none, credit, [(Account.MAKER_CREDIT, credit)])
        refund_from([payment], purse, cause=RefundCause.DISPUTED, now=now)
    return credit


def _of_promised(payment: Payment, dispute: Dispute, *, now: datetime) -> Money:
    """Let what was promised back make room: what was only asked for yields, what is decided and unsent has gone so."""
    gone = no_money(dispute.currency)
    query = select(Refund).where(Refund.payment_id == payment.id, Refund.remote_id.is_(None), Refund.state.in_(UNSENT))
    for refund in db.session.scalars(query.order_by(Refund.id.desc()).with_for_update()).all():
        if payment.refundable < dispute.money - gone and refund.state is RefundState.ASKED:
            overtake(refund, now=now)
        elif not dispute.money - gone < payment.refundable + refund.money:
            _go(refund, f"{dispute.remote_id}:r{refund.id}", now=now)
            gone += refund.money
    return gone


def _say_gone(payment: Payment, dispute: Dispute, *, now: datetime) -> None:
    """Book what was taken as gone: the provider has it no more, and nobody is to send it."""
    query = select(Refund).where(
        Refund.payment_id == payment.id,
        Refund.cause == RefundCause.DISPUTED,
        Refund.state == RefundState.DECIDED,
    )
    for place, refund in enumerate(db.session.scalars(query.order_by(Refund.id)).all()):
        _go(refund, f"{dispute.remote_id}:{place}" if place else dispute.remote_id, now=now)


def _go(refund: Refund, remote_id: str, *, now: datetime) -> None:
    """Let a refund be carried out by the bank itself."""
    row, today = refund.payment.instalment, day_in_lima(now)
    about = occasion_of(CauseKind.REFUNDED, f"{refund.id}:{refund.attempt}", contract=row.contract, on=today, row=row)
    told = told_of_refund(refund)
    if refund.state is RefundState.FAILED:
        refund.state = REFUND_MACHINE.advance(refund.state, RefundStep.RETRY, Role.FACILITATOR)
        refund.failure = None
        record_event(refund, EventKind.REFUND_RETRIED, by=SYSTEM, now=now, **told)
    refund.remote_id = remote_id
    refund.state = REFUND_MACHINE.advance(refund.state, RefundStep.SEND, Role.SYSTEM)
    record_event(refund, EventKind.REFUND_SENT, by=SYSTEM, now=now, **told)
    book(refunded(about, refund.money), now=now)
    refund.state = REFUND_MACHINE.advance(refund.state, RefundStep.FINISH, Role.SYSTEM)
    refund.done_at = now
    record_event(refund, EventKind.REFUND_FINISHED, by=SYSTEM, now=now, **told)
