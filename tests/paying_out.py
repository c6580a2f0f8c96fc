"""A group to which money is due, two facilitators who pay it, and the bank account it goes to."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from marketplace.domain.books.chart import Account
from marketplace.domain.contracts.milestones import MilestoneStep, Report
from marketplace.domain.ids import BankAccountId, ContractId, InstalmentId, OrganizationId, PaymentId, PayoutId
from marketplace.domain.money import Currency, Money, no_money
from marketplace.domain.payments.life import InstalmentKind
from marketplace.domain.payments.provider import RemotePart, RemotePayment, RemoteState
from marketplace.domain.payments.ways import Paying, Way
from marketplace.domain.payouts.accounts import AccountTerms
from marketplace.domain.payouts.life import Sending
from marketplace.domain.viewers import Viewer
from marketplace.gateways.attachments import Sent, keeping
from marketplace.models.base import db
from marketplace.models.money.booking import balance
from marketplace.models.rows.money.bank_accounts import BankAccount
from marketplace.models.rows.money.instalments import Instalment
from marketplace.models.rows.money.payments import Payment
from marketplace.models.rows.money.payouts import Payout
from marketplace.models.rows.record.turns import Turn
from marketplace.services.contracts.milestones import report_milestone
from marketplace.services.payments.hearing import take_word
from marketplace.services.payments.paying import begin_payment
from marketplace.services.payouts.accounts import confirm_account, state_account
from marketplace.services.payouts.deciding import Order, approve_payout, prepare_payout
from marketplace.services.payouts.sending import send_payout
from marketplace.services.payouts.waiting import settle_group
from tests import signing
from tests.gateways.contents import a_paper
from tests.market import NOW, Market

ACCOUNT = AccountTerms(
    bank="Banco de Crédito del Perú",
    holder="Cooperativa de los ejemplos",
    ruc="20512333797",
    cci="002-191-191840916000-51",
    currency=Currency.USD,
    bic="BCPLPEPL",
)
OTHER_CCI = "011-366-000100032542-21"
HOW = "Called the president at the number of the register; she read the CCI."
FEE = Decimal(2)


def pay_deposit(market: Market, contract_id: int, maker: Viewer) -> None:
    """Let the deposit of a contract be paid, as the provider's word says."""
    query = select(Instalment.id).where(
        Instalment.contract_id == contract_id, Instalment.kind == InstalmentKind.DEPOSIT
    )
    instalment_id = market.do(lambda: db.session.scalars(query).one())
    wanted = Paying(InstalmentId(instalment_id), Way.CARD, "en")
    payment_id = PaymentId(market.do(begin_payment, wanted, by=maker, now=NOW))
    payment: Payment = market.do(lambda: db.session.get_one(Payment, payment_id))
    word = RemotePayment(
        remote_id=f"cs_{payment_id}",
        reference=payment.reference,
        state=RemoteState.RECEIVED,
        requested=payment.money,
        parts=(RemotePart(f"ch_{payment_id}", payment.money, NOW),),
        fee=None,
        refunded=no_money(payment.currency),
    )
    market.do(take_word, payment_id, word, now=NOW)


@dataclass(frozen=True)
class Owed:
    """A group whose cacao is paid and ready, so that money is due to it under each of its contracts."""

    market: Market
    producer: Viewer
    maker: Viewer
    facilitators: tuple[Viewer, Viewer]
    contracts: tuple[ContractId, ...]

    @classmethod
    def in_market(cls, market: Market, *, count: int = 1, **terms: Any) -> "Owed":
        """Build one, with terms changed as told."""
        return cls.between(market, market.a_producer(), market.a_maker(), count=count, **terms)

    @classmethod
    def between(cls, market: Market, producer: Viewer, maker: Viewer, *, count: int = 1, **terms: Any) -> "Owed":
        """Build one between two sides that are there already."""
        two = market.a_facilitator(), market.a_facilitator()
        given = {"sample_basis": "none", "platform_fee_percent": FEE, "facilitator": two[0], **terms}
        contracts = tuple(ContractId(market.an_approved_contract(producer, maker, **given)) for _each in range(count))
        for each in contracts:
            pay_deposit(market, each, maker)
            report = Report(MilestoneStep.MAKE_READY, NOW.date())
            seen = market.do(signing.version_of, each)
            market.do(report_milestone, each, report, seen=seen, by=producer, now=NOW)
        market.do(signing.choose_password, producer)
        return cls(market, producer, maker, two, contracts)

    @property
    def group_id(self) -> OrganizationId:
        """The group."""
        return OrganizationId(self.producer.organization_id or 0)

    def due(self, contract_id: ContractId | None = None) -> Money:
        """Say what the books owe the group under a contract."""
        return self.market.do(balance, contract_id or self.contracts[0], Account.GROUP_DUE, Currency.USD)

    def owes(self) -> Money:
        """Say what the group must give back under the first contract."""
        return self.market.do(balance, self.contracts[0], Account.GROUP_OWES, Currency.USD)

    def account(self, **changes: Any) -> BankAccountId:
        """Let an owner state an account."""
        terms = replace(ACCOUNT, **changes)
        password = signing.PASSWORD
        return self.market.do(state_account, self.group_id, terms, password=password, by=self.producer, now=NOW)

    def row(self, account_id: BankAccountId) -> BankAccount:
        """Read an account."""
        return self.market.do(lambda: db.session.get_one(BankAccount, account_id))

    def confirmed(self, **changes: Any) -> BankAccountId:
        """Let an account be stated and confirmed."""
        account_id = self.account(**changes)
        seen = self.row(account_id).version
        self.market.do(confirm_account, account_id, HOW, seen=seen, by=self.facilitators[0], now=NOW)
        return account_id

    def order(self, account_id: BankAccountId, parts: Mapping[ContractId, Money] | None = None) -> Order:
        """Ask for everything that is due, or for what is told."""
        return Order(self.group_id, account_id, parts or {each: self.due(each) for each in self.contracts})

    def prepared(self, account_id: BankAccountId | None = None) -> PayoutId:
        """Let the first facilitator prepare a payout of everything."""
        order = self.order(account_id or self.confirmed())
        return self.market.do(prepare_payout, order, by=self.facilitators[0], now=NOW)

    def approved(self) -> PayoutId:
        """Let the second facilitator approve one."""
        payout_id = self.prepared()
        self.step(approve_payout, payout_id, by=self.facilitators[1])
        return payout_id

    def sent(self) -> PayoutId:
        """Let one be sent."""
        payout_id = self.approved()
        self.send(payout_id)
        return payout_id

    def send(self, payout_id: PayoutId, *, seen: int | None = None) -> None:
        """Tell of a payout that it was wired, with the bank's receipt."""
        by, version = self.facilitators[1], seen or self.payout(payout_id).version
        with self.market.app.app_context(), keeping([Sent("receipt.pdf", a_paper())]) as kept:
            send_payout(payout_id, Sending("00417236", NOW.date(), kept[0]), seen=version, by=by, now=NOW)

    def step(self, act: Any, payout_id: PayoutId, *words: Any, by: Viewer, seen: int | None = None) -> None:
        """Take a step with a payout as it is now."""
        self.market.do(act, payout_id, *words, seen=seen or self.payout(payout_id).version, by=by, now=NOW)

    def payout(self, payout_id: PayoutId) -> Payout:
        """Read a payout."""
        return self.market.do(lambda: db.session.get_one(Payout, payout_id))

    def turns(self) -> set[tuple[str, int | None]]:
        """Say what waits for whom about this money."""
        self.market.do(settle_group, self.group_id, now=NOW)
        rows = self.market.do(lambda: list(db.session.scalars(select(Turn))))
        return {
            (row.task, row.organization_id) for row in rows if row.task.partition(".")[0] in ("payout", "bank_account")
        }
