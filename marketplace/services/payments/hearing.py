"""Believing the provider: what it says of a payment is read anew, compared with ours, and only then booked."""

from datetime import datetime

from sqlalchemy import select, update

from marketplace.config import Config
from marketplace.domain.contracts.life import ContractState
from marketplace.domain.events import EventKind
from marketplace.domain.ids import PaymentId
from marketplace.domain.payments.believing import oddity, step_towards
from marketplace.domain.payments.life import PaymentState, PaymentStep
from marketplace.domain.payments.provider import RemotePart, RemotePayment
from marketplace.domain.plain import to_plain
from marketplace.domain.viewers import SYSTEM
from marketplace.gateways import stripe
from marketplace.models.base import db
from marketplace.models.money.refunds import give_credit_back
from marketplace.models.money.releases import apply_credit, release
from marketplace.models.payments.steps import lock_payment, move_payment, take_part, told_of
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.money.payments import Payment, Receipt
from marketplace.models.rows.record.events import record_event
from marketplace.services.transaction import use_case

NO_NEW_VERSION = {"synchronize_session": False}
"""When a payment was read, and where the provider says to wire to, changes nothing of it that people decide on."""


def hear_payment(config: Config, payment_id: PaymentId, *, now: datetime) -> None:
    """Ask the provider how a payment stands, and take its word. Raises `ProviderDownError`, `ProviderRefusedError`."""
    remote_id = remote_id_of(payment_id)
    if remote_id is not None:
        take_word(payment_id, stripe.read_payment(config, remote_id), now=now)


@use_case
def take_word(payment_id: PaymentId, remote: RemotePayment, *, now: datetime) -> None:
    """Compare what the provider says with what we asked for, book money that came, and move the payment.

    What does not fit books nothing and is put before a facilitator. Said again or late it changes nothing.
    """
    payment = lock_payment(payment_id, SYSTEM)
    _write_unversioned(payment_id, read_at=now)
    if payment.remote_id is None:
        payment.remote_id = remote.remote_id
        if payment.state is PaymentState.OPENING:
            move_payment(payment, PaymentStep.OPEN, now=now)
    names = payment.reference, payment.remote_id
    odd = oddity(payment.money, payment.refunded, names=names, remote=remote)
    fresh = [] if odd else _fresh_parts(remote.parts)
    if odd:
        trouble_payment(payment, odd, now=now)
        return
    for part in fresh:
        take_part(payment, part, now=now)
    if remote.wire is not None:
        _write_unversioned(payment_id, wire=to_plain(remote.wire))
    _move(payment, remote, now=now)
    if fresh:
        give_place(payment.instalment.contract, now=now)


def trouble_payment(payment: Payment, odd: str, *, now: datetime) -> None:
    """Put a payment before a facilitator; the same trouble is told of once."""
    if payment.trouble == odd:
        return
    payment.trouble = odd
    record_event(payment, EventKind.PAYMENT_TROUBLED, by=SYSTEM, now=now, **told_of(payment), trouble=odd)


def _write_unversioned(payment_id: PaymentId, **values: object) -> None:
    writing = update(Payment).where(Payment.id == payment_id).values(**values)
    db.session.execute(writing, execution_options=NO_NEW_VERSION)


def _move(payment: Payment, remote: RemotePayment, *, now: datetime) -> None:
    step = step_towards(payment.state, remote.state)
    if step is PaymentStep.RECEIVE and payment.received < payment.amount:
        trouble_payment(payment, "received_less", now=now)
    elif step is PaymentStep.FAIL:
        payment.failure = remote.failure
        move_payment(payment, step, now=now, failure=remote.failure)
    elif step is not None:
        move_payment(payment, step, now=now)


def give_place(contract: Contract, *, now: datetime) -> None:
    """Let what came pay what is due, and go on to the group where its gate is passed; or back, where all is over."""
    apply_credit(contract, now=now)
    if contract.state is ContractState.ENDED:
        give_credit_back(contract, now=now)
    release(contract, now=now, is_over=contract.state is ContractState.ENDED)


def _fresh_parts(parts: tuple[RemotePart, ...]) -> list[RemotePart]:
    known = set(
        db.session.scalars(select(Receipt.remote_id).where(Receipt.remote_id.in_([p.remote_id for p in parts])))
    )
    return [part for part in parts if part.remote_id not in known]


@use_case
def remote_id_of(payment_id: PaymentId) -> str | None:
    """Give the provider's number of a payment; None while it has none."""
    return db.session.scalar(select(Payment.remote_id).where(Payment.id == payment_id))
