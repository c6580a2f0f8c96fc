"""A contract in force in the browser: pages that ask little, say what is wrong, and keep what was typed."""

import re
from typing import Any

import pytest

from marketplace import clock
from marketplace.domain.contracts.changes import AmendmentState
from marketplace.domain.contracts.frames import Quarter
from marketplace.domain.ids import AmendmentId
from marketplace.models.base import db
from marketplace.models.rows.contracts.call_offs import CallOff
from marketplace.models.rows.contracts.claims import Claim
from marketplace.models.rows.contracts.contracts import Contract
from tests.approved import REASON, Approved
from tests.market import Browser, Market
from tests.signing import PASSWORD
from tests.web.afterwards import FRAME, a_claim
from tests.web.test_budgets import MOST_QUERIES, counted

TERMS = {
    "price": "5650",
    "tolerance": "3",
    "moisture_max": "8",
    "sample_basis": "sas",
    "sample_days": "10",
    "sample_remedy": "second_sample",
    "packing": "jute_with_liner",
    "may_consolidate": "y",
    "deposit_percent": "30",
    "balance_basis": "against_documents",
    "balance_days": "5",
    "deposit_on_end": "returned",
    "storage_free_days": "30",
    "title_passes": "on_full_payment",
    "claim_days": "30",
    "independent_surveyor": "y",
    "force_majeure_days": "60",
    "forum": "lima_chamber",
    "forum_place": "Lima",
    "law": "Peru",
    "termination_days": "30",
    "reason": REASON,
}


@pytest.fixture
def deal(market: Market) -> Approved:
    return Approved.in_market(market)


def wish(deal: Approved, **changes: str) -> dict[str, Any]:
    terms, version = deal.terms, str(deal.contract.version)
    window = {"shipment_start": terms.shipment_start.isoformat(), "shipment_end": terms.shipment_end.isoformat()}
    limits = {name: str(getattr(terms, name) or "") for name in ("cadmium_max", "fermentation_min", "off_max")}
    papers = {"documents": [each.value for each in terms.documents], "needs_eudr": "y" if terms.needs_eudr else []}
    return TERMS | window | limits | papers | {"version": version} | changes


def signed(deal: Approved, browser: Browser, form: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Look at what the wish changes, as one does, and sign what the page says."""
    page = browser.post(f"/contracts/{deal.id}/amendments/new/terms", form).text
    digest = page.partition('name="document_hash"')[2].partition('value="')[2].partition('"')[0]
    hand = {"document_hash": digest, "typed_name": deal.name_of(deal.producer), "consents": "y", "password": PASSWORD}
    return form | hand | changes


def test_a_wish_is_shown_as_a_difference_before_anybody_signs(deal: Approved) -> None:
    page = deal.market.browser(deal.producer).post(f"/contracts/{deal.id}/amendments/new/terms", wish(deal))
    assert page.status_code == 200
    assert "<del>21 days</del>" in page.text
    assert "<ins>30 days</ins>" in page.text


def test_a_reason_too_short_is_told_beside_the_reason(deal: Approved) -> None:
    browser, address = deal.market.browser(deal.producer), f"/contracts/{deal.id}/amendments/new/terms"
    page = browser.post(address, wish(deal) | {"reason": "x"}).text
    assert re.search(r'<a href="#reason"[^>]*>Why you ask for it</a>: Please say why', page)


def test_another_number_of_bags_is_asked_for_beside_what_is_free(deal: Approved) -> None:
    browser, address = deal.market.browser(deal.producer), f"/contracts/{deal.id}/amendments/new/terms"
    assert "100 more bags of the lot are free." in browser.get(address).text
    told = browser.post(address, wish(deal, claim_days="21", bags="121"))
    assert (told.status_code, "so the contract can have at most 120." in told.text) == (422, True)
    page = browser.post(address, wish(deal, claim_days="21", bags="25")).text
    assert "<ins>25 bags</ins>" in page
    assert "The 5 bags it adds are not held yet" in page


def test_held_bags_are_said_on_the_page_of_the_change(deal: Approved) -> None:
    amendment_id = deal.ask(deal.producer, bags=25)
    deal.accept(amendment_id, deal.maker)
    page = deal.market.browser(deal.facilitator).get(f"/amendments/{amendment_id}").text
    assert "5 more bags are held for it." in page


@pytest.mark.parametrize(("terms", "said"), [({"frame": FRAME}, "planned by season"), ({}, "made ready or has left")])
def test_where_bags_are_fixed_the_form_says_why(market: Market, terms: dict[str, Any], said: str) -> None:
    deal = Approved.in_market(market, sample_basis="none", **terms)
    if not terms:
        deal.arrive()
    page = market.browser(deal.producer).get(f"/contracts/{deal.id}/amendments/new/terms").text
    assert said in page
    assert 'name="bags"' not in page


def test_a_signed_wish_goes_to_the_other_side(deal: Approved) -> None:
    browser = deal.market.browser(deal.producer)
    sent = browser.post(f"/contracts/{deal.id}/amendments/terms", signed(deal, browser, wish(deal)))
    assert sent.status_code == 303
    assert "Sign this change" in deal.market.browser(deal.maker).get(sent.location).text


def test_a_double_click_asks_once(deal: Approved) -> None:
    browser = deal.market.browser(deal.producer)
    form = signed(deal, browser, wish(deal), idempotency_key="one click")
    answers = [browser.post(f"/contracts/{deal.id}/amendments/terms", form) for _ in range(2)]
    assert [each.status_code for each in answers] == [303, 303]
    assert answers[0].location == answers[1].location


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"password": "wrong password"}, "This is not your present password."),
        ({"typed_name": "Somebody Else"}, "Please type your name as it stands in your account"),
        ({"consents": ""}, "Please tick that you have read the arbitration clause"),
    ],
)
def test_a_bad_hand_is_told_and_the_wish_is_kept(deal: Approved, *, changes: dict[str, str], said: str) -> None:
    browser = deal.market.browser(deal.producer)
    form = {name: value for name, value in signed(deal, browser, wish(deal), **changes).items() if value}
    answer = browser.post(f"/contracts/{deal.id}/amendments/terms", form)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'name="claim_days" value="30"' in answer.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"claim_days": "21"}, "Nothing was changed"),
        ({"claim_days": "400"}, "outside what is usual"),
        ({"reason": "because"}, "Please say why"),
    ],
)
def test_a_wish_that_cannot_be_is_told_beside_its_field(deal: Approved, *, changes: dict[str, str], said: str) -> None:
    form = wish(deal, **changes)
    answer = deal.market.browser(deal.producer).post(f"/contracts/{deal.id}/amendments/new/terms", form)
    assert answer.status_code == 422
    assert said in answer.text


def test_an_old_page_decides_nothing(deal: Approved) -> None:
    amendment_id = deal.ask(deal.producer, claim_days=30)
    deal.accept(amendment_id, deal.maker)
    answer = deal.market.browser(deal.maker).post(
        f"/amendments/{amendment_id}/refuse", {"version": "1", "note": REASON}
    )
    assert answer.status_code == 409
    assert deal.amendment(amendment_id).state is AmendmentState.ACCEPTED


def test_the_contracts_page_leads_to_what_waits(deal: Approved) -> None:
    amendment_id = deal.ask(deal.producer, claim_days=30)
    assert f'href="/amendments/{amendment_id}"' in deal.market.browser(deal.maker).get(f"/contracts/{deal.id}").text


def test_before_signing_a_contract_becomes_a_frame(market: Market) -> None:
    producer, maker = market.a_producer(), market.a_maker()
    contract_id = market.a_contract(producer, maker)
    first = str(Quarter.of(clock.now().date()).following)
    plan = {"years": "2", "first_quarter": first, "notice_days": "30", "uncalled": "carry"}
    bags = {"least_1": "5", "most_1": "15", "least_2": "5", "most_2": "15"}
    version = market.do(lambda: db.session.get_one(Contract, contract_id).version)
    browser = market.browser(producer)
    sent = browser.post(f"/contracts/{contract_id}/frame", plan | bags | {"version": str(version)})
    assert sent.status_code == 303
    assert "It is a frame for 2 years." in market.browser(maker).get(f"/contracts/{contract_id}").text


@pytest.mark.parametrize(("first", "said"), [("next spring", "write the first one as 2027-Q1"), ("2027-Q7", "2027-Q1")])
def test_a_quarter_that_cannot_be_read_is_told(market: Market, *, first: str, said: str) -> None:
    producer, maker = market.a_producer(), market.a_maker()
    contract_id = market.a_contract(producer, maker)
    plan = {
        "years": "1",
        "first_quarter": first,
        "notice_days": "30",
        "uncalled": "carry",
        "least_1": "5",
        "most_1": "20",
    }
    answer = market.browser(producer).post(f"/contracts/{contract_id}/frame", plan | {"version": "1"})
    assert answer.status_code == 422
    assert said in answer.text


def test_bags_are_called_in_the_browser(market: Market) -> None:
    deal = Approved.in_market(market, sample_basis="none", frame=FRAME)
    call_off = market.do(lambda: db.session.query(CallOff).order_by(CallOff.id).limit(1).one())
    browser = market.browser(deal.maker)
    answers = [
        browser.post(f"/call-offs/{call_off.id}/call", {"version": str(call_off.version), "bags": bags})
        for bags in ("", "99", "10")
    ]
    assert [each.status_code for each in answers] == [422, 422, 303]
    assert "10 bags called." in browser.get(answers[-1].location).text


def test_an_answer_without_words_is_told_in_its_own_panel_alone(market: Market) -> None:
    producer, maker = market.a_producer(), market.a_maker()
    claim_id = a_claim(market, producer, maker=maker)
    answer = market.browser(producer).post(f"/claims/{claim_id}/reject", {"version": "1", "words": "No."})
    assert answer.status_code == 422
    assert 'id="words-reject-error"' in answer.text
    assert 'id="words-counter"' in answer.text
    assert 'id="words-counter-error"' not in answer.text


def test_a_contract_in_force_says_what_is_to_be_done_now_and_by_whom(market: Market) -> None:
    deal = Approved.in_market(market, sample_basis="none")
    page = market.browser(deal.producer).get(f"/contracts/{deal.id}").text
    assert re.search(r"Your turn:</strong>\s*<a href=\"#way\">make the cacao ready to ship</a>", page)
    claim_id = a_claim(market, deal.producer, maker=deal.maker)
    claimed = market.do(lambda: db.session.get_one(Claim, claim_id).contract_id)
    page = market.browser(deal.maker).get(f"/contracts/{claimed}").text
    assert re.search(rf"<strong>[^<]+:</strong>\s*<a href=\"/claims/{claim_id}\">answer the claim</a>", page)


def test_each_page_asks_the_database_little(market: Market) -> None:
    producer, maker = market.a_producer(), market.a_maker()
    claim_id = a_claim(market, producer, maker=maker)
    arrived = market.do(lambda: db.session.query(Contract).one())
    deal = Approved(market, producer, maker, market.a_facilitator(), arrived.id)
    amendment_id: AmendmentId = deal.ask(producer, claim_days=30)
    here = f"/contracts/{deal.id}"
    pages = [here, f"{here}/fixing/", f"{here}/settlement/", f"{here}/claims", f"{here}/call-offs"]
    asked = {}
    for page in [*pages, f"/claims/{claim_id}", f"/amendments/{amendment_id}", f"{here}/amendments/new/terms"]:
        browser = market.browser(maker)
        with counted(market.app) as statements:
            assert browser.get(page).status_code == 200
        asked[page] = len(statements)
    assert {page: count for page, count in asked.items() if count > MOST_QUERIES} == {}
