"""What facilitators have to look into: payments that do not fit, refunds that wait or failed, news about nothing."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from marketplace.domain.acts import NOBODYS, Act, check_may
from marketplace.domain.books.chart import Account
from marketplace.domain.ids import PaymentId
from marketplace.domain.money import Money
from marketplace.domain.payments.life import RefundState
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.money.books import Posting
from marketplace.models.rows.money.payments import Payment, Refund
from marketplace.models.rows.money.provider_news import ProviderNews
from marketplace.queries.payments.strays import StrayLine, list_strays

AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Trouble:
    """A payment that does not fit, or a refund to look after."""

    payment_id: PaymentId
    contract_code: str
    money: Money
    what: str
    since: datetime


@dataclass(frozen=True, slots=True)
class OddNews:
    """News that fitted nothing."""

    id: int
    kind: str
    object_id: str
    what: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that facilitators have to look into."""

    payments: tuple[Trouble, ...]
    refunds: tuple[Trouble, ...]
    news: tuple[OddNews, ...]
    unmatched: tuple[Money, ...]
    strays: tuple[StrayLine, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look into."""
        return not (self.payments or self.refunds or self.news or self.unmatched or self.strays)


def read_board(viewer: Viewer) -> Board:
    """Read what is to be looked into; raises `NotAllowed` for all but facilitators."""
    check_may(viewer, Act.SEE_QUEUE, NOBODYS)
    return Board(_payments(), _refunds(), _news(), _unmatched(), list_strays())


def _payments() -> tuple[Trouble, ...]:
    query = select(Payment, Contract.code).join(Contract, Contract.id == Payment.contract_id)
    rows = db.session.execute(query.where(Payment.trouble.is_not(None)).order_by(Payment.id).limit(AT_ONCE))
    return tuple(Trouble(row.id, code, row.money, row.trouble or "", row.changed_at) for row, code in rows)


def _refunds() -> tuple[Trouble, ...]:
    states = (RefundState.ASKED, RefundState.FAILED)
    query = select(Refund, Contract.code).join(Contract, Contract.id == Refund.contract_id)
    rows = db.session.execute(query.where(Refund.state.in_(states)).order_by(Refund.id).limit(AT_ONCE))
    return tuple(Trouble(row.payment_id, code, row.money, row.state, row.changed_at) for row, code in rows)


def _news() -> tuple[OddNews, ...]:
    query = select(ProviderNews).where(ProviderNews.trouble.is_not(None))
    rows = db.session.scalars(query.order_by(ProviderNews.received_at, ProviderNews.id).limit(AT_ONCE))
    return tuple(OddNews(row.id, row.kind, row.object_id, row.trouble or "", row.received_at) for row in rows)


def _unmatched() -> tuple[Money, ...]:
    query = select(Posting.currency, -func.sum(Posting.amount)).where(Posting.account == Account.UNMATCHED)
    rows = db.session.execute(query.group_by(Posting.currency).order_by(Posting.currency))
    return tuple(Money(amount, currency) for currency, amount in rows if amount)
