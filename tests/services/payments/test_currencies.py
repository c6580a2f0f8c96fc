"""A contract in euros and one in yen, from the deposit to the group's word, with every coin in its place."""

from decimal import Decimal

import pytest

from marketplace.config import Config
from marketplace.domain.books.chart import Account
from marketplace.domain.contracts.milestones import Milestone, MilestoneStep
from marketplace.domain.money import Currency, Incoterm, Money, UnitPrice, rounded, smallest_unit
from marketplace.domain.payments.life import InstalmentKind, RefundState
from marketplace.domain.payouts.life import PayoutState
from marketplace.services.contracts.judging import approve_contract
from marketplace.services.payouts.deciding import Order, approve_payout, prepare_payout
from marketplace.services.payouts.sending import confirm_payout
from tests import signing
from tests.market import NOW
from tests.paying import Till, a_till
from tests.paying_out import Owed
from tests.services.payments.test_life import TO_ARRIVAL, settle

PRICES = {Currency.EUR: Decimal("5123.45"), Currency.JPY: Decimal(846_133)}


@pytest.mark.parametrize("currency", PRICES)
def test_a_contract_in_another_currency_goes_all_the_way(till: Till, paying_config: Config, currency: Currency) -> None:
    price = UnitPrice(PRICES[currency], currency, Incoterm.FOB, "Callao")
    paid = a_till(till.market, paying_config, till.standin, price=price)
    second, agreed = till.market.a_facilitator(), paid.agreed
    till.market.do(approve_contract, agreed.id, None, seen=agreed.seen, by=second, now=NOW)
    paid.by_card()
    paid.reach(*TO_ARRIVAL)
    paid.by_card(kind=InstalmentKind.BALANCE)
    final = settle(paid, -10)
    paid.send_refunds()
    (refund,) = paid.refunds()
    half = rounded(final / 100, currency).amount
    assert (refund.state, refund.price) == (RefundState.DONE, paid.agreed.terms().total.amount - final)
    assert refund.amount % smallest_unit(currency) == 0
    due = paid.stands()[Account.GROUP_DUE]
    assert (due, paid.stands()[Account.FEES]) == (final - half, 2 * half)
    pay_out(paid, Money(due, currency))
    paid.reach(MilestoneStep.CLOSE)
    assert paid.agreed.row.milestone is Milestone.CLOSED
    assert set(paid.stands()) == {Account.PROVIDER, Account.BANK, Account.FEES}


def pay_out(paid: Till, money: Money) -> None:
    """Let two people pay the group, to its account in dollars, and the group confirm it."""
    agreed, market = paid.agreed, paid.market
    market.do(signing.choose_password, agreed.producer)
    two = market.a_facilitator(), market.a_facilitator()
    owed = Owed(market, agreed.producer, agreed.maker, two, (agreed.id,))
    order = Order(owed.group_id, owed.confirmed(), {agreed.id: money})
    payout_id = market.do(prepare_payout, order, by=two[0], now=NOW)
    owed.step(approve_payout, payout_id, by=two[1])
    owed.send(payout_id)
    owed.step(confirm_payout, payout_id, by=agreed.producer)
    assert owed.payout(payout_id).state is PayoutState.CONFIRMED
