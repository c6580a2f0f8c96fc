"""Payouts: two people, a confirmed account, no more than is due, booked once, and the group has the last word."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from marketplace.domain.errors import MarketError, NotAllowed, NotFound, Refused, Stale
from marketplace.domain.ids import ContractId, PayoutId
from marketplace.domain.money import Currency, Money
from marketplace.domain.payouts.life import CameBack, PayoutState, Sending
from marketplace.models.base import db
from marketplace.models.rows.money.payouts import being_paid_out
from marketplace.queries.books.checking import check_books
from marketplace.services.contracts.ending import agree_to_end, ask_to_end
from marketplace.services.payouts.deciding import Order, approve_payout, cancel_payout, prepare_payout
from marketplace.services.payouts.sending import (
    confirm_payout,
    miss_payout,
    return_payout,
    send_payout,
    trace_payout,
)
from tests.market import NOW, Market
from tests.paying_out import HOW, OTHER_CCI, Owed
from tests.races import race
from tests.signing import version_of

NOTHING = Decimal(0)


@pytest.fixture
def owed(market: Market) -> Owed:
    """A group to which money is due under one contract."""
    return Owed.in_market(market)


def offenders(owed: Owed) -> list[str]:
    with owed.market.app.app_context():
        return [f"{proof.name}: {found}" for proof, found in check_books() if found]


def test_money_goes_from_due_to_arrived_with_everybodys_turn_said(owed: Owed) -> None:
    due = owed.due()
    assert owed.turns() == {("bank_account.state", owed.group_id)}
    account_id = owed.confirmed()
    assert owed.turns() == {("payout.prepare", None)}
    payout_id = owed.prepared(account_id)
    assert (owed.turns(), owed.due()) == ({("payout.approve", None)}, due)
    owed.step(approve_payout, payout_id, by=owed.facilitators[1])
    assert owed.turns() == {("payout.send", None)}
    owed.send(payout_id)
    assert (owed.turns(), owed.due().amount) == ({("payout.confirm", owed.group_id)}, NOTHING)
    owed.step(confirm_payout, payout_id, by=owed.producer)
    assert (owed.turns(), owed.payout(payout_id).state) == (set(), PayoutState.CONFIRMED)
    assert offenders(owed) == []


def test_one_payout_pays_several_contracts_of_a_group(market: Market) -> None:
    owed = Owed.in_market(market, count=2)
    payout_id = owed.sent()
    row = owed.payout(payout_id)
    assert row.amount > 0
    assert {owed.due(each).amount for each in owed.contracts} == {NOTHING}
    assert offenders(owed) == []


def test_who_prepared_a_payout_does_not_approve_it(owed: Owed) -> None:
    payout_id = owed.prepared()
    with pytest.raises(NotAllowed, match=r"payout\.needs_another_person"):
        owed.step(approve_payout, payout_id, by=owed.facilitators[0])


def test_nothing_is_prepared_to_an_account_that_nobody_confirmed(owed: Owed) -> None:
    account_id = owed.account()
    with pytest.raises(Refused, match=r"payout\.account_not_confirmed"):
        owed.prepared(account_id)


@pytest.mark.parametrize("stage", ["prepared", "approved"])
def test_an_account_that_changed_between_stops_the_payout_at_every_stage(owed: Owed, stage: str) -> None:
    payout_id: PayoutId = getattr(owed, stage)()
    new = owed.confirmed(cci=OTHER_CCI)
    further = {
        "prepared": lambda: owed.step(approve_payout, payout_id, by=owed.facilitators[1]),
        "approved": lambda: owed.send(payout_id),
    }
    with pytest.raises(Refused, match=r"payout\.account_changed"):
        further[stage]()
    owed.step(cancel_payout, payout_id, HOW, by=owed.facilitators[1])
    assert owed.payout(owed.prepared(new)).account_id == new


def test_an_account_that_changed_while_the_page_was_open_is_told(owed: Owed) -> None:
    old = owed.confirmed()
    owed.confirmed(cci=OTHER_CCI)
    with pytest.raises(Refused, match=r"payout\.account_changed"):
        owed.prepared(old)


def test_an_old_payout_keeps_its_account(owed: Owed) -> None:
    payout_id = owed.sent()
    owed.confirmed(cci=OTHER_CCI)
    assert owed.payout(payout_id).state is PayoutState.SENT
    owed.step(confirm_payout, payout_id, by=owed.producer)
    row = owed.payout(payout_id)
    assert owed.row(row.account_id).cci == "00219119184091600051"


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "over"])
def test_no_more_than_is_due_and_nothing_odd_is_prepared(owed: Owed, amount: str) -> None:
    account_id, due = owed.confirmed(), owed.due()
    money = Money(due.amount + Decimal("0.01") if amount == "over" else Decimal(amount), Currency.USD)
    order = owed.order(account_id, {owed.contracts[0]: money})
    with pytest.raises(Refused, match=r"payout\.more_than_due"):
        owed.market.do(prepare_payout, order, by=owed.facilitators[0], now=NOW)


def test_nothing_chosen_prepares_nothing(owed: Owed) -> None:
    order = Order(owed.group_id, owed.confirmed(), {})
    with pytest.raises(Refused, match=r"payout\.nothing_chosen"):
        owed.market.do(prepare_payout, order, by=owed.facilitators[0], now=NOW)


def test_a_contract_of_another_group_cannot_be_slipped_in(owed: Owed) -> None:
    other = Owed.between(owed.market, owed.market.a_producer(), owed.maker)
    order = owed.order(owed.confirmed(), {other.contracts[0]: other.due()})
    with pytest.raises(NotFound):
        owed.market.do(prepare_payout, order, by=owed.facilitators[0], now=NOW)
    unknown = owed.order(owed.confirmed(), {ContractId(987_654): owed.due()})
    with pytest.raises(NotFound):
        owed.market.do(prepare_payout, unknown, by=owed.facilitators[0], now=NOW)


def test_what_is_in_one_payout_cannot_be_in_another(owed: Owed) -> None:
    account_id = owed.confirmed()
    order = owed.order(account_id)
    owed.prepared(account_id)
    with pytest.raises(Refused, match=r"payout\.more_than_due"):
        owed.market.do(prepare_payout, order, by=owed.facilitators[1], now=NOW)


def test_a_cancelled_payout_leaves_the_money_due(owed: Owed) -> None:
    payout_id, due = owed.approved(), owed.due()
    owed.step(cancel_payout, payout_id, HOW, by=owed.facilitators[0])
    assert owed.due() == due
    assert owed.turns() == {("payout.prepare", None)}


def test_a_wire_is_told_with_its_reference_receipt_and_day(owed: Owed) -> None:
    payout_id = owed.approved()
    with pytest.raises(Refused) as no:
        owed.step(send_payout, payout_id, Sending(" ", None, None), by=owed.facilitators[1])
    assert {each.field for each in no.value.reasons} == {"reference", "receipt", "on"}


def test_missing_money_is_found_and_confirmed_after_all(owed: Owed) -> None:
    payout_id = owed.sent()
    owed.step(miss_payout, payout_id, "Not in our account.", by=owed.producer)
    assert owed.turns() == {("payout.trace", None)}
    owed.step(trace_payout, payout_id, "The bank credited it yesterday.", by=owed.facilitators[0])
    assert owed.turns() == {("payout.confirm", owed.group_id)}
    owed.step(confirm_payout, payout_id, by=owed.producer)
    assert offenders(owed) == []


def test_money_that_came_back_is_due_again_and_sent_again_by_two_people(owed: Owed) -> None:
    due, payout_id = owed.due(), owed.sent()
    owed.step(return_payout, payout_id, CameBack(NOW.date(), "The bank knows no such CCI."), by=owed.facilitators[0])
    assert (owed.due(), owed.payout(payout_id).state) == (due, PayoutState.RETURNED)
    account_id = owed.confirmed(cci=OTHER_CCI)
    order = Order(owed.group_id, account_id, {owed.contracts[0]: due}, again=payout_id)
    again = owed.market.do(prepare_payout, order, by=owed.facilitators[0], now=NOW)
    with pytest.raises(NotAllowed):
        owed.step(approve_payout, again, by=owed.facilitators[0])
    owed.step(approve_payout, again, by=owed.facilitators[1])
    owed.send(again)
    assert (owed.payout(again).again_of_id, owed.due().amount) == (payout_id, NOTHING)
    assert offenders(owed) == []


def test_only_what_came_back_is_sent_again(owed: Owed) -> None:
    payout_id = owed.prepared()
    order = Order(owed.group_id, owed.payout(payout_id).account_id, {}, again=payout_id)
    with pytest.raises(Refused):
        owed.market.do(prepare_payout, order, by=owed.facilitators[0], now=NOW)


def test_a_return_needs_a_day_and_words(owed: Owed) -> None:
    payout_id = owed.sent()
    with pytest.raises(Refused) as no:
        owed.step(return_payout, payout_id, CameBack(None, ""), by=owed.facilitators[0])
    assert {each.field for each in no.value.reasons} == {"on", "note"}


def test_a_group_moves_no_payout_but_says_whether_it_arrived(owed: Owed) -> None:
    payout_id = owed.prepared()
    for act in (approve_payout, confirm_payout):
        with pytest.raises((NotAllowed, Refused)):
            owed.step(act, payout_id, by=owed.producer)
    with pytest.raises(NotFound):
        owed.step(confirm_payout, payout_id, by=owed.market.a_producer())


def test_the_money_of_a_contract_is_open_until_the_group_has_confirmed(owed: Owed) -> None:
    payout_id, asked = owed.sent(), select(being_paid_out(owed.contracts[0]))
    assert owed.market.do(lambda: db.session.scalar(asked))
    owed.step(confirm_payout, payout_id, by=owed.producer)
    assert not owed.market.do(lambda: db.session.scalar(asked))


def test_two_facilitators_who_approve_at_once_approve_once(owed: Owed) -> None:
    payout_id = owed.prepared()
    third, seen = owed.market.a_facilitator(), owed.payout(payout_id).version
    outcomes = race(
        owed.market,
        ("payouts", payout_id),
        *(
            lambda by=each: owed.step(approve_payout, payout_id, by=by, seen=seen)
            for each in (owed.facilitators[1], third)
        ),
    )
    assert [type(each) for each in outcomes if each] == [Stale]


def test_a_double_click_on_sending_books_once(owed: Owed) -> None:
    payout_id = owed.approved()
    seen = owed.payout(payout_id).version
    outcomes = race(owed.market, ("payouts", payout_id), *([lambda: owed.send(payout_id, seen=seen)] * 2))
    assert [type(each) for each in outcomes if each] == [Stale]
    assert (owed.due().amount, offenders(owed)) == (NOTHING, [])


def test_two_who_prepare_at_once_prepare_once(owed: Owed) -> None:
    order = owed.order(owed.confirmed())
    outcomes = race(
        owed.market,
        ("contracts", owed.contracts[0]),
        *(lambda by=each: owed.market.do(prepare_payout, order, by=by, now=NOW) for each in owed.facilitators),
    )
    assert sum(isinstance(each, MarketError) for each in outcomes) == 1


def test_an_account_that_changes_while_the_payout_is_sent_is_either_before_or_after(owed: Owed) -> None:
    payout_id = owed.approved()
    account_id, seen = owed.payout(payout_id).account_id, owed.payout(payout_id).version
    race(
        owed.market,
        ("bank_accounts", account_id),
        lambda: owed.send(payout_id, seen=seen),
        lambda: owed.account(cci=OTHER_CCI),
    )
    assert owed.payout(payout_id).state in (PayoutState.SENT, PayoutState.APPROVED)
    assert (owed.due().amount == NOTHING) == (owed.payout(payout_id).state is PayoutState.SENT)
    assert offenders(owed) == []


def end(owed: Owed) -> None:
    """Let both sides end the contract, so that what was paid goes back to the maker."""
    contract_id, words = owed.contracts[0], "The road to the port is closed until March."
    for act, by, said in ((ask_to_end, owed.maker, (words,)), (agree_to_end, owed.producer, ())):
        owed.market.do(act, contract_id, *said, seen=owed.market.do(version_of, contract_id), by=by, now=NOW)


def test_an_approved_payout_may_be_on_its_way_so_the_group_owes_what_goes_back_to_the_maker(owed: Owed) -> None:
    payout_id, due = owed.approved(), owed.due()
    end(owed)
    assert owed.owes() == due
    owed.send(payout_id)
    assert (owed.due().amount, owed.owes()) == (NOTHING, due)
    owed.step(return_payout, payout_id, CameBack(NOW.date(), "The bank knows no such CCI."), by=owed.facilitators[0])
    assert (owed.due().amount, owed.owes().amount) == (NOTHING, NOTHING)
    assert offenders(owed) == []


def test_once_an_approved_payout_is_cancelled_its_money_pays_what_the_group_owes(owed: Owed) -> None:
    payout_id = owed.approved()
    end(owed)
    owed.step(cancel_payout, payout_id, HOW, by=owed.facilitators[0])
    assert (owed.due().amount, owed.owes().amount) == (NOTHING, NOTHING)
    assert offenders(owed) == []


def test_what_went_back_to_the_maker_meanwhile_is_not_approved(owed: Owed) -> None:
    payout_id = owed.prepared()
    end(owed)
    with pytest.raises(Refused, match=r"payout\.no_longer_due"):
        owed.step(approve_payout, payout_id, by=owed.facilitators[1])
