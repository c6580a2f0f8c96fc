"""Papers are brought by one side and read by the other; weights on arrival lead to the settlement, storage to money."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.domain.contracts.clauses import Document, Side
from marketplace.domain.contracts.milestones import Milestone, MilestoneStep, Report
from marketplace.domain.contracts.settlement import Weighing
from marketplace.domain.errors import NotAllowed, NotFound, Refused, Stale
from marketplace.domain.money import Currency, Money
from marketplace.domain.payments.life import InstalmentKind
from marketplace.domain.shipments.arrivals import Arrival, Loaded
from marketplace.domain.shipments.freight import CostKind, CostTerms
from marketplace.domain.shipments.life import ShipmentState, ShipmentStep
from marketplace.domain.shipments.papers import PaperFacts, PaperKind, PaperState, PaperStep
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.shipments import Cargo, ShipmentCost, ShippingPaper
from marketplace.models.rows.money.instalments import Instalment
from marketplace.services.contracts.milestones import report_milestone
from marketplace.services.settlements import agree_weight, state_weight
from marketplace.services.shipments.arrivals import note_arrival, take_over, weigh_cargo
from marketplace.services.shipments.costs import record_cost, remove_cost
from marketplace.services.shipments.papers import Answer, Upload, answer_paper, upload_paper
from marketplace.services.shipments.planning import Choice, plan_shipment
from tests.approved import Approved
from tests.closing import let_close
from tests.domain.samples import mass
from tests.market import NOW, Market
from tests.shipping import DAYS, TODAY, Aboard, some_shipment
from tests.signing import version_of

INVOICE = Upload(PaperKind.INVOICE, PaperFacts("F001-23", TODAY))
REFUSE = Answer(PaperKind.INVOICE, PaperStep.REFUSE, "The total has a mistake.")


@pytest.fixture
def aboard(market: Market) -> Aboard:
    return Aboard.in_market(market)


def cargo(found: Aboard) -> Cargo:
    return found.market.do(lambda: db.session.get_one(Cargo, found.cargo_ids[0]))


def bring(found: Aboard) -> None:
    found.market.do(upload_paper, found.cargo_ids[0], INVOICE, by=found.producer, now=NOW)


def answer(found: Aboard, step: PaperStep, *, by: Any, note: str | None = None) -> None:
    found.market.do(answer_paper, found.cargo_ids[0], Answer(PaperKind.INVOICE, step, note), by=by, now=NOW)


def test_a_refused_paper_is_brought_anew_and_accepted_for_good(aboard: Aboard) -> None:
    bring(aboard)
    aboard.market.do(answer_paper, aboard.cargo_ids[0], REFUSE, by=aboard.makers[0], now=NOW)
    assert ("cargo.bring_papers", aboard.producer.organization_id) in aboard.turns("cargo")
    bring(aboard)
    answer(aboard, PaperStep.ACCEPT, by=aboard.makers[0])
    with pytest.raises(Refused, match=r"cargo\.wrong_state"):
        bring(aboard)


def test_nobody_accepts_the_own_paper_or_brings_the_others(aboard: Aboard) -> None:
    own = aboard.cargo_ids[0]
    with pytest.raises(NotAllowed, match=r"paper\.others_bring"):
        aboard.market.do(upload_paper, own, INVOICE, by=aboard.makers[0], now=NOW)
    aboard.market.do(upload_paper, own, INVOICE, by=aboard.producer, now=NOW)
    with pytest.raises(NotAllowed, match=r"paper\.own"):
        answer(aboard, PaperStep.ACCEPT, by=aboard.producer)


def test_a_paper_without_number_or_file_is_none(aboard: Aboard) -> None:
    empty = Upload(PaperKind.INVOICE, PaperFacts())
    with pytest.raises(Refused, match=r"paper\.empty"):
        aboard.market.do(upload_paper, aboard.cargo_ids[0], empty, by=aboard.producer, now=NOW)


def test_what_is_not_needed_does_not_hold_up_the_documents(aboard: Aboard) -> None:
    for kind in aboard.papers(aboard.cargo_ids[0], Side.PRODUCER):
        said = Answer(kind, PaperStep.WAIVE, "The customs office does not ask for it.")
        aboard.market.do(answer_paper, aboard.cargo_ids[0], said, by=aboard.facilitator, now=NOW)
    for step in (ShipmentStep.LOAD, ShipmentStep.SHIP, ShipmentStep.SEND_DOCUMENTS):
        aboard.move(step)
    assert aboard.state is ShipmentState.DOCUMENTS_SENT


def test_a_paper_that_the_route_does_not_ask_for_is_unknown(aboard: Aboard) -> None:
    upload = Upload(PaperKind.FDA_PRIOR_NOTICE, PaperFacts("1"))
    with pytest.raises(NotFound, match=r"paper\.unknown"):
        aboard.market.do(upload_paper, aboard.cargo_ids[0], upload, by=aboard.facilitator, now=NOW)


def test_a_stranger_learns_of_no_paper(aboard: Aboard) -> None:
    with pytest.raises(NotFound, match=r"cargo\.unknown"):
        aboard.market.do(upload_paper, aboard.cargo_ids[0], INVOICE, by=aboard.market.a_producer(), now=NOW)


def test_costs_are_written_down_and_taken_away_by_whoever_organizes(aboard: Aboard) -> None:
    cost = CostTerms(CostKind.FREIGHT, Money(Decimal(900), Currency.USD), "MSC 4711")
    with pytest.raises(NotAllowed):
        aboard.market.do(record_cost, aboard.id, cost, seen=aboard.row.version, by=aboard.producer, now=NOW)
    aboard.market.do(record_cost, aboard.id, cost, seen=aboard.row.version, by=aboard.facilitator, now=NOW)
    number = aboard.market.do(lambda: db.session.scalars(select(ShipmentCost.id)).one())
    with pytest.raises(Stale):
        aboard.market.do(remove_cost, aboard.id, number, seen=1, by=aboard.facilitator, now=NOW)
    aboard.market.do(remove_cost, aboard.id, number, seen=aboard.row.version, by=aboard.facilitator, now=NOW)
    assert aboard.market.do(lambda: db.session.scalars(select(ShipmentCost)).all()) == []


def test_the_group_weighs_and_the_maker_says_what_arrived(aboard: Aboard) -> None:
    own = aboard.cargo_ids[0]
    loaded = Loaded(mass(1001), mass("1015.5"))
    aboard.market.do(weigh_cargo, own, loaded, seen=cargo(aboard).version, by=aboard.producer, now=NOW)
    early = Arrival(mass(985), 20)
    with pytest.raises(Refused, match=r"cargo\.not_arrived"):
        aboard.market.do(note_arrival, own, early, seen=cargo(aboard).version, by=aboard.makers[0], now=NOW)
    aboard.arrive()
    with pytest.raises(NotAllowed):
        aboard.market.do(note_arrival, own, early, seen=cargo(aboard).version, by=aboard.producer, now=NOW)
    aboard.market.do(note_arrival, own, early, seen=cargo(aboard).version, by=aboard.makers[0], now=NOW)
    row = cargo(aboard)
    assert (row.loaded_weight, row.arrived_weight, aboard.turns("cargo") & {("cargo.note_arrival", None)}) == (
        mass(1001),
        mass(985),
        set(),
    )


def test_storage_is_added_to_what_is_due_until_the_cacao_is_taken_over(market: Market) -> None:
    found = Aboard.in_market(market, storage_rate=Decimal(30), storage_free_days=0)
    found.arrive()
    contract_id, maker, later = found.contracts[0], found.makers[0], NOW + timedelta(days=10)
    weighing = Weighing(mass(1000), TODAY)
    market.do(state_weight, contract_id, weighing, seen=None, by=maker, now=NOW)
    market.do(agree_weight, contract_id, seen=1, by=found.producer, now=NOW)
    market.do(take_over, found.cargo_ids[0], later.date(), seen=cargo(found).version, by=maker, now=later)
    query = select(Instalment).where(Instalment.contract_id == contract_id, Instalment.kind == InstalmentKind.FINAL)
    [row] = market.do(lambda: db.session.scalars(query).all())
    assert (row.price, row.fee) == (Decimal("10.00"), Decimal(0))


def test_the_last_contract_that_is_closed_closes_its_shipment(market: Market) -> None:
    found = Aboard.in_market(market, count=2)
    found.arrive()
    states = []
    for contract_id, maker in zip(found.contracts, found.makers, strict=True):
        let_close(market, contract_id, now=NOW)
        report, seen = Report(MilestoneStep.CLOSE, TODAY), market.do(version_of, contract_id)
        market.do(report_milestone, contract_id, report, seen=seen, by=maker, now=NOW)
        states.append(found.state)
    assert states == [ShipmentState.ARRIVED, ShipmentState.CLOSED]
    assert found.milestones() == [Milestone.CLOSED] * 2
    assert found.turns("cargo", "shipment") == set()


def test_a_shipment_is_not_closed_before_its_contracts(market: Market) -> None:
    found = Aboard.in_market(market)
    found.arrive()
    with pytest.raises(Refused, match=r"shipment\.not_all_closed"):
        found.move(ShipmentStep.CLOSE)
    assert market.do(lambda: db.session.get_one(Contract, found.contracts[0]).milestone) is Milestone.ARRIVED
    assert found.papers(found.cargo_ids[0], Side.PRODUCER, PaperState.MISSING) == []


def test_an_amendment_brings_the_checklist_of_what_is_aboard_in_step(market: Market) -> None:
    deal = Approved.in_market(market, sample_basis="none")
    choice = [Choice(deal.id)]
    number = market.do(plan_shipment, some_shipment(), DAYS, chosen=choice, by=deal.facilitator, now=NOW)
    papers = select(ShippingPaper.kind).join(Cargo).where(Cargo.shipment_id == number)
    before = set(market.do(lambda: db.session.scalars(papers).all()))
    deal.amend(documents=tuple(each for each in deal.terms.documents if each is not Document.LABORATORY_REPORTS))
    assert before - set(market.do(lambda: db.session.scalars(papers).all())) == {PaperKind.LABORATORY_REPORTS}
