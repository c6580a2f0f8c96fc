"""Hearing of disputes: the provider's word is read anew, and what its banks took or gave again is booked once."""

from datetime import datetime

from sqlalchemy import select

from marketplace.domain.events import EventKind
from marketplace.domain.ids import PaymentId
from marketplace.domain.payments.disputes import DisputeState, RemoteDispute
from marketplace.domain.viewers import SYSTEM
from marketplace.models.base import db
from marketplace.models.payments.disputes import give_again, keep_dispute, take_back
from marketplace.models.payments.steps import lock_payment, told_of
from marketplace.models.rows.money.payments import Dispute, Payment
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.record.turns import settle_turns
from marketplace.services.payments.hearing import give_place
from marketplace.services.transaction import use_case

ENDS = {DisputeState.WON: EventKind.PAYMENT_DISPUTE_WON, DisputeState.LOST: EventKind.PAYMENT_DISPUTE_LOST}


@use_case
def take_dispute_word(payment_id: PaymentId, remote: RemoteDispute, *, now: datetime) -> str | None:
    """Book what a dispute took of a payment, and what came again; returns what does not fit.

    Said twice, late or out of order it changes nothing more.
    """
    payment = lock_payment(payment_id, SYSTEM)
    if remote.money.currency is not payment.currency:
        return "another_currency"
    dispute, former = keep_dispute(payment, remote)
    db.session.expire(payment, ["disputes"])
    odd = None
    if remote.taken_at is not None and dispute.taken_at is None:
        dispute.taken_at = remote.taken_at
        unplaced = take_back(payment, dispute, now=now)
        odd = "disputed_more" if unplaced.amount else None
        _tell(payment, EventKind.PAYMENT_DISPUTED, remote, now=now)
    if remote.returned_at is not None and dispute.taken_at is not None and dispute.returned_at is None:
        dispute.returned_at = remote.returned_at
        give_again(payment, dispute, at=remote.returned_at, now=now)
        give_place(payment.instalment.contract, now=now)
    if remote.state in ENDS and former not in ENDS:
        _tell(payment, ENDS[remote.state], remote, now=now)
    settle_turns(payment, now)
    return odd


@use_case
def list_unreturned(payment_id: PaymentId, *, but: str) -> list[str]:
    """List the other disputes about a payment of which nothing came again, by the provider's numbers."""
    query = select(Dispute.remote_id).where(Dispute.payment_id == payment_id, Dispute.remote_id != but)
    return list(db.session.scalars(query.where(Dispute.returned_at.is_(None)).order_by(Dispute.id)))


def _tell(payment: Payment, kind: EventKind, remote: RemoteDispute, *, now: datetime) -> None:
    facts = {"disputed": str(remote.money.amount), "reason": remote.reason}
    record_event(payment, kind, by=SYSTEM, now=now, **told_of(payment), **facts)
