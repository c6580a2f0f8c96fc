"""An approved contract is carried out step by step, each reported by the side that knows; two sides may end it."""

from datetime import UTC, date, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.domain.contracts.clauses import SampleBasis
from marketplace.domain.contracts.fixing import end_of
from marketplace.domain.contracts.life import ContractState
from marketplace.domain.contracts.milestones import Milestone, MilestoneStep, Report
from marketplace.domain.errors import MarketError, NotAllowed, NotFound, Refused, Stale
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import ContractId
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.record.events import Event
from marketplace.queries.contracts.showing import get_contract
from marketplace.services.contracts import ending, milestones
from marketplace.services.contracts.judging import approve_contract
from tests import agreements
from tests.agreements import Agreed
from tests.closing import let_close
from tests.market import NOW, Market
from tests.races import race
from tests.signing import let_go_on

REASON = "The road to the port is closed until March."
TODAY = NOW.date()
STEPS = tuple(MilestoneStep)


@pytest.fixture
def agreed(market: Market) -> Agreed:
    return agreements.approved(market, sample_basis=SampleBasis.NONE)


def report(agreed: Agreed, step: MilestoneStep, *, by: Viewer | None = None, day: date = TODAY) -> None:
    side = by or (agreed.maker if step in (MilestoneStep.ARRIVE, MilestoneStep.CLOSE) else agreed.producer)
    given = Report(step, day, "MSC Ana")
    agreed.market.do(milestones.report_milestone, agreed.id, given, seen=agreed.seen, by=side, now=NOW)


def carry(agreed: Agreed, until: MilestoneStep) -> None:
    for step in STEPS[: STEPS.index(until) + 1]:
        report(agreed, step)


def facts_of_last_event(agreed: Agreed) -> dict[str, Any]:
    own = select(Event.facts).where(Event.subject_kind == SubjectKind.CONTRACT, Event.subject_id == agreed.id)
    query = own.order_by(Event.id.desc()).limit(1)
    return agreed.market.do(lambda: db.session.scalars(query).one())


def test_each_side_reports_its_part_to_the_end(agreed: Agreed) -> None:
    carry(agreed, MilestoneStep.ARRIVE)
    let_close(agreed.market, agreed.id, now=NOW)
    report(agreed, MilestoneStep.CLOSE)
    page = agreed.market.do(get_contract, agreed.id, agreed.producer, now=NOW)
    assert [each.milestone for each in page.marks.milestones] == list(Milestone)[1:]
    assert page.line.milestone is Milestone.CLOSED


def test_a_report_keeps_its_day_and_note(agreed: Agreed) -> None:
    report(agreed, MilestoneStep.MAKE_READY)
    [mark] = agreed.market.do(get_contract, agreed.id, agreed.maker, now=NOW).marks.milestones
    assert (mark.day, mark.note) == (TODAY, "MSC Ana")


def test_the_maker_does_not_say_what_the_group_shipped(agreed: Agreed) -> None:
    with pytest.raises(NotAllowed):
        report(agreed, MilestoneStep.MAKE_READY, by=agreed.maker)


def test_no_milestone_is_left_out(agreed: Agreed) -> None:
    with pytest.raises(Refused, match=r"contract\.wrong_state"):
        report(agreed, MilestoneStep.SHIP)


def test_nothing_is_reported_of_a_contract_that_does_not_bind(market: Market) -> None:
    with pytest.raises(Refused, match=r"contract\.not_approved"):
        report(agreements.signed(market), MilestoneStep.MAKE_READY)


def test_tomorrow_has_not_happened(agreed: Agreed) -> None:
    with pytest.raises(Refused, match=r"milestone\.day_to_come"):
        report(agreed, MilestoneStep.MAKE_READY, day=TODAY + timedelta(days=1))


def test_without_an_approved_sample_nothing_leaves(market: Market) -> None:
    agreed = agreements.approved(market, sample_basis=SampleBasis.SAS)
    with pytest.raises(Refused) as no:
        report(agreed, MilestoneStep.MAKE_READY)
    assert no.value.code.startswith("sample.gate_")


def test_the_group_closes_only_when_no_claim_can_come(agreed: Agreed) -> None:
    carry(agreed, MilestoneStep.ARRIVE)
    with pytest.raises(Refused, match=r"milestone\.claims_open"):
        report(agreed, MilestoneStep.CLOSE, by=agreed.producer)


def test_the_last_day_to_claim_ends_in_lima(agreed: Agreed) -> None:
    carry(agreed, MilestoneStep.ARRIVE)
    evening = end_of(TODAY + timedelta(days=agreed.terms().claim_days)).astimezone(UTC)
    closing = partial(milestones.report_milestone, agreed.id, seen=agreed.seen, by=agreed.producer)
    with pytest.raises(Refused, match=r"milestone\.claims_open"):
        agreed.market.do(closing, report=Report(MilestoneStep.CLOSE, TODAY), now=evening)
    let_close(agreed.market, agreed.id, now=NOW)
    agreed.market.do(closing, report=Report(MilestoneStep.CLOSE, TODAY), now=evening + timedelta(seconds=1))


def test_a_contract_is_not_closed_while_weight_or_money_is_open(agreed: Agreed) -> None:
    carry(agreed, MilestoneStep.ARRIVE)
    with pytest.raises(Refused) as no:
        report(agreed, MilestoneStep.CLOSE)
    assert [each.code for each in no.value.reasons] == ["closing.settlement_missing", "closing.money_open"]


def test_a_stranger_reports_nothing(market: Market, agreed: Agreed) -> None:
    with pytest.raises(NotFound):
        report(agreed, MilestoneStep.MAKE_READY, by=market.a_producer())


def test_two_reports_at_once_are_one(market: Market, agreed: Agreed) -> None:
    seen, given = agreed.seen, Report(MilestoneStep.MAKE_READY, TODAY)
    people = (agreed.producer, market.a_person(agreed.producer.organization_id))
    works = [
        lambda by=by: market.do(milestones.report_milestone, agreed.id, given, seen=seen, by=by, now=NOW)
        for by in people
    ]
    outcomes = race(market, ("lots", agreed.row.lot_id), *works)
    assert sum(isinstance(each, Stale) for each in outcomes) == 1


def ask(agreed: Agreed, by: Viewer) -> None:
    agreed.market.do(ending.ask_to_end, agreed.id, REASON, seen=agreed.seen, by=by, now=NOW)


def test_two_sides_end_a_contract_and_the_bags_go_back(agreed: Agreed) -> None:
    ask(agreed, agreed.maker)
    agreed.market.do(ending.agree_to_end, agreed.id, seen=agreed.seen, by=agreed.producer, now=NOW)
    assert (agreed.state, agreed.reserved) == (ContractState.ENDED, 0)


def test_a_wish_to_end_lapses_once_the_cacao_has_left(agreed: Agreed) -> None:
    ask(agreed, agreed.maker)
    carry(agreed, MilestoneStep.SHIP)
    turns = {each.task for each in agreed.market.do(lambda: db.session.get_one(Contract, agreed.id).turns)}
    assert (agreed.row.end_asked_by_id, "contract.answer_end" in turns) == (None, False)


def test_what_may_be_due_back_stands_in_the_record(agreed: Agreed) -> None:
    ask(agreed, agreed.maker)
    agreed.market.do(ending.agree_to_end, agreed.id, seen=agreed.seen, by=agreed.producer, now=NOW)
    facts = facts_of_last_event(agreed)
    assert (facts["note"], facts["refund_due_at_most"]) == (REASON, str(agreed.terms().deposit.amount))


def test_a_wish_alone_ends_nothing(agreed: Agreed) -> None:
    ask(agreed, agreed.maker)
    assert (agreed.state, agreed.reserved) == (ContractState.APPROVED, 20)


def test_nobody_agrees_with_themselves(agreed: Agreed) -> None:
    ask(agreed, agreed.maker)
    with pytest.raises(NotAllowed, match=r"contract\.own_wish_to_end"):
        agreed.market.do(ending.agree_to_end, agreed.id, seen=agreed.seen, by=agreed.maker, now=NOW)


def test_nobody_agrees_to_what_was_not_asked(agreed: Agreed) -> None:
    with pytest.raises(Refused, match=r"contract\.end_not_asked"):
        agreed.market.do(ending.agree_to_end, agreed.id, seen=agreed.seen, by=agreed.maker, now=NOW)
    with pytest.raises(Refused, match=r"contract\.end_not_asked"):
        agreed.market.do(ending.keep_contract, agreed.id, None, seen=agreed.seen, by=agreed.maker, now=NOW)


@pytest.mark.parametrize("by", ["producer", "maker"])
def test_either_side_may_keep_it_and_it_may_be_asked_again(agreed: Agreed, by: str) -> None:
    ask(agreed, agreed.maker)
    agreed.market.do(ending.keep_contract, agreed.id, None, seen=agreed.seen, by=getattr(agreed, by), now=NOW)
    assert agreed.row.end_asked_by_id is None
    ask(agreed, agreed.producer)


def test_one_wish_at_a_time(agreed: Agreed) -> None:
    ask(agreed, agreed.maker)
    with pytest.raises(Refused, match=r"contract\.end_asked_already"):
        ask(agreed, agreed.producer)


def test_what_has_been_shipped_cannot_be_ended(agreed: Agreed) -> None:
    carry(agreed, MilestoneStep.SHIP)
    with pytest.raises(Refused, match=r"contract\.shipped_already"):
        ask(agreed, agreed.maker)


def test_what_is_shipped_after_the_wish_is_not_ended_any_more(agreed: Agreed) -> None:
    report(agreed, MilestoneStep.MAKE_READY)
    ask(agreed, agreed.maker)
    report(agreed, MilestoneStep.SHIP)
    with pytest.raises(Refused, match=r"contract\.end_not_asked"):
        agreed.market.do(ending.agree_to_end, agreed.id, seen=agreed.seen, by=agreed.producer, now=NOW)


def test_shipping_and_ending_at_once_do_not_both_happen(market: Market, agreed: Agreed) -> None:
    report(agreed, MilestoneStep.MAKE_READY)
    ask(agreed, agreed.maker)
    seen, colleague = agreed.seen, market.a_person(agreed.producer.organization_id)
    outcomes = race(
        market,
        ("lots", agreed.row.lot_id),
        lambda: market.do(ending.agree_to_end, agreed.id, seen=seen, by=agreed.producer, now=NOW),
        lambda: market.do(
            milestones.report_milestone, agreed.id, Report(MilestoneStep.SHIP, TODAY), seen=seen, by=colleague, now=NOW
        ),
    )
    assert sum(isinstance(each, MarketError) for each in outcomes) == 1
    assert (agreed.state, agreed.reserved) in {(ContractState.ENDED, 0), (ContractState.APPROVED, 20)}


def test_days_are_those_of_lima_also_in_its_evening(market: Market) -> None:
    producer, maker, facilitator = market.a_producer(), market.a_maker(), market.a_facilitator()
    evening = NOW.replace(day=24, hour=2)  # in Lima nine at night of the 23rd
    contract_id = ContractId(market.a_signed_contract(producer, maker, sample_basis=SampleBasis.NONE))
    agreed = Agreed(market, contract_id, producer, maker, facilitator)
    market.do(let_go_on, contract_id)
    market.do(approve_contract, contract_id, None, seen=agreed.seen, by=facilitator, now=evening)
    assert agreed.row.milestone_on == TODAY
    ready = [Report(MilestoneStep.MAKE_READY, day) for day in (evening.date(), TODAY)]
    with pytest.raises(Refused, match="day"):
        market.do(milestones.report_milestone, contract_id, ready[0], seen=agreed.seen, by=producer, now=evening)
    market.do(milestones.report_milestone, contract_id, ready[1], seen=agreed.seen, by=producer, now=evening)
    assert agreed.row.milestone_on == TODAY
