"""Corners of a contract's money: storage beside short weight, refunds that wait while it ends."""

from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import update

from marketplace.config import Config
from marketplace.domain.books.chart import Account
from marketplace.domain.contracts.clauses import DepositOnEnd
from marketplace.domain.contracts.settlement import Weighing
from marketplace.domain.ids import InstalmentId
from marketplace.domain.mass import Mass
from marketplace.domain.payments.life import InstalmentKind, InstalmentState, RefundState
from marketplace.domain.payments.strays import PlacementKind, Placing
from marketplace.models.base import db
from marketplace.models.rows.money.instalments import Instalment
from marketplace.queries.payments.due import list_bearing_interest
from marketplace.services.payments.lateness import charge_interest
from marketplace.services.payments.placing import agree_placement, ask_placement
from marketplace.services.settlements import agree_weight, state_weight
from tests.market import NOW
from tests.paying import Till, a_till
from tests.services.payments.test_life import TO_ARRIVAL, end, half_of
from tests.services.payments.test_placing import a_stray
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


def test_a_contract_that_ended_asks_for_no_interest(till: Till, paying_config: Config) -> None:
    kept = a_till(
        till.market,
        paying_config,
        till.standin,
        late_interest_percent=Decimal(12),
        deposit_on_end=DepositOnEnd.KEPT,
    )
    kept.by_card()
    deposit = InstalmentId(kept.instalment().id)
    till.market.do(_due_before, deposit, NOW - timedelta(days=60))
    assert till.market.do(list_bearing_interest, NOW) == [deposit]
    end(kept)
    assert till.market.do(list_bearing_interest, NOW) == []
    assert not till.market.do(charge_interest, deposit, now=NOW)


def test_money_that_came_in_time_without_a_name_bears_no_interest(till: Till, paying_config: Config) -> None:
    named = a_till(till.market, paying_config, till.standin, late_interest_percent=Decimal(12))
    stray, later = a_stray(named), NOW + timedelta(days=60)
    number = named.market.do(
        ask_placement,
        stray.id,
        Placing(PlacementKind.MATCH, stray.amount, "The maker wrote us its number.", named.agreed.row.code),
        by=named.agreed.facilitator,
        now=later,
    )
    named.market.do(agree_placement, number, seen=1, by=named.market.a_facilitator(), now=later)
    deposit = named.instalment()
    assert (deposit.state, deposit.paid_on) == (InstalmentState.PAID, later.date())
    assert not named.market.do(charge_interest, deposit.id, now=later)


def _due_before(instalment_id: InstalmentId, moment: datetime) -> None:
    day = moment.date()
    db.session.execute(update(Instalment).where(Instalment.id == instalment_id).values(raised_on=day, due_on=day))
    db.session.commit()
