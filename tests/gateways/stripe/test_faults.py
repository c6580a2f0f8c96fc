"""When the line breaks or the provider is unwell: nobody knows, so the same key asks again; and when it says no."""

import subprocess
import sys
from dataclasses import replace

import pytest

from marketplace.config import Config
from marketplace.domain.payments.provider import RemoteState
from marketplace.domain.payments.ways import Way
from marketplace.gateways import stripe
from stripe_standin.faults import How
from stripe_standin.standin import Standin
from tests.gateways.stripe.orders import an_order, money


@pytest.fixture
def config(stripe_standin: Standin) -> Config:
    """Settings that only lead to the stand-in."""
    return Config("", "", stripe_key=stripe_standin.key, stripe_base=stripe_standin.base)


@pytest.mark.parametrize("how", list(How))
def test_what_nobody_knows_is_asked_again_with_the_same_key(config: Config, stripe_standin: Standin, how: How) -> None:
    stripe_standin.fail_next(how, times=2)
    with pytest.raises(stripe.ProviderDownError):
        stripe.open_page(config, an_order(), key="payment-7-1")
    stripe_standin.faults.clear()
    page = stripe.open_page(config, an_order(), key="payment-7-1")
    assert stripe.open_page(config, an_order(), key="payment-7-1") == page
    assert len(list(stripe_standin.store.newest("checkout.session"))) == 1


def test_a_line_that_breaks_once_is_not_noticed(config: Config, stripe_standin: Standin) -> None:
    stripe_standin.fail_next(How.CUT_AFTER)
    stripe.open_page(config, an_order(), key="payment-7-1")
    assert len(list(stripe_standin.store.newest("checkout.session"))) == 1


def test_a_refund_whose_answer_was_lost_is_not_made_twice(config: Config, stripe_standin: Standin) -> None:
    page = stripe.open_page(config, an_order(), key="payment-7-1")
    stripe_standin.pay(page.remote_id)
    stripe_standin.fail_next(How.ERROR_AFTER, path="/v1/refunds")
    with pytest.raises(stripe.ProviderDownError):
        stripe.refund(config, page.remote_id, money=money("9.00"), reference="refund-1", key="refund-1")
    stripe.refund(config, page.remote_id, money=money("9.00"), reference="refund-1", key="refund-1")
    assert stripe.read_payment(config, page.remote_id).refunded == money("9.00")


@pytest.mark.parametrize("way", [Way.CARD, Way.BANK_WIRE])
def test_a_refund_is_not_made_twice_though_its_key_is_long_forgotten(
    config: Config, stripe_standin: Standin, way: Way
) -> None:
    page = stripe.open_page(config, an_order(way), key="payment-7-1")
    stripe_standin.wire(page.remote_id, 1300_00) if way is Way.BANK_WIRE else stripe_standin.pay(page.remote_id)
    first = stripe.refund(config, page.remote_id, money=money("9.00"), reference="refund-1", key="refund-1")
    stripe_standin.pass_time(25 * 60 * 60)
    again = stripe.refund(config, page.remote_id, money=money("9.00"), reference="refund-1", key="refund-1")
    assert again == first
    assert stripe.read_payment(config, page.remote_id).refunded == money("9.00")


def test_a_refund_that_failed_can_be_made_again_with_another_key(config: Config, stripe_standin: Standin) -> None:
    page = stripe.open_page(config, an_order(), key="payment-7-1")
    stripe_standin.pay(page.remote_id)
    first = stripe.refund(config, page.remote_id, money=money("9.00"), reference="refund-1", key="refund-1-1")
    stripe_standin.settle(first.remote_id, succeeds=False)
    again = stripe.refund(config, page.remote_id, money=money("9.00"), reference="refund-1", key="refund-1-2")
    assert again.remote_id != first.remote_id


def test_a_key_is_not_used_for_something_else(config: Config) -> None:
    stripe.open_page(config, an_order(), key="payment-7-1")
    with pytest.raises(stripe.ProviderRefusedError, match="key_reused"):
        stripe.open_page(config, an_order(of=money("2.00")), key="payment-7-1")


def test_an_amount_that_is_too_small_is_refused(config: Config) -> None:
    with pytest.raises(stripe.ProviderRefusedError, match="amount_too_small"):
        stripe.open_page(config, an_order(of=money("0.49")), key="payment-7-1")


def test_a_wrong_secret_key_is_like_nobody_answering_until_it_is_mended(config: Config) -> None:
    with pytest.raises(stripe.ProviderDownError, match="Invalid API Key"):
        stripe.open_page(replace(config, stripe_key="sk_test_other"), an_order(), key="payment-7-1")


def test_without_a_key_it_is_as_if_nobody_answered() -> None:
    with pytest.raises(stripe.ProviderDownError, match="STRIPE_API_KEY"):
        stripe.read_payment(Config("", ""), "cs_test_1")


def test_nobody_at_home_is_like_a_broken_line(config: Config) -> None:
    nowhere = replace(config, stripe_base="http://127.0.0.1:9")
    with pytest.raises(stripe.ProviderDownError):
        stripe.read_payment(nowhere, "cs_test_1")


def test_a_broken_reading_of_the_balance_says_so(config: Config, stripe_standin: Standin) -> None:
    page = stripe.open_page(config, an_order(), key="payment-7-1")
    stripe_standin.fail_next(How.ERROR_BEFORE)
    with pytest.raises(stripe.ProviderDownError):
        stripe.read_payment(config, page.remote_id)
    assert stripe.read_payment(config, page.remote_id).state is RemoteState.OPEN


def test_the_library_is_loaded_only_by_who_pays() -> None:
    code = "import sys; import marketplace.webhooks; print('stripe' in sys.modules)"
    asked = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert asked.stdout.strip() == "False"
