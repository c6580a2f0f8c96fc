"""The first page: what waits for whom, and how far a new organization has come."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from marketplace.domain.accounts import OrganizationKind, VerificationState
from marketplace.domain.allocations import Answer
from marketplace.domain.contracts.life import ContractState
from marketplace.domain.lots import LotState
from marketplace.domain.rounds import RoundState
from marketplace.domain.viewers import ANYONE, Viewer
from marketplace.models.base import Base, db
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.rounds.rounds import Allocation, Round
from marketplace.queries.home import SOURCES, get_home
from tests.market import NOW, Market


def waiting(market: Market, viewer: Viewer, *, after: timedelta = timedelta(0)) -> dict[str, int]:
    return {each.code: each.count for each in market.do(get_home, viewer, now=NOW + after).waiting}


def tasks(market: Market, viewer: Viewer) -> set[str]:
    return {each.code for each in market.do(get_home, viewer, now=NOW).tasks if not each.is_done}


def write(market: Market, table: type[Base], **values: Any) -> None:
    def work() -> None:
        db.session.execute(update(table).values(**values))
        db.session.commit()

    market.do(work)


def test_a_proposal_waits_for_both_sides_until_each_has_answered(market: Market) -> None:
    producer, maker = market.a_producer(), market.a_maker()
    market.an_allocation(producer, maker)
    assert waiting(market, producer) == waiting(market, maker) == {"allocations_to_answer": 1}
    write(market, Allocation, producer_answer=Answer.ACCEPTED)
    assert (waiting(market, producer), waiting(market, maker)) == ({}, {"allocations_to_answer": 1})


def test_a_proposal_whose_time_is_over_waits_for_nobody(market: Market) -> None:
    producer, maker = market.a_producer(), market.a_maker()
    market.an_allocation(producer, maker)
    assert waiting(market, producer, after=timedelta(days=8)) == {}


def test_the_first_deadline_is_told(market: Market) -> None:
    producer, maker = market.a_producer(), market.a_maker()
    market.an_allocation(producer, maker)
    [each] = market.do(get_home, producer, now=NOW).waiting
    assert each.until == NOW + timedelta(days=7)


def test_what_concerns_others_waits_for_nobody_else(market: Market) -> None:
    producer, maker = market.a_producer(), market.a_maker()
    market.an_allocation(producer, maker)
    market.a_contract(producer, maker)
    assert waiting(market, market.a_producer()) == waiting(market, market.a_maker()) == {}


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (ContractState.SIGNING, "contracts_to_sign"),
        (ContractState.RETURNED, "contracts_to_revise"),
        (ContractState.REVISED, "contracts_to_confirm"),
    ],
)
def test_a_contract_comes_back_to_both_parties(market: Market, state: ContractState, code: str) -> None:
    producer, maker = market.a_producer(), market.a_maker()
    market.a_contract(producer, maker)
    write(market, Contract, state=state)
    assert waiting(market, producer) == waiting(market, maker) == {code: 1}


def test_nobody_confirms_a_change_of_their_own(market: Market) -> None:
    producer, maker = market.a_producer(), market.a_maker()
    market.a_contract(producer, maker)
    write(market, Contract, state=ContractState.REVISED, revised_by_id=maker.organization_id)
    assert (waiting(market, producer), waiting(market, maker)) == ({"contracts_to_confirm": 1}, {})


def test_who_has_signed_waits_for_nobody_but_the_other(market: Market) -> None:
    producer, maker = market.a_producer(), market.a_maker()
    market.a_contract(producer, maker)
    write(market, Contract, producer_signed_at=NOW)
    assert (waiting(market, producer), waiting(market, maker)) == ({}, {"contracts_to_sign": 1})


def test_a_returned_lot_waits_for_its_group(market: Market) -> None:
    producer = market.a_producer()
    market.a_lot(producer)
    write(market, Lot, state=LotState.DRAFT, review_note="The cut test is missing.")
    assert waiting(market, producer) == {"lots_returned": 1}


def test_the_desk_of_a_facilitator(market: Market) -> None:
    producer, maker, facilitator = market.a_producer(), market.a_maker(), market.a_facilitator()
    market.a_signed_contract(producer, maker)
    market.an_organization(OrganizationKind.MAKER, state=VerificationState.UNVERIFIED)
    write(market, Lot, state=LotState.IN_REVIEW)
    write(market, Round, state=RoundState.PLANNED)
    assert waiting(market, facilitator) == {
        "contracts_to_judge": 1,
        "organizations_to_verify": 1,
        "lots_to_judge": 1,
        "plans_to_publish": 1,
    }


def test_every_source_is_asked_for_somebody() -> None:
    assert all(source.roles for source in SOURCES)
    assert len({source.code for source in SOURCES}) == len(SOURCES)


def test_a_new_group_has_its_way_before_it(market: Market) -> None:
    group = market.a_producer(state=VerificationState.UNVERIFIED)
    assert tasks(market, group) == {"describe", "certificate", "draft_lot", "verification", "send_lot"}
    write(market, Organization, story_es="Somos.", tax_number="20100070970")
    market.a_certificate(group)
    market.a_lot(group, state=LotState.DRAFT)
    assert tasks(market, group) == {"verification", "send_lot"}


def test_a_group_without_certificates_is_settled_all_the_same(market: Market) -> None:
    group = market.a_producer()
    market.a_lot(group)
    home = market.do(get_home, group, now=NOW)
    assert home.is_settled
    assert tasks(market, group) == {"certificate"}


def test_a_new_maker_has_its_way_before_it(market: Market) -> None:
    maker = market.a_maker(state=VerificationState.UNVERIFIED)
    assert tasks(market, maker) == {"describe", "draft_demand", "verification", "open_demand"}


def test_who_belongs_nowhere_has_nothing_to_do(market: Market) -> None:
    home = market.do(get_home, market.a_person(None), now=NOW)
    assert (home.waiting, home.tasks) == ((), ())
    assert market.do(get_home, ANYONE, now=NOW) == home
