"""A bid whose price follows a terminal: through contract, fixing and settlement, with every cent in its place."""

from dataclasses import replace
from decimal import Decimal

import pytest

from marketplace.config import Config
from marketplace.domain.books.chart import Account
from marketplace.domain.contracts.clauses import SampleBasis
from marketplace.domain.contracts.milestones import Milestone, MilestoneStep
from marketplace.domain.money import CENT, Currency, Money
from marketplace.domain.payments.life import InstalmentKind
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.services.contracts.judging import approve_contract
from marketplace.services.fixings import fix_price
from tests import signing
from tests.agreements import Agreed
from tests.bids import Talk
from tests.market import NOW
from tests.paying import Till
from tests.services.payments.test_currencies import pay_out
from tests.services.payments.test_life import TO_ARRIVAL, half_of, settle
from tests.services.test_fixings import FOLLOWS, LAST_DAY

DEPOSIT, BALANCE = InstalmentKind.DEPOSIT, InstalmentKind.BALANCE


@pytest.fixture
def paid(till: Till, paying_config: Config) -> Till:
    """A differential bid that the group countered and the maker accepted, signed, approved, its deposit paid."""
    talk = Talk(till.market)
    till.market.set_figures(platform_fee="2")
    bid_id = talk.bid(**FOLLOWS | {"differential": Decimal(2300)})
    talk.counter(bid_id, talk.producer, usd=1, differential=Decimal(2500))
    contract_id = talk.accept(bid_id, talk.maker)
    agreed = Agreed(till.market, contract_id, talk.producer, talk.maker, till.market.a_facilitator())

    def sign() -> None:
        contract = db.session.get_one(Contract, contract_id)
        signing.settle(contract, NOW, sample_basis=SampleBasis.NONE)
        signing.sign_for_both(contract, producer=agreed.producer, maker=agreed.maker, now=NOW)
        db.session.commit()

    till.market.do(sign)
    till.market.do(approve_contract, contract_id, None, seen=agreed.seen, by=agreed.facilitator, now=NOW)
    found = replace(till, agreed=agreed, config=paying_config)
    found.by_card()
    return found


def fix(paid: Till, usd: str) -> None:
    price = (Decimal(usd) + 2500).quantize(CENT)
    paid.market.set_levels(usd, since=NOW.date())
    paid.market.do(fix_price, paid.agreed.id, price, seen=paid.agreed.seen, by=paid.agreed.maker, now=NOW)


def test_the_contract_says_what_the_bid_said_and_is_provisional(paid: Till) -> None:
    terms = paid.agreed.terms()
    said = (terms.terminal_month, terms.differential, terms.fixation_side, terms.fixation_by)
    assert said == ("2027-03", Decimal(2500), FOLLOWS["fixation_side"], LAST_DAY)
    assert (terms.is_provisional, terms.price.amount, terms.quote) == (True, Decimal("5650.00"), None)
    assert paid.instalment().price == Decimal("1695.00")


@pytest.mark.parametrize("level", ["3312.75", "2890.5"])
def test_a_followed_price_goes_all_the_way_with_the_books_proved(paid: Till, level: str) -> None:
    fix(paid, level)
    terms = paid.agreed.terms()
    assert (terms.total.amount, terms.is_provisional) == (terms.price.amount, False)
    assert (terms.deposit + terms.balance, terms.deposit.amount) == (terms.total, Decimal("1695.00"))
    paid.reach(*TO_ARRIVAL)
    paid.by_card(kind=BALANCE)
    assert paid.instalment(BALANCE).price == terms.total.amount - Decimal("1695.00")
    final = settle(paid, -10)
    paid.send_refunds()
    (refund,) = paid.refunds()
    assert refund.price == terms.total.amount - final
    due, half = paid.stands()[Account.GROUP_DUE], half_of(final)
    assert (due, paid.stands()[Account.FEES]) == (final - half, 2 * half)
    pay_out(paid, Money(due, Currency.USD))
    paid.reach(MilestoneStep.CLOSE)
    assert paid.agreed.row.milestone is Milestone.CLOSED
