"""Sending refunds: the row stands, the provider is asked under its key, and its word moves the refund."""

from dataclasses import dataclass
from datetime import datetime

from marketplace.config import Config
from marketplace.domain.books.entries import refund_failed, refunded
from marketplace.domain.books.postings import CauseKind
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.events import EventKind
from marketplace.domain.ids import RefundId
from marketplace.domain.money import Money
from marketplace.domain.payments.life import REFUND_MACHINE, RefundState, RefundStep
from marketplace.domain.payments.provider import RemoteRefund, RemoteRefundState
from marketplace.domain.viewers import SYSTEM, Role
from marketplace.gateways import stripe
from marketplace.models.base import db
from marketplace.models.money.booking import book
from marketplace.models.money.instalments import occasion_of
from marketplace.models.money.refunds import told_of_refund
from marketplace.models.payments.steps import lock_refund
from marketplace.models.rows.money.payments import Refund
from marketplace.models.rows.record.events import record_event
from marketplace.services.transaction import use_case


@dataclass(frozen=True, slots=True)
class Errand:
    """What is to be asked of the provider for a refund: to send it, or how one stands that it has a number for."""

    payment_remote_id: str
    money: Money
    reference: str
    key: str
    remote_id: str | None


def send_refund(config: Config, refund_id: RefundId, *, now: datetime) -> None:
    """Send a decided refund, or ask how one stands that was sent; the key makes it one refund, however often asked.

    Raises `ProviderDownError`: nobody knows, and the same is asked again later.
    """
    errand = _errand_of(refund_id)
    if errand is None:
        return
    try:
        if errand.remote_id is None:
            remote = stripe.refund(
                config, errand.payment_remote_id, money=errand.money, reference=errand.reference, key=errand.key
            )
        else:
            remote = stripe.read_refund(config, errand.remote_id)
    except stripe.ProviderRefusedError as no:
        _fail_unsent(refund_id, no.code, now=now)
        return
    take_refund_word(refund_id, remote, now=now)


@use_case
def take_refund_word(refund_id: RefundId, remote: RemoteRefund, *, now: datetime) -> bool:
    """Compare what the provider says of a refund with ours and move it; False when the word does not fit.

    Said twice, late or out of order it changes nothing.
    """
    refund = lock_refund(refund_id, SYSTEM)
    if (remote.reference, remote.money) != (refund.reference, refund.money):
        return False
    if refund.state is RefundState.DECIDED and refund.remote_id is None:
        refund.remote_id = remote.remote_id
        _book(refund, CauseKind.REFUNDED, now=now)
        _move(refund, RefundStep.SEND, now=now)
    if refund.remote_id != remote.remote_id:
        return False
    if remote.state is RemoteRefundState.SUCCEEDED and refund.state is RefundState.SENT:
        refund.done_at = now
        _move(refund, RefundStep.FINISH, now=now)
    elif remote.state is RemoteRefundState.FAILED and refund.state in (RefundState.SENT, RefundState.DONE):
        refund.failure, refund.done_at = remote.failure, None
        _book(refund, CauseKind.REFUND_FAILED, now=now)
        _move(refund, RefundStep.FAIL, now=now)
    return True


@use_case
def _errand_of(refund_id: RefundId) -> Errand | None:
    refund = db.session.get_one(Refund, refund_id)
    payment_remote_id = refund.payment.paid_with
    if refund.state not in (RefundState.DECIDED, RefundState.SENT) or payment_remote_id is None:
        return None
    return Errand(payment_remote_id, refund.money, refund.reference, refund.key, refund.remote_id)


@use_case
def _fail_unsent(refund_id: RefundId, failure: str, *, now: datetime) -> None:
    refund = lock_refund(refund_id, SYSTEM)
    if refund.state is RefundState.DECIDED and refund.remote_id is None:
        refund.failure = failure
        _move(refund, RefundStep.FAIL, now=now)


def _move(refund: Refund, step: RefundStep, *, now: datetime) -> None:
    refund.state = REFUND_MACHINE.advance(refund.state, step, Role.SYSTEM)
    record_event(refund, MOVED[step], by=SYSTEM, now=now, **told_of_refund(refund), failure=refund.failure)


def _book(refund: Refund, kind: CauseKind, *, now: datetime) -> None:
    row = refund.payment.instalment
    key = f"{refund.id}:{refund.attempt}"
    about = occasion_of(kind, key, contract=row.contract, on=day_in_lima(now), row=row)
    entry = refunded if kind is CauseKind.REFUNDED else refund_failed
    book(entry(about, refund.money), now=now)


MOVED: dict[RefundStep, EventKind] = {
    RefundStep.SEND: EventKind.REFUND_SENT,
    RefundStep.FINISH: EventKind.REFUND_FINISHED,
    RefundStep.FAIL: EventKind.REFUND_FAILED,
}
