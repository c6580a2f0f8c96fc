"""Everything that a facilitator decides about contracts stands in one queue, in the order of its deadlines."""

from decimal import Decimal

import pytest

from marketplace.domain.contracts.claims import ClaimKind, ClaimStep, Grievance, Remedy, RemedyKind, Reply
from marketplace.domain.contracts.settlement import Weighing
from marketplace.domain.mass import Mass
from marketplace.queries import desk
from marketplace.queries.contracts import showing
from marketplace.queries.desk import Waiting, list_queue
from marketplace.services.claims import answer_claim, open_claim
from marketplace.services.settlements import agree_weight, state_weight
from tests import agreements
from tests.approved import Approved
from tests.market import NOW, Market

WORDS = "Twelve bags smell of diesel, see the photographs."
TENTH = Remedy(RemedyKind.ALLOWANCE_PERCENT, Decimal(10))


@pytest.fixture
def deal(market: Market) -> Approved:
    """A contract with a weight outside the tolerance and a rejected claim, and an accepted amendment of another."""
    found = Approved.in_market(market, sample_basis="none")
    found.arrive()
    weighing = Weighing(Mass(Decimal(960)), NOW.date(), "SGS Hamburg, report 4711")
    market.do(state_weight, found.id, weighing, seen=None, by=found.maker, now=NOW)
    market.do(agree_weight, found.id, seen=1, by=found.producer, now=NOW)
    claim_id = market.do(open_claim, found.id, Grievance(ClaimKind.QUALITY, WORDS, TENTH), by=found.maker, now=NOW)
    reply = Reply(1, words=WORDS)
    market.do(answer_claim, claim_id, ClaimStep.REJECT, reply=reply, by=found.producer, now=NOW)
    other = Approved.in_market(market)
    other.accept(other.ask(other.maker, claim_days=30), other.producer)
    return found


def test_all_that_is_to_be_decided_about_contracts_is_in_one_order(market: Market, deal: Approved) -> None:
    agreements.signed(market)
    queue = market.do(list_queue, deal.facilitator, now=NOW).lines
    tasks = {"contract" if isinstance(each, Waiting) else each.task for each in queue}
    deadlines = [each.due_at for each in queue if each.due_at]
    assert tasks == {"contract", "settlement.judge", "claim.mediate", "amendment.judge"}
    assert deadlines == sorted(deadlines)


def test_parties_see_no_queue(market: Market, deal: Approved) -> None:
    queue = market.do(list_queue, deal.maker, now=NOW)
    assert [each for each in queue.lines if not isinstance(each, Waiting)] == []


def test_a_desk_with_more_than_a_page_leads_to_the_rest(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = agreements.signed(market), agreements.signed(market)
    for room in (desk, showing):
        monkeypatch.setattr(room, "PER_PAGE", 1)
    browser = market.browser(first.facilitator)
    page, rest = browser.get("/reviews/").text, browser.get("/reviews/?page=2").text
    assert ('href="/reviews/?page=2"' in page, f"/reviews/contracts/{second.id}" in page) == (True, False)
    assert ('href="/reviews/?page=1"' in rest, f"/reviews/contracts/{second.id}" in rest) == (True, True)


def test_each_line_leads_to_where_it_is_decided_and_back(market: Market, deal: Approved) -> None:
    browser = market.browser(deal.facilitator)
    page = browser.get("/reviews/").text
    for address in ("/settlements/1", "/claims/1", "/amendments/1"):
        assert f'<a href="{address}">MZ-' in page
    decided = browser.post(f"/contracts/{deal.id}/settlement/approve", {"version": "2"})
    assert (decided.status_code, decided.location) == (303, "/reviews/")


def test_beside_a_contract_the_desk_names_all_else_that_waits(market: Market, deal: Approved) -> None:
    contract_id = agreements.signed(market).id
    page = market.browser(deal.facilitator).get(f"/reviews/contracts/{contract_id}").text
    assert '<a href="/claims/1">' in page
