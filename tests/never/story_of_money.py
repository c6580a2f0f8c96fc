"""The money of one contract from its approval until it is closed, told as buttons and as what happens elsewhere."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import select

from marketplace.domain.contracts.milestones import MilestoneStep, Report
from marketplace.domain.contracts.settlement import Weighing
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.ids import BankAccountId, ContractId, InstalmentId, OrganizationId, PayoutId
from marketplace.domain.mass import Mass
from marketplace.domain.money import Money
from marketplace.domain.payments.life import InstalmentKind
from marketplace.domain.payments.ways import Paying, Way
from marketplace.domain.payouts.life import Sending
from marketplace.domain.viewers import Viewer
from marketplace.jobs import payments, refunds
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.money.bank_accounts import BankAccount
from marketplace.models.rows.money.books import ContractBalance
from marketplace.models.rows.money.instalments import Instalment
from marketplace.models.rows.money.payments import Payment
from marketplace.models.rows.money.payouts import Payout
from marketplace.models.rows.money.provider_news import ProviderNews
from marketplace.queries.accounts.faces import find_face
from marketplace.services import settlements
from marketplace.services.contracts.judging import approve_contract
from marketplace.services.contracts.milestones import report_milestone
from marketplace.services.payments.paying import pay
from marketplace.services.payouts.accounts import confirm_account, state_account
from marketplace.services.payouts.deciding import Order, approve_payout, prepare_payout
from marketplace.services.payouts.sending import confirm_payout, send_payout
from stripe_standin.letters import sign
from stripe_standin.standin import KEY, SECRET
from tests.never.steps_payouts import SLIP
from tests.paying_out import ACCOUNT, HOW
from tests.signing import PASSWORD
from tests.standin import tell

JOBS = "jobs"
SHORT, FINE = 10, 200
WORTH_TELLING = (
    *("checkout.session.completed", "payment_intent.succeeded", "payment_intent.partially_funded", "refund.created"),
    "refund.updated",
)


@dataclass(frozen=True)
class MoneyStory:
    """Whose contract it is, who looks after its money, where it is paid, and since when."""

    contract_id: int
    group: int
    maker: int
    facilitator: int
    other: int
    provider: str
    began: str

    @property
    def now(self) -> datetime:
        """The hour at which the buttons are pressed."""
        return datetime.fromisoformat(self.began)

    @property
    def id(self) -> ContractId:
        """The contract."""
        return ContractId(self.contract_id)

    @property
    def settings(self) -> dict[str, str]:
        """Say what the market must be told besides: where its provider is."""
        return {"stripe_key": KEY, "stripe_webhook_secret": SECRET, "stripe_base": self.provider}

    @property
    def buttons(self) -> list[tuple[str, Callable[["MoneyStory"], object]]]:
        """List what happens in which order; `JOBS` lets the workers do what is due."""
        return [(each.__name__, each) if callable(each) else (each, _nothing) for each in BUTTONS]

    def who(self, user_id: int) -> Viewer:
        """Look a person up."""
        face = find_face(user_id)
        assert face is not None
        return face.viewer

    def ask(self, path: str, told: dict[str, Any] | None = None) -> Any:
        """Ask the provider, or one of its handles; None when it says no."""
        body = None if told is None else json.dumps(told).encode()
        headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
        request = urllib.request.Request(self.provider + path, body, headers)  # noqa: S310 - on this machine
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - on this machine
                return json.load(answer)
        except urllib.error.HTTPError:
            return None


def approve(at: MoneyStory) -> None:
    """A facilitator approves; the deposit is due."""
    approve_contract(at.id, None, seen=_contract(at).version, by=at.who(at.facilitator), now=at.now)


def pay_deposit(at: MoneyStory) -> None:
    """The maker begins to pay the deposit by card."""
    _pay(at, Way.CARD)


def pay_balance(at: MoneyStory) -> None:
    """The maker begins to pay the balance by wire."""
    _pay(at, Way.BANK_WIRE)


def sweep(_at: MoneyStory) -> None:
    """The clock comes round: pages that nobody opened are opened, and refunds that nobody sent are sent."""
    payments.sweep(0)
    refunds.sweep(0)


def at_the_page(at: MoneyStory) -> None:
    """The card is charged at the provider's page; a second time it says no."""
    at.ask("/_standin/pay", {"session": _newest(Payment).remote_id})


def by_wire(at: MoneyStory) -> None:
    """The money for the balance comes in two wires."""
    payment = _newest(Payment)
    intent = at.ask(f"/v1/payment_intents/{payment.remote_id}")
    lines = at.ask(f"/v1/customers/{intent['customer']}/cash_balance_transactions")["data"]
    came = [line["net_amount"] for line in lines if line["type"] == "funded"]
    parts = [intent["amount"] // 3, intent["amount"] - intent["amount"] // 3]
    for part in parts[len(came) :]:
        at.ask("/_standin/wires", {"payment_intent": payment.remote_id, "amount": part})


def bank_answers(at: MoneyStory) -> None:
    """Banks say that refunds arrived."""
    for refund in at.ask("/v1/refunds")["data"]:
        at.ask("/_standin/settle", {"id": refund["id"], "succeeds": True})


def news(at: MoneyStory) -> None:
    """The provider tells what the market has not kept yet, the oldest first, and one thing once more."""
    known = set(db.session.scalars(select(ProviderNews.event_id)))
    events = reversed(at.ask("/v1/events?limit=100")["data"])
    told = [each for each in events if each["type"] in WORTH_TELLING]
    client = current_app.test_client()
    for event in [*(each for each in told if each["id"] not in known), told[0]]:
        body = json.dumps(event).encode()
        assert tell(client, body, sign(body, SECRET, at=int(time.time()))) == FINE


def make_ready(at: MoneyStory) -> None:
    """The cacao is ready; what was paid is the group's."""
    _report(at, MilestoneStep.MAKE_READY)


def ship(at: MoneyStory) -> None:
    """It leaves."""
    _report(at, MilestoneStep.SHIP)


def send_documents(at: MoneyStory) -> None:
    """Its papers are sent; the balance is due."""
    _report(at, MilestoneStep.SEND_DOCUMENTS)


def arrive(at: MoneyStory) -> None:
    """It arrives."""
    _report(at, MilestoneStep.ARRIVE)


def close(at: MoneyStory) -> None:
    """The maker closes the contract."""
    _report(at, MilestoneStep.CLOSE)


def state_where(at: MoneyStory) -> None:
    """The group says where it is paid."""
    group = OrganizationId(_contract(at).producer_id)
    state_account(group, ACCOUNT, password=PASSWORD, by=at.who(at.group), now=at.now)


def confirm_where(at: MoneyStory) -> None:
    """A facilitator confirms it."""
    row = _newest(BankAccount)
    confirm_account(BankAccountId(row.id), HOW, seen=row.version, by=at.who(at.facilitator), now=at.now)


def prepare(at: MoneyStory) -> None:
    """A facilitator prepares a payout of all that is due."""
    contract = _contract(at)
    query = select(ContractBalance).where(ContractBalance.contract_id == at.id, ContractBalance.account == "group_due")
    due = db.session.scalars(query).one()
    parts = {at.id: Money(-due.amount, due.currency)}
    account_id = BankAccountId(_newest(BankAccount).id)
    order = Order(OrganizationId(contract.producer_id), account_id, parts)
    prepare_payout(order, by=at.who(at.facilitator), now=at.now)


def agree_to_payout(at: MoneyStory) -> None:
    """Another one approves it."""
    row = _newest(Payout)
    approve_payout(PayoutId(row.id), seen=row.version, by=at.who(at.other), now=at.now)


def send(at: MoneyStory) -> None:
    """It is wired."""
    row = _newest(Payout)
    slip = replace(SLIP, stored=f"{row.id:032x}")
    told = Sending(f"OP-{row.id}", at.now.date(), slip)
    send_payout(PayoutId(row.id), told, seen=row.version, by=at.who(at.facilitator), now=at.now)


def confirm(at: MoneyStory) -> None:
    """It arrived."""
    row = _newest(Payout)
    confirm_payout(PayoutId(row.id), seen=row.version, by=at.who(at.group), now=at.now)


def weigh(at: MoneyStory) -> None:
    """The maker states a weight that is a little short."""
    terms = ContractTerms.from_json(_contract(at).terms)
    weighing = Weighing(Mass(terms.volume.kilograms - SHORT), at.now.date())
    settlements.state_weight(at.id, weighing, seen=None, by=at.who(at.maker), now=at.now)


def agree(at: MoneyStory) -> None:
    """The group agrees; what was paid too much goes back."""
    settlements.agree_weight(at.id, seen=1, by=at.who(at.group), now=at.now)


PAYING_OUT = (prepare, agree_to_payout, send, confirm)
BUTTONS: tuple[Any, ...] = (
    *(approve, pay_deposit, sweep, at_the_page, news, JOBS, state_where, confirm_where, make_ready, *PAYING_OUT),
    *(ship, send_documents, pay_balance, sweep, by_wire, news, JOBS, arrive, weigh, agree, JOBS, sweep),
    *(bank_answers, news, JOBS, *PAYING_OUT, close, JOBS),
)
WITHOUT_FORM = frozenset({"sweep", "at_the_page", "by_wire", "bank_answers", "news"})
"""What nobody presses: it happens again for each process that comes by."""


def _nothing(at: MoneyStory) -> object:
    return at


def _contract(at: MoneyStory) -> Contract:
    return db.session.get_one(Contract, at.id)


def _newest(table: Any) -> Any:
    return db.session.scalars(select(table).order_by(table.id.desc()).limit(1)).one()


def _pay(at: MoneyStory, way: Way) -> None:
    kind = InstalmentKind.DEPOSIT if way is Way.CARD else InstalmentKind.BALANCE
    query = select(Instalment.id).where(Instalment.contract_id == at.id, Instalment.kind == kind)
    wanted = Paying(InstalmentId(db.session.scalars(query).one()), way, "es_PE")
    pay(current_app.extensions["mazorca"], wanted, by=at.who(at.maker), now=at.now)


def _report(at: MoneyStory, step: MilestoneStep) -> None:
    is_makers = step in (MilestoneStep.ARRIVE, MilestoneStep.CLOSE)
    by = at.who(at.maker if is_makers else at.group)
    report_milestone(at.id, Report(step, at.now.date()), seen=_contract(at).version, by=by, now=at.now)
