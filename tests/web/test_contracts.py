"""Contracts in the browser: who sees what, what is typed stays, and nothing is decided twice."""

from typing import NamedTuple

import pytest

from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.contracts import Contract
from tests.market import Market

REASON = "Please ship a month later; the road is closed in December."


class Deal(NamedTuple):
    """A contract and everybody around it."""

    id: int
    producer: Viewer
    maker: Viewer
    facilitator: Viewer


@pytest.fixture
def deal(market: Market) -> Deal:
    producer, maker, facilitator = market.a_producer(), market.a_maker(), market.a_facilitator()
    return Deal(market.a_contract(producer, maker), producer, maker, facilitator)


def state_of(market: Market, deal: Deal) -> str:
    return str(market.do(lambda: db.session.get_one(Contract, deal.id).state.value))


def amendment(**changes: str) -> dict[str, str]:
    return {
        "version": "2",
        "price": "5650",
        "tolerance": "3",
        "moisture_max": "8",
        "sample_basis": "sas",
        "sample_days": "10",
        "sample_remedy": "second_sample",
        "packing": "jute_with_liner",
        "marks": "",
        "may_consolidate": "y",
        "shipment_start": "2027-01-11",
        "shipment_end": "2027-03-26",
        "deposit_percent": "30",
        "balance_basis": "against_documents",
        "balance_days": "5",
        "title_passes": "on_full_payment",
        "claim_days": "21",
        "independent_surveyor": "y",
        "force_majeure_days": "60",
        "forum": "lima_chamber",
        "law": "Peru",
        "termination_days": "30",
        **changes,
    }


def test_both_parties_and_a_facilitator_see_the_contract(market: Market, deal: Deal) -> None:
    seen = [market.browser(each).get(f"/contracts/{deal.id}").status_code for each in deal[1:]]
    assert seen == [200, 200, 200]


def test_only_facilitators_see_the_flags(market: Market, deal: Deal) -> None:
    pages = [market.browser(each).get(f"/contracts/{deal.id}").text for each in (deal.facilitator, deal.maker)]
    assert ["First trade between these two." in page for page in pages] == [True, False]


def test_a_facilitator_approves_with_one_click(market: Market, deal: Deal) -> None:
    answer = market.browser(deal.facilitator).post(f"/contracts/{deal.id}/approve", {"version": "1"})
    assert (answer.status_code, state_of(market, deal)) == (303, "approved")


def test_a_double_click_decides_once_and_leads_to_the_same_page(market: Market, deal: Deal) -> None:
    browser = market.browser(deal.facilitator)
    form = {"version": "1", "idempotency_key": "one click"}
    answers = [browser.post(f"/contracts/{deal.id}/approve", form) for _ in range(2)]
    assert [(each.status_code, each.location) for each in answers] == [(303, f"/contracts/{deal.id}")] * 2


def test_a_rejection_without_reason_is_asked_for_one_and_keeps_what_was_typed(market: Market, deal: Deal) -> None:
    answer = market.browser(deal.facilitator).post(f"/contracts/{deal.id}/reject", {"version": "1", "note": "no 🌱"})
    assert (answer.status_code, state_of(market, deal)) == (422, "in_review")
    assert "no 🌱</textarea>" in answer.text
    assert "Please say why" in answer.text


def test_an_old_page_decides_nothing(market: Market, deal: Deal) -> None:
    browser = market.browser(deal.facilitator)
    browser.post(f"/contracts/{deal.id}/send_back", {"version": "1", "note": REASON})
    assert browser.post(f"/contracts/{deal.id}/approve", {"version": "1"}).status_code == 409


def test_what_one_side_amends_the_other_sees_as_a_difference(market: Market, deal: Deal) -> None:
    market.browser(deal.facilitator).post(f"/contracts/{deal.id}/send_back", {"version": "1", "note": REASON})
    sent = market.browser(deal.producer).post(f"/contracts/{deal.id}/amend", amendment())
    page = market.browser(deal.maker).get(f"/contracts/{deal.id}").text
    assert sent.status_code == 303
    assert "Confirm the changed terms" in page
    assert "<del>Not yet chosen by the parties</del>" in page


def test_the_amended_contract_goes_back_to_the_desk(market: Market, deal: Deal) -> None:
    market.browser(deal.facilitator).post(f"/contracts/{deal.id}/send_back", {"version": "1", "note": REASON})
    market.browser(deal.producer).post(f"/contracts/{deal.id}/amend", amendment())
    market.browser(deal.maker).post(f"/contracts/{deal.id}/confirm", {"version": "3"})
    assert state_of(market, deal) == "in_review"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("price", "5,5", "This can be read in two ways"),
        ("price", "5.650", "This can be read in two ways"),
        ("claim_days", "soon", "This is not a number"),
        ("deposit_percent", "95", "outside what is usual"),
        ("shipment_end", "2026-01-01", "Shipment ends before it starts"),
        ("forum", "cmaa", "takes no dispute"),
    ],
)
def test_a_wrong_term_is_said_beside_its_field_and_nothing_is_lost(
    market: Market, deal: Deal, *, field: str, typed: str, said: str
) -> None:
    market.browser(deal.facilitator).post(f"/contracts/{deal.id}/send_back", {"version": "1", "note": REASON})
    answer = market.browser(deal.producer).post(
        f"/contracts/{deal.id}/amend", amendment(**{field: typed}, marks="ACME <1>")
    )
    assert (answer.status_code, state_of(market, deal)) == (422, "returned")
    assert said in answer.text
    assert 'value="ACME &lt;1&gt;"' in answer.text


def test_the_paper_says_everything_in_both_languages(market: Market, deal: Deal) -> None:
    page = market.browser(deal.maker).get(f"/contracts/{deal.id}/print").text
    assert page.count('<section class="bilingual clause">') == 17


def test_strangers_find_nothing(market: Market, deal: Deal) -> None:
    stranger = market.browser(market.a_maker())
    addresses = (f"/contracts/{deal.id}", f"/contracts/{deal.id}/print", "/contracts/999")
    assert [stranger.get(each).status_code for each in addresses] == [404, 404, 404]
