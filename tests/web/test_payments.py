"""What the pages of payments say to each side, and what they refuse."""

from decimal import Decimal

import pytest

from marketplace.models.base import db
from marketplace.models.rows.money.payments import Payment
from tests.market import Market
from tests.paying import Till
from tests.web import paid


def test_without_a_provider_the_page_says_so_and_nothing_else_breaks(market: Market) -> None:
    producer, maker = market.a_producer(), market.a_maker()
    number = paid.an_instalment(market, producer, maker=maker)
    page = market.browser(maker).get(f"/payments/{number}")
    assert (page.status_code, "Paying online is not set up here" in page.text) == (200, True)


def test_a_maker_sees_the_fee_before_it_pays(till: Till) -> None:
    deposit = till.instalment()
    page = till.market.browser(till.agreed.maker).get(f"/payments/{deposit.id}").text
    assert ("Your half of the fee" in page, f"{deposit.fee:.2f}".rstrip("0").rstrip(".") in page) == (True, True)


def test_a_group_is_shown_no_way_to_pay(till: Till) -> None:
    page = till.market.browser(till.agreed.producer).get(f"/payments/{till.instalment().id}").text
    assert ('name="way"' in page, "Waiting for" in page) == (False, True)


def test_who_pays_is_led_to_the_providers_page(till: Till) -> None:
    browser = till.market.browser(till.agreed.maker)
    answer = browser.post(f"/payments/{till.instalment().id}/pay", {"way": "card"})
    assert (answer.status_code, (answer.location or "").startswith(till.standin.base)) == (303, True)


@pytest.mark.parametrize("way", ["", "cash", "credit"])
def test_a_way_that_is_not_offered_is_refused(till: Till, way: str) -> None:
    browser = till.market.browser(till.agreed.maker)
    assert browser.post(f"/payments/{till.instalment().id}/pay", {"way": way}).status_code == 422


def test_coming_back_without_having_paid_changes_nothing(till: Till) -> None:
    payment_id = till.begin()
    page = till.market.browser(till.agreed.maker).get(f"/payments/attempts/{payment_id}/").text
    assert "Nothing was paid yet" in page


def test_asking_again_takes_the_providers_word(till: Till) -> None:
    payment_id = till.begin()
    till.standin.pay(till.remote(payment_id))
    browser = till.market.browser(till.agreed.maker)
    browser.post(f"/payments/attempts/{payment_id}/ask")
    assert "It counts as paid" in browser.get(f"/payments/attempts/{payment_id}/").text


def test_a_provider_that_is_down_is_said_so(till: Till) -> None:
    payment_id = till.begin()
    till.standin.fail_next("cut_before", times=4)
    browser = till.market.browser(till.agreed.maker)
    browser.post(f"/payments/attempts/{payment_id}/ask")
    assert "does not answer just now" in browser.get(f"/payments/attempts/{payment_id}/").text


def test_the_board_names_what_does_not_fit(till: Till) -> None:
    payment_id = till.begin()

    def trouble() -> None:
        db.session.get_one(Payment, payment_id).trouble = "another_amount"
        db.session.commit()

    till.market.do(trouble)
    browser = till.market.browser(till.agreed.facilitator)
    assert "The amount is not the one we asked for." in browser.get("/payments/board").text
    assert browser.post(f"/payments/attempts/{payment_id}/clear", {"version": "3", "note": "no"}).status_code in (
        409,
        422,
    )


def test_more_than_is_kept_is_refused_beside_its_field(till: Till) -> None:
    payment_id = till.by_card()
    browser = till.market.browser(till.agreed.facilitator)
    form = {"amount": str(till.payment(payment_id).amount + Decimal(1)), "note": "The maker paid it twice."}
    answer = browser.post(f"/payments/attempts/{payment_id}/refund", form)
    assert (answer.status_code, "can be given back" in answer.text) == (422, True)


@pytest.mark.parametrize(("is_won", "said"), [(False, True), (True, False)])
def test_a_paid_instalment_says_that_a_bank_took_its_money_back(till: Till, *, is_won: bool, said: bool) -> None:
    number = till.standin.dispute(till.remote(till.by_card()))
    till.hear()
    till.standin.close_dispute(number, is_won=is_won)
    till.hear()
    page = till.market.browser(till.agreed.maker).get(f"/payments/{till.instalment().id}").text
    assert ("What was taken back is due again." in page) is said
