"""A contract waits for its pre-shipment sample; a second rejection leaves the maker three ways."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from marketplace.domain.contracts.clauses import SampleBasis, SampleRemedy
from marketplace.domain.contracts.life import ContractState
from marketplace.domain.contracts.milestones import Milestone, MilestoneStep, Report
from marketplace.domain.errors import NotAllowed, Refused
from marketplace.domain.ids import ContractId, SampleId
from marketplace.domain.money import Currency, Money
from marketplace.domain.samples.life import SampleKind, SampleState
from marketplace.domain.samples.requests import Drawing
from marketplace.domain.samples.standing import Allowance, Standing
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.samples import Sample
from marketplace.models.rows.market.lots import Lot
from marketplace.models.samples.steps import agreed_allowance, sample_standing
from marketplace.services.contracts.milestones import report_milestone
from marketplace.services.samples.answers import decline_sample, quote_fee
from marketplace.services.samples.requests import call_for_pre_shipment, cancel_sample, draw_sample
from marketplace.services.samples.verdicts import (
    ask_allowance,
    call_off,
    deny_allowance,
    grant_allowance,
    judge_sample,
    replace_sample,
)
from tests.market import NOW, Market
from tests.tasting import ADDRESS, NO, TODAY, TWENTY, YES, Tasting, days

WHY = "Smoky in every cup."


@pytest.fixture
def tasting(market: Market) -> Tasting:
    market.set_references()
    return Tasting.of(market)


def contract(tasting: Tasting, contract_id: ContractId) -> Contract:
    return tasting.market.do(lambda: db.session.get_one(Contract, contract_id))


def standing(tasting: Tasting, contract_id: ContractId) -> Standing:
    return tasting.market.do(lambda: sample_standing(db.session.get_one(Contract, contract_id)))


def make_ready(tasting: Tasting, contract_id: ContractId) -> None:
    seen = contract(tasting, contract_id).version
    report = Report(MilestoneStep.MAKE_READY, TODAY)
    tasting.do(report_milestone, contract_id, report, seen=seen, by=tasting.producer)


def test_an_approved_contract_asks_the_group_for_a_sample_at_once(tasting: Tasting) -> None:
    contract_id = tasting.a_contract()
    row = tasting.row(tasting.newest(contract_id))
    assert (row.kind, row.state, row.number) == (SampleKind.PRE_SHIPMENT, SampleState.REQUESTED, 1)
    assert standing(tasting, contract_id) is Standing.TO_SEND


def test_a_contract_without_sample_asks_for_none(tasting: Tasting) -> None:
    contract_id = tasting.a_contract(sample_basis=SampleBasis.NONE)
    assert standing(tasting, contract_id) is Standing.NONE_NEEDED
    assert not tasting.newest(contract_id)
    with pytest.raises(Refused, match=r"sample\.none_agreed"):
        tasting.do(call_for_pre_shipment, contract_id, by=tasting.maker)


def test_the_cacao_stays_until_the_sample_is_approved(tasting: Tasting) -> None:
    contract_id = tasting.a_contract()
    with pytest.raises(Refused):
        make_ready(tasting, contract_id)
    tasting.judged(YES, tasting.newest(contract_id))
    make_ready(tasting, contract_id)
    assert contract(tasting, contract_id).milestone is Milestone.READY_TO_SHIP


def test_the_verdict_is_due_when_the_contract_says(tasting: Tasting) -> None:
    contract_id = tasting.a_contract(sample_days=14)
    sample_id = tasting.received(tasting.newest(contract_id))
    assert tasting.row(sample_id).due_at == NOW + days(14)


@pytest.mark.parametrize(
    ("work", "facts", "side"),
    [
        (decline_sample, ["We keep it."], "producer"),
        (cancel_sample, [None], "maker"),
        (quote_fee, [TWENTY], "producer"),
    ],
)
def test_what_the_contract_asks_for_is_not_up_for_talk(
    tasting: Tasting, work: Any, facts: list[Any], side: str
) -> None:
    sample_id = tasting.newest(tasting.a_contract())
    with pytest.raises(Refused, match=r"sample\.owed_by_contract"):
        tasting.step(work, sample_id, *facts, by=getattr(tasting, side))


def test_after_the_first_no_a_second_sample_is_due_at_once(tasting: Tasting) -> None:
    contract_id = tasting.a_contract()
    first = tasting.judged(NO, tasting.newest(contract_id))
    second = tasting.row(tasting.newest(contract_id))
    assert (tasting.state(first), second.number, second.state) == (SampleState.REJECTED, 2, SampleState.REQUESTED)
    assert standing(tasting, contract_id) is Standing.REJECTED_ONCE


def test_after_the_second_no_the_maker_must_choose(tasting: Tasting) -> None:
    contract_id = tasting.a_contract()
    second = tasting.rejected_twice(contract_id)
    assert (tasting.state(second), standing(tasting, contract_id)) == (SampleState.UNRESOLVED, Standing.REJECTED_TWICE)


def test_a_contract_may_leave_the_remedy_to_the_first_no(tasting: Tasting) -> None:
    contract_id = tasting.a_contract(sample_remedy=SampleRemedy.PRICE_ALLOWANCE)
    first = tasting.judged(NO, tasting.newest(contract_id))
    assert (tasting.state(first), tasting.newest(contract_id)) == (SampleState.UNRESOLVED, first)


def test_an_allowance_that_both_sides_agreed_lets_the_cacao_go(tasting: Tasting) -> None:
    contract_id = tasting.a_contract()
    second = tasting.rejected_twice(contract_id)
    tasting.step(ask_allowance, second, Decimal("150.50"), by=tasting.maker)
    tasting.step(grant_allowance, second, by=tasting.producer)
    found = tasting.market.do(lambda: agreed_allowance(db.session.get_one(Contract, contract_id)))
    assert found == Allowance(second, Money(Decimal("150.50"), Currency.USD))
    assert standing(tasting, contract_id) is Standing.REMEDIED
    make_ready(tasting, contract_id)


def test_without_a_yes_there_is_no_allowance(tasting: Tasting) -> None:
    contract_id = tasting.a_contract()
    second = tasting.rejected_twice(contract_id)
    tasting.step(ask_allowance, second, Decimal(150), by=tasting.maker)
    tasting.step(deny_allowance, second, "The beans are sound.", by=tasting.producer)
    row = tasting.row(second)
    assert (row.state, row.allowance, row.note) == (SampleState.UNRESOLVED, None, "The beans are sound.")
    assert tasting.market.do(lambda: agreed_allowance(db.session.get_one(Contract, contract_id))) is None


def test_nobody_grants_the_own_wish(tasting: Tasting) -> None:
    second = tasting.rejected_twice(tasting.a_contract())
    tasting.step(ask_allowance, second, Decimal(150), by=tasting.maker)
    with pytest.raises(NotAllowed, match=r"sample\.wrong_role"):
        tasting.step(grant_allowance, second, by=tasting.maker)


@pytest.mark.parametrize(("amount", "code"), [("0", "allowance_out_of_range"), ("99999", "allowance_out_of_range")])
def test_an_allowance_is_less_than_the_price(tasting: Tasting, amount: str, code: str) -> None:
    second = tasting.rejected_twice(tasting.a_contract())
    with pytest.raises(Refused, match=code):
        tasting.step(ask_allowance, second, Decimal(amount), by=tasting.maker)


def test_an_allowance_breaks_no_floor(tasting: Tasting) -> None:
    lot_id = tasting.market.a_lot(tasting.producer, certificates=["FAIRTRADE"])
    second = tasting.rejected_twice(tasting.a_contract(lot_id=lot_id))
    with pytest.raises(Refused, match=r"price\.below_fairtrade_floor"):
        tasting.step(ask_allowance, second, Decimal(3_000), by=tasting.maker)


def test_the_maker_may_ask_for_a_sample_of_other_bags(tasting: Tasting) -> None:
    contract_id = tasting.a_contract()
    second = tasting.rejected_twice(contract_id)
    tasting.step(replace_sample, second, "Of other bags, please.", by=tasting.maker)
    third = tasting.newest(contract_id)
    assert (tasting.state(second), tasting.row(third).number) == (SampleState.REPLACED, 3)
    tasting.judged(YES, third)
    assert standing(tasting, contract_id) is Standing.APPROVED


def test_the_maker_may_call_the_contract_off_and_the_bags_are_free(tasting: Tasting) -> None:
    lot_id = tasting.market.a_lot(tasting.producer)
    contract_id = tasting.a_contract(lot_id=lot_id)
    second = tasting.rejected_twice(contract_id)
    tasting.step(call_off, second, WHY, by=tasting.maker)
    reserved = tasting.market.do(lambda: db.session.get_one(Lot, lot_id).reserved_bags)
    found = (tasting.state(second), contract(tasting, contract_id).state, reserved)
    assert found == (SampleState.CALLED_OFF, ContractState.ENDED, 0)


def test_the_group_may_not_call_off_what_the_contract_leaves_to_the_maker(tasting: Tasting) -> None:
    second = tasting.rejected_twice(tasting.a_contract())
    with pytest.raises(NotAllowed, match=r"sample\.makers_choice"):
        tasting.step(call_off, second, WHY, by=tasting.producer)


@pytest.mark.parametrize(
    "terms", [{"sample_basis": SampleBasis.NANS}, {"sample_remedy": SampleRemedy.CANCEL}], ids=["nans", "cancel"]
)
def test_either_side_may_call_off_where_the_contract_says_so(tasting: Tasting, terms: dict[str, Any]) -> None:
    contract_id = tasting.a_contract(**terms)
    first = tasting.judged(NO, tasting.newest(contract_id))
    last = first if tasting.state(first) is SampleState.UNRESOLVED else tasting.judged(NO, tasting.newest(contract_id))
    tasting.step(call_off, last, WHY, by=tasting.producer)
    assert contract(tasting, contract_id).state is ContractState.ENDED


def test_only_one_pre_shipment_sample_is_open(tasting: Tasting) -> None:
    contract_id = tasting.a_contract()
    with pytest.raises(Refused, match=r"sample\.open_already"):
        tasting.do(call_for_pre_shipment, contract_id, by=tasting.producer)
    tasting.judged(YES, tasting.newest(contract_id))
    with pytest.raises(Refused, match=r"sample\.approved_already"):
        tasting.do(call_for_pre_shipment, contract_id, by=tasting.producer)


def test_a_contract_of_old_may_be_asked_for_its_sample(tasting: Tasting) -> None:
    contract_id = tasting.a_contract()
    first = tasting.newest(contract_id)
    change(tasting, Sample, first, state=SampleState.CANCELLED)
    second = tasting.do(call_for_pre_shipment, contract_id, by=tasting.maker)
    assert tasting.row(second).number == 2


def test_an_arrival_sample_is_drawn_once_the_cacao_has_come(tasting: Tasting) -> None:
    contract_id = tasting.a_contract()
    drawing = Drawing(grams=300, drawn_on=TODAY - days(2), address=ADDRESS)
    with pytest.raises(Refused, match=r"sample\.not_arrived"):
        tasting.do(draw_sample, contract_id, SampleKind.ARRIVAL, drawing=drawing, by=tasting.maker)
    change(tasting, Contract, contract_id, milestone=Milestone.ARRIVED)
    sample_id = tasting.do(draw_sample, contract_id, SampleKind.ARRIVAL, drawing=drawing, by=tasting.maker)
    row = tasting.row(sample_id)
    assert (row.state, row.due_at) == (SampleState.RECEIVED, NOW + days(8))
    tasting.step(judge_sample, sample_id, replace(NO, tasted_on=TODAY), by=tasting.maker)
    assert tasting.state(sample_id) is SampleState.REJECTED


def test_an_arbitration_sample_is_judged_by_a_facilitator(tasting: Tasting) -> None:
    contract_id = tasting.a_contract()
    change(tasting, Contract, contract_id, milestone=Milestone.ARRIVED)
    drawing = Drawing(grams=300, drawn_on=TODAY, address="Laboratory of the arbitrators, Le Havre")
    sample_id = tasting.do(draw_sample, contract_id, SampleKind.ARBITRATION, drawing=drawing, by=tasting.producer)
    with pytest.raises(NotAllowed, match=r"sample\.wrong_role"):
        tasting.step(judge_sample, sample_id, YES, by=tasting.maker)
    tasting.step(judge_sample, sample_id, YES, by=tasting.market.a_facilitator())
    assert tasting.state(sample_id) is SampleState.APPROVED


def test_what_is_sent_is_not_drawn_and_what_is_the_makers_is_not_the_groups(tasting: Tasting) -> None:
    contract_id = tasting.a_contract()
    change(tasting, Contract, contract_id, milestone=Milestone.ARRIVED)
    drawing = Drawing(grams=300, drawn_on=TODAY, address=ADDRESS)
    with pytest.raises(Refused, match=r"sample\.not_drawn"):
        tasting.do(draw_sample, contract_id, SampleKind.PRE_SHIPMENT, drawing=drawing, by=tasting.maker)
    with pytest.raises(NotAllowed, match=r"sample\.wrong_role"):
        tasting.do(draw_sample, contract_id, SampleKind.ARRIVAL, drawing=drawing, by=tasting.producer)


def test_a_contract_that_is_not_in_force_asks_for_nothing(tasting: Tasting) -> None:
    contract_id = ContractId(tasting.market.a_contract(tasting.producer, tasting.maker))
    with pytest.raises(Refused, match=r"sample\.contract_not_in_force"):
        tasting.do(call_for_pre_shipment, contract_id, by=tasting.maker)


def change(tasting: Tasting, kind: Any, key: int | SampleId | date, **columns: Any) -> None:
    """Put a row where a test needs it."""

    def work() -> None:
        row = db.session.get_one(kind, key)
        for name, value in columns.items():
            setattr(row, name, value)
        db.session.commit()

    tasting.market.do(work)
