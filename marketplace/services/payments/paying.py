"""Paying an instalment: the row first, the provider second, with a key that opens the same page however often asked."""

from datetime import datetime, timedelta

from sqlalchemy import select

from marketplace.config import Config
from marketplace.domain.acts import Act, Stake, check_may
from marketplace.domain.errors import Refused, reason
from marketplace.domain.events import EventKind
from marketplace.domain.ids import InstalmentId, PaymentId
from marketplace.domain.payments.life import LIVE, InstalmentState, PaymentState, PaymentStep
from marketplace.domain.payments.provider import Page, PageOrder
from marketplace.domain.payments.ways import Paying, Way, ways_for
from marketplace.domain.viewers import SYSTEM, Viewer
from marketplace.gateways import stripe
from marketplace.models.base import db
from marketplace.models.payments.steps import lock_instalment, lock_payment, move_payment, next_attempt, told_of
from marketplace.models.rows.money.payments import Payment
from marketplace.models.rows.people.accounts import User
from marketplace.models.rows.record.events import record_event
from marketplace.services.payments.hearing import hear_payment, remote_id_of, trouble_payment
from marketplace.services.transaction import keeping_ticket, use_case

KEYS_LAST = timedelta(hours=23)
"""The provider forgets a key after a day: what got no answer for so long is begun anew, under another key."""


def pay(config: Config, wanted: Paying, *, by: Viewer, now: datetime) -> PaymentId:
    """Begin to pay an instalment by one way, and open the provider's page for it; a double click begins once.

    A page for another way, or for what is no longer asked, is closed first; while the provider does not answer it
    cannot be (`Refused`, `payment.provider_silent`). When it does not answer to a new payment, that stands, and its
    page is opened later.
    """
    if not config.stripe_key:
        raise Refused("payment.not_set_up")
    with keeping_ticket():
        other_id = _find_other(wanted, by=by)
        if other_id is not None:
            try:
                close_payment(config, other_id, now=now)
            except stripe.ProviderDownError as error:
                raise Refused(reason("payment.provider_silent", "way")) from error
    payment_id = begin_payment(wanted, by=by, now=now)
    try:
        open_missing_page(config, payment_id, now=now)
    except stripe.ProviderDownError:
        return payment_id
    return payment_id


@use_case
def begin_payment(wanted: Paying, *, by: Viewer, now: datetime) -> PaymentId:
    """Write down that a maker wants to pay what is open of an instalment; an attempt that lives is returned."""
    row, way = lock_instalment(wanted.instalment_id, by), wanted.way
    check_may(by, Act.PAY_INSTALMENT, Stake.of(row.contract.maker_id))
    live = _live_of(row.id)
    if live is not None and live.way is way:
        return live.id
    if live is not None:
        raise Refused("payment.live_already")
    if row.state is not InstalmentState.DUE:
        raise Refused("instalment.nothing_to_pay")
    if way not in ways_for(row.open.total):
        raise Refused(reason("payment.way_not_open", "way"))
    known = {"state": PaymentState.OPENING, "locale": wanted.locale, "opened_by_id": by.user_id}
    payment = next_attempt(row, way, money=row.open.total, now=now, **known)
    record_event(payment, EventKind.PAYMENT_BEGUN, by=by, now=now, **told_of(payment))
    return payment.id


def open_missing_page(config: Config, payment_id: PaymentId, *, now: datetime) -> None:
    """Ask the provider for the page of a payment that has none, under the same key as ever, and keep it.

    Raises `ProviderDownError`.
    """
    asked = _order_of(config, payment_id)
    if asked is None:
        return
    order, key, opened_at = asked
    if now - opened_at > KEYS_LAST:
        _fail(payment_id, "unanswered", now=now)
        return
    try:
        page = stripe.open_page(config, order, key=key)
    except stripe.ProviderRefusedError as no:
        _fail(payment_id, no.code, now=now)
        return
    if _keep_page(payment_id, page, now=now) and order.way is Way.BANK_WIRE:
        hear_payment(config, payment_id, now=now)


def close_payment(config: Config, payment_id: PaymentId, *, now: datetime) -> None:
    """Close a page so that nothing more can be paid on it, and take the provider's word for what was.

    Raises `ProviderDownError`.
    """
    open_missing_page(config, payment_id, now=now)
    remote_id = remote_id_of(payment_id)
    if remote_id is None:
        return
    try:
        stripe.close_page(config, remote_id)
    except stripe.ProviderRefusedError:
        hear_payment(config, payment_id, now=now)
        return
    hear_payment(config, payment_id, now=now)


@use_case
def _order_of(config: Config, payment_id: PaymentId) -> tuple[PageOrder, str, datetime] | None:
    payment = db.session.get_one(Payment, payment_id)
    if payment.state is not PaymentState.OPENING or payment.remote_id is not None:
        return None
    contract = payment.instalment.contract
    person = db.session.get(User, payment.opened_by_id) if payment.opened_by_id else None
    order = PageOrder(
        reference=payment.reference,
        contract_code=contract.code,
        money=payment.money,
        way=payment.way,
        maker_name=contract.maker.name,
        email=person.email if person else "",
        locale=payment.locale,
        back_url=f"{config.public_url}/payments/attempts/{payment.id}/",
    )
    return order, payment.key, payment.opened_at


@use_case
def _keep_page(payment_id: PaymentId, page: Page, *, now: datetime) -> bool:
    """Keep the page's number, once; another one for the same key is looked into by people."""
    payment = lock_payment(payment_id, SYSTEM)
    if payment.remote_id not in (None, page.remote_id):
        trouble_payment(payment, "second_page", now=now)
        return False
    payment.remote_id, payment.url, payment.expires_at = page.remote_id, page.url, page.expires_at
    if payment.state is PaymentState.OPENING:
        move_payment(payment, PaymentStep.OPEN, now=now)
    return True


@use_case
def _fail(payment_id: PaymentId, failure: str, *, now: datetime) -> None:
    payment = lock_payment(payment_id, SYSTEM)
    if payment.state is PaymentState.OPENING:
        payment.failure = failure
        move_payment(payment, PaymentStep.FAIL, now=now, failure=failure)


@use_case
def _find_other(wanted: Paying, *, by: Viewer) -> PaymentId | None:
    """Find the attempt that stands in the way of this one: one by another way, or for another amount."""
    row = lock_instalment(wanted.instalment_id, by)
    check_may(by, Act.PAY_INSTALMENT, Stake.of(row.contract.maker_id))
    live = _live_of(row.id)
    if live is None or live.state is PaymentState.PROCESSING:
        return None
    left = live.money.amount - live.received
    return None if live.way is wanted.way and left == row.open.total.amount else live.id


def _live_of(instalment_id: InstalmentId) -> Payment | None:
    query = select(Payment).where(Payment.instalment_id == instalment_id, Payment.state.in_(LIVE))
    return db.session.scalar(query.with_for_update())
