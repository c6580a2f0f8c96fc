"""News may be forged, late, doubled, out of order or about nothing of ours: the books stay right."""

from dataclasses import replace
from decimal import Decimal

import pytest

from marketplace.domain.books.chart import Account
from marketplace.domain.errors import NotAllowed
from marketplace.domain.money import Currency, Money
from marketplace.domain.payments.life import InstalmentState, PaymentState
from marketplace.domain.payments.provider import RemotePayment, RemoteState
from marketplace.domain.payments.ways import Way
from marketplace.domain.turns import Task
from marketplace.gateways import stripe
from marketplace.models.base import db
from marketplace.models.rows.money.provider_news import ProviderNews
from marketplace.models.rows.record.turns import Turn
from marketplace.queries.payments.due import list_open
from marketplace.services.payments.hearing import hear_payment, take_word
from marketplace.services.payments.listening import clear_news, clear_payment, hear_news
from stripe_standin.events import tell as write_event
from tests.market import NOW
from tests.paying import Till
from tests.races import race
from tests.standin import tell


def waits_for_somebody(till: Till) -> bool:
    """Say whether somebody has to look into news."""
    return till.market.do(lambda: db.session.query(Turn).filter_by(task=Task.NEWS_LOOK_INTO).count()) > 0


def test_news_that_nobody_signed_changes_nothing(till: Till) -> None:
    payment_id = till.begin()
    till.standin.pay(till.remote(payment_id))
    client = till.market.app.test_client()
    answers = {tell(client, body, signature.replace("v1=", "v1=0")) for body, signature in till.standin.post.take()}
    assert (answers, till.unheard(), till.payment(payment_id).state) == ({400}, [], PaymentState.OPEN)


def test_news_told_three_times_is_kept_and_booked_once(till: Till) -> None:
    payment_id = till.begin()
    till.standin.pay(till.remote(payment_id))
    client, letters = till.market.app.test_client(), till.standin.post.take()
    answers = [tell(client, *letter) for letter in letters * 3]
    assert (set(answers), len(till.unheard())) == ({200}, len(letters))
    heard = till.unheard() * 2
    for news_id in heard:
        till.market.do(hear_news, till.config, news_id, now=NOW)
    assert till.stands()[Account.HELD] == till.instalment().price


def test_the_same_word_taken_by_two_at_once_is_booked_once(till: Till) -> None:
    payment_id = till.begin()
    till.standin.pay(till.remote(payment_id))
    work = lambda: till.market.do(hear_payment, till.config, payment_id, now=NOW)  # noqa: E731
    race(till.market, ("lots", till.agreed.row.lot_id), work, work)
    assert till.stands()[Account.HELD] == till.instalment().price


def test_an_old_word_after_a_new_one_changes_nothing(till: Till) -> None:
    payment_id = till.begin()
    before = till.market.do(stripe.read_payment, till.config, till.remote(payment_id))
    till.standin.pay(till.remote(payment_id))
    till.hear()
    version = till.payment(payment_id).version
    till.market.do(take_word, payment_id, before, now=NOW)
    till.market.do(take_word, payment_id, replace(before, state=RemoteState.EXPIRED), now=NOW)
    found = till.payment(payment_id)
    assert (found.state, found.version) == (PaymentState.RECEIVED, version)


def test_money_that_comes_after_the_page_was_given_up_still_counts(till: Till) -> None:
    payment_id = till.begin()
    open_word = till.market.do(stripe.read_payment, till.config, till.remote(payment_id))
    till.market.do(take_word, payment_id, replace(open_word, state=RemoteState.FAILED), now=NOW)
    till.standin.pay(till.remote(payment_id))
    till.hear()
    assert till.instalment().state is InstalmentState.PAID


def test_money_that_comes_twice_is_credit_the_second_time(till: Till) -> None:
    first = till.begin()
    word = till.market.do(stripe.read_payment, till.config, till.remote(first))
    till.market.do(take_word, first, replace(word, state=RemoteState.FAILED), now=NOW)
    till.by_card()
    till.standin.pay(till.remote(first))
    till.hear()
    assert till.stands()[Account.MAKER_CREDIT] == till.payment(first).amount


@pytest.mark.parametrize(
    ("changes", "trouble"),
    [
        ({"requested": Money(Decimal(1), Currency.USD)}, "another_amount"),
        ({"requested": Money(Decimal(1), Currency.EUR)}, "another_currency"),
        ({"reference": "payment-999"}, "another_payment"),
        ({"refunded": Money(Decimal(1), Currency.USD)}, "refunded_elsewhere"),
    ],
)
def test_a_word_that_does_not_fit_books_nothing(till: Till, changes: dict[str, object], trouble: str) -> None:
    payment_id = till.begin()
    till.standin.pay(till.remote(payment_id))
    word: RemotePayment = till.market.do(stripe.read_payment, till.config, till.remote(payment_id))
    till.market.do(take_word, payment_id, replace(word, **changes), now=NOW)  # type: ignore[arg-type]
    assert (till.payment(payment_id).trouble, till.stands().get(Account.HELD)) == (trouble, None)


def test_a_facilitator_says_what_came_of_the_trouble(till: Till) -> None:
    payment_id = till.begin()
    word: RemotePayment = till.market.do(stripe.read_payment, till.config, till.remote(payment_id))
    till.market.do(take_word, payment_id, replace(word, reference="payment-999"), now=NOW)
    seen, by = till.payment(payment_id).version, till.agreed.facilitator
    till.market.do(clear_payment, payment_id, "It was a test of ours.", seen=seen, by=by, now=NOW)
    assert till.payment(payment_id).trouble is None


def test_money_that_belongs_to_nothing_of_ours_is_kept_apart(till: Till) -> None:
    payment_id = till.begin()
    remote_id = till.remote(payment_id)
    till.standin.store.objects[remote_id]["client_reference_id"] = "payment-4711"
    till.standin.pay(remote_id)
    till.hear()
    (stray,) = till.strays()
    assert (stray.free, till.troubles()) == (stray.money, [])
    assert till.stands().get(Account.HELD) is None


def test_a_lost_letter_is_made_good_by_asking(till: Till) -> None:
    payment_id = till.begin()
    till.standin.pay(till.remote(payment_id))
    till.standin.post.take()
    later = NOW.replace(hour=NOW.hour + 1)
    assert till.market.do(list_open, later) == [payment_id]
    till.market.do(hear_payment, till.config, payment_id, now=later)
    assert till.instalment().state is InstalmentState.PAID


def test_a_wire_that_came_before_its_number_was_kept_is_known_by_its_reference(till: Till) -> None:
    till.standin.fail_next("cut_after", times=2, path="/v1/payment_intents")
    payment_id = till.begin(Way.BANK_WIRE)
    assert till.remote(payment_id) == ""
    intent = next(iter(till.standin.store.newest("payment_intent")))
    till.standin.wire(intent["id"], int(till.instalment().open.total.amount * 100))
    till.hear()
    assert (till.remote(payment_id), till.instalment().state) == (intent["id"], InstalmentState.PAID)


def test_news_that_fits_nothing_waits_for_a_facilitator_until_somebody_looked_into_it(till: Till) -> None:
    write_event(till.standin.store, "charge.updated", about={"id": "ch_of_nobody", "object": "charge"})
    till.hear()
    assert (till.troubles(), waits_for_somebody(till)) == (["unknown_object"], True)
    (news_id,) = till.market.do(lambda: [each.id for each in db.session.query(ProviderNews) if each.trouble])
    with pytest.raises(NotAllowed):
        till.market.do(clear_news, news_id, by=till.agreed.maker, now=NOW)
    till.market.do(clear_news, news_id, by=till.agreed.facilitator, now=NOW)
    assert (till.troubles(), waits_for_somebody(till)) == ([], False)
