"""Contracts in the browser: who sees what, what is typed stays, nothing is decided twice, and paper is paper."""

import re
from collections.abc import Iterator
from io import BytesIO

import pypdf
import pytest

from marketplace.domain.contracts.clauses import Forum, SampleBasis
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.services.contracts.amending import revise_contract
from marketplace.web.contracts.clauses import CLAUSES, clauses_in
from tests import agreements
from tests.agreements import Agreed
from tests.market import NOW, Market
from tests.signing import PASSWORD

REASON = "Please ship a month later; the road is closed in December."
CONDITION = "The organic certificate is renewed before shipment."


@pytest.fixture
def agreed(market: Market) -> Agreed:
    return agreements.signed(market)


@pytest.fixture
def drafted(market: Market) -> Agreed:
    return agreements.drafted(market)


def seen(agreed: Agreed) -> dict[str, str]:
    return {"version": str(agreed.seen)}


def amendment(**changes: str) -> dict[str, str]:
    return {
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
        "deposit_on_end": "returned",
        "storage_free_days": "30",
        "title_passes": "on_full_payment",
        "claim_days": "21",
        "independent_surveyor": "y",
        "force_majeure_days": "60",
        "forum": "lima_chamber",
        "law": "Peru",
        "termination_days": "30",
        **changes,
    }


def test_both_parties_and_a_facilitator_see_the_contract(market: Market, agreed: Agreed) -> None:
    people = (agreed.producer, agreed.maker, agreed.facilitator)
    assert [market.browser(each).get(f"/contracts/{agreed.id}").status_code for each in people] == [200, 200, 200]


def test_only_facilitators_see_the_flags(market: Market, agreed: Agreed) -> None:
    desk = market.browser(agreed.facilitator).get(f"/reviews/contracts/{agreed.id}").text
    page = market.browser(agreed.maker).get(f"/contracts/{agreed.id}").text
    assert ("First trade between these two." in desk, "First trade between these two." in page) == (True, False)


def test_a_facilitator_approves_with_one_click(market: Market, agreed: Agreed) -> None:
    answer = market.browser(agreed.facilitator).post(f"/contracts/{agreed.id}/approve", seen(agreed))
    assert (answer.status_code, agreed.state) == (303, "approved")


def test_a_condition_is_read_by_both_sides(market: Market, agreed: Agreed) -> None:
    form = seen(agreed) | {"note": CONDITION}
    market.browser(agreed.facilitator).post(f"/contracts/{agreed.id}/approve_on_condition", form)
    pages = [market.browser(each).get(f"/contracts/{agreed.id}").text for each in (agreed.producer, agreed.maker)]
    assert all(CONDITION in page for page in pages)


def test_a_note_is_not_lost_by_the_wrong_button(market: Market, agreed: Agreed) -> None:
    form = seen(agreed) | {"note": CONDITION}
    answer = market.browser(agreed.facilitator).post(f"/contracts/{agreed.id}/approve", form)
    assert (answer.status_code, agreed.state) == (422, "in_review")
    assert CONDITION in answer.text


def test_a_double_click_decides_once_and_leads_to_the_same_page(market: Market, agreed: Agreed) -> None:
    browser = market.browser(agreed.facilitator)
    form = seen(agreed) | {"idempotency_key": "one click"}
    answers = [browser.post(f"/contracts/{agreed.id}/approve", form) for _ in range(2)]
    assert [(each.status_code, each.location) for each in answers] == [(303, "/reviews/")] * 2


def test_a_form_sent_again_with_other_words_is_told_so_and_changes_nothing(market: Market, agreed: Agreed) -> None:
    browser = market.browser(agreed.facilitator)
    form = seen(agreed) | {"idempotency_key": "one form"}
    browser.post(f"/contracts/{agreed.id}/approve", form)
    answer = browser.post(f"/contracts/{agreed.id}/approve", form | {"note": "Fine, and more"})
    assert (answer.status_code, agreed.state) == (422, "approved")
    assert "sent before with other content" in answer.text


def test_a_rejection_without_reason_is_asked_for_one_and_keeps_what_was_typed(market: Market, agreed: Agreed) -> None:
    form = seen(agreed) | {"note": "no 🌱"}
    answer = market.browser(agreed.facilitator).post(f"/contracts/{agreed.id}/reject", form)
    assert (answer.status_code, agreed.state) == (422, "in_review")
    assert "no 🌱</textarea>" in answer.text
    assert "Please say why" in answer.text


def test_an_old_page_decides_nothing(market: Market, agreed: Agreed) -> None:
    browser, old = market.browser(agreed.facilitator), seen(agreed)
    browser.post(f"/contracts/{agreed.id}/send_back", old | {"note": REASON})
    assert browser.post(f"/contracts/{agreed.id}/approve", old).status_code == 409


def test_the_difference_names_each_part_of_a_term(market: Market, drafted: Agreed) -> None:
    allowed = drafted.terms().allowed_deviation
    terms = drafted.terms(allowed_deviation={name: value / 2 for name, value in allowed.items()})
    market.do(revise_contract, drafted.id, terms, seen=drafted.seen, by=drafted.producer, now=NOW)
    page = market.browser(drafted.maker).get(f"/contracts/{drafted.id}").text
    assert "allowed_deviation" not in page
    assert "Allowed deviation: Cacao" in page


def test_limits_and_papers_may_be_changed_and_the_pack_comes_with_its_tick(market: Market, drafted: Agreed) -> None:
    limits = {"cadmium_max": "0.6", "fermentation_min": "75", "off_max": "1.5", "bean_count_max": "100"}
    form = amendment(**seen(drafted), **limits, documents="invoice", needs_eudr="y")
    assert market.browser(drafted.producer).post(f"/contracts/{drafted.id}/amend", form).status_code == 303
    page = market.browser(drafted.maker).get(f"/contracts/{drafted.id}").text
    assert "At most 100 beans in 100 g." in page
    for words in ("0.6 mg/kg", "75%", "1.5 / 10", "Commercial invoice, EUDR pack (plots, harvest dates, evidence)"):
        assert f"<ins>{words}</ins>" in page


def test_words_without_end_are_refused_and_signs_that_turn_text_round_are_dropped(
    market: Market, drafted: Agreed
) -> None:
    browser, form = market.browser(drafted.producer), amendment(**seen(drafted))
    assert browser.post(f"/contracts/{drafted.id}/amend", form | {"marks": "x" * 9_000}).status_code == 422
    browser.post(f"/contracts/{drafted.id}/amend", form | {"note": "Pay \u202e000,5 USD"})
    assert drafted.terms().note == "Pay 000,5 USD"


def test_what_one_side_amends_the_other_sees_as_a_difference(market: Market, drafted: Agreed) -> None:
    sent = market.browser(drafted.producer).post(f"/contracts/{drafted.id}/amend", amendment(**seen(drafted)))
    page = market.browser(drafted.maker).get(f"/contracts/{drafted.id}").text
    assert sent.status_code == 303
    assert "Confirm the changed terms" in page
    assert "<del>Arbitration, Federation of Cocoa Commerce</del>" in page


def test_a_confirmed_contract_is_to_be_signed(market: Market, drafted: Agreed) -> None:
    market.browser(drafted.producer).post(f"/contracts/{drafted.id}/amend", amendment(**seen(drafted)))
    market.browser(drafted.maker).post(f"/contracts/{drafted.id}/confirm", seen(drafted))
    assert drafted.state == "signing"
    assert "Read and sign" in market.browser(drafted.maker).get(f"/contracts/{drafted.id}").text


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
    market: Market, drafted: Agreed, *, field: str, typed: str, said: str
) -> None:
    form = amendment(**seen(drafted), **{field: typed}, marks="ACME <1>")
    answer = market.browser(drafted.producer).post(f"/contracts/{drafted.id}/amend", form)
    assert (answer.status_code, drafted.state) == (422, "signing")
    assert said in answer.text
    assert 'value="ACME &lt;1&gt;"' in answer.text


def test_strangers_find_nothing(market: Market, agreed: Agreed) -> None:
    stranger = market.browser(market.a_maker())
    rooms = ("", "/print", "/sign", "/contract.pdf", "/document.json")
    addresses = [*(f"/contracts/{agreed.id}{room}" for room in rooms), "/contracts/999"]
    assert {stranger.get(each).status_code for each in addresses} == {404}


def test_the_arbitration_clause_stands_in_both_languages_above_the_consent(market: Market) -> None:
    agreed = agreements.settled(market)
    page = market.browser(agreed.producer).get(f"/contracts/{agreed.id}/sign").text
    clauses = page.index("Centro de Arbitraje de la Cámara de Comercio de Lima"), page.index("state courts")
    assert max(clauses) < page.index('name="consents"')


def test_no_chapter_loses_a_clause_and_who_decides_disputes_is_never_folded_away(market: Market) -> None:
    agreed = agreements.settled(market)
    page = market.browser(agreed.producer).get(f"/contracts/{agreed.id}/sign").text
    shown = re.findall(r'<li id="clause-(\w+)">', page)
    starts = [int(each) for each in re.findall(r'<ol class="clauses" start="(\d+)">', page)]
    chapters = page.split('<ol class="clauses"')[1:]
    assert shown == [each.key for each in market.do(clauses_in, "en", agreed.terms())]
    assert starts == [1 + sum(each.count('id="clause-') for each in chapters[:place]) for place in range(len(starts))]
    arbitration = page.index('id="arbitration"')
    assert page.count("<details", 0, arbitration) == page.count("</details>", 0, arbitration)


def test_a_contract_with_open_ends_shows_what_is_missing_and_asks_for_no_name(market: Market) -> None:
    agreed = agreements.settled(market, forum=Forum.UNDECIDED, law=None)
    page = market.browser(agreed.producer).get(f"/contracts/{agreed.id}/sign").text
    assert "must choose who decides disputes" in page
    assert 'name="typed_name"' not in page


def signature(agreed: Agreed, **changes: str) -> dict[str, str]:
    page = agreed.market.browser(agreed.producer).get(f"/contracts/{agreed.id}/sign").text
    shown = page.split('name="document_hash"')[1].split('value="')[1][:64]
    name = agreed.name_of(agreed.producer)
    return {"document_hash": shown, "typed_name": name, "consents": "y", "password": PASSWORD} | changes


def test_a_party_signs_what_the_page_showed(market: Market) -> None:
    agreed = agreements.settled(market)
    answer = market.browser(agreed.producer).post(f"/contracts/{agreed.id}/sign", signature(agreed))
    page = market.browser(agreed.maker).get(f"/contracts/{agreed.id}").text
    assert answer.status_code == 303
    assert agreed.name_of(agreed.producer) in page


def mend_sentence(terms: ContractTerms) -> Iterator[str]:
    yield f"Whoever claims has {terms.claim_days} hours."


def test_the_paper_says_for_ever_what_was_read_and_signed(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    signed, unsigned = agreements.settled(market), agreements.settled(market)
    market.browser(signed.producer).post(f"/contracts/{signed.id}/sign", signature(signed))
    monkeypatch.setitem(CLAUSES, "claims", mend_sentence)
    papers = [market.browser(each.producer).get(f"/contracts/{each.id}/print").text for each in (signed, unsigned)]
    assert ["21 hours" in each for each in papers] == [False, True]
    assert ["Within 21 days after discharge" in each for each in papers] == [True, False]
    whole = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf_of(signed))).pages)
    assert "Within 21 days after discharge" in " ".join(whole.split())


def test_a_wrong_password_signs_nothing_and_is_said_beside_its_field(market: Market) -> None:
    agreed = agreements.settled(market)
    form = signature(agreed, password="a guess")
    answer = market.browser(agreed.producer).post(f"/contracts/{agreed.id}/sign", form)
    assert (answer.status_code, agreed.row.producer_signed_at) == (422, None)
    assert 'id="password-error"' in answer.text
    assert "a guess" not in answer.text


def test_a_contract_changed_meanwhile_is_not_signed(market: Market) -> None:
    agreed = agreements.settled(market)
    form = signature(agreed, document_hash="0" * 64)
    answer = market.browser(agreed.producer).post(f"/contracts/{agreed.id}/sign", form)
    assert answer.status_code == 409
    assert "nothing was signed" in answer.text


def test_the_way_of_the_cacao_is_reported_and_read(market: Market) -> None:
    agreed = agreements.approved(market, sample_basis=SampleBasis.NONE)
    form = seen(agreed) | {"day": "2026-11-23", "note": "120 bags in the warehouse <1>"}
    answer = market.browser(agreed.producer).post(f"/contracts/{agreed.id}/milestones/make_ready", form)
    assert answer.status_code == 303
    assert "in the warehouse &lt;1&gt;" in market.browser(agreed.maker).get(f"/contracts/{agreed.id}").text


def test_a_day_that_was_not_is_said_beside_its_field(market: Market) -> None:
    agreed = agreements.approved(market, sample_basis=SampleBasis.NONE)
    form = seen(agreed) | {"day": "2099-01-01", "note": "soon"}
    answer = market.browser(agreed.producer).post(f"/contracts/{agreed.id}/milestones/make_ready", form)
    assert answer.status_code == 422
    assert "This day is still to come." in answer.text


def test_two_sides_end_a_contract(market: Market) -> None:
    agreed = agreements.approved(market, sample_basis=SampleBasis.NONE)
    market.browser(agreed.maker).post(f"/contracts/{agreed.id}/ask_to_end", seen(agreed) | {"note": REASON})
    assert REASON in market.browser(agreed.producer).get(f"/contracts/{agreed.id}").text
    market.browser(agreed.producer).post(f"/contracts/{agreed.id}/end", seen(agreed))
    assert agreed.state == "ended"


def test_the_paper_says_everything_in_both_languages(market: Market, agreed: Agreed) -> None:
    page = market.browser(agreed.maker).get(f"/contracts/{agreed.id}/print").text
    assert page.count('<section class="bilingual clause">') == 17


def pdf_of(agreed: Agreed) -> bytes:
    return bytes(agreed.market.browser(agreed.maker).get(f"/contracts/{agreed.id}/contract.pdf").data)


def text_of(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages)


def test_the_pdf_says_it_in_both_languages_with_the_names_under_it(market: Market, agreed: Agreed) -> None:
    text, names = text_of(pdf_of(agreed)), [agreed.name_of(each) for each in (agreed.producer, agreed.maker)]
    wanted = ("Contrato de compraventa", "Cocoa sales contract", "Fuerza mayor", "Force majeure", *names)
    assert [each for each in wanted if each not in text] == []


def test_the_same_contract_is_the_same_file(agreed: Agreed) -> None:
    assert pdf_of(agreed) == pdf_of(agreed)


def test_the_pdf_is_tagged_for_screen_readers(agreed: Agreed) -> None:
    root = pypdf.PdfReader(BytesIO(pdf_of(agreed))).root_object
    assert "/StructTreeRoot" in root
    assert (str(root["/Lang"]), str(root["/MarkInfo"])) == ("es-PE", "{'/Marked': True, '/Suspects': False}")


def test_what_is_in_the_pdf_is_what_is_signed(market: Market, agreed: Agreed) -> None:
    carried = pypdf.PdfReader(BytesIO(pdf_of(agreed))).attachments["contract.json"][0]
    assert carried == market.browser(agreed.producer).get(f"/contracts/{agreed.id}/document.json").data


@pytest.mark.parametrize("step", ["approve", "reject", "send_back"])
def test_a_party_decides_nothing_in_the_alliances_place(market: Market, agreed: Agreed, step: str) -> None:
    form = seen(agreed) | {"note": REASON if step != "approve" else ""}
    answer = market.browser(agreed.maker).post(f"/contracts/{agreed.id}/{step}", form)
    assert (answer.status_code, agreed.state) == (403, "in_review")


def test_each_side_takes_note_of_a_condition_by_a_button(market: Market, agreed: Agreed) -> None:
    form = seen(agreed) | {"note": CONDITION}
    market.browser(agreed.facilitator).post(f"/contracts/{agreed.id}/approve_on_condition", form)
    browser = market.browser(agreed.maker)
    assert "has still to take note of it" in browser.get(f"/contracts/{agreed.id}").text
    browser.post(f"/contracts/{agreed.id}/acknowledge", seen(agreed))
    page = browser.get(f"/contracts/{agreed.id}").text
    assert "took note of it on" in page
    assert "/acknowledge" not in page
