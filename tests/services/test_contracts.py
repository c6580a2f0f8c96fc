"""A contract is judged once, by somebody who is no party; what one side changes the other confirms."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

import pytest
from flask import Flask

from marketplace.domain.contracts.life import ContractState
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import MarketError, NotAllowed, NotFound, Refused, Stale
from marketplace.domain.ids import ContractId
from marketplace.domain.viewers import Level, Viewer
from marketplace.models.base import db
from marketplace.models.contracts import Contract
from marketplace.models.lots import Lot
from marketplace.queries.contracts import get_contract
from marketplace.services import contracts as services
from tests.market import NOW, Market

REASON = "The shipment window does not fit the harvest."


class Deal(NamedTuple):
    """A contract and everybody around it."""

    id: ContractId
    producer: Viewer
    maker: Viewer
    facilitator: Viewer


@pytest.fixture
def deal(market: Market) -> Deal:
    producer, maker, facilitator = market.a_producer(), market.a_maker(), market.a_facilitator()
    return Deal(ContractId(market.a_contract(producer, maker)), producer, maker, facilitator)


def row(market: Market, deal: Deal) -> Contract:
    return market.do(lambda: db.session.get_one(Contract, deal.id))


def reserved(market: Market, deal: Deal) -> int:
    return market.do(lambda: db.session.get_one(Lot, db.session.get_one(Contract, deal.id).lot_id).reserved_bags)


def send_back(market: Market, deal: Deal) -> None:
    market.do(services.send_back_contract, deal.id, REASON, seen=1, by=deal.facilitator, now=NOW)


def changed(market: Market, deal: Deal) -> ContractTerms:
    return replace(ContractTerms.from_json(row(market, deal).terms), claim_days=30)


def test_a_facilitator_approves(market: Market, deal: Deal) -> None:
    market.do(services.approve_contract, deal.id, None, seen=1, by=deal.facilitator, now=NOW)
    assert (row(market, deal).state, reserved(market, deal)) == (ContractState.APPROVED, 20)


def test_a_rejected_contract_gives_its_bags_back_once(market: Market, deal: Deal) -> None:
    market.do(services.reject_contract, deal.id, REASON, seen=1, by=deal.facilitator, now=NOW)
    assert (row(market, deal).state, reserved(market, deal)) == (ContractState.REJECTED, 0)


def test_no_reason_no_rejection(market: Market, deal: Deal) -> None:
    with pytest.raises(Refused, match=r"contract\.note_missing"):
        market.do(services.reject_contract, deal.id, "no", seen=1, by=deal.facilitator, now=NOW)
    assert (row(market, deal).state, reserved(market, deal)) == (ContractState.IN_REVIEW, 20)


def test_a_party_does_not_judge_its_own_contract(market: Market, deal: Deal) -> None:
    with pytest.raises(NotAllowed):
        market.do(services.approve_contract, deal.id, None, seen=1, by=deal.producer, now=NOW)


def test_a_facilitator_who_belongs_to_a_party_does_not_judge(market: Market, deal: Deal) -> None:
    both = replace(deal.facilitator, organization_ids=deal.facilitator.organization_ids | deal.maker.organization_ids)
    with pytest.raises(NotAllowed, match=r"act\.party_may_not_judge"):
        market.do(services.approve_contract, deal.id, None, seen=1, by=both, now=NOW)


def test_a_facilitator_who_only_reads_does_not_judge(market: Market, deal: Deal) -> None:
    with pytest.raises(NotAllowed, match=r"act\.readers_may_not"):
        market.do(
            services.approve_contract, deal.id, None, seen=1, by=replace(deal.facilitator, level=Level.READER), now=NOW
        )


def test_a_stranger_does_not_learn_that_a_contract_exists(market: Market, deal: Deal) -> None:
    with pytest.raises(NotFound):
        market.do(services.confirm_contract, deal.id, seen=1, by=market.a_maker(), now=NOW)


def test_what_one_side_changes_the_other_confirms(market: Market, deal: Deal) -> None:
    send_back(market, deal)
    market.do(services.revise_contract, deal.id, changed(market, deal), seen=2, by=deal.producer, now=NOW)
    market.do(services.confirm_contract, deal.id, seen=3, by=deal.maker, now=NOW)
    page = market.do(get_contract, deal.id, deal.facilitator, now=NOW)
    assert page.line.state is ContractState.IN_REVIEW
    assert [(each.name, each.old, each.new) for each in page.changes] == [("claim_days", 21, 30)]


def test_nobody_confirms_an_own_change(market: Market, deal: Deal) -> None:
    send_back(market, deal)
    market.do(services.revise_contract, deal.id, changed(market, deal), seen=2, by=deal.producer, now=NOW)
    with pytest.raises(NotAllowed, match=r"contract\.own_change"):
        market.do(services.confirm_contract, deal.id, seen=3, by=deal.producer, now=NOW)


def test_the_price_may_be_renegotiated_and_the_total_follows(market: Market, deal: Deal) -> None:
    send_back(market, deal)
    old = ContractTerms.from_json(row(market, deal).terms)
    terms = replace(old, price=replace(old.price, amount=old.price.amount + 100), price_stack=None)
    market.do(services.revise_contract, deal.id, terms, seen=2, by=deal.maker, now=NOW)
    assert row(market, deal).total.amount == old.total.amount + old.volume.tonnes * 100


def test_bags_are_not_renegotiated(market: Market, deal: Deal) -> None:
    send_back(market, deal)
    terms = replace(changed(market, deal), bags=21)
    with pytest.raises(Refused, match=r"contract\.term_fixed"):
        market.do(services.revise_contract, deal.id, terms, seen=2, by=deal.producer, now=NOW)


def test_no_approval_below_the_floor(market: Market, deal: Deal) -> None:
    market.set_references()
    send_back(market, deal)
    old = ContractTerms.from_json(row(market, deal).terms)
    terms = replace(old, farm_gate_pen_kg=Decimal("0.01"))
    market.do(services.revise_contract, deal.id, terms, seen=2, by=deal.producer, now=NOW)
    market.do(services.confirm_contract, deal.id, seen=3, by=deal.maker, now=NOW)
    with pytest.raises(Refused, match=r"contract\.farm_gate_below_reference"):
        market.do(services.approve_contract, deal.id, None, seen=4, by=deal.facilitator, now=NOW)


def test_of_two_facilitators_deciding_at_once_one_is_told(app: Flask, market: Market, deal: Deal) -> None:
    second = market.a_person(deal.facilitator.organization_id)

    def decide(facilitator: Viewer) -> str:
        with app.app_context():
            try:
                services.approve_contract(deal.id, None, seen=1, by=facilitator, now=NOW)
            except MarketError as no:
                return type(no).__name__
            finally:
                db.session.remove()
            return "approved"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(decide, (deal.facilitator, second)))
    assert answers == [Stale.__name__, "approved"]


def test_rejecting_and_cancelling_at_once_gives_the_bags_back_once(app: Flask, market: Market, deal: Deal) -> None:
    send_back(market, deal)

    def cancel(viewer: Viewer) -> str:
        with app.app_context():
            try:
                services.cancel_contract(deal.id, REASON, seen=2, by=viewer, now=NOW)
            except MarketError as no:
                return type(no).__name__
            finally:
                db.session.remove()
            return "cancelled"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(cancel, (deal.producer, deal.maker)))
    assert (answers, reserved(market, deal)) == ([Stale.__name__, "cancelled"], 0)
