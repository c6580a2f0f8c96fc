"""A shipment moves all that it carries, or nothing; papers and samples keep it back."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from marketplace.domain.contracts.frames import CallOffState
from marketplace.domain.contracts.milestones import Milestone, MilestoneStep, Report
from marketplace.domain.errors import NotAllowed, NotFound, Refused, Stale
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import ContractId
from marketplace.domain.shipments.life import Moved, ShipmentState, ShipmentStep
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.contracts.call_offs import CallOff
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.shipments import ShipmentDay
from marketplace.models.rows.record.events import Event
from marketplace.services.call_offs import call_bags, confirm_call
from marketplace.services.contracts.ending import agree_to_end, ask_to_end
from marketplace.services.contracts.milestones import report_milestone
from marketplace.services.shipments.moving import move_shipment
from marketplace.services.shipments.planning import (
    Choice,
    Stated,
    add_contract,
    change_shipment,
    drop_contract,
    plan_shipment,
)
from tests.approved import Approved
from tests.domain.samples import mass
from tests.market import NOW, Market
from tests.races import race
from tests.shipping import DAYS, TODAY, Aboard, some_shipment
from tests.signing import version_of
from tests.web.afterwards import FRAME

T = ShipmentStep


def gaps(market: Market) -> list[tuple[str, int, int]]:
    """List versions of shipments and of what they carry that no event tells of."""
    kinds = (SubjectKind.SHIPMENT, SubjectKind.CARGO)
    query = select(Event.subject_kind, Event.subject_id, Event.version).where(Event.subject_kind.in_(kinds))
    told: dict[tuple[str, int], set[int]] = {}
    for kind, number, version in market.do(lambda: db.session.execute(query).all()):
        told.setdefault((kind, number), set()).add(version)
    return [(*key, each) for key, found in told.items() for each in set(range(1, max(found))) - found]


def test_every_contract_aboard_moves_with_its_shipment(market: Market) -> None:
    found = Aboard.in_market(market, count=2)
    seen = []
    found.move(T.LOAD)
    seen.append(found.milestones())
    found.move(T.SHIP)
    seen.append(found.milestones())
    found.bring_papers()
    found.move(T.SEND_DOCUMENTS)
    found.move(T.ARRIVE)
    seen.append(found.milestones())
    wanted = [Milestone.READY_TO_SHIP, Milestone.SHIPPED, Milestone.ARRIVED]
    assert (seen, found.state, gaps(market)) == ([[each] * 2 for each in wanted], ShipmentState.ARRIVED, [])


def test_a_sample_that_nobody_approved_keeps_the_whole_container(market: Market) -> None:
    found = Aboard.in_market(market, count=2, sample_basis="sas")
    with pytest.raises(Refused, match=r"sample\."):
        found.move(T.LOAD)
    assert (found.state, found.milestones()) == (ShipmentState.PLANNED, [Milestone.PREPARING] * 2)


def test_documents_are_not_sent_while_one_is_missing(market: Market) -> None:
    found = Aboard.in_market(market)
    found.move(T.LOAD)
    found.move(T.SHIP)
    with pytest.raises(Refused, match=r"shipment\.papers_missing"):
        found.move(T.SEND_DOCUMENTS)
    assert found.milestones() == [Milestone.SHIPPED]


def test_a_container_without_number_and_seal_does_not_leave(market: Market) -> None:
    found = Aboard.in_market(market)
    bare = some_shipment(container_number=None, seal=None)
    stated = Stated(bare, DAYS)
    market.do(change_shipment, found.id, stated, seen=found.row.version, by=found.facilitator, now=NOW)
    found.move(T.LOAD)
    with pytest.raises(Refused) as no:
        found.move(T.SHIP)
    assert [each.code for each in no.value.reasons] == ["shipment.container_number_missing", "shipment.seal_missing"]


def test_a_side_reports_no_milestone_that_the_shipment_reports(market: Market) -> None:
    found = Aboard.in_market(market)
    found.move(T.LOAD)
    contract_id = found.contracts[0]
    seen = market.do(lambda: db.session.get_one(Contract, contract_id).version)
    report = Report(MilestoneStep.SHIP, TODAY)
    with pytest.raises(Refused, match=r"milestone\.by_shipment"):
        market.do(report_milestone, contract_id, report, seen=seen, by=found.producer, now=NOW)


def test_a_contract_is_never_in_two_shipments(market: Market) -> None:
    found = Aboard.in_market(market)
    chosen = [Choice(found.contracts[0])]
    with pytest.raises(Refused, match=r"cargo\.aboard_already"):
        market.do(plan_shipment, some_shipment(), DAYS, chosen=chosen, by=found.producer, now=NOW)


def test_of_two_who_ship_the_same_contract_at_once_one_is_refused(market: Market) -> None:
    producer, facilitator = market.a_producer(), market.a_facilitator()
    contract_id = ContractId(market.an_approved_contract(producer, market.a_maker(), facilitator=facilitator))
    chosen = [Choice(contract_id)]

    def plan(by: Viewer) -> object:
        return market.do(plan_shipment, some_shipment(), DAYS, chosen=chosen, by=by, now=NOW)

    lot_id = market.do(lambda: db.session.get_one(Contract, contract_id).lot_id)
    answers = race(market, ("lots", lot_id), lambda: plan(producer), lambda: plan(facilitator))
    assert sorted(type(each).__name__ for each in answers) == ["Refused", "int"]


def test_a_group_ships_no_other_groups_cacao(market: Market) -> None:
    other = market.a_producer()
    contract_id = ContractId(market.an_approved_contract(market.a_producer(), market.a_maker()))
    with pytest.raises(Refused, match=r"cargo\.not_yours"):
        market.do(plan_shipment, some_shipment(), DAYS, chosen=[Choice(contract_id)], by=other, now=NOW)


def test_a_contract_that_allows_no_company_travels_alone(market: Market) -> None:
    with pytest.raises(Refused, match=r"cargo\.travels_alone"):
        Aboard.in_market(market, count=2, may_consolidate=False)


def test_more_than_a_container_holds_does_not_travel_in_it(market: Market) -> None:
    found = Aboard.in_market(market, count=2)
    small = replace(some_shipment(), capacity=mass(1999))
    with pytest.raises(Refused, match=r"shipment\.too_full"):
        market.do(change_shipment, found.id, Stated(small, DAYS), seen=found.row.version, by=found.facilitator, now=NOW)


def test_what_was_taken_off_may_travel_with_another(market: Market) -> None:
    found = Aboard.in_market(market, count=2)
    market.do(drop_contract, found.id, found.cargo_ids[0], seen=found.row.version, by=found.facilitator, now=NOW)
    chosen = [Choice(found.contracts[0])]
    other = market.do(plan_shipment, some_shipment(), DAYS, chosen=chosen, by=found.producer, now=NOW)
    assert (other != found.id, len(found.cargo_ids), gaps(market)) == (True, 1, [])


def test_one_more_contract_comes_aboard_before_it_leaves(market: Market) -> None:
    found = Aboard.in_market(market)
    more = ContractId(market.an_approved_contract(found.producer, market.a_maker(), sample_basis="none"))
    market.do(add_contract, found.id, Choice(more), seen=found.row.version, by=found.facilitator, now=NOW)
    found.move(T.LOAD)
    assert market.do(lambda: db.session.get_one(Contract, more).milestone) is Milestone.READY_TO_SHIP


def test_a_contract_that_ends_leaves_its_shipment_which_is_cancelled_when_empty(market: Market) -> None:
    found = Aboard.in_market(market)
    contract_id = found.contracts[0]
    seen = market.do(version_of, contract_id)
    market.do(ask_to_end, contract_id, "The harvest failed.", seen=seen, by=found.producer, now=NOW)
    market.do(agree_to_end, contract_id, seen=market.do(version_of, contract_id), by=found.makers[0], now=NOW)
    assert (found.state, found.cargo_ids, gaps(market)) == (ShipmentState.CANCELLED, [], [])


def test_a_cancelled_shipment_gives_its_contracts_free(market: Market) -> None:
    found = Aboard.in_market(market, count=2)
    found.move(T.CANCEL)
    assert (found.cargo_ids, found.state) == ([], ShipmentState.CANCELLED)


def test_with_cacao_of_several_makers_aboard_none_of_them_reports_the_arrival(market: Market) -> None:
    found = Aboard.in_market(market, count=2)
    found.move(T.LOAD)
    found.move(T.SHIP)
    found.bring_papers()
    found.move(T.SEND_DOCUMENTS)
    with pytest.raises(NotAllowed, match=r"shipment\.several_makers"):
        found.move(T.ARRIVE, by=found.makers[0])


def test_a_group_moves_its_own_shipment_and_its_maker_reports_the_arrival(market: Market) -> None:
    found = Aboard.in_market(market, by="producer")
    for step in (T.LOAD, T.SHIP):
        found.move(step, by=found.producer)
    found.bring_papers()
    found.move(T.SEND_DOCUMENTS, by=found.producer)
    found.move(T.ARRIVE, by=found.makers[0])
    assert found.milestones() == [Milestone.ARRIVED]


def test_a_stranger_learns_of_no_shipment(market: Market) -> None:
    found = Aboard.in_market(market)
    with pytest.raises(NotFound):
        found.move(T.LOAD, by=market.a_maker())


def test_of_two_who_move_it_at_once_the_second_is_told(market: Market) -> None:
    found = Aboard.in_market(market)
    seen = found.row.version

    def move() -> object:
        moved = Moved(T.LOAD, TODAY)
        return market.do(move_shipment, found.id, moved, seen=seen, by=found.facilitator, now=NOW)

    lot_id = market.do(lambda: db.session.get_one(Contract, found.contracts[0]).lot_id)
    answers = race(market, ("lots", lot_id), move, move)
    assert sorted(type(each).__name__ for each in answers) == ["NoneType", Stale.__name__]


def test_each_day_that_was_said_is_kept(market: Market) -> None:
    found = Aboard.in_market(market)
    later = replace(DAYS, arrive_on=DAYS.arrive_on.replace(day=28))
    market.do(
        change_shipment,
        found.id,
        Stated(some_shipment(), later, "The vessel waits at Callao."),
        seen=found.row.version,
        by=found.facilitator,
        now=NOW,
    )
    found.move(T.LOAD)
    query = select(ShipmentDay.stage, ShipmentDay.certainty).order_by(ShipmentDay.id)
    said = [f"{stage.value} {sure.value}" for stage, sure in market.do(lambda: db.session.execute(query).all())]
    assert said[3:] == ["arrival expected", "loading actual"]


def test_a_confirmed_call_off_ships_with_the_rest(market: Market) -> None:
    deal = Approved.in_market(market, sample_basis="none", frame=FRAME)
    first = select(CallOff).order_by(CallOff.id)
    row = market.do(lambda: db.session.scalars(first).all()[0])
    chosen = [Choice(deal.id, row.id)]
    with pytest.raises(Refused, match=r"cargo\.needs_call_off"):
        market.do(plan_shipment, some_shipment(), DAYS, chosen=chosen, by=deal.producer, now=NOW)
    market.do(call_bags, row.id, 10, seen=row.version, by=deal.maker, now=NOW)
    market.do(confirm_call, row.id, date(2027, 1, 4), seen=row.version + 1, by=deal.producer, now=NOW)
    number = market.do(plan_shipment, some_shipment(), DAYS, chosen=chosen, by=deal.producer, now=NOW)
    found = Aboard(market, deal.producer, [deal.maker], deal.facilitator, [deal.id], number)
    found.move(T.LOAD)
    found.move(T.SHIP)
    after = market.do(lambda: db.session.scalars(first).all()[0])
    assert (after.state, after.shipped_on) == (CallOffState.SHIPPED, TODAY)
