"""A contract in force gets more bags of its lot, or fewer, and everything that hangs on them follows."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select, update

from marketplace.domain.contracts.changes import ANSWER_WITHIN, AmendmentState
from marketplace.domain.contracts.milestones import MilestoneStep, Report
from marketplace.domain.errors import NotAllowed, Refused
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import ContractId, LotId
from marketplace.domain.lots import LotState
from marketplace.domain.mass import Mass
from marketplace.models.base import db
from marketplace.models.lots.ledger import commitments
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.shipments import Cargo, Shipment
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.money.instalments import Instalment
from marketplace.models.rows.record.events import Event
from marketplace.services.amendments.answering import expire_amendment, refuse_amendment
from marketplace.services.amendments.judging import reject_amendment
from marketplace.services.bids.answering import accept_bid
from marketplace.services.contracts.ending import agree_to_end, ask_to_end
from marketplace.services.contracts.judging import approve_contract
from marketplace.services.contracts.milestones import report_milestone
from tests import signing
from tests.approved import REASON, Approved
from tests.bids import Talk
from tests.market import NOW, Market
from tests.paying import faults_of_books
from tests.races import race
from tests.shipping import Aboard

LOT = 120


@pytest.fixture
def deal(market: Market) -> Approved:
    return Approved.in_market(market, sample_basis="none")


def change_lot(deal: Approved, **columns: Any) -> None:
    lot_id = deal.contract.lot_id

    def put() -> None:
        db.session.execute(update(Lot).where(Lot.id == lot_id).values(**columns))
        db.session.commit()

    deal.market.do(put)


def approved_of(talk: Talk, contract_id: int) -> Approved:
    """Let a contract that was drafted of a bid be signed and approved."""
    market, facilitator = talk.market, talk.market.a_facilitator()

    def sign() -> int:
        contract = db.session.get_one(Contract, contract_id)
        signing.settle(contract, NOW, sample_basis="none")
        signing.sign_for_both(contract, producer=talk.producer, maker=talk.maker, now=NOW)
        db.session.commit()
        return contract.version

    market.do(approve_contract, ContractId(contract_id), None, seen=market.do(sign), by=facilitator, now=NOW)
    return Approved(market, talk.producer, talk.maker, facilitator, ContractId(contract_id))


def end(deal: Approved) -> None:
    deal.market.do(ask_to_end, deal.id, REASON, seen=deal.contract.version, by=deal.maker, now=NOW)
    deal.market.do(agree_to_end, deal.id, seen=deal.contract.version, by=deal.producer, now=NOW)


def instalments(deal: Approved) -> list[tuple[str, str, Decimal]]:
    query = select(Instalment).where(Instalment.contract_id == deal.id).order_by(Instalment.number)
    rows = deal.market.do(lambda: list(db.session.scalars(query)))
    return [(row.kind.value, row.state.value, row.price - row.dropped_price) for row in rows]


def test_bags_are_held_with_the_second_signature_and_the_contract_has_them_once_it_is_approved(deal: Approved) -> None:
    amendment_id = deal.ask(deal.producer, bags=25)
    held = [deal.reserved]
    deal.accept(amendment_id, deal.maker)
    held.append(deal.reserved)
    assert (held, deal.contract.bags) == ([20, 25], 20)
    deal.approve(amendment_id)
    contract = deal.contract
    assert (contract.bags, contract.total, deal.reserved) == (25, deal.terms.total, 25)
    assert contract.volume == deal.terms.volume == Mass(Decimal(1250))
    assert deal.market.do(faults_of_books) == []


def test_bags_left_out_are_free_again_once_it_is_approved_and_not_before(deal: Approved) -> None:
    amendment_id = deal.ask(deal.maker, bags=12)
    deal.accept(amendment_id, deal.producer)
    held = deal.reserved
    deal.approve(amendment_id)
    assert (held, deal.reserved, deal.contract.bags) == (20, 12, 12)
    assert deal.market.do(faults_of_books) == []


def test_a_deposit_that_is_due_and_the_balance_follow_the_bags_either_way(deal: Approved) -> None:
    deal.amend(bags=30)
    total = deal.terms.total.amount
    more = instalments(deal)
    deal.amend(bags=15)
    assert more == [("deposit", "due", total * 3 / 10), ("balance", "planned", total * 7 / 10)]
    assert instalments(deal) == [("deposit", "due", total * 3 / 20), ("balance", "planned", total * 7 / 20)]
    assert deal.market.do(faults_of_books) == []


@pytest.mark.parametrize("bags", [32, 14])
def test_a_contract_that_ends_gives_back_what_it_has_by_now(deal: Approved, bags: int) -> None:
    deal.amend(bags=bags)
    deal.amend(bags=20)
    deal.amend(bags=bags)
    deal.market.an_allocation(deal.producer, deal.market.a_maker(), bags=LOT - bags, lot_id=deal.contract.lot_id)
    end(deal)
    assert deal.reserved == LOT - bags
    assert deal.market.do(faults_of_books) == []


@pytest.mark.parametrize("how", ["refuse", "reject", "lapse", "end"])
def test_what_does_not_come_into_force_holds_nothing(deal: Approved, how: str) -> None:
    amendment_id = deal.ask(deal.producer, bags=25)
    if how == "refuse":
        deal.market.do(refuse_amendment, amendment_id, REASON, seen=1, by=deal.maker, now=NOW)
    else:
        deal.accept(amendment_id, deal.maker)
    if how == "reject":
        deal.market.do(reject_amendment, amendment_id, REASON, seen=2, by=deal.facilitator, now=NOW)
    if how == "end":
        end(deal)
        deal.market.do(expire_amendment, amendment_id, now=NOW)
    if how == "lapse":
        report = Report(MilestoneStep.MAKE_READY, NOW.date())
        deal.market.do(report_milestone, deal.id, report, seen=deal.contract.version, by=deal.producer, now=NOW)
        assert deal.amendment(amendment_id).state is AmendmentState.EXPIRED
    assert deal.reserved == (0 if how == "end" else 20)
    assert deal.market.do(faults_of_books) == []
    assert deal.gaps(SubjectKind.AMENDMENT) == []


def test_nobody_adds_what_the_lot_has_not(deal: Approved) -> None:
    with pytest.raises(Refused, match=r"amendment\.not_enough_free"):
        deal.ask(deal.producer, bags=LOT + 1)
    amendment_id = deal.ask(deal.producer, bags=LOT)
    deal.market.an_allocation(deal.producer, deal.market.a_maker(), bags=1, lot_id=deal.contract.lot_id)
    with pytest.raises(Refused, match=r"amendment\.not_enough_free"):
        deal.accept(amendment_id, deal.maker)
    assert deal.reserved == 21


@pytest.mark.parametrize(
    ("bags", "columns", "code"),
    [(9, {}, r"amendment\.below_minimum"), (21, {"state": LotState.HELD}, r"amendment\.lot_not_for_sale")],
)
def test_the_lots_own_rules_hold(deal: Approved, bags: int, columns: dict[str, Any], code: str) -> None:
    change_lot(deal, **columns) if columns else None
    with pytest.raises(Refused, match=code):
        deal.ask(deal.producer, bags=bags)


def test_once_made_ready_or_shipped_the_bags_are_fixed(deal: Approved) -> None:
    deal.arrive()
    with pytest.raises(Refused, match=r"amendment\.bags_made_ready"):
        deal.ask(deal.producer, bags=21)


def test_more_bags_above_the_threshold_need_a_second_facilitator(deal: Approved) -> None:
    dear = replace(deal.terms.price, amount=Decimal(45_000))
    deal.amend(price=dear, price_stack=None)
    amendment_id = deal.ask(deal.producer, bags=40)
    deal.accept(amendment_id, deal.maker)
    deal.approve(amendment_id)
    with pytest.raises(NotAllowed, match=r"contract\.needs_another_facilitator"):
        deal.approve(amendment_id)
    deal.approve(amendment_id, deal.market.a_person(deal.facilitator.organization_id))
    assert (deal.contract.bags, deal.reserved) == (40, 40)


def test_the_event_says_how_many_it_were_and_are(deal: Approved) -> None:
    deal.amend(bags=25)
    query = select(Event.facts).where(Event.subject_kind == "contract", Event.kind == "contract.resized")
    assert deal.market.do(lambda: db.session.scalars(query).one())["note"] == f"20 → 25. {REASON}"
    assert deal.gaps(SubjectKind.AMENDMENT) == []


def test_a_demand_is_promised_the_bags_that_its_contract_has_by_now(deal: Approved) -> None:
    deal.amend(bags=25)
    demand_id = deal.contract.demand_id
    with deal.market.app.app_context():
        assert commitments()[demand_id or 0].volume == Mass(Decimal(1250))  # type: ignore[index]


def test_an_addition_that_nobody_answers_promises_nothing(deal: Approved) -> None:
    amendment_id = deal.ask(deal.producer, bags=25)
    deal.market.do(expire_amendment, amendment_id, now=NOW + ANSWER_WITHIN + timedelta(hours=1))
    assert deal.reserved == 20


@pytest.mark.parametrize("_", range(2))
def test_the_last_bags_go_to_a_bid_or_to_an_addition_and_never_to_both(market: Market, _: int) -> None:
    talk = Talk(market)
    deal = Approved.in_market(market, bags=100)
    lot_id, rival = LotId(deal.contract.lot_id), market.a_maker()
    bid_id = talk.bid(by=rival, lot_id=lot_id)
    amendment_id = deal.ask(deal.producer, bags=101)
    outcomes = race(
        market,
        ("lots", lot_id),
        partial(deal.accept, amendment_id, deal.maker),
        partial(market.do, accept_bid, bid_id, talk.seen(bid_id), by=deal.producer, now=NOW),
    )
    assert sum(isinstance(each, Refused) for each in outcomes) == 1
    assert deal.reserved == (120 if isinstance(outcomes[0], Refused) else 101)


def test_a_double_click_holds_the_bags_once(deal: Approved) -> None:
    amendment_id = deal.ask(deal.producer, bags=25)
    works = [partial(deal.accept, amendment_id, deal.maker)] * 2
    outcomes = race(deal.market, ("lots", deal.contract.lot_id), *works)
    assert sorted(type(each).__name__ for each in outcomes) == ["NoneType", "Stale"]
    assert deal.reserved == 25


def test_what_the_maker_said_it_takes_at_most_in_all_holds_for_more_bags_too(market: Market) -> None:
    talk = Talk(market)
    first, second = talk.bid(most_kg_in_all=Mass(Decimal(2500)), bags=20), None
    code = talk.row(first).code
    second = talk.bid(counted_with=code, most_kg_in_all=Mass(Decimal(2500)), lot_id=talk.a_lot(), bags=20)
    deal = approved_of(talk, talk.accept(first))
    talk.accept(second)
    with pytest.raises(Refused, match=r"amendment\.above_cap"):
        deal.ask(talk.producer, bags=31)
    deal.amend(bags=30)
    assert deal.contract.bags == 30


def test_what_a_contract_grew_by_counts_when_its_makers_next_bid_is_accepted(market: Market) -> None:
    talk = Talk(market)
    first = talk.bid(most_kg_in_all=Mass(Decimal(2500)), bags=20)
    code, cap = talk.row(first).code, Mass(Decimal(2500))
    second = talk.bid(lot_id=talk.a_lot(), bags=30, counted_with=code, most_kg_in_all=cap)
    deal = approved_of(talk, talk.accept(first))
    deal.amend(bags=21)
    with pytest.raises(Refused, match=r"bid\.cap_reached"):
        talk.accept(second)


def test_the_container_that_is_to_carry_them_counts_them_and_takes_no_more_than_it_holds(market: Market) -> None:
    aboard = Aboard.in_market(market, count=2, bags=20)
    maker = aboard.makers[0]
    deal = Approved(market, aboard.producer, maker, aboard.facilitator, aboard.contracts[0])
    for person in (deal.producer, deal.maker):
        deal.name_of(person)
    set_capacity(aboard, kilograms=2400)
    with pytest.raises(Refused, match=r"shipment\.too_full"):
        deal.ask(deal.producer, bags=29)
    deal.amend(bags=28)
    assert (aboard.row.id, [each.bags for each in cargo_of(aboard)]) == (aboard.id, [28, 20])
    assert market.do(faults_of_books) == []


def test_two_contracts_that_grow_at_once_never_overfill_their_container(market: Market) -> None:
    aboard = Aboard.in_market(market, count=2, bags=20)
    set_capacity(aboard, kilograms=2400)
    deals = [
        Approved(market, aboard.producer, maker, aboard.facilitator, contract_id)
        for maker, contract_id in zip(aboard.makers, aboard.contracts, strict=True)
    ]
    asked = [deal.ask(deal.maker, bags=26) for deal in deals]
    for deal, amendment_id in zip(deals, asked, strict=True):
        deal.accept(amendment_id, deal.producer)
    works = [partial(deal.approve, amendment_id) for deal, amendment_id in zip(deals, asked, strict=True)]
    outcomes = race(market, ("shipments", aboard.id), *works)
    assert [each.code for each in outcomes if each is not None] == ["shipment.too_full"]
    assert sum(each.bags for each in cargo_of(aboard)) == 46


def cargo_of(aboard: Aboard) -> list[Cargo]:
    query = select(Cargo).where(Cargo.shipment_id == aboard.id).order_by(Cargo.contract_id)
    return aboard.market.do(lambda: list(db.session.scalars(query)))


def set_capacity(aboard: Aboard, *, kilograms: int) -> None:
    def put() -> None:
        capacity = Mass(Decimal(kilograms))
        db.session.execute(update(Shipment).where(Shipment.id == aboard.id).values(capacity=capacity))
        db.session.commit()

    aboard.market.do(put)
