"""A facilitator gives money back by hand: once, never more than came, and never alone where it is much."""

from decimal import Decimal

import pytest

from marketplace.domain.books.chart import Account
from marketplace.domain.errors import NotAllowed, Refused
from marketplace.domain.ids import PaymentId, RefundId
from marketplace.domain.money import Currency, Money
from marketplace.domain.payments.life import RefundState
from marketplace.domain.prices import ReferenceFigure, ReferenceKind
from marketplace.domain.viewers import Viewer
from marketplace.gateways.stripe import ProviderDownError
from marketplace.services.payments.refunds import ask_refund, decide_refund, refuse_refund, retry_refund
from marketplace.services.payments.sending import send_refund
from marketplace.services.references import set_reference_prices
from tests.market import NOW
from tests.paying import Till
from tests.races import race

REASON = "The maker paid this for another contract."


def ask(till: Till, payment_id: PaymentId, amount: str, *, by: Viewer | None = None) -> RefundId:
    """Ask for a refund as a facilitator."""
    money = Money(Decimal(amount), Currency.USD)
    return till.market.do(ask_refund, payment_id, money, note=REASON, by=by or till.agreed.facilitator, now=NOW)


def let_much_begin_at(till: Till, amount: str) -> None:
    """Set from which amount on two people must agree."""
    figure = ReferenceFigure(ReferenceKind.SECOND_REVIEW_FROM, Decimal(amount), NOW.date(), "the alliance")
    till.market.do(set_reference_prices, [figure], "the alliance", is_fictional=False, by=till.agreed.facilitator)


def test_a_part_is_given_back(till: Till) -> None:
    payment_id = till.by_card()
    ask(till, payment_id, "101.00")
    till.send_refunds()
    (refund,) = till.refunds()
    assert (refund.state, refund.price, refund.fee) == (RefundState.DONE, Decimal(100), Decimal(1))
    assert till.stands()[Account.HELD] == till.instalment().price - 100


def test_all_is_given_back_and_not_a_cent_more(till: Till) -> None:
    payment_id = till.by_card()
    ask(till, payment_id, str(till.payment(payment_id).amount))
    with pytest.raises(Refused, match="amount_out_of_range"):
        ask(till, payment_id, "0.01")


def test_two_who_give_all_back_at_once_give_it_back_once(till: Till) -> None:
    payment_id = till.by_card()
    amount = str(till.payment(payment_id).amount)
    works = [lambda: ask(till, payment_id, amount)] * 2
    outcomes = race(till.market, ("lots", till.agreed.row.lot_id), *works)
    assert sorted(type(each).__name__ for each in outcomes) == ["Refused", "int"]
    assert till.payment(payment_id).refunded == Decimal(amount)


def test_a_refund_whose_answer_was_lost_is_sent_once(till: Till) -> None:
    payment_id = till.by_card()
    refund_id = ask(till, payment_id, "101.00")
    till.standin.fail_next("cut_after", times=2, path="/v1/refunds")
    with pytest.raises(ProviderDownError):
        till.market.do(send_refund, till.config, refund_id, now=NOW)
    till.send_refunds()
    till.send_refunds()
    assert len(list(till.standin.store.newest("refund"))) == 1
    assert [each.state for each in till.refunds()] == [RefundState.DONE]


def test_much_money_needs_another_facilitator(till: Till) -> None:
    let_much_begin_at(till, "500")
    payment_id = till.by_card()
    refund_id = ask(till, payment_id, "600")
    (refund,) = till.refunds()
    assert (refund.state, till.stands().get(Account.REFUND_DUE)) == (RefundState.ASKED, None)
    with pytest.raises(NotAllowed, match="another_facilitator"):
        till.market.do(decide_refund, refund_id, seen=refund.version, by=till.agreed.facilitator, now=NOW)
    other = till.market.a_facilitator()
    till.market.do(decide_refund, refund_id, seen=refund.version, by=other, now=NOW)
    assert till.stands()[Account.REFUND_DUE] == 600


def test_what_is_refused_stays_and_can_be_asked_for_again(till: Till) -> None:
    let_much_begin_at(till, "500")
    payment_id = till.by_card()
    refund_id = ask(till, payment_id, str(till.payment(payment_id).amount))
    seen = till.refunds()[0].version
    till.market.do(
        refuse_refund, refund_id, "It was meant for this one.", seen=seen, by=till.agreed.facilitator, now=NOW
    )
    assert till.payment(payment_id).refunded == 0


def test_a_refund_that_the_bank_sends_back_is_still_due_and_tried_again(till: Till) -> None:
    payment_id = till.begin()
    till.standin.pay(till.remote(payment_id), card="4000000000005126")
    till.hear()
    refund_id = ask(till, payment_id, "101.00")
    till.market.do(send_refund, till.config, refund_id, now=NOW)
    till.standin.settle(till.refunds()[0].remote_id or "", succeeds=False)
    till.hear()
    (refund,) = till.refunds()
    assert (refund.state, till.stands()[Account.REFUND_DUE]) == (RefundState.FAILED, Decimal(101))
    till.market.do(retry_refund, refund_id, seen=refund.version, by=till.agreed.facilitator, now=NOW)
    assert till.refunds()[0].key == f"refund-{refund_id}-2"


@pytest.mark.parametrize("who", ["producer", "maker"])
def test_no_side_gives_money_back(till: Till, who: str) -> None:
    payment_id = till.by_card()
    with pytest.raises(NotAllowed):
        ask(till, payment_id, "1", by=getattr(till.agreed, who))


def test_credit_is_given_back_first(till: Till) -> None:
    payment_id = till.by_wire(str(till.instalment().open.total.amount + 7))
    ask(till, payment_id, "7")
    assert (till.refunds()[0].credit, till.stands().get(Account.MAKER_CREDIT)) == (Decimal(7), None)
