"""Money without a name gets a place by two people, never more than came, or goes back; books and inbox say so."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from marketplace.domain.books.chart import Account
from marketplace.domain.errors import NotAllowed, Refused
from marketplace.domain.ids import PlacementId
from marketplace.domain.payments.life import InstalmentState, PaymentState
from marketplace.domain.payments.strays import PlacementKind, PlacementState, Placing
from marketplace.domain.viewers import Viewer
from marketplace.gateways.stripe import ProviderDownError
from marketplace.models.base import db
from marketplace.models.rows.money.payments import Payment
from marketplace.models.rows.money.strays import Placement, Stray
from marketplace.models.rows.record.turns import Turn
from marketplace.services.payments.placing import agree_placement, ask_placement, refuse_placement
from marketplace.services.payments.refunds import ask_refund
from marketplace.services.payments.returning import return_stray
from tests.market import NOW
from tests.paying import Till
from tests.races import race
from tests.web import paid

WHY = "The maker wrote us the number of its wire."


def a_stray(till: Till, *, card: str = "4242424242424242") -> Stray:
    """Let as much as the deposit asks for come under a name that nobody knows."""
    payment_id = till.begin()
    remote_id = till.remote(payment_id)
    till.standin.store.objects[remote_id]["client_reference_id"] = "payment-4711"
    till.standin.pay(remote_id, card=card)
    till.hear()
    return till.strays()[-1]


def ask(till: Till, stray: Stray, amount: Decimal, *, by: Viewer | None = None, code: str | None = None) -> PlacementId:
    """Say as a facilitator that so much of it is for the contract."""
    wanted = Placing(PlacementKind.MATCH, amount, WHY, code or till.agreed.row.code)
    return till.market.do(ask_placement, stray.id, wanted, by=by or till.agreed.facilitator, now=NOW)


def ask_back(till: Till, stray: Stray, amount: Decimal) -> PlacementId:
    """Say as a facilitator that so much of it goes back."""
    wanted = Placing(PlacementKind.SEND_BACK, amount, WHY)
    return till.market.do(ask_placement, stray.id, wanted, by=till.agreed.facilitator, now=NOW)


def placement(till: Till, number: PlacementId) -> Placement:
    """Read a wish."""
    return till.market.do(lambda: db.session.get_one(Placement, number))


def agree(till: Till, number: PlacementId, *, by: Viewer | None = None) -> None:
    """Agree to it, as another facilitator where nobody is named."""
    seen, other = placement(till, number).version, by or till.market.a_facilitator()
    till.market.do(agree_placement, number, seen=seen, by=other, now=NOW)


def matched(till: Till) -> list[Payment]:
    """List the payments that it made."""
    query = select(Payment).where(Payment.stray_id.is_not(None)).order_by(Payment.id)
    return till.market.do(lambda: list(db.session.scalars(query)))


def tasks(till: Till) -> set[str]:
    """List what facilitators are asked to do about it."""
    query = select(Turn.task).where(Turn.subject_kind.in_(("stray", "placement", "news")))
    return set(till.market.do(lambda: list(db.session.scalars(query))))


def test_all_of_it_pays_the_deposit_as_if_it_had_come_for_it(till: Till) -> None:
    stray = a_stray(till)
    assert tasks(till) == {"stray.place"}
    number = ask(till, stray, stray.amount)
    assert tasks(till) == {"placement.judge"}
    agree(till, number)
    (payment,) = matched(till)
    assert (till.instalment().state, payment.state) == (InstalmentState.PAID, PaymentState.RECEIVED)
    assert till.stands()[Account.HELD] == till.instalment().price
    assert tasks(till) == set()


def test_a_part_pays_a_part_and_the_rest_stays(till: Till) -> None:
    stray = a_stray(till)
    agree(till, ask(till, stray, Decimal(100)))
    (left,) = till.strays()
    assert (till.instalment().paid_price, left.free.amount) == (Decimal(100), stray.amount - 100)
    assert tasks(till) == {"stray.place"}


def test_what_is_more_than_is_open_is_credit(till: Till) -> None:
    other = paid.a_stray(till.market)
    small = ask(till, till.strays()[0], Decimal(50))
    stray = a_stray(till)
    agree(till, ask(till, stray, stray.amount))
    agree(till, small)
    assert (other, till.stands()[Account.MAKER_CREDIT]) == (till.strays()[0].id, Decimal(50))


def test_nobody_agrees_to_their_own_wish(till: Till) -> None:
    number = ask(till, stray := a_stray(till), stray.amount)
    with pytest.raises(NotAllowed, match="another_facilitator"):
        agree(till, number, by=till.agreed.facilitator)


def test_no_more_than_is_left_can_be_asked_for(till: Till) -> None:
    stray = a_stray(till)
    ask(till, stray, stray.amount)
    with pytest.raises(Refused, match="amount_out_of_range"):
        ask(till, stray, Decimal("0.01"))


@pytest.mark.parametrize("who", ["maker", "producer"])
def test_no_side_says_whose_it_is(till: Till, who: str) -> None:
    stray = a_stray(till)
    with pytest.raises(NotAllowed):
        ask(till, stray, stray.amount, by=getattr(till.agreed, who))


def test_a_code_that_nobody_knows_is_refused(till: Till) -> None:
    stray = a_stray(till)
    with pytest.raises(Refused, match="no_contract"):
        ask(till, stray, stray.amount, code="NOBODY-1")


def test_what_is_refused_is_free_again(till: Till) -> None:
    stray = a_stray(till)
    number = ask(till, stray, stray.amount)
    seen, by = placement(till, number).version, till.agreed.facilitator
    till.market.do(refuse_placement, number, seen=seen, by=by, now=NOW)
    assert (till.strays()[0].free, tasks(till)) == (stray.money, {"stray.place"})


def test_two_who_ask_for_all_of_it_at_once_get_it_once(till: Till) -> None:
    stray = a_stray(till)
    outcomes = race(till.market, ("strays", stray.id), *[lambda: ask(till, stray, stray.amount)] * 2)
    assert sorted(type(each).__name__ for each in outcomes) == ["Refused", "int"]
    assert till.strays()[0].free.amount == 0


def test_two_who_agree_at_once_book_it_once(till: Till) -> None:
    stray = a_stray(till)
    number, lot = ask(till, stray, stray.amount), ("lots", till.agreed.row.lot_id)
    one, other = till.market.a_facilitator(), till.market.a_facilitator()
    outcomes = race(till.market, lot, lambda: agree(till, number, by=one), lambda: agree(till, number, by=other))
    assert sum(each is None for each in outcomes) == 1
    assert (len(matched(till)), till.stands()[Account.HELD]) == (1, till.instalment().price)


def test_matched_money_is_refunded_from_what_brought_it(till: Till) -> None:
    stray = a_stray(till)
    agree(till, ask(till, stray, stray.amount))
    (payment,) = matched(till)
    till.market.do(
        ask_refund, payment.id, stray.money, note="It was not theirs after all.", by=till.agreed.facilitator, now=NOW
    )
    till.send_refunds()
    assert [each.state for each in till.refunds()] == ["done"]


def test_money_sent_back_is_sent_once_though_the_answer_was_lost(till: Till) -> None:
    stray = a_stray(till)
    agree(till, number := ask_back(till, stray, stray.amount))
    till.standin.fail_next("cut_after", times=2, path="/v1/refunds")
    with pytest.raises(ProviderDownError):
        till.market.do(return_stray, till.config, number, now=NOW)
    for _each in range(2):
        till.market.do(return_stray, till.config, number, now=NOW)
        till.hear()
    assert placement(till, number).state is PlacementState.DONE
    assert (len(list(till.standin.store.newest("refund"))), tasks(till)) == (1, set())


def test_money_that_the_bank_sends_back_is_free_again(till: Till) -> None:
    stray = a_stray(till, card="4000000000005126")
    agree(till, number := ask_back(till, stray, stray.amount))
    till.market.do(return_stray, till.config, number, now=NOW)
    till.standin.settle(placement(till, number).remote_id or "", succeeds=False)
    till.hear()
    assert placement(till, number).state is PlacementState.FAILED
    assert till.strays()[0].free == stray.money
