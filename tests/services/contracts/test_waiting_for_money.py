"""A contract waits for its deposit before it is made ready, and nobody is asked to close what money keeps open."""

import pytest

from marketplace.domain.contracts.clauses import SampleBasis
from marketplace.domain.contracts.milestones import Milestone, MilestoneStep, Report
from marketplace.domain.errors import NotAllowed, Refused
from marketplace.domain.viewers import Viewer
from marketplace.queries.contracts.arrived import list_wrongly_told
from marketplace.queries.contracts.showing import get_contract
from marketplace.services.contracts import noting
from marketplace.services.contracts.milestones import report_milestone
from tests import agreements
from tests.agreements import Agreed
from tests.approved import Approved
from tests.closing import let_close
from tests.market import NOW, Market
from tests.paying_out import pay_deposit

WHY = "The maker's bank confirmed the wire by telephone."


@pytest.fixture
def agreed(market: Market) -> Agreed:
    return agreements.approved(market, sample_basis=SampleBasis.NONE, waits_for_deposit=True)


def make_ready(agreed: Agreed) -> Milestone | None:
    told = Report(MilestoneStep.MAKE_READY, NOW.date())
    agreed.market.do(report_milestone, agreed.id, told, seen=agreed.seen, by=agreed.producer, now=NOW)
    return agreed.market.do(get_contract, agreed.id, agreed.maker, now=NOW).line.milestone


def let_go_on(agreed: Agreed, by: Viewer, note: str = WHY) -> None:
    agreed.market.do(noting.let_prepare, agreed.id, note, seen=agreed.seen, by=by, now=NOW)


def tasks(agreed: Agreed) -> set[str]:
    return {
        task
        for task, _who in Approved(agreed.market, agreed.producer, agreed.maker, agreed.facilitator, agreed.id).turns(
            "contract"
        )
    }


def test_nothing_is_made_ready_before_the_deposit_came(agreed: Agreed) -> None:
    with pytest.raises(Refused, match=r"milestone\.deposit_unpaid"):
        make_ready(agreed)
    assert "contract.make_ready" not in tasks(agreed)


def test_once_it_came_the_group_goes_on(agreed: Agreed) -> None:
    pay_deposit(agreed.market, agreed.id, agreed.maker)
    assert "contract.make_ready" in tasks(agreed)
    assert make_ready(agreed) is Milestone.READY_TO_SHIP


def test_a_facilitator_lets_it_go_on_for_a_reason_that_both_sides_read(agreed: Agreed) -> None:
    let_go_on(agreed, agreed.facilitator)
    assert "contract.make_ready" in tasks(agreed)
    page = agreed.market.browser(agreed.maker).get(f"/contracts/{agreed.id}").text
    assert "The maker&#39;s bank confirmed the wire by telephone." in page
    assert make_ready(agreed) is Milestone.READY_TO_SHIP


def test_no_side_lets_itself_go_on_and_nobody_without_a_reason(agreed: Agreed) -> None:
    with pytest.raises(NotAllowed):
        let_go_on(agreed, agreed.producer)
    with pytest.raises(Refused, match=r"milestone\.letting_note_missing"):
        let_go_on(agreed, agreed.facilitator, "ok")


def test_what_does_not_wait_needs_no_letting(market: Market) -> None:
    found = agreements.approved(market, sample_basis=SampleBasis.NONE)
    with pytest.raises(Refused, match=r"milestone\.nothing_waits"):
        let_go_on(found, found.facilitator)


def test_nobody_is_asked_to_close_what_money_keeps_open(market: Market) -> None:
    deal = Approved.in_market(market, sample_basis="none")
    deal.arrive()
    first = deal.turns("contract")
    let_close(market, deal.id, now=NOW)
    assert first == {("contract.state_weight", deal.maker.organization_id)}
    for number in market.do(list_wrongly_told):
        market.do(noting.say_whose_turn, number, now=NOW)
    assert deal.turns("contract") == {("contract.close", deal.maker.organization_id)}
    assert market.do(list_wrongly_told) == []
