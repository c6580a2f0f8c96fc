"""Reconciling: our books against the provider's own lines, and taking up what only the provider can tell us."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from marketplace.config import Config
from marketplace.domain.books.chart import Account
from marketplace.domain.books.entries import provider_cost, swept
from marketplace.domain.books.postings import Cause, CauseKind, Occasion
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.ids import PaymentId
from marketplace.domain.money import Money, no_money
from marketplace.domain.payments.disputes import BACK, MARK
from marketplace.domain.payments.provider import Movement
from marketplace.domain.payments.reconciling import Difference, Gap, Owned, cost_of, differences, is_sweep
from marketplace.domain.payments.ways import Way
from marketplace.gateways import stripe
from marketplace.models.base import db
from marketplace.models.money.booking import book, is_booked
from marketplace.models.rows.money.books import Entry, Posting
from marketplace.models.rows.money.payments import Dispute, Payment, Receipt, Refund
from marketplace.models.rows.money.strays import Placement, Stray
from marketplace.services.transaction import use_case

A_SECOND = timedelta(seconds=1)
"""The provider counts whole seconds, and leaves out the one that it is asked to stop at."""
TAKEN_UP = (CauseKind.PROVIDER_COST, CauseKind.SWEPT)
CREDIT, RETURN = "credit-", "placement-"
PAYMENT = re.compile(r"payment-(\d{1,18})", re.ASCII)
FROM_ELSEWHERE = (Way.CREDIT, Way.MATCHED)
"""The ways of money that came to the provider under another name."""


def reconcile(config: Config, since: datetime, *, now: datetime, is_recording: bool = False) -> list[Difference]:
    """Compare everything since a moment; when recording, book the provider's costs and what it paid to our bank.

    Raises `ProviderDownError`, `ProviderRefusedError`.
    """
    lines = list(stripe.list_movements(config, since, until=now + A_SECOND))
    if is_recording:
        for line in lines:
            _take_up(line, now=now)
    found = differences(lines, _owned(since), booked=_booked([line.remote_id for line in lines]))
    return [each for each in found if not _is_explained(config, each)]


@use_case
def _take_up(line: Movement, *, now: datetime) -> None:
    on, cost = day_in_lima(line.at), cost_of(line)
    for kind, entry, money in (
        (CauseKind.PROVIDER_COST, provider_cost, cost),
        (CauseKind.SWEPT, swept, -line.money if is_sweep(line) else None),
    ):
        cause = Cause(kind, line.remote_id)
        if money is not None and money.amount and not is_booked(cause):
            book(entry(Occasion(cause, on), money), now=now)


@use_case
def _booked(remote_ids: list[str]) -> frozenset[str]:
    query = select(Entry.cause_key).where(Entry.cause_kind.in_(TAKEN_UP), Entry.cause_key.in_(remote_ids))
    return frozenset(db.session.scalars(query))


@use_case
def _owned(since: datetime) -> Owned:
    """Add up what came and went back since a moment, by the references that the provider knows."""
    sums: dict[str, Money] = {}
    came = select(Receipt.payment_id, Receipt.currency, func.sum(Receipt.amount)).where(Receipt.at >= since)
    came = came.join(Payment, Payment.id == Receipt.payment_id).where(Payment.way.not_in(FROM_ELSEWHERE))
    came = came.where(~Receipt.remote_id.endswith(BACK))
    for number, currency, amount in db.session.execute(came.group_by(Receipt.payment_id, Receipt.currency)):
        sums[f"payment-{number}"] = Money(amount, currency)
    for about, money in (*_went(since), *_disputed(since), *_strays(since)):
        sums[about] = sums.get(about, no_money(money.currency)) + money
    payments = (f"payment-{number}" for number in db.session.scalars(select(Payment.id)))
    refunds = (f"refund-{number}" for number in db.session.scalars(select(Refund.id)))
    placements = (f"placement-{number}" for number in db.session.scalars(select(Placement.id)))
    named = db.session.scalars(select(Stray.reference).where(Stray.reference != ""))
    disputed = (f"{MARK}{number}" for number in db.session.scalars(select(Dispute.remote_id)))
    return Owned(sums, frozenset([*payments, *refunds, *placements, *disputed, *named]))


def _went(since: datetime) -> Iterator[tuple[str, Money]]:
    """Give what the books say went back since then, and what of that came back again, by the names of both."""
    moved = select(Entry.cause_kind, Entry.cause_key, Posting.currency, Posting.amount).join(Entry.postings)
    moved = moved.where(Posting.account == Account.PROVIDER, Entry.booked_at >= since)
    of_refunds = moved.where(Entry.cause_kind.in_((CauseKind.REFUNDED, CauseKind.REFUND_FAILED)))
    used = frozenset(
        db.session.scalars(select(Refund.id).where(Refund.remote_id.startswith(CREDIT) | _went_with_dispute()))
    )
    for _kind, key, currency, amount in db.session.execute(of_refunds):
        number = int(key.partition(":")[0])
        if number not in used:
            yield f"refund-{number}", Money(amount, currency)
    returned = Entry.cause_kind == CauseKind.UNMATCHED_RETURNED
    came_back = (Entry.cause_kind == CauseKind.UNMATCHED) & Entry.cause_key.startswith(RETURN)
    for kind, key, currency, amount in db.session.execute(moved.where(returned | came_back)):
        yield f"{RETURN}{key}" if kind is CauseKind.UNMATCHED_RETURNED else key, Money(amount, currency)


def _went_with_dispute() -> ColumnElement[bool]:
    """Say in SQL that a refund went with a dispute, whose number stands before its own."""
    return func.split_part(Refund.remote_id, ":", 1).in_(select(Dispute.remote_id))


def _disputed(since: datetime) -> Iterator[tuple[str, Money]]:
    """Give what disputes took and brought again, by the names under which the provider's lines are known."""
    for row in db.session.scalars(select(Dispute).where(Dispute.taken_at.is_not(None))):
        if row.taken_at and row.taken_at >= since:
            yield f"{MARK}{row.remote_id}", -row.money
        if row.returned_at and row.returned_at >= since:
            yield f"{MARK}{row.remote_id}", row.money


def _strays(since: datetime) -> Iterator[tuple[str, Money]]:
    """Give what came without a name of ours, by the names that the provider knows."""
    for stray in db.session.scalars(select(Stray).where(Stray.at >= since, Stray.reference != "")):
        yield stray.reference, stray.money


def _is_explained(config: Config, difference: Difference) -> bool:
    """Ask once more about a payment that differs: a wire that is too small or too large is no line of ours yet."""
    named = PAYMENT.fullmatch(difference.about)
    if difference.gap not in (Gap.AMOUNT, Gap.ONLY_OURS) or named is None:
        return False
    known = _known(PaymentId(int(named[1])))
    if known is None:
        return False
    remote_id, received = known
    try:
        parts = stripe.read_payment(config, remote_id).parts
    except stripe.ProviderRefusedError:
        return False
    return sum(part.money.amount for part in parts) == received.amount


@use_case
def _known(payment_id: PaymentId) -> tuple[str, Money] | None:
    payment = db.session.get(Payment, payment_id)
    if payment is None or payment.remote_id is None:
        return None
    return payment.remote_id, Money(payment.received, payment.currency)
