"""A contract that has seen everything: raised, paid in parts and too much, released, lowered, refunded."""

from datetime import date
from decimal import Decimal

from marketplace.domain.books import entries
from marketplace.domain.books.postings import CauseKind, Parts
from marketplace.domain.money import Currency, Money
from marketplace.domain.payments.life import InstalmentKind, PaymentState, RefundCause
from marketplace.domain.payments.provider import RemotePart
from marketplace.domain.payments.ways import Way
from marketplace.models.base import db
from marketplace.models.money.instalments import add_instalment, drop, raise_instalment
from marketplace.models.money.refunds import give_back, give_credit_back
from marketplace.models.money.releases import release
from marketplace.models.payments.steps import take_part
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.money.instalments import Instalment
from marketplace.models.rows.money.payments import Payment
from marketplace.services.transaction import use_case
from tests.books import Bookkeeper
from tests.market import NOW, Market

DUE = date(2026, 12, 3)


def usd(amount: str) -> Money:
    return Money(Decimal(amount), Currency.USD)


@use_case
def live_through(contract_id: int) -> None:
    """Raise a deposit and a balance, pay the one too much and the other in part, release, give back, drop."""
    contract = db.session.get_one(Contract, contract_id, with_for_update=True)
    contract.terms = contract.terms | {"platform_fee_percent": "2"}
    deposit = _raised(contract, InstalmentKind.DEPOSIT, "300.00", fee="3.00")
    balance = _raised(contract, InstalmentKind.BALANCE, "700.01", fee="7.00")
    _pay(deposit, "pi_1", "303.00", "10.00")
    release(contract, now=NOW, is_over=True)
    _pay(balance, "pi_2", "500.00")
    give_credit_back(contract, now=NOW)
    give_back(deposit, Parts(usd("100.00"), usd("1.00")), cause=RefundCause.SETTLED, now=NOW)
    drop(balance, Parts(usd("50.00"), usd("0.50")), now=NOW)


def a_paid_contract(market: Market) -> Bookkeeper:
    """Let a contract live through all of it, with costs and sweeps beside."""
    keeper = Bookkeeper.in_market(market)
    market.do(live_through, keeper.contract_id)
    keeper.write(entries.provider_cost(keeper.occasion(CauseKind.PROVIDER_COST), usd("9.10")))
    keeper.write(entries.swept(keeper.apart(CauseKind.SWEPT), usd("200.00")))
    return keeper


def _raised(contract: Contract, kind: InstalmentKind, price: str, *, fee: str) -> Instalment:
    row = add_instalment(contract, kind, parts=Parts(usd(price), usd(fee)), now=NOW)
    raise_instalment(row, DUE, now=NOW)
    return row


def _pay(row: Instalment, remote_id: str, *amounts: str) -> None:
    payment = Payment(
        instalment=row,
        contract_id=row.contract_id,
        attempt=1,
        way=Way.BANK_WIRE,
        state=PaymentState.RECEIVED,
        currency=row.currency,
        amount=row.open.total.amount,
        received=Decimal(0),
        refunded=Decimal(0),
        locale="en",
        remote_id=remote_id,
        opened_at=NOW,
        read_at=NOW,
        changed_at=NOW,
    )
    payment.state = PaymentState.OPEN
    db.session.add(payment)
    db.session.flush()
    for number, each in enumerate(amounts):
        take_part(payment, RemotePart(f"{remote_id}_{number}", usd(each), NOW), now=NOW)
