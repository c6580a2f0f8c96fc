"""What the clock brings up of payments: news nobody looked into, pages nobody opened, money nobody heard of."""

from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.contracts.life import ContractState
from marketplace.domain.ids import InstalmentId, PaymentId, PlacementId, RefundId
from marketplace.domain.payments.life import InstalmentKind, InstalmentState, PaymentState, RefundState
from marketplace.domain.payments.strays import PlacementState
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.money.instalments import Instalment
from marketplace.models.rows.money.payments import Payment, Refund
from marketplace.models.rows.money.provider_news import ProviderNews
from marketplace.models.rows.money.strays import Placement

SOON = timedelta(minutes=2)
QUIET = timedelta(minutes=15)
AT_ONCE = 200


def list_unheard(now: datetime) -> list[int]:
    """List the news that should have been looked into by now."""
    query = select(ProviderNews.id).where(ProviderNews.heard_at.is_(None), ProviderNews.received_at < now - QUIET)
    return list(db.session.scalars(query.order_by(ProviderNews.id).limit(AT_ONCE)))


def list_unopened(now: datetime) -> list[PaymentId]:
    """List the payments that were begun and have no page yet."""
    query = select(Payment.id).where(Payment.state == PaymentState.OPENING, Payment.opened_at < now - SOON)
    return list(db.session.scalars(query.order_by(Payment.id).limit(AT_ONCE)))


def list_open(now: datetime) -> list[PaymentId]:
    """List the payments of which nothing was heard for a while, the longest silent first."""
    states = (PaymentState.OPEN, PaymentState.PROCESSING)
    query = select(Payment.id).where(Payment.state.in_(states), Payment.read_at < now - QUIET)
    return list(db.session.scalars(query.order_by(Payment.read_at).limit(AT_ONCE)))


def list_unfinished_refunds(now: datetime) -> list[RefundId]:
    """List the refunds that were decided or sent and of which nobody knows the end."""
    states = (RefundState.DECIDED, RefundState.SENT)
    query = select(Refund.id).where(Refund.state.in_(states), Refund.changed_at < now - SOON)
    return list(db.session.scalars(query.order_by(Refund.id).limit(AT_ONCE)))


def list_unfinished_returns(now: datetime) -> list[PlacementId]:
    """List the stray money that is to go back or was sent, and of which nobody knows the end."""
    states = (PlacementState.DECIDED, PlacementState.SENT)
    query = select(Placement.id).where(Placement.state.in_(states), Placement.changed_at < now - SOON)
    return list(db.session.scalars(query.order_by(Placement.id).limit(AT_ONCE)))


def list_bearing_interest(now: datetime) -> list[InstalmentId]:
    """List what is or was paid late under contracts that agreed on interest, and bears some not asked for yet."""
    until = func.coalesce(Instalment.paid_on, day_in_lima(now))
    query = (
        select(Instalment.id)
        .join(Contract, Contract.id == Instalment.contract_id)
        .where(
            Instalment.state.in_((InstalmentState.DUE, InstalmentState.PAID)),
            Instalment.kind != InstalmentKind.INTEREST,
            Instalment.due_on < until,
            or_(Instalment.interest_until.is_(None), Instalment.interest_until < until),
            Contract.terms["late_interest_percent"].astext.is_not(None),
            Contract.state != ContractState.ENDED,
        )
    )
    return list(db.session.scalars(query.order_by(Instalment.id)))
