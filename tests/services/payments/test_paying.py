"""A maker pays an instalment: once, whatever is clicked, whatever goes wrong on the way, and never on our own word."""

from dataclasses import replace
from decimal import Decimal

import pytest

from marketplace.domain.books.chart import Account
from marketplace.domain.errors import MarketError, NotAllowed, Refused
from marketplace.domain.ids import InstalmentId
from marketplace.domain.payments.life import InstalmentKind, InstalmentState, PaymentState
from marketplace.domain.payments.ways import Paying, Way
from marketplace.gateways.stripe import ProviderDownError
from marketplace.queries.payments.due import list_unopened
from marketplace.services.payments.hearing import hear_payment
from marketplace.services.payments.paying import begin_payment, open_missing_page, pay
from tests.market import NOW
from tests.paying import Till
from tests.races import race

CENT = Decimal("0.01")


def test_a_deposit_is_due_as_soon_as_the_contract_is_approved(till: Till) -> None:
    deposit, terms = till.instalment(), till.agreed.terms()
    assert (deposit.state, deposit.price) == (InstalmentState.DUE, terms.deposit.amount)
    assert deposit.fee == (terms.deposit.amount * CENT).quantize(CENT)
    assert till.stands()[Account.MAKER_DUE] == deposit.price + deposit.fee


def test_the_parts_of_the_price_and_of_the_fee_add_up(till: Till) -> None:
    deposit, balance = till.instalment(), till.instalment(InstalmentKind.BALANCE)
    total = till.agreed.terms().total
    assert balance.state is InstalmentState.PLANNED
    assert deposit.price + balance.price == total.amount
    assert deposit.fee + balance.fee == (total.amount * CENT).quantize(CENT)


def test_a_deposit_is_paid_by_card_when_the_provider_says_so(till: Till) -> None:
    payment_id = till.begin()
    assert (till.payment(payment_id).state, till.instalment().state) == (PaymentState.OPEN, InstalmentState.DUE)
    till.standin.pay(till.remote(payment_id))
    assert till.instalment().state is InstalmentState.DUE
    till.hear()
    deposit = till.instalment()
    assert (till.payment(payment_id).state, deposit.state) == (PaymentState.RECEIVED, InstalmentState.PAID)
    paid = deposit.price + deposit.fee
    assert till.stands() == {Account.PROVIDER: paid, Account.HELD: deposit.price, Account.FEES: deposit.fee}


def test_a_double_click_begins_one_payment(till: Till) -> None:
    wanted = Paying(InstalmentId(till.instalment().id), Way.CARD, "en")
    maker, lot_id = till.agreed.maker, till.agreed.row.lot_id
    one, two = race(
        till.market,
        ("lots", lot_id),
        lambda: till.market.do(begin_payment, wanted, by=maker, now=NOW),
        lambda: till.market.do(begin_payment, wanted, by=maker, now=NOW),
    )
    assert one == two
    assert till.begin() == one
    assert till.begin() == one
    assert len(list(till.standin.store.newest("checkout.session"))) == 1


def test_a_declined_card_leaves_the_page_open_and_the_next_one_pays(till: Till) -> None:
    payment_id = till.begin()
    till.standin.pay(till.remote(payment_id), card="4000000000000002")
    till.hear()
    assert (till.payment(payment_id).state, till.stands().get(Account.HELD)) == (PaymentState.OPEN, None)
    till.standin.pay(till.remote(payment_id))
    till.hear()
    assert till.instalment().state is InstalmentState.PAID


def test_a_debit_is_on_its_way_until_the_bank_says(till: Till) -> None:
    payment_id = till.begin(Way.BANK_DEBIT)
    till.standin.debit(till.remote(payment_id))
    till.hear()
    assert till.payment(payment_id).state is PaymentState.PROCESSING
    till.standin.settle(till.remote(payment_id))
    till.hear()
    assert till.instalment().state is InstalmentState.PAID


def test_a_debit_that_bounces_is_followed_by_another_attempt(till: Till) -> None:
    payment_id = till.begin(Way.BANK_DEBIT)
    till.standin.debit(till.remote(payment_id))
    till.standin.settle(till.remote(payment_id), succeeds=False)
    till.hear()
    assert till.payment(payment_id).state is PaymentState.FAILED
    again = till.by_card()
    assert (again != payment_id, till.payment(again).attempt) == (True, 2)
    assert till.instalment().state is InstalmentState.PAID


def test_a_page_that_expired_is_followed_by_another_one(till: Till) -> None:
    payment_id = till.begin()
    till.standin.pass_time(60 * 60 * 25)
    till.market.do(hear_payment, till.config, payment_id, now=NOW)
    assert till.payment(payment_id).state is PaymentState.EXPIRED
    again = till.begin()
    assert (again != payment_id, till.payment(again).attempt) == (True, 2)


def test_a_wire_in_two_parts_pays_when_both_are_there(till: Till) -> None:
    total = till.instalment().open.total.amount
    payment_id = till.by_wire("1000", str(total - 1000))
    assert till.payment(payment_id).received == total
    assert till.instalment().state is InstalmentState.PAID


def test_a_part_of_a_wire_pays_a_part(till: Till) -> None:
    payment_id = till.by_wire("1000")
    deposit = till.instalment()
    assert (deposit.state, deposit.paid_price, deposit.paid_fee) == (InstalmentState.DUE, Decimal(1000), Decimal(0))
    assert (till.payment(payment_id).state, till.stands()[Account.HELD]) == (PaymentState.OPEN, Decimal(1000))
    assert (till.payment(payment_id).wire or {})["account_number"]


def test_what_is_wired_too_much_is_the_makers_credit(till: Till) -> None:
    total = till.instalment().open.total.amount
    till.by_wire(str(total + 7))
    assert till.stands()[Account.MAKER_CREDIT] == 7


def test_another_way_closes_the_page_of_the_first(till: Till) -> None:
    first = till.begin()
    second = till.begin(Way.BANK_WIRE)
    assert (till.payment(first).state, till.payment(second).state) == (PaymentState.EXPIRED, PaymentState.OPEN)


def test_another_way_waits_while_the_page_of_the_first_cannot_be_closed(till: Till) -> None:
    first = till.begin()
    till.standin.fail_next("error_before", times=4)
    with pytest.raises(Refused, match=r"payment\.provider_silent"):
        till.begin(Way.BANK_WIRE)
    assert till.payment(first).state is PaymentState.OPEN


def test_a_page_is_opened_later_under_the_same_key_when_nobody_answered(till: Till) -> None:
    till.standin.fail_next("cut_after", times=2, path="/v1/checkout/sessions")
    payment_id = till.begin()
    assert till.payment(payment_id).state is PaymentState.OPENING
    later = NOW.replace(hour=NOW.hour + 1)
    assert till.market.do(list_unopened, later) == [payment_id]
    till.market.do(open_missing_page, till.config, payment_id, now=later)
    assert till.payment(payment_id).state is PaymentState.OPEN
    assert len(list(till.standin.store.newest("checkout.session"))) == 1


def test_nobody_knows_is_no_answer(till: Till) -> None:
    payment_id = till.begin()
    till.standin.fail_next("error_before", times=4)
    with pytest.raises(ProviderDownError):
        till.market.do(hear_payment, till.config, payment_id, now=NOW)
    assert till.payment(payment_id).state is PaymentState.OPEN


@pytest.mark.parametrize("who", ["producer", "facilitator"])
def test_only_the_maker_pays(till: Till, who: str) -> None:
    wanted = Paying(InstalmentId(till.instalment().id), Way.CARD, "en")
    with pytest.raises(NotAllowed):
        till.market.do(begin_payment, wanted, by=getattr(till.agreed, who), now=NOW)


def test_what_is_not_due_is_not_paid(till: Till) -> None:
    wanted = Paying(InstalmentId(till.instalment(InstalmentKind.BALANCE).id), Way.CARD, "en")
    with pytest.raises(Refused, match="nothing_to_pay"):
        till.market.do(begin_payment, wanted, by=till.agreed.maker, now=NOW)


def test_without_a_key_nobody_pays(till: Till) -> None:
    wanted = Paying(InstalmentId(till.instalment().id), Way.CARD, "en")
    with pytest.raises(MarketError, match="not_set_up"):
        till.market.do(pay, replace(till.config, stripe_key=""), wanted, by=till.agreed.maker, now=NOW)
