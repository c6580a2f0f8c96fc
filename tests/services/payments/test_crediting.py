"""A deposit that stays to the maker's credit pays another contract with the same group, or goes back when asked for."""

import pytest

from marketplace.domain.books.chart import Account
from marketplace.domain.contracts.clauses import DepositOnEnd, SampleBasis
from marketplace.domain.errors import MarketError
from marketplace.domain.ids import ContractId, InstalmentId
from marketplace.domain.payments.life import InstalmentState, RefundState
from marketplace.services.contracts.ending import agree_to_end, ask_to_end
from marketplace.services.payments.crediting import claim_back, use_credit
from marketplace.services.payments.refunds import ask_refund
from tests.agreements import Agreed
from tests.market import NOW
from tests.paying import FEE, Till, a_till

REASON = "The road to the port is closed until March."


@pytest.fixture
def ended(till: Till) -> Till:
    """A contract with a paid deposit that ended early, whose rule leaves it to the maker's credit."""
    found = a_till(till.market, till.config, till.standin, deposit_on_end=DepositOnEnd.CREDITED)
    found.by_card()
    agreed = found.agreed
    found.market.do(ask_to_end, agreed.id, REASON, seen=agreed.seen, by=agreed.maker, now=NOW)
    found.market.do(agree_to_end, agreed.id, seen=agreed.seen, by=agreed.producer, now=NOW)
    return found


def another(till: Till, *, bags: int = 40) -> Till:
    """Let the same two have another contract."""
    agreed = till.agreed
    contract_id = till.market.an_approved_contract(
        agreed.producer,
        agreed.maker,
        facilitator=agreed.facilitator,
        bags=bags,
        sample_basis=SampleBasis.NONE,
        platform_fee_percent=FEE,
    )
    own = Agreed(till.market, ContractId(contract_id), agreed.producer, agreed.maker, agreed.facilitator)
    return Till(own, till.config, till.standin)


def test_nothing_is_sent_back_while_it_is_credit(ended: Till) -> None:
    (credit,) = ended.refunds()
    ended.send_refunds()
    assert (credit.state, ended.refunds()[0].state) == (RefundState.CREDITED, RefundState.CREDITED)
    assert ended.stands()[Account.REFUND_DUE] == credit.amount


def test_a_credit_pays_another_contract_with_the_group(ended: Till) -> None:
    new, (credit,) = another(ended), ended.refunds()
    number = InstalmentId(new.instalment().id)
    ended.market.do(use_credit, credit.id, number, by=ended.agreed.maker, now=NOW)
    assert (ended.refunds()[0].state, ended.stands().get(Account.REFUND_DUE)) == (RefundState.DONE, None)
    assert new.instalment().paid_price + new.instalment().paid_fee == credit.amount
    with pytest.raises(MarketError):
        ended.market.do(use_credit, credit.id, number, by=ended.agreed.maker, now=NOW)


def test_what_a_credit_paid_goes_back_to_where_it_came_from(ended: Till) -> None:
    new, (credit,) = another(ended, bags=20), ended.refunds()
    maker = ended.agreed.maker
    payment_id = ended.market.do(use_credit, credit.id, InstalmentId(new.instalment().id), by=maker, now=NOW)
    assert new.instalment().state is InstalmentState.PAID
    money = new.payment(payment_id).money
    ended.market.do(ask_refund, payment_id, money, note=REASON, by=ended.agreed.facilitator, now=NOW)
    new.send_refunds()
    assert [each.state for each in new.refunds()] == [RefundState.DONE]


def test_a_credit_is_sent_back_when_the_maker_asks(ended: Till) -> None:
    (credit,) = ended.refunds()
    ended.market.do(claim_back, credit.id, seen=credit.version, by=ended.agreed.maker, now=NOW)
    ended.send_refunds()
    assert [each.state for each in ended.refunds()] == [RefundState.DONE]


def test_a_credit_is_nobody_elses(ended: Till, till: Till) -> None:
    (credit,) = ended.refunds()
    with pytest.raises(MarketError):
        till.market.do(use_credit, credit.id, InstalmentId(till.instalment().id), by=till.agreed.maker, now=NOW)
