"""Each way of paying and giving back, from the first page to the last cent."""

from datetime import UTC, datetime, timedelta

import pytest

from marketplace.config import Config
from marketplace.domain.money import Currency
from marketplace.domain.payments.provider import Page, RemoteRefundState, RemoteState
from marketplace.domain.payments.ways import Way
from marketplace.gateways import stripe
from stripe_standin.standin import Standin
from tests.gateways.stripe.orders import an_order, money

EVER = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))


@pytest.fixture
def config(stripe_standin: Standin) -> Config:
    """Settings that only lead to the stand-in: the gateway needs no database."""
    return Config("", "", stripe_key=stripe_standin.key, stripe_base=stripe_standin.base)


@pytest.fixture
def page(config: Config) -> Page:
    """A page on which 1,250.50 USD can be paid by card."""
    return stripe.open_page(config, an_order(), key="payment-7-1")


@pytest.fixture
def wire(config: Config) -> Page:
    """An account number to which 1,250.50 USD can be wired."""
    return stripe.open_page(config, an_order(Way.BANK_WIRE), key="payment-8-1")


def test_a_page_is_open_until_somebody_pays(config: Config, page: Page) -> None:
    payment = stripe.read_payment(config, page.remote_id)
    assert (payment.state, payment.reference, payment.requested) == (RemoteState.OPEN, "payment-7-1", money("1250.50"))


def test_a_page_ends_after_a_day(config: Config, stripe_standin: Standin, page: Page) -> None:
    stripe_standin.pass_time(int(timedelta(days=1, minutes=1).total_seconds()))
    assert stripe.read_payment(config, page.remote_id).state is RemoteState.EXPIRED


def test_a_card_brings_all_of_it_at_once(config: Config, stripe_standin: Standin, page: Page) -> None:
    stripe_standin.pay(page.remote_id)
    payment = stripe.read_payment(config, page.remote_id)
    assert (payment.state, [part.money for part in payment.parts]) == (RemoteState.RECEIVED, [money("1250.50")])
    assert payment.fee == money("36.56")


def test_a_declined_card_leaves_the_page_open_and_says_why(config: Config, stripe_standin: Standin, page: Page) -> None:
    stripe_standin.pay(page.remote_id, card="4000000000009995")
    payment = stripe.read_payment(config, page.remote_id)
    assert (payment.state, payment.failure, payment.parts) == (RemoteState.OPEN, "insufficient_funds", ())


def test_a_declined_card_can_be_followed_by_one_that_pays(config: Config, stripe_standin: Standin, page: Page) -> None:
    stripe_standin.pay(page.remote_id, card="4000000000000002")
    stripe_standin.pay(page.remote_id)
    payment = stripe.read_payment(config, page.remote_id)
    assert (payment.state, payment.failure, len(payment.parts)) == (RemoteState.RECEIVED, None, 1)


@pytest.mark.parametrize(("succeeds", "state"), [(True, RemoteState.RECEIVED), (False, RemoteState.FAILED)])
def test_a_debit_is_on_its_way_until_the_bank_says(
    config: Config, stripe_standin: Standin, *, succeeds: bool, state: RemoteState
) -> None:
    page = stripe.open_page(config, an_order(Way.BANK_DEBIT, of=money("90.00", Currency.EUR)), key="payment-9-1")
    stripe_standin.debit(page.remote_id)
    before = stripe.read_payment(config, page.remote_id)
    stripe_standin.settle(page.remote_id, succeeds=succeeds)
    after = stripe.read_payment(config, page.remote_id)
    assert (before.state, before.parts, after.state) == (RemoteState.PROCESSING, (), state)
    assert (len(after.parts), after.failure) == ((1, None) if succeeds else (0, "insufficient_funds"))


def test_a_wire_has_an_account_number_of_its_own(config: Config, wire: Page) -> None:
    other = stripe.open_page(config, an_order(Way.BANK_WIRE, reference="payment-9-1"), key="payment-9-1")
    first, second = (stripe.read_payment(config, each.remote_id).wire for each in (wire, other))
    assert first
    assert second
    assert first.account_number != second.account_number
    assert (first.routing, bool(first.reference)) == ("110000000", True)


def test_euros_are_wired_to_an_iban(config: Config) -> None:
    page = stripe.open_page(config, an_order(Way.BANK_WIRE, of=money("90.00", Currency.EUR)), key="payment-9-1")
    wire = stripe.read_payment(config, page.remote_id).wire
    assert wire
    assert wire.account_number.startswith("IE")


def test_a_wire_may_come_in_parts(config: Config, stripe_standin: Standin, wire: Page) -> None:
    stripe_standin.wire(wire.remote_id, 500_00)
    first = stripe.read_payment(config, wire.remote_id)
    stripe_standin.wire(wire.remote_id, 750_50)
    second = stripe.read_payment(config, wire.remote_id)
    assert (first.state, first.kept) == (RemoteState.OPEN, money("500.00"))
    assert (second.state, second.kept) == (RemoteState.RECEIVED, money("0.00"))
    assert [part.money for part in second.parts] == [money("500.00"), money("750.50")]
    assert second.parts[0] == first.parts[0]


def test_what_is_wired_too_much_is_told_and_given_back(config: Config, stripe_standin: Standin, wire: Page) -> None:
    stripe_standin.wire(wire.remote_id, 1300_00)
    kept = stripe.read_payment(config, wire.remote_id).kept
    back = stripe.refund(config, wire.remote_id, money=money("49.50"), reference="refund-1", key="refund-1")
    stripe_standin.settle(back.remote_id)
    after = stripe.read_payment(config, wire.remote_id)
    assert (kept, back.state) == (money("49.50"), RemoteRefundState.PENDING)
    assert (after.kept, after.refunded) == (money("0.00"), money("49.50"))
    assert stripe.read_refund(config, back.remote_id).state is RemoteRefundState.SUCCEEDED


def test_the_same_refund_of_a_wire_is_made_once_though_nothing_is_kept_any_more(
    config: Config, stripe_standin: Standin, wire: Page
) -> None:
    stripe_standin.wire(wire.remote_id, 1300_00)
    refunds = [
        stripe.refund(config, wire.remote_id, money=money("49.50"), reference="refund-1", key="refund-1") for __ in "ab"
    ]
    assert refunds[0] == refunds[1]
    assert stripe.read_payment(config, wire.remote_id).refunded == money("49.50")


def test_a_wire_given_up_half_way_is_given_back(config: Config, stripe_standin: Standin, wire: Page) -> None:
    stripe_standin.wire(wire.remote_id, 500_00)
    stripe.close_page(config, wire.remote_id)
    back = stripe.refund(config, wire.remote_id, money=money("500.00"), reference="refund-1", key="refund-1")
    after = stripe.read_payment(config, wire.remote_id)
    assert (after.state, after.kept, back.reference) == (RemoteState.EXPIRED, money("0.00"), "refund-1")


def test_a_wire_that_was_paid_is_given_back_from_the_payment(
    config: Config, stripe_standin: Standin, wire: Page
) -> None:
    stripe_standin.wire(wire.remote_id, 1250_50)
    back = stripe.refund(config, wire.remote_id, money=money("50.50"), reference="refund-1", key="refund-1")
    stripe_standin.settle(back.remote_id, succeeds=False)
    failed = stripe.read_refund(config, back.remote_id)
    assert (failed.state, bool(failed.failure)) == (RemoteRefundState.FAILED, True)
    assert stripe.read_payment(config, wire.remote_id).refunded == money("0.00")


def test_a_card_is_refunded_in_parts_and_never_beyond(config: Config, stripe_standin: Standin, page: Page) -> None:
    stripe_standin.pay(page.remote_id)
    stripe.refund(config, page.remote_id, money=money("1000.00"), reference="refund-1", key="refund-1")
    with pytest.raises(stripe.ProviderRefusedError):
        stripe.refund(config, page.remote_id, money=money("250.51"), reference="refund-2", key="refund-2")
    stripe.refund(config, page.remote_id, money=money("250.50"), reference="refund-3", key="refund-3")
    assert stripe.read_payment(config, page.remote_id).refunded == money("1250.50")


def test_nothing_is_given_back_of_what_nobody_paid(config: Config, page: Page) -> None:
    with pytest.raises(stripe.ProviderRefusedError, match="nothing_to_give_back"):
        stripe.refund(config, page.remote_id, money=money("1.00"), reference="refund-1", key="refund-1")


def test_a_closed_page_can_no_longer_be_paid_and_a_paid_one_not_closed(
    config: Config, stripe_standin: Standin, page: Page
) -> None:
    other = stripe.open_page(config, an_order(reference="payment-7-2"), key="payment-7-2")
    stripe.close_page(config, page.remote_id)
    stripe_standin.pay(other.remote_id)
    with pytest.raises(stripe.ProviderRefusedError):
        stripe.close_page(config, other.remote_id)
    assert stripe.read_payment(config, page.remote_id).state is RemoteState.EXPIRED


def test_a_page_on_which_a_card_was_declined_can_be_closed(config: Config, stripe_standin: Standin, page: Page) -> None:
    stripe_standin.pay(page.remote_id, card="4000000000000069")
    stripe.close_page(config, page.remote_id)
    assert stripe.read_payment(config, page.remote_id).state is RemoteState.EXPIRED


def test_a_debit_that_is_on_its_way_cannot_be_closed(config: Config, stripe_standin: Standin) -> None:
    page = stripe.open_page(config, an_order(Way.BANK_DEBIT), key="payment-9-1")
    stripe_standin.debit(page.remote_id)
    with pytest.raises(stripe.ProviderRefusedError):
        stripe.close_page(config, page.remote_id)
    assert stripe.read_payment(config, page.remote_id).state is RemoteState.PROCESSING


def test_more_than_lies_in_one_place_is_not_given_back_at_once(
    config: Config, stripe_standin: Standin, wire: Page
) -> None:
    stripe_standin.wire(wire.remote_id, 1300_00)
    with pytest.raises(stripe.ProviderRefusedError):
        stripe.refund(config, wire.remote_id, money=money("1300.00"), reference="refund-1", key="refund-1")
    for reference, amount in (("refund-2", "49.50"), ("refund-3", "1250.50")):
        stripe.refund(config, wire.remote_id, money=money(amount), reference=reference, key=reference)
    assert stripe.read_payment(config, wire.remote_id).refunded == money("1300.00")


def test_a_payment_and_what_was_too_much_can_both_be_given_back_in_parts(
    config: Config, stripe_standin: Standin, wire: Page
) -> None:
    stripe_standin.wire(wire.remote_id, 1300_00)
    for number, amount in enumerate(("30.00", "1220.50", "49.50")):
        stripe.refund(config, wire.remote_id, money=money(amount), reference=f"refund-{number}", key=f"refund-{number}")
    assert stripe.read_payment(config, wire.remote_id).refunded == money("1300.00")


def test_every_object_of_a_payment_leads_to_it(config: Config, stripe_standin: Standin, page: Page, wire: Page) -> None:
    stripe_standin.pay(page.remote_id)
    stripe_standin.wire(wire.remote_id, 500_00)
    told = [stripe_standin.store.objects[each] for each in list(stripe_standin.store.objects)]
    found = {
        stripe.read_payment(config, each["id"]).remote_id
        for each in told
        if each["object"] in {"checkout.session", "payment_intent", "charge", "customer"}
    }
    assert found == {page.remote_id, wire.remote_id}


@pytest.mark.parametrize("absent", ["cs_test_none", "pi_none", "ch_none", "cus_none", "po_none"])
def test_what_belongs_to_no_payment_is_refused(config: Config, absent: str) -> None:
    with pytest.raises(stripe.ProviderRefusedError, match="resource_missing"):
        stripe.read_payment(config, absent)


def test_a_currency_without_cents_goes_over_whole(config: Config, stripe_standin: Standin) -> None:
    yen = money("180000", Currency("JPY"))
    page = stripe.open_page(config, an_order(of=yen), key="payment-7-1")
    stripe_standin.pay(page.remote_id)
    payment = stripe.read_payment(config, page.remote_id)
    assert (payment.requested, payment.parts[0].money) == (yen, yen)
    assert stripe_standin.store.objects[page.remote_id]["amount_total"] == 180_000


def test_an_amount_that_does_not_come_out_even_is_never_sent(config: Config, stripe_standin: Standin) -> None:
    with pytest.raises(ValueError, match=r"10\.005"):
        stripe.open_page(config, an_order(of=money("10.005")), key="payment-7-1")
    assert stripe_standin.requests == []


@pytest.mark.parametrize("way", [Way.BANK_WIRE, Way.BANK_DEBIT])
def test_what_the_provider_does_not_offer_in_a_currency_is_refused(config: Config, way: Way) -> None:
    with pytest.raises(stripe.ProviderRefusedError, match="not_in_this_currency"):
        stripe.open_page(config, an_order(way, of=money("900.00", Currency.PEN)), key="payment-7-1")


def test_the_lines_of_the_balance_add_up_and_name_what_they_are_of(
    config: Config, stripe_standin: Standin, page: Page
) -> None:
    stripe_standin.pay(page.remote_id)
    stripe.refund(config, page.remote_id, money=money("100.00"), reference="refund-1", key="refund-1")
    lines = list(stripe.list_movements(config, EVER[0], until=EVER[1]))
    assert [(line.kind, line.money, line.fee, line.reference) for line in lines] == [
        ("refund", money("-100.00"), money("0.00"), "refund-1"),
        ("charge", money("1250.50"), money("36.56"), "payment-7-1"),
    ]


def test_a_long_balance_is_read_page_by_page(config: Config, stripe_standin: Standin) -> None:
    for number in range(105):
        page = stripe.open_page(config, an_order(of=money("1.00"), reference=f"payment-{number}"), key=f"p-{number}")
        stripe_standin.pay(page.remote_id)
    lines = list(stripe.list_movements(config, EVER[0], until=EVER[1]))
    assert len({line.reference for line in lines}) == len(lines) == 105


def test_only_the_lines_of_the_time_asked_for_come(config: Config, stripe_standin: Standin, page: Page) -> None:
    stripe_standin.pay(page.remote_id)
    assert not list(stripe.list_movements(config, EVER[1], until=EVER[1] + timedelta(days=1)))
