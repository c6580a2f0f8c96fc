"""Whose turn it is follows every event."""

from sqlalchemy import select

from marketplace.domain.contracts.clauses import SampleBasis
from marketplace.domain.ids import AllocationId, ContractId
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.record.turns import Turn
from marketplace.queries.contracts.showing import get_contract
from marketplace.services.allocations import accept_allocation, decline_allocation
from marketplace.services.contracts.judging import send_back_contract
from tests.market import NOW, Market


def waiting(market: Market) -> set[tuple[int | None, str]]:
    def read() -> set[tuple[int | None, str]]:
        return {(turn.organization_id, turn.task) for turn in db.session.scalars(select(Turn))}

    return market.do(read)


def an_offer(market: Market) -> tuple[AllocationId, Viewer, Viewer]:
    producer, maker = market.a_producer(), market.a_maker()
    return AllocationId(market.an_allocation(producer, maker)), producer, maker


def test_who_has_answered_has_no_turn_any_more(market: Market) -> None:
    allocation_id, producer, maker = an_offer(market)
    market.do(accept_allocation, allocation_id, by=producer, now=NOW)
    assert waiting(market) == {(maker.organization_id, "allocation.answer")}


def test_after_a_no_it_is_nobodys_turn(market: Market) -> None:
    allocation_id, producer, _ = an_offer(market)
    market.do(decline_allocation, allocation_id, "sold to another maker", by=producer, now=NOW)
    assert waiting(market) == set()


def test_a_drafted_contract_waits_for_both_sides_to_sign(market: Market) -> None:
    producer, maker = market.a_producer(), market.a_maker()
    market.a_contract(producer, maker)
    assert waiting(market) == {(each.organization_id, "contract.sign") for each in (producer, maker)}


def test_a_contract_waits_for_the_facilitators_then_for_both_sides(market: Market) -> None:
    producer, maker, facilitator = market.a_producer(), market.a_maker(), market.a_facilitator()
    contract_id = ContractId(market.a_signed_contract(producer, maker))
    assert waiting(market) == {(None, "contract.judge")}
    seen = market.do(get_contract, contract_id, facilitator, now=NOW).version
    market.do(send_back_contract, contract_id, "please name the law", seen=seen, by=facilitator, now=NOW)
    sides = {(producer.organization_id, "contract.amend"), (maker.organization_id, "contract.amend")}
    assert waiting(market) == sides


def test_an_approved_contract_waits_for_the_cacao_and_the_deposit(market: Market) -> None:
    producer, maker = market.a_producer(), market.a_maker()
    market.an_approved_contract(producer, maker, sample_basis=SampleBasis.NONE)
    assert waiting(market) == {
        (producer.organization_id, "contract.make_ready"),
        (maker.organization_id, "instalment.pay"),
    }
