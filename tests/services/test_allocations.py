"""Answers to a proposal: two yeses make a contract, one no or silence gives the bags back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.domain.contracts.life import SIGNING_TIME, ContractState
from marketplace.domain.errors import NotAllowed, NotFound, Refused
from marketplace.domain.ids import AllocationId
from marketplace.domain.rounds import RoundState
from marketplace.domain.viewers import Level, Viewer
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract, ContractTermsVersion
from marketplace.models.rows.market.lots import Reservation
from marketplace.queries.contracts.showing import get_contract
from marketplace.queries.rounds.allocations import get_allocation, list_overdue
from marketplace.services.allocations import accept_allocation, decline_allocation, expire_allocation
from tests.market import NOW, Market
from tests.rounds import Rounds

LATER = NOW + timedelta(days=7, seconds=1)
WHY = "The price is too high."


def accept(rounds: Rounds, allocation_id: AllocationId, *sides: Viewer) -> int | None:
    """Accept for each side in turn; return the contract of the last answer."""
    answers = [rounds.market.do(accept_allocation, allocation_id, by=side, now=NOW) for side in sides]
    return answers[-1]


def test_one_yes_is_not_yet_a_contract(rounds: Rounds, market: Market) -> None:
    allocation_id = rounds.offered()
    contract_id = accept(rounds, allocation_id, rounds.maker)
    line = market.do(get_allocation, allocation_id, rounds.producer)
    assert (contract_id, line.state, line.other_answer) == (None, "offered", "accepted")


def test_two_yeses_draft_the_contract_at_once(rounds: Rounds, market: Market) -> None:
    contract_id = accept(rounds, rounds.offered(), rounds.maker, rounds.producer)
    assert contract_id is not None
    contract = market.do(get_contract, contract_id, rounds.maker, now=NOW)
    assert (contract.line.state, contract.line.due_at) == (ContractState.SIGNING, NOW + SIGNING_TIME)


def test_the_contract_says_what_the_proposal_said(rounds: Rounds, market: Market) -> None:
    allocation_id = rounds.offered()
    line = market.do(get_allocation, allocation_id, rounds.facilitator)
    contract_id = accept(rounds, allocation_id, rounds.maker, rounds.producer)
    terms = market.do(get_contract, contract_id, rounds.maker, now=NOW).terms
    assert (terms.bags, terms.price, terms.total) == (line.bags, line.price, line.total)


def test_those_who_accepted_sign(rounds: Rounds, market: Market) -> None:
    contract_id = accept(rounds, rounds.offered(), rounds.producer, rounds.maker)
    terms = market.do(get_contract, contract_id, rounds.maker, now=NOW).terms
    assert None not in (terms.producer.signatory, terms.maker.signatory)
    assert terms.producer.signatory != terms.maker.signatory


def test_the_first_version_of_the_terms_is_kept(rounds: Rounds, market: Market) -> None:
    accept(rounds, rounds.offered(), rounds.producer, rounds.maker)
    with market.app.app_context():
        version = db.session.scalars(select(ContractTermsVersion)).one()
        assert (version.number, version.terms) == (1, db.session.get_one(Contract, version.contract_id).terms)


def test_contracts_are_numbered_by_year(rounds: Rounds, market: Market) -> None:
    contract_id = accept(rounds, rounds.offered(), rounds.producer, rounds.maker)
    assert market.do(get_contract, contract_id, rounds.maker, now=NOW).line.code == f"MZ-2026-{contract_id:05d}"


def test_an_agreed_allocation_keeps_its_bags(rounds: Rounds) -> None:
    accept(rounds, rounds.offered(), rounds.producer, rounds.maker)
    assert rounds.reserved(rounds.lot_id) == 20


def test_a_no_gives_the_bags_back_and_says_why(rounds: Rounds, market: Market) -> None:
    allocation_id = rounds.offered()
    market.do(decline_allocation, allocation_id, WHY, by=rounds.maker, now=NOW)
    line = market.do(get_allocation, allocation_id, rounds.producer)
    assert (line.state, line.decline_reason, rounds.reserved(rounds.lot_id)) == ("declined", WHY, 0)


def test_a_no_after_the_other_sides_yes_ends_it(rounds: Rounds, market: Market) -> None:
    allocation_id = rounds.offered()
    accept(rounds, allocation_id, rounds.producer)
    market.do(decline_allocation, allocation_id, WHY, by=rounds.maker, now=NOW)
    assert rounds.reserved(rounds.lot_id) == 0


def test_a_no_needs_a_reason(rounds: Rounds, market: Market) -> None:
    with pytest.raises(Refused, match=r"allocation\.note_missing"):
        market.do(decline_allocation, rounds.offered(), " no ", by=rounds.maker, now=NOW)


def test_a_side_answers_once(rounds: Rounds, market: Market) -> None:
    allocation_id = rounds.offered()
    accept(rounds, allocation_id, rounds.maker)
    with pytest.raises(Refused, match=r"allocation\.answered_already"):
        market.do(decline_allocation, allocation_id, WHY, by=rounds.maker, now=NOW)


def test_an_answer_after_the_deadline_comes_too_late(rounds: Rounds, market: Market) -> None:
    with pytest.raises(Refused, match=r"allocation\.too_late"):
        market.do(accept_allocation, rounds.offered(), by=rounds.maker, now=LATER)


def test_silence_gives_the_bags_back(rounds: Rounds, market: Market) -> None:
    allocation_id = rounds.offered()
    accept(rounds, allocation_id, rounds.maker)
    assert market.do(expire_allocation, allocation_id, now=LATER) is True
    assert (market.do(get_allocation, allocation_id, rounds.maker).state, rounds.reserved(rounds.lot_id)) == (
        "expired",
        0,
    )


def test_nothing_expires_early_or_twice(rounds: Rounds, market: Market) -> None:
    allocation_id = rounds.offered()
    done = [market.do(expire_allocation, allocation_id, now=at) for at in (NOW, LATER, LATER)]
    assert done == [False, True, False]


def test_what_is_overdue_is_found(rounds: Rounds, market: Market) -> None:
    allocation_id = rounds.offered()
    assert [market.do(list_overdue, at) for at in (NOW, LATER)] == [[], [allocation_id]]


def test_every_bag_taken_and_given_back_is_in_the_ledger(rounds: Rounds, market: Market) -> None:
    allocation_id = rounds.offered()
    market.do(decline_allocation, allocation_id, WHY, by=rounds.maker, now=NOW)
    with market.app.app_context():
        lines = db.session.execute(select(Reservation.kind, Reservation.bags).order_by(Reservation.id)).all()
    assert [tuple(line) for line in lines] == [("taken", 20), ("released", -20)]


def test_the_last_answer_closes_the_round(rounds: Rounds, market: Market) -> None:
    rounds.with_a_sale()
    rounds.a_demand(market.a_maker())
    round_id = rounds.published()
    states = [rounds.page(round_id).state]
    for allocation_id in rounds.allocations(round_id):
        market.do(decline_allocation, allocation_id, WHY, by=rounds.producer, now=NOW)
        states.append(rounds.page(round_id).state)
    assert states == [RoundState.PUBLISHED, RoundState.PUBLISHED, RoundState.CLOSED]


def test_what_was_given_back_takes_part_again(rounds: Rounds, market: Market) -> None:
    market.do(decline_allocation, rounds.offered(), WHY, by=rounds.maker, now=NOW)
    assert len(rounds.allocations(rounds.planned())) == 1


def test_what_was_agreed_takes_no_part_again(rounds: Rounds) -> None:
    accept(rounds, rounds.offered(), rounds.producer, rounds.maker)
    assert rounds.allocations(rounds.planned()) == []


@pytest.mark.parametrize("who", ["a_producer", "a_maker"])
def test_a_stranger_finds_no_proposal(rounds: Rounds, market: Market, who: str) -> None:
    with pytest.raises(NotFound):
        market.do(accept_allocation, rounds.offered(), by=getattr(market, who)(), now=NOW)


def test_a_facilitator_answers_for_nobody(rounds: Rounds) -> None:
    with pytest.raises(NotAllowed, match=r"act\.not_yours"):
        rounds.do(accept_allocation, rounds.offered())


def test_a_reader_may_not_answer(rounds: Rounds, market: Market) -> None:
    allocation_id = rounds.offered()
    reader = market.a_person(rounds.maker.organization_id, Level.READER)
    with pytest.raises(NotAllowed, match=r"act\.readers_may_not"):
        market.do(accept_allocation, allocation_id, by=reader, now=NOW)


def test_an_unpublished_proposal_is_found_by_nobody(rounds: Rounds, market: Market) -> None:
    allocation_id = rounds.allocations(rounds.with_a_sale().planned())[0]
    with pytest.raises(NotFound):
        market.do(accept_allocation, allocation_id, by=rounds.producer, now=NOW)
