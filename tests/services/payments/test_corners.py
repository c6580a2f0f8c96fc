"""Corners of a contract's money: storage beside short weight, refunds that wait while it ends."""

from datetime import timedelta
from decimal import Decimal

from marketplace.config import Config
from marketplace.domain.books.chart import Account
from marketplace.domain.contracts.settlement import Weighing
from marketplace.domain.mass import Mass
from marketplace.domain.payments.life import InstalmentKind, RefundState
from marketplace.services.settlements import agree_weight, state_weight
from tests.market import NOW
from tests.paying import Till, a_till
from tests.services.payments.test_life import TO_ARRIVAL, end, half_of
from tests.services.payments.test_refunds import ask, let_much_begin_at


def test_storage_is_asked_for_although_short_weight_lowers_the_fee(till: Till, paying_config: Config) -> None:
    stored = a_till(till.market, paying_config, till.standin, storage_rate=Decimal(100), storage_free_days=10)
    stored.by_card()
    stored.reach(*TO_ARRIVAL)
    stored.by_card(kind=InstalmentKind.BALANCE)
    agreed, later, kilograms = stored.agreed, NOW + timedelta(days=70), stored.agreed.terms().volume.kilograms - 10
    weighing = Weighing(Mass(kilograms), NOW.date())
    agreed.market.do(state_weight, agreed.id, weighing, seen=None, by=agreed.maker, now=later)
    agreed.market.do(agree_weight, agreed.id, seen=1, by=agreed.producer, now=later)
    weighed = (agreed.terms().price * Mass(kilograms)).amount
    storage = stored.instalment(InstalmentKind.FINAL).price - (weighed - agreed.terms().total.amount)
    assert storage == (kilograms / 1000 * 100 * 60 / 30).quantize(Decimal("0.01"))
    stored.by_card(kind=InstalmentKind.FINAL)
    stored.send_refunds()
    fees = [stored.instalment(kind) for kind in (InstalmentKind.DEPOSIT, InstalmentKind.BALANCE, InstalmentKind.FINAL)]
    assert sum(each.paid_fee - each.returned_fee for each in fees) == half_of(weighed)
    assert stored.stands().get(Account.REFUND_DUE) is None


def test_a_refund_that_somebody_asked_for_yields_to_the_end_of_the_contract(till: Till) -> None:
    let_much_begin_at(till, "500")
    payment_id = till.by_card()
    ask(till, payment_id, "600")
    end(till)
    till.send_refunds()
    assert [each.state for each in till.refunds()] == [RefundState.REFUSED, RefundState.DONE]
    assert not till.payment(payment_id).refundable.amount
    assert not till.stands()
