"""A maker's bank takes money back: it is due again, and where the dispute is won it comes to its place again."""

from decimal import Decimal
from itertools import permutations

import pytest
from sqlalchemy import select

from marketplace.domain.books.chart import Account
from marketplace.domain.books.postings import CauseKind
from marketplace.domain.contracts.milestones import MilestoneStep
from marketplace.domain.payments.life import InstalmentKind, RefundCause, RefundState
from marketplace.domain.payments.ways import Way
from marketplace.models.base import db
from marketplace.models.rows.money.payments import Dispute
from marketplace.models.rows.record.turns import Turn
from marketplace.queries.books.statements import get_statement
from marketplace.services.payments.reconciling import reconcile
from tests.market import NOW
from tests.paying import Till
from tests.standin import tell


def disputes(till: Till) -> list[Dispute]:
    return till.market.do(lambda: list(db.session.scalars(select(Dispute).order_by(Dispute.id))))


def turns(till: Till) -> set[str]:
    return {each.task for each in till.market.do(lambda: list(db.session.scalars(select(Turn))))}


def paid(till: Till) -> str:
    """Pay the deposit, and return the page by which it was paid."""
    return till.remote(till.by_card())


def test_what_a_bank_takes_back_is_due_again(till: Till) -> None:
    before = paid(till), till.stands()
    till.standin.dispute(before[0])
    till.hear()
    again = till.instalment(InstalmentKind.FINAL)
    assert (again.state, again.open.total) == ("due", till.instalment().standing.asked.total)
    assert Account.HELD in before[1]
    assert Account.HELD not in till.stands()
    assert [(each.cause, each.state) for each in till.refunds()] == [(RefundCause.DISPUTED, RefundState.DONE)]


def test_facilitators_have_to_answer_it(till: Till) -> None:
    number = till.standin.dispute(paid(till))
    till.hear()
    waiting = turns(till)
    till.standin.close_dispute(number, is_won=False)
    till.hear()
    assert "payment.answer_dispute" in waiting
    assert "payment.answer_dispute" not in turns(till)
    assert [each.state for each in disputes(till)] == ["lost"]


def test_what_is_won_pays_what_was_due_again(till: Till) -> None:
    page = paid(till)
    before = till.stands()
    number = till.standin.dispute(page)
    till.hear()
    till.standin.close_dispute(number, is_won=True)
    till.hear()
    assert (till.stands(), till.instalment(InstalmentKind.FINAL).state) == (before, "paid")


def test_who_paid_again_meanwhile_gets_back_what_is_won(till: Till) -> None:
    page = paid(till)
    number = till.standin.dispute(page)
    till.hear()
    till.by_card(kind=InstalmentKind.FINAL)
    till.standin.close_dispute(number, is_won=True)
    till.hear()
    assert till.stands()[Account.MAKER_CREDIT] == till.instalment().standing.asked.total.amount


def test_what_the_group_has_already_is_taken_back_from_what_is_due_to_it(till: Till) -> None:
    page = paid(till)
    till.reach(MilestoneStep.MAKE_READY)
    released = till.stands()
    till.standin.dispute(page)
    till.hear()
    assert Account.GROUP_DUE in released
    assert Account.GROUP_DUE not in till.stands()


def test_a_part_may_be_disputed(till: Till) -> None:
    till.standin.dispute(paid(till), amount=50_000)
    till.hear()
    assert till.instalment(InstalmentKind.FINAL).open.total.amount == Decimal("500.00")


def test_a_debit_that_came_and_is_sent_back_is_a_dispute_lost_at_once(till: Till) -> None:
    payment_id = till.begin(Way.BANK_DEBIT)
    till.standin.debit(till.remote(payment_id))
    till.standin.settle(till.remote(payment_id))
    till.hear()
    till.standin.close_dispute(till.standin.dispute(till.remote(payment_id)), is_won=False)
    till.hear()
    assert [(each.state, each.reason) for each in disputes(till)] == [("lost", "debit_not_authorized")]
    assert till.instalment(InstalmentKind.FINAL).state == "due"


@pytest.mark.parametrize("order", list(permutations(range(3)))[::2])
def test_news_of_it_late_doubled_or_out_of_order_is_booked_once(till: Till, order: tuple[int, ...]) -> None:
    page = paid(till)
    before = till.stands()
    till.standin.close_dispute(till.standin.dispute(page), is_won=True)
    letters = till.standin.post.take()[:3]
    for place in (*order, *order):
        tell(till.market.app.test_client(), *letters[place])
        till.hear()
    assert (till.stands(), len(till.refunds())) == (before, 1)


def test_the_providers_lines_and_ours_agree_and_its_fee_is_a_cost(till: Till) -> None:
    page = paid(till)
    number = till.standin.dispute(page)
    till.hear()
    since = NOW.replace(year=2020)
    lost = list(till.market.do(reconcile, till.config, since, now=NOW.replace(year=2030), is_recording=True))
    till.standin.close_dispute(number, is_won=True)
    till.hear()
    won = till.market.do(reconcile, till.config, since, now=NOW.replace(year=2030), is_recording=True)
    assert (lost, won) == ([], [])


def test_both_sides_read_it_on_the_contract(till: Till) -> None:
    number = till.standin.dispute(paid(till))
    till.hear()
    till.standin.close_dispute(number, is_won=True)
    till.hear()
    for person in (till.agreed.producer, till.agreed.maker):
        page = till.market.browser(person).get(f"/contracts/{till.agreed.id}").text
        assert "Taken back by the maker" in page
        assert "Came again" in page


def test_a_maker_reads_of_what_went_back_once(till: Till) -> None:
    till.standin.dispute(paid(till), amount=50_000)
    till.hear()
    own = till.market.do(get_statement, till.agreed.maker, today=NOW.date()).page.lines
    assert [each.cause for each in own].count(CauseKind.REFUNDED) == 1
    assert CauseKind.REFUND_DECIDED not in [each.cause for each in own]


def test_a_second_dispute_heard_before_the_first_was_won_takes_what_is_there(till: Till) -> None:
    page = paid(till)
    first = till.standin.dispute(page, amount=50_000)
    till.hear()
    till.standin.close_dispute(first, is_won=True)
    till.standin.post.take()  # this news is lost
    till.standin.dispute(page)
    till.hear()
    assert [each.amount for each in disputes(till)] == [Decimal(500), till.instalment().standing.asked.total.amount]
    assert (
        till.market.do(reconcile, till.config, NOW.replace(year=2020), now=NOW.replace(year=2030), is_recording=True)
        == []
    )
