"""What a maker paid for a sample comes off the price of the lot it buys, once and first off the deposit."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import NotAllowed, Refused
from marketplace.domain.ids import ContractId, SampleId
from marketplace.domain.money import Currency, Money
from marketplace.domain.payments.life import InstalmentKind
from marketplace.domain.turns import Task
from marketplace.domain.viewers import SYSTEM, Role
from marketplace.models.base import db
from marketplace.models.contracts.steps import end_contract
from marketplace.models.money.course import settle_up
from marketplace.models.money.instalments import instalments_of
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.record.turns import Turn
from marketplace.services.samples.answers import note_fee
from marketplace.services.samples.grams import set_sample_fee
from tests.market import NOW, Market
from tests.tasting import SENT, TODAY, TWENTY, Tasting

NOTHING = (Decimal(0), Decimal(0))
EURO = Money(Decimal(20), Currency.EUR)


class Buying:
    """A sample of a lot that was sent for a fee, and contracts that buy of the lot."""

    def __init__(self, market: Market) -> None:
        """Send the sample."""
        self.tasting = Tasting.of(market)
        self.lot_id = market.a_lot(self.tasting.producer)

    def sample(self, fee: Money = TWENTY, *, is_paid: bool = True) -> SampleId:
        """Send a sample for a fee, which comes unless told otherwise."""
        self.tasting.do(set_sample_fee, fee, by=self.tasting.producer)
        sample_id = self.tasting.sent(self.tasting.asked(self.lot_id, fee=fee), replace(SENT, fee=fee))
        if is_paid:
            self.tasting.step(note_fee, sample_id, TODAY, by=self.tasting.producer)
        return sample_id

    def contract(self) -> ContractId:
        """Buy of the lot."""
        return self.tasting.a_contract(lot_id=self.lot_id)

    def less(self, contract_id: ContractId) -> tuple[Decimal, Decimal]:
        """Say by how much deposit and price are less than the contract's terms say."""

        def read() -> tuple[Decimal, Decimal]:
            contract = db.session.get_one(Contract, contract_id)
            settle_up(contract, now=NOW)
            terms = ContractTerms.from_json(contract.terms)
            asked = {row.kind: row.price - row.dropped_price for row in instalments_of(contract_id)}
            return terms.deposit.amount - asked[InstalmentKind.DEPOSIT], terms.total.amount - sum(asked.values())

        return self.tasting.market.do(read)


@pytest.fixture
def buying(market: Market) -> Buying:
    return Buying(market)


def test_a_fee_that_came_is_off_the_deposit_of_the_first_contract_alone(buying: Buying) -> None:
    buying.sample()
    first, second = buying.contract(), buying.contract()
    assert (buying.less(first), buying.less(second)) == ((TWENTY.amount, TWENTY.amount), NOTHING)


def test_a_fee_that_never_came_is_not_asked_for_any_more(buying: Buying) -> None:
    sample_id = buying.sample(is_paid=False)
    assert buying.less(buying.contract()) == NOTHING
    with pytest.raises(Refused, match=r"sample\.fee_not_owed_any_more"):
        buying.tasting.step(note_fee, sample_id, TODAY, by=buying.tasting.producer)


def test_a_fee_in_another_currency_is_not_taken_off(buying: Buying) -> None:
    buying.sample(EURO)
    assert buying.less(buying.contract()) == NOTHING


def test_a_fee_comes_once_and_only_the_group_says_so(buying: Buying) -> None:
    sample_id, tasting = buying.sample(is_paid=False), buying.tasting
    with pytest.raises(NotAllowed, match=r"sample\.wrong_role"):
        tasting.step(note_fee, sample_id, TODAY, by=tasting.maker)
    with pytest.raises(Refused, match=r"sample\.paid_before_asked"):
        tasting.step(note_fee, sample_id, TODAY - timedelta(days=1), by=tasting.producer)
    tasting.step(note_fee, sample_id, TODAY, by=tasting.producer)
    with pytest.raises(Refused, match=r"sample\.no_fee_open"):
        tasting.step(note_fee, sample_id, TODAY, by=tasting.producer)


def waits_for_fee(buying: Buying) -> bool:
    fee = select(Turn.id).where(Turn.task == Task.SAMPLE_NOTE_FEE)
    return buying.tasting.market.do(lambda: db.session.scalar(fee)) is not None


def test_the_group_must_note_a_fee_until_it_has_come(buying: Buying) -> None:
    sample_id = buying.sample(is_paid=False)
    assert waits_for_fee(buying)
    buying.tasting.step(note_fee, sample_id, TODAY, by=buying.tasting.producer)
    assert not waits_for_fee(buying)


def test_nobody_waits_for_a_fee_once_a_contract_stands_in_its_place(buying: Buying) -> None:
    buying.sample(is_paid=False)
    contract_id = buying.contract()
    assert not waits_for_fee(buying)
    ended(buying.tasting.market, contract_id)
    assert waits_for_fee(buying)


def ended(market: Market, contract_id: ContractId) -> None:
    def end() -> None:
        end_contract(db.session.get_one(Contract, contract_id), by=market_itself, now=NOW)
        db.session.commit()

    market_itself = replace(SYSTEM, role=Role.PRODUCER)
    market.do(end)
