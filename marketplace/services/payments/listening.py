"""Looking into what the provider told: what it is about is read anew, and what fits nothing of ours is kept apart."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from marketplace.config import Config
from marketplace.domain.acts import NOBODYS, Act, check_may
from marketplace.domain.books.entries import unmatched
from marketplace.domain.books.postings import Cause, CauseKind, Occasion
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import NotFound, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import PaymentId, PlacementId, RefundId
from marketplace.domain.payments.provider import RemotePayment, RemoteRefund
from marketplace.domain.payments.refunds import note_faults
from marketplace.domain.viewers import SYSTEM, Viewer
from marketplace.gateways import stripe
from marketplace.models.base import db
from marketplace.models.money.booking import book, is_booked
from marketplace.models.payments.steps import lock_payment, told_of
from marketplace.models.payments.strays import add_stray
from marketplace.models.rows.money.payments import Payment, Receipt, Refund
from marketplace.models.rows.money.provider_news import ProviderNews
from marketplace.models.rows.record.events import record_event
from marketplace.services.payments.disputing import list_unreturned, take_dispute_word
from marketplace.services.payments.hearing import take_word
from marketplace.services.payments.returning import take_return_word
from marketplace.services.payments.sending import take_refund_word
from marketplace.services.transaction import use_case

MISSING = "resource_missing"
REFERENCE = re.compile(r"(payment|refund|placement)-(\d{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Told:
    """What a piece of news is about."""

    kind: str
    object_id: str


def hear_news(config: Config, news_id: int, *, now: datetime) -> None:
    """Look into news once: read anew what it is about, and take the provider's word. Raises `ProviderDownError`."""
    told = _told(news_id)
    if told is None:
        return
    try:
        trouble = _look(config, told, now=now)
    except stripe.ProviderRefusedError as no:
        trouble = "unknown_object" if no.code == MISSING else f"refused:{no.code}"
    _note_heard(news_id, trouble, now=now)


@use_case
def clear_payment(payment_id: PaymentId, note: str, *, seen: int, by: Viewer, now: datetime) -> None:
    """Say that a payment that did not fit was looked into, and what was found; the provider's next word counts anew."""
    payment = lock_payment(payment_id, by)
    check_may(by, Act.GIVE_BACK, payment.stake)
    payment.expect_version(seen)
    refuse_if_any(note_faults(note))
    payment.trouble = None
    record_event(payment, EventKind.PAYMENT_CLEARED, by=by, now=now, **told_of(payment), note=note.strip())


@use_case
def clear_news(news_id: int, *, by: Viewer, now: datetime) -> None:
    """Say that news that fitted nothing was looked into."""
    check_may(by, Act.GIVE_BACK, NOBODYS)
    news = db.session.get(ProviderNews, news_id, with_for_update=True)
    if news is None:
        raise NotFound("news.unknown")
    if news.trouble:
        news.trouble = None
        record_event(news, EventKind.NEWS_CLEARED, by=by, now=now, **_about(news))


def _look(config: Config, told: Told, *, now: datetime) -> str | None:
    topic = stripe.topic_of(told.kind)
    if topic is stripe.Topic.REFUND:
        refund = stripe.read_refund(config, told.object_id)
        return None if _hear_refund(refund, now=now) else "another_refund"
    if topic is stripe.Topic.PAYMENT:
        return _hear_payment(stripe.read_payment(config, told.object_id), now=now)
    return _hear_dispute(config, told.object_id, now=now) if topic is stripe.Topic.DISPUTE else None


def _hear_dispute(config: Config, remote_id: str, *, now: datetime) -> str | None:
    """Look for the payment whose charge is disputed; money without a name is disputed before facilitators."""
    dispute = stripe.read_dispute(config, remote_id)
    remote = stripe.read_payment(config, dispute.charge_id)
    payment_id = _payment_id(remote)
    if payment_id is None:
        return "dispute"
    take_word(payment_id, remote, now=now)
    for former in list_unreturned(payment_id, but=remote_id):  # what came again of them is there to be taken
        take_dispute_word(payment_id, stripe.read_dispute(config, former), now=now)
    return take_dispute_word(payment_id, dispute, now=now)


def _hear_payment(remote: RemotePayment, *, now: datetime) -> str | None:
    payment_id = _payment_id(remote)
    if payment_id is None:
        _keep_apart(remote, now=now)
        return None if remote.parts else "another_payment"
    take_word(payment_id, remote, now=now)
    return None


def _hear_refund(refund: RemoteRefund, *, now: datetime) -> bool:
    found = REFERENCE.fullmatch(refund.reference)
    if found is not None and found[1] == "placement":
        return take_return_word(PlacementId(int(found[2])), refund, now=now)
    refund_id = _refund_id(refund.reference)
    return refund_id is not None and take_refund_word(refund_id, refund, now=now)


@use_case
def _told(news_id: int) -> Told | None:
    news = db.session.get(ProviderNews, news_id)
    return None if news is None or news.heard_at is not None else Told(news.kind, news.object_id)


@use_case
def _payment_id(remote: RemotePayment) -> PaymentId | None:
    """Find the payment that the provider means; one that has another number there is not meant."""
    found = REFERENCE.fullmatch(remote.reference)
    if found is None or found[1] != "payment":
        return None
    known = select(Payment.id, Payment.remote_id).where(Payment.id == int(found[2]))
    row = db.session.execute(known).one_or_none()
    return row.id if row and row.remote_id in (None, remote.remote_id) else None


@use_case
def _refund_id(reference: str) -> RefundId | None:
    found = REFERENCE.fullmatch(reference)
    if found is None or found[1] != "refund":
        return None
    return db.session.scalar(select(Refund.id).where(Refund.id == int(found[2])))


@use_case
def _keep_apart(remote: RemotePayment, *, now: datetime) -> None:
    """Book money that came and belongs to no payment of ours; once, however often it is told."""
    for part in remote.parts:
        cause = Cause(CauseKind.UNMATCHED, part.remote_id)
        is_ours = db.session.scalar(select(Receipt.id).where(Receipt.remote_id == part.remote_id)) is not None
        if not is_ours and not is_booked(cause):
            book(unmatched(Occasion(cause, day_in_lima(part.at)), part.money), now=now)
            add_stray(part, remote, now=now)


@use_case
def _note_heard(news_id: int, trouble: str | None, *, now: datetime) -> None:
    news = db.session.get_one(ProviderNews, news_id, with_for_update=True)
    news.heard_at, news.trouble, news.changed_at = now, trouble, now
    if trouble:
        record_event(news, EventKind.NEWS_TROUBLED, by=SYSTEM, now=now, **_about(news), trouble=trouble)


def _about(news: ProviderNews) -> dict[str, object]:
    return {"told": news.kind, "object": news.object_id}
