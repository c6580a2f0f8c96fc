"""A contract whose money moves at the stand-in of the payment provider, and what the books say of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.app import create_app
from marketplace.config import Config
from marketplace.domain.books.chart import Account
from marketplace.domain.contracts.clauses import SampleBasis
from marketplace.domain.contracts.milestones import MilestoneStep, Report
from marketplace.domain.ids import InstalmentId, PaymentId
from marketplace.domain.payments.life import InstalmentKind
from marketplace.domain.payments.ways import Paying, Way
from marketplace.models.base import db
from marketplace.models.money.booking import balances_of
from marketplace.models.rows.money.instalments import Instalment
from marketplace.models.rows.money.payments import Payment, Refund
from marketplace.models.rows.money.provider_news import ProviderNews
from marketplace.models.rows.money.strays import Stray
from marketplace.queries.books.checking import check_books
from marketplace.services.contracts.milestones import report_milestone
from marketplace.services.payments.listening import hear_news
from marketplace.services.payments.paying import pay
from marketplace.services.payments.sending import send_refund
from stripe_standin.standin import Standin
from tests import agreements
from tests.agreements import Agreed
from tests.market import NOW, Market
from tests.standin import paying, tell_all

FEE = Decimal(2)


@dataclass(frozen=True)
class Till:
    """An approved contract, the settings with the stand-in in them, and the stand-in."""

    agreed: Agreed
    config: Config
    standin: Standin

    @property
    def market(self) -> Market:
        """The market of the contract."""
        return self.agreed.market

    def instalment(self, kind: InstalmentKind = InstalmentKind.DEPOSIT) -> Instalment:
        """Read the contract's instalment of a kind."""
        query = select(Instalment).where(Instalment.contract_id == self.agreed.id, Instalment.kind == kind)
        return self.market.do(lambda: db.session.scalars(query).one())

    def begin(self, way: Way = Way.CARD, *, kind: InstalmentKind = InstalmentKind.DEPOSIT) -> PaymentId:
        """Begin to pay as the maker, and open the provider's page."""
        wanted = Paying(InstalmentId(self.instalment(kind).id), way, "es_PE")
        return self.market.do(pay, self.config, wanted, by=self.agreed.maker, now=NOW)

    def payment(self, payment_id: PaymentId) -> Payment:
        """Read a payment."""
        return self.market.do(lambda: db.session.get_one(Payment, payment_id))

    def remote(self, payment_id: PaymentId) -> str:
        """Name the payment as the stand-in does."""
        return self.payment(payment_id).remote_id or ""

    def by_card(self, *, kind: InstalmentKind = InstalmentKind.DEPOSIT) -> PaymentId:
        """Pay an instalment by a card that works, and hear of it."""
        payment_id = self.begin(kind=kind)
        self.standin.pay(self.remote(payment_id))
        self.hear()
        return payment_id

    def by_wire(self, *amounts: str, kind: InstalmentKind = InstalmentKind.DEPOSIT) -> PaymentId:
        """Let wires of so much arrive for an instalment, and hear of each."""
        payment_id = self.begin(Way.BANK_WIRE, kind=kind)
        for amount in amounts:
            self.standin.wire(self.remote(payment_id), int(Decimal(amount) * 100))
            self.hear()
        return payment_id

    def hear(self) -> None:
        """Bring all news to the market and look into it."""
        assert set(tell_all(self.market.app.test_client(), self.standin)) <= {200}
        for news_id in self.unheard():
            self.market.do(hear_news, self.config, news_id, now=NOW)

    def unheard(self) -> list[int]:
        """List the news that nobody has looked into."""
        query = select(ProviderNews.id).where(ProviderNews.heard_at.is_(None)).order_by(ProviderNews.id)
        return self.market.do(lambda: list(db.session.scalars(query)))

    def troubles(self) -> list[str | None]:
        """List what was odd about news."""
        query = select(ProviderNews.trouble).where(ProviderNews.trouble.is_not(None))
        return self.market.do(lambda: list(db.session.scalars(query)))

    def strays(self) -> list[Stray]:
        """List the money that came without a name."""
        return self.market.do(lambda: list(db.session.scalars(select(Stray).order_by(Stray.id))))

    def refunds(self) -> list[Refund]:
        """List the refunds of the contract."""
        query = select(Refund).where(Refund.contract_id == self.agreed.id).order_by(Refund.id)
        return self.market.do(lambda: list(db.session.scalars(query)))

    def send_refunds(self) -> None:
        """Send what is to be sent, and hear what became of it."""
        for each in self.refunds():
            self.market.do(send_refund, self.config, each.id, now=NOW)
        self.hear()

    def reach(self, *steps: MilestoneStep) -> None:
        """Let the contract go on, each step reported by the side that knows."""
        for step in steps:
            side = self.agreed.maker if step in (MilestoneStep.ARRIVE, MilestoneStep.CLOSE) else self.agreed.producer
            report = Report(step, NOW.date())
            self.market.do(report_milestone, self.agreed.id, report, seen=self.agreed.seen, by=side, now=NOW)

    def stands(self) -> dict[Account, Decimal]:
        """Say what the contract's accounts stand at."""
        return {account: money.amount for account, money in self.market.do(balances_of, self.agreed.id).items()}


@pytest.fixture
def till(config: Config, stripe_standin: Standin) -> Iterator[Till]:
    """A market that can be paid at the stand-in, and an approved contract of 20 bags in it."""
    with_key = paying(config, stripe_standin)
    app = create_app(with_key)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    market = Market(app)
    yield a_till(market, with_key, stripe_standin)
    assert market.do(faults_of_books) == []
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def faults_of_books() -> list[str]:
    """Say what of the books does not add up: nothing, whatever was paid."""
    return [f"{proof.sentence} {offender}" for proof, offender in check_books() if offender is not None]


def a_till(market: Market, config: Config, standin: Standin, **terms: Any) -> Till:
    """Let a contract be approved, with some terms of its own and a fee of two percent."""
    given = {"sample_basis": SampleBasis.NONE, "platform_fee_percent": FEE, **terms}
    return Till(agreements.approved(market, **given), config, standin)
