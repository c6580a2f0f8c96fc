"""Giving money back by hand: a facilitator asks for a reason, another one agrees where it is much."""

from datetime import datetime

from marketplace.domain.acts import Act, check_may
from marketplace.domain.books.chart import Account
from marketplace.domain.contracts.approvals import needs_second, second_review_from
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Refused, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import PaymentId, RefundId
from marketplace.domain.money import Money, no_money
from marketplace.domain.payments.life import REFUND_MACHINE, RefundCause, RefundState, RefundStep
from marketplace.domain.payments.refunds import (
    Handout,
    asking_faults,
    check_second_person,
    handout,
    most_by_hand,
    note_faults,
)
from marketplace.domain.viewers import Viewer
from marketplace.models.lots.figures import references_in_force
from marketplace.models.money.booking import balance
from marketplace.models.money.instalments import told
from marketplace.models.money.refunds import Purse, add_refund, decide, told_of_refund
from marketplace.models.payments.steps import lock_payment, lock_refund
from marketplace.models.rows.money.payments import Payment, Refund
from marketplace.models.rows.record.events import record_event
from marketplace.services.transaction import use_case


@use_case
def ask_refund(payment_id: PaymentId, money: Money | None, *, note: str, by: Viewer, now: datetime) -> RefundId:
    """Give a payment back, wholly or partly, for a reason; above the alliance's threshold another one must agree.

    Never more than came and was not promised back, and never what the group has already.
    """
    payment = lock_payment(payment_id, by)
    check_may(by, Act.GIVE_BACK, payment.stake)
    credit, standing = _credit(payment), payment.instalment.standing
    most = most_by_hand(standing, credit, refundable=payment.refundable)
    refuse_if_any(asking_faults(money, note, most=most))
    assert money is not None  # noqa: S101 - refused above
    parts = handout(money, standing, credit=credit)
    refund = add_refund(payment, _purse(parts), money=money, cause=RefundCause.BY_HAND, now=now)
    refund.note, refund.asked_by_id = note.strip(), by.user_id
    if needs_second(money, second_review_from(references_in_force(day_in_lima(now)))):
        refund.state = RefundState.ASKED
        record_event(refund, EventKind.REFUND_ASKED, by=by, now=now, **told_of_refund(refund))
    else:
        _decide(refund, by=by, now=now)
    return refund.id


@use_case
def decide_refund(refund_id: RefundId, *, seen: int, by: Viewer, now: datetime) -> None:
    """Agree as the second facilitator to what another one asked."""
    refund = _seen(refund_id, seen, by)
    check_second_person(refund.asked_by_id, by.user_id)
    refund.state = REFUND_MACHINE.advance(refund.state, RefundStep.DECIDE, by.role)
    refund.decided_by_id = by.user_id
    _decide(refund, by=by, now=now)


@use_case
def refuse_refund(refund_id: RefundId, note: str, *, seen: int, by: Viewer, now: datetime) -> None:
    """Let the maker's money stay where it is, for a reason."""
    refund = _seen(refund_id, seen, by)
    refund.state = REFUND_MACHINE.advance(refund.state, RefundStep.REFUSE, by.role)
    refuse_if_any(note_faults(note))
    refund.payment.refunded -= refund.amount
    record_event(refund, EventKind.REFUND_REFUSED, by=by, now=now, **told_of_refund(refund) | {"note": note.strip()})


@use_case
def retry_refund(refund_id: RefundId, *, seen: int, by: Viewer, now: datetime) -> None:
    """Send a refund again that the provider could not carry out, under a new key."""
    refund = _seen(refund_id, seen, by)
    refund.state = REFUND_MACHINE.advance(refund.state, RefundStep.RETRY, by.role)
    refund.attempt, refund.remote_id, refund.failure = refund.attempt + 1, None, None
    record_event(refund, EventKind.REFUND_RETRIED, by=by, now=now, **told_of_refund(refund))


def _decide(refund: Refund, *, by: Viewer, now: datetime) -> None:
    """Take the money out of what is kept; it may have gone to the group since it was asked for."""
    row, currency = refund.payment.instalment, refund.currency
    price, fee, credit = (Money(each, currency) for each in (refund.price, refund.fee, refund.credit))
    if row.standing.held < price or row.standing.kept.fee < fee or _credit(refund.payment) < credit:
        raise Refused("refund.not_enough_left")
    row.returned_price += price.amount
    row.returned_fee += fee.amount
    record_event(row, EventKind.INSTALMENT_LOWERED, by=by, now=now, **told(row), back=str((price + fee).amount))
    none = no_money(currency)
    sources = [(Account.HELD, price), (Account.FEES, fee), (Account.MAKER_CREDIT, credit)]
    decide(refund, Purse(none, none, none, sources), now=now, by=by)


def _purse(parts: Handout) -> Purse:
    return Purse(parts.price, parts.fee, parts.credit)


def _credit(payment: Payment) -> Money:
    return balance(payment.contract_id, Account.MAKER_CREDIT, payment.currency)


def _seen(refund_id: RefundId, seen: int, by: Viewer) -> Refund:
    refund = lock_refund(refund_id, by)
    check_may(by, Act.GIVE_BACK, refund.stake)
    refund.expect_version(seen)
    return refund
