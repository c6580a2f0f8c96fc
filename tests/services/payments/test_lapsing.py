"""A reservation whose share nobody pays lapses; money and clock may come at the same moment, and no cent is lost."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from marketplace import clock
from marketplace.domain.contracts.life import ContractState
from marketplace.domain.payments.life import InstalmentState, PaymentState, RefundCause
from marketplace.domain.payments.ways import Way
from marketplace.jobs.contracts import lapse
from marketplace.models.base import db
from marketplace.models.rows.record.events import Event
from marketplace.services.contracts.lapsing import lapse_reservation
from marketplace.services.payments.hearing import hear_payment
from tests.market import NOW
from tests.paying import Till, a_till
from tests.races import race

SHARE: dict[str, Any] = {
    "reserved_until": NOW.date() + timedelta(days=120),
    "reservation_percent": Decimal(15),
    "deposit_percent": Decimal(15),
    "waits_for_deposit": True,
}
LAST_EVENING = datetime(2026, 12, 4, 4, 30, tzinfo=NOW.tzinfo)
"""The share is due ten days after approval: until the end of 3 December in Lima."""
OVER = LAST_EVENING + timedelta(hours=1)


@pytest.fixture
def reserved(till: Till) -> Till:
    """A contract on reserved bags of which the share is due."""
    return a_till(till.market, till.config, till.standin, **SHARE)


def lapse_at(till: Till, now: datetime) -> bool:
    return till.market.do(lapse_reservation, till.agreed.id, now=now)


@pytest.fixture
def sweep(reserved: Till) -> Callable[[], None]:
    """The job, once the last day is over."""

    def run() -> None:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(clock, "now", lambda: OVER)
            reserved.market.do(lapse, timestamp=0)

    return run


def test_it_lapses_when_the_last_day_is_over_in_lima(reserved: Till) -> None:
    assert (lapse_at(reserved, LAST_EVENING), reserved.agreed.reserved) == (False, 20)
    assert (lapse_at(reserved, OVER), reserved.agreed.reserved) == (True, 0)
    assert (reserved.agreed.state, reserved.instalment().state) == (ContractState.ENDED, InstalmentState.CANCELLED)


def test_it_lapses_once(reserved: Till, sweep: Callable[[], None]) -> None:
    sweep()
    sweep()
    kinds = select(Event.kind).where(Event.kind == "contract.lapsed")
    assert reserved.market.do(lambda: db.session.scalars(kinds).all()) == ["contract.lapsed"]


def test_both_sides_are_told(reserved: Till, sweep: Callable[[], None]) -> None:
    sweep()
    for side in (reserved.agreed.producer, reserved.agreed.maker):
        page = reserved.market.browser(side).get(f"/contracts/{reserved.agreed.id}").text
        assert "The share of the reservation was not paid by its last day" in page


def test_a_share_that_was_paid_stays_reserved(reserved: Till, sweep: Callable[[], None]) -> None:
    reserved.by_card()
    sweep()
    assert (reserved.agreed.state, reserved.agreed.reserved) == (ContractState.APPROVED, 20)


def test_a_deposit_of_bought_bags_does_not_lapse(till: Till) -> None:
    found = a_till(till.market, till.config, till.standin, waits_for_deposit=True)
    assert not lapse_at(found, OVER)


def test_money_that_came_in_time_is_not_lost_to_news_that_comes_late(reserved: Till, sweep: Callable[[], None]) -> None:
    payment_id = reserved.begin()
    reserved.standin.pay(reserved.remote(payment_id))
    sweep()
    assert (reserved.agreed.state, reserved.instalment().state) == (ContractState.APPROVED, InstalmentState.PAID)


def test_a_page_is_closed_so_that_nobody_pays_for_bags_that_are_gone(reserved: Till, sweep: Callable[[], None]) -> None:
    payment_id = reserved.begin()
    sweep()
    assert (reserved.agreed.state, reserved.payment(payment_id).state) == (ContractState.ENDED, PaymentState.EXPIRED)


def test_a_debit_that_is_under_way_is_waited_for(reserved: Till, sweep: Callable[[], None]) -> None:
    payment_id = reserved.begin(Way.BANK_DEBIT)
    reserved.standin.debit(reserved.remote(payment_id))
    sweep()
    assert (reserved.payment(payment_id).state, reserved.agreed.reserved) == (PaymentState.PROCESSING, 20)


def test_while_the_provider_is_silent_nothing_lapses(reserved: Till, sweep: Callable[[], None]) -> None:
    reserved.begin()
    reserved.standin.fail_next("error_before", times=9)
    sweep()
    assert reserved.agreed.reserved == 20


def test_a_wire_that_comes_late_goes_back_whole(reserved: Till, sweep: Callable[[], None]) -> None:
    payment_id, asked = reserved.begin(Way.BANK_WIRE), reserved.instalment().open.total.amount
    sweep()
    reserved.standin.wire(reserved.remote(payment_id), int(asked * 100))
    reserved.hear()
    reserved.send_refunds()
    assert [each.money.amount for each in reserved.refunds()] == [asked]
    assert not any(reserved.stands().values())


def test_a_part_that_was_paid_in_time_goes_back(reserved: Till, sweep: Callable[[], None]) -> None:
    reserved.by_wire("50.00")
    sweep()
    reserved.send_refunds()
    [back] = reserved.refunds()
    assert (back.money.amount, back.cause) == (Decimal(50), RefundCause.LAPSED)


def test_of_payment_and_expiry_at_the_same_moment_one_comes_first_and_the_books_agree(reserved: Till) -> None:
    market, payment_id = reserved.market, reserved.begin(Way.BANK_WIRE)
    asked = reserved.instalment().open.total.amount
    reserved.standin.wire(reserved.remote(payment_id), int(asked * 100))
    lot_id = reserved.agreed.row.lot_id
    race(
        market,
        ("lots", lot_id),
        lambda: market.do(hear_payment, reserved.config, payment_id, now=OVER),
        lambda: lapse_at(reserved, OVER),
    )
    reserved.hear()
    reserved.send_refunds()
    is_kept = reserved.agreed.state is ContractState.APPROVED
    back = sum(each.money.amount for each in reserved.refunds())
    assert (reserved.agreed.reserved, back) == ((20, 0) if is_kept else (0, asked))
