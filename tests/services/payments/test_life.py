"""The money of a contract follows its life: raised on the way, released, settled up, given back, closed."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from sqlalchemy import func, select, update

from marketplace.config import Config
from marketplace.domain.books.chart import Account
from marketplace.domain.contracts.clauses import BalanceBasis, DepositOnEnd
from marketplace.domain.contracts.milestones import MilestoneStep
from marketplace.domain.contracts.settlement import Weighing
from marketplace.domain.errors import Refused
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import InstalmentId
from marketplace.domain.mass import Mass
from marketplace.domain.payments.life import InstalmentKind, InstalmentState, RefundCause, RefundState
from marketplace.models.base import db
from marketplace.models.money.instalments import money_is_closed
from marketplace.models.rows.money.instalments import Instalment
from marketplace.models.rows.record.events import Event
from marketplace.models.rows.record.turns import Turn
from marketplace.queries.payments.due import list_bearing_interest
from marketplace.services.contracts.ending import agree_to_end, ask_to_end
from marketplace.services.payments.lateness import charge_interest
from marketplace.services.settlements import agree_weight, state_weight
from stripe_standin.standin import Standin
from tests.market import NOW, Market
from tests.paying import Till, a_till

DEPOSIT, BALANCE, FINAL = InstalmentKind.DEPOSIT, InstalmentKind.BALANCE, InstalmentKind.FINAL
CENT = Decimal("0.01")
TO_ARRIVAL = (MilestoneStep.MAKE_READY, MilestoneStep.SHIP, MilestoneStep.SEND_DOCUMENTS, MilestoneStep.ARRIVE)
REASON = "The road to the port is closed until March."


def settle(till: Till, more: int) -> Decimal:
    """Let both sides agree on a final weight within the tolerance, so many kilograms off; return what it comes to."""
    agreed, final = till.agreed, Mass(till.agreed.terms().volume.kilograms + more)
    weighing = Weighing(final, NOW.date())
    till.market.do(state_weight, agreed.id, weighing, seen=None, by=agreed.maker, now=NOW)
    till.market.do(agree_weight, agreed.id, seen=1, by=agreed.producer, now=NOW)
    return (agreed.terms().price * final).amount


def half_of(total: Decimal) -> Decimal:
    """Give one side's half of a fee of two percent."""
    return (total * CENT).quantize(CENT, ROUND_HALF_UP)


def end(till: Till) -> None:
    """Let both sides end the contract."""
    agreed = till.agreed
    till.market.do(ask_to_end, agreed.id, REASON, seen=agreed.seen, by=agreed.maker, now=NOW)
    till.market.do(agree_to_end, agreed.id, seen=agreed.seen, by=agreed.producer, now=NOW)


def test_the_balance_falls_due_with_the_documents(till: Till) -> None:
    till.reach(MilestoneStep.MAKE_READY, MilestoneStep.SHIP)
    assert till.instalment(BALANCE).state is InstalmentState.PLANNED
    till.reach(MilestoneStep.SEND_DOCUMENTS)
    balance, days = till.instalment(BALANCE), till.agreed.terms().balance_days
    assert balance.due_on is not None
    assert (balance.state, (balance.due_on - NOW.date()).days) == (InstalmentState.DUE, days)


def test_what_was_paid_is_kept_until_the_cacao_is_ready(till: Till) -> None:
    till.by_card()
    deposit = till.instalment()
    assert (till.stands()[Account.HELD], till.stands().get(Account.GROUP_DUE)) == (deposit.price, None)
    till.reach(MilestoneStep.MAKE_READY)
    due = till.stands()[Account.GROUP_DUE]
    assert (till.stands().get(Account.HELD), due) == (None, deposit.price - deposit.fee)


def test_both_halves_of_the_fee_are_the_same_to_the_cent(till: Till) -> None:
    till.by_card()
    till.reach(*TO_ARRIVAL)
    till.by_card(kind=BALANCE)
    total = till.agreed.terms().total.amount
    half = half_of(total)
    assert (till.stands()[Account.FEES], till.stands()[Account.GROUP_DUE]) == (2 * half, total - half)


def test_more_weight_asks_for_more(till: Till) -> None:
    till.by_card()
    till.reach(*TO_ARRIVAL)
    till.by_card(kind=BALANCE)
    total = settle(till, 10)
    assert till.instalment(FINAL).price == total - till.agreed.terms().total.amount
    till.by_card(kind=FINAL)
    assert till.stands()[Account.FEES] == 2 * half_of(total)


def test_less_weight_lowers_what_is_open(till: Till) -> None:
    till.by_card()
    till.reach(*TO_ARRIVAL)
    total = settle(till, -10)
    assert till.instalment(BALANCE).open.price.amount == total - till.instalment().price
    till.by_card(kind=BALANCE)
    assert (till.instalment(BALANCE).state, till.refunds()) == (InstalmentState.PAID, [])


def test_less_weight_gives_back_what_was_paid_with_both_halves_of_its_fee(till: Till) -> None:
    till.by_card()
    till.reach(*TO_ARRIVAL)
    till.by_card(kind=BALANCE)
    total = settle(till, -10)
    less = till.agreed.terms().total.amount - total
    told = [(each.cause, each.state, each.price) for each in till.refunds()]
    assert told == [(RefundCause.SETTLED, RefundState.DECIDED, less)]
    till.send_refunds()
    half = half_of(total)
    assert [each.state for each in till.refunds()] == [RefundState.DONE]
    assert (till.stands()[Account.FEES], till.stands()[Account.GROUP_DUE]) == (2 * half, total - half)
    assert till.stands().get(Account.REFUND_DUE) is None


def test_a_contract_that_ends_gives_back_all_that_was_paid(till: Till) -> None:
    till.by_card()
    end(till)
    assert [each.state for each in (till.instalment(), till.instalment(BALANCE))] == [
        InstalmentState.PAID,
        InstalmentState.CANCELLED,
    ]
    till.send_refunds()
    assert till.stands() == {}


def test_a_contract_that_ends_unpaid_owes_nothing(till: Till) -> None:
    end(till)
    assert (till.instalment().state, till.stands(), till.refunds()) == (InstalmentState.CANCELLED, {}, [])


def test_a_deposit_that_is_kept_by_agreement_goes_to_the_group(
    market: Market, paying_config: Config, stripe_standin: Standin
) -> None:
    till = _other_till(market, paying_config, stripe_standin, deposit_on_end=DepositOnEnd.KEPT)
    till.by_card()
    end(till)
    deposit = till.instalment()
    assert (till.refunds(), till.stands()[Account.GROUP_DUE]) == ([], deposit.price - deposit.fee)


def test_the_balance_may_fall_due_before_shipment(
    market: Market, paying_config: Config, stripe_standin: Standin
) -> None:
    till = _other_till(market, paying_config, stripe_standin, balance_basis=BalanceBasis.BEFORE_SHIPMENT)
    till.reach(MilestoneStep.MAKE_READY)
    assert till.instalment(BALANCE).state is InstalmentState.DUE


def test_then_the_cacao_leaves_once_all_of_it_is_paid(
    market: Market, paying_config: Config, stripe_standin: Standin
) -> None:
    till = _other_till(market, paying_config, stripe_standin, balance_basis=BalanceBasis.BEFORE_SHIPMENT)
    till.by_card()
    till.reach(MilestoneStep.MAKE_READY)
    assert "contract.ship" not in _tasks(till)
    with pytest.raises(Refused) as no:
        till.reach(MilestoneStep.SHIP)
    till.by_card(kind=BALANCE)
    assert "contract.ship" in _tasks(till)
    till.reach(MilestoneStep.SHIP)
    assert [each.code for each in no.value.reasons] == ["milestone.unpaid"]


def test_what_was_paid_too_much_pays_the_next_instalment(till: Till) -> None:
    till.by_wire(str(till.instalment().open.total.amount + 7))
    till.reach(*TO_ARRIVAL)
    balance = till.instalment(BALANCE)
    assert (balance.paid_price, till.stands().get(Account.MAKER_CREDIT)) == (Decimal(7), None)


def test_money_is_closed_once_all_is_paid_and_paid_out(till: Till) -> None:
    assert not _is_closed(till)
    till.by_card()
    till.reach(*TO_ARRIVAL)
    till.by_card(kind=BALANCE)
    assert not _is_closed(till)


def test_late_interest_is_asked_for_where_it_was_agreed(
    market: Market, paying_config: Config, stripe_standin: Standin
) -> None:
    till = _other_till(market, paying_config, stripe_standin, late_interest_percent=Decimal(12))
    deposit = till.instalment()
    later = NOW.replace(year=2027, month=1, day=12)
    assert till.market.do(list_bearing_interest, later) == [deposit.id]
    assert till.market.do(charge_interest, deposit.id, now=later)
    interest = till.instalment(InstalmentKind.INTEREST)
    days = (later.date() - (deposit.due_on or later.date())).days
    assert interest.price == (deposit.price * Decimal(12) / 100 / 365 * days).quantize(CENT)
    assert till.instalment().version == market.do(_last_told, SubjectKind.INSTALMENT, deposit.id)
    assert not till.market.do(charge_interest, deposit.id, now=later)


def test_that_a_late_payment_bears_less_than_a_cent_is_told_too(
    market: Market, paying_config: Config, stripe_standin: Standin
) -> None:
    till = _other_till(market, paying_config, stripe_standin, late_interest_percent=Decimal("0.01"))
    till.by_card()
    deposit, paid_on = till.instalment().id, till.instalment().paid_on
    market.do(_date_before, deposit, paid_on)
    assert not market.do(charge_interest, deposit, now=NOW)
    assert till.instalment().interest_until == paid_on
    assert till.instalment().version == market.do(_last_told, SubjectKind.INSTALMENT, deposit)


def test_without_an_agreement_nothing_is_asked_for_being_late(till: Till) -> None:
    later = NOW.replace(year=2027, month=1, day=12)
    assert not till.market.do(charge_interest, till.instalment().id, now=later)


def _tasks(till: Till) -> set[str]:
    return set(till.market.do(lambda: [each.task for each in db.session.query(Turn).all()]))


def _date_before(instalment_id: InstalmentId, paid_on: date | None) -> None:
    """Let an instalment have fallen due on the day before it was paid."""
    assert paid_on is not None
    due_on = paid_on - timedelta(days=1)
    db.session.execute(update(Instalment).where(Instalment.id == instalment_id).values(raised_on=due_on, due_on=due_on))
    db.session.commit()


def _last_told(kind: SubjectKind, number: int) -> int | None:
    query = select(func.max(Event.version)).where(Event.subject_kind == kind, Event.subject_id == number)
    return db.session.scalar(query)


def _is_closed(till: Till) -> bool:
    return till.market.do(lambda: money_is_closed(till.agreed.row))


def _other_till(market: Market, config: Config, standin: Standin, **terms: object) -> Till:
    return a_till(market, config, standin, **terms)


@pytest.fixture
def market(till: Till) -> Market:
    """The market that knows the stand-in."""
    return till.market
