"""The worker looks into news, opens what a crash left unopened, asks after what is silent, and sends refunds."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import text

from marketplace import clock
from marketplace.domain.money import Currency, Money
from marketplace.domain.payments.life import InstalmentState, PaymentState, RefundState
from marketplace.jobs import payments, refunds
from marketplace.jobs.worker import run_worker
from marketplace.models.base import db
from marketplace.services.payments.refunds import ask_refund
from tests.market import NOW
from tests.paying import Till
from tests.standin import tell_all

WHY = "The maker paid this for another contract."


def long_ago() -> None:
    """Let every payment have been read and begun a while before now, and all news have come."""
    then = clock.now() - timedelta(hours=1)
    db.session.execute(text("UPDATE payments SET read_at = :then, opened_at = :then"), {"then": then})
    db.session.execute(text("UPDATE refunds SET changed_at = :then"), {"then": then})
    db.session.execute(text("UPDATE provider_news SET received_at = :then"), {"then": then})
    db.session.commit()


def test_news_is_looked_into_by_the_worker(till: Till) -> None:
    payment_id = till.begin()
    till.standin.pay(till.remote(payment_id))
    tell_all(till.market.app.test_client(), till.standin)
    run_worker(till.market.app, wait=False)
    assert (till.unheard(), till.instalment().state) == ([], InstalmentState.PAID)


def test_a_refund_is_sent_by_the_worker(till: Till) -> None:
    payment_id = till.by_card()
    money = Money(Decimal(10), Currency.USD)
    till.market.do(ask_refund, payment_id, money, note=WHY, by=till.agreed.facilitator, now=NOW)
    run_worker(till.market.app, wait=False)
    assert [each.state for each in till.refunds()] == [RefundState.DONE]


def test_the_sweep_asks_after_what_is_silent_and_opens_what_was_left(till: Till) -> None:
    till.standin.fail_next("cut_before", times=2, path="/v1/checkout/sessions")
    payment_id = till.begin()
    assert till.payment(payment_id).state is PaymentState.OPENING
    till.market.do(long_ago)
    till.market.do(payments.sweep.func, 0)
    assert till.payment(payment_id).state is PaymentState.OPEN
    till.standin.pay(till.remote(payment_id))
    till.market.do(long_ago)
    till.market.do(payments.sweep.func, 0)
    assert till.payment(payment_id).state is PaymentState.RECEIVED


def test_the_sweep_finishes_refunds_whose_end_nobody_knows(till: Till) -> None:
    payment_id = till.by_card()
    money = Money(Decimal(10), Currency.USD)
    till.market.do(ask_refund, payment_id, money, note=WHY, by=till.agreed.facilitator, now=NOW)
    till.market.do(long_ago)
    till.market.do(refunds.sweep.func, 0)
    assert [each.state for each in till.refunds()] == [RefundState.DONE]


def test_the_days_interest_is_asked_for_only_where_it_was_agreed(till: Till) -> None:
    till.market.do(payments.interest.func, 0)
    assert till.instalment().interest_until is None


def test_news_in_a_currency_of_nobody_here_does_not_keep_the_sweep_from_the_rest(till: Till) -> None:
    strange = till.begin()
    till.standin.store.objects[till.remote(strange)] |= {"client_reference_id": "", "currency": "gbp"}
    till.standin.pay(till.remote(strange))
    tell_all(till.market.app.test_client(), till.standin)
    till.market.do(long_ago)
    till.market.do(payments.sweep.func, 0)
    assert (till.unheard(), set(till.troubles())) == ([], {"refused:unknown_currency"})
    assert till.payment(strange).state is PaymentState.OPEN
