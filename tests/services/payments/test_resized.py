"""The money of a contract whose bags change: what is open follows, what was paid counts, nothing is paid too much."""

from decimal import Decimal

import pytest

from marketplace.domain.contracts.milestones import MilestoneStep
from marketplace.domain.errors import Refused
from marketplace.domain.payments.life import InstalmentKind
from tests.approved import Approved
from tests.paying import Till, a_till

BALANCE = InstalmentKind.BALANCE


def deal_of(till: Till) -> Approved:
    """Give the contract of a till to those who change it, both with a password."""
    agreed = till.agreed
    for person in (agreed.producer, agreed.maker):
        agreed.name_of(person)
    return Approved(till.market, agreed.producer, agreed.maker, agreed.facilitator, agreed.id)


def test_a_paid_deposit_stays_and_the_balance_bears_what_bags_add_or_take(till: Till) -> None:
    till.by_card()
    deal, deposit = deal_of(till), till.instalment().price
    deal.amend(bags=30)
    more = till.instalment(BALANCE).price
    deal.amend(bags=10)
    total = deal.terms.total.amount
    assert (more, till.instalment(BALANCE).price) == (total * 3 - deposit, total - deposit)
    assert till.refunds() == []


def test_a_deposit_that_grew_is_paid_by_one_more_payment_and_the_books_are_proved(till: Till) -> None:
    payment_id = till.begin()
    deal = deal_of(till)
    deal.amend(bags=30)
    till.standin.pay(till.remote(payment_id))
    till.hear()
    open_yet = till.instalment().open.total.amount
    till.by_card()
    assert open_yet == Decimal("855.98")
    assert till.instalment().paid_price == deal.terms.deposit.amount
    till.reach(MilestoneStep.MAKE_READY)


def test_fewer_bags_are_refused_where_more_was_paid_than_they_would_cost(till: Till) -> None:
    till = a_till(till.market, till.config, till.standin, deposit_percent=Decimal(60))
    till.by_card()
    deal = deal_of(till)
    with pytest.raises(Refused, match=r"amendment\.paid_more") as refused:
        deal.ask(deal.maker, bags=11)
    assert refused.value.reasons[0].facts["more"] == "282.50 USD"
    deal.amend(bags=12)
    assert till.instalment(BALANCE).state == "cancelled"
