"""A stranger checks a contract's paper: genuine, changed, replaced or unknown, and nothing of its terms is told."""

from io import BytesIO
from typing import Any

import pypdf
import pytest
from werkzeug.test import TestResponse

from marketplace.documents.letters import written
from marketplace.queries.contracts.showing import get_contract
from marketplace.services.contracts import amending, judging
from marketplace.web import verification
from tests import agreements
from tests.agreements import Agreed
from tests.market import NOW, Market


@pytest.fixture
def agreed(market: Market) -> Agreed:
    return agreements.approved(market)


def pdf_of(agreed: Agreed) -> bytes:
    return bytes(agreed.market.browser(agreed.maker).get(f"/contracts/{agreed.id}/contract.pdf").data)


def hash_of(agreed: Agreed) -> str:
    return agreed.market.do(get_contract, agreed.id, agreed.maker, now=NOW).document_hash


def bring(market: Market, file: bytes) -> TestResponse:
    return market.browser().post("/verify/", {"paper": (BytesIO(file), "contract.pdf")})


def ask(market: Market, **words: Any) -> TestResponse:
    return market.browser().post("/verify/", words, follow_redirects=True)


def test_a_stranger_learns_that_a_file_is_genuine_and_in_force(market: Market, agreed: Agreed) -> None:
    page = bring(market, pdf_of(agreed)).text
    assert "The file is genuine" in page
    assert "signed by both sides and approved by the alliance" in page


def test_a_stranger_learns_who_signed_but_nothing_of_the_terms(market: Market, agreed: Agreed) -> None:
    page, terms = bring(market, pdf_of(agreed)).text, agreed.terms()
    assert terms.producer.name in page
    told = (terms.lot_code, f"{terms.price.amount:,}", f"{terms.total.amount:,}", agreed.name_of(agreed.producer))
    assert [each for each in told if each in page.split("<main")[1]] == []


def test_letters_that_no_font_of_the_paper_has_do_not_vanish(market: Market) -> None:
    note = "\n".join(["株式会社明治 🍫 شركة Ñandú \U0001e900", *["A clause of our own."] * 40])
    agreed = agreements.approved(market, forum_place="株式会社明治", note=note)
    paper = pdf_of(agreed)
    text = " ".join("".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(paper)).pages).split())
    assert [
        each for each in ("株式会社明治", "🍫", "Ñandú", "[U+1E900", "has them as they are") if each not in text
    ] == []
    assert "The file is genuine" in bring(market, paper).text


def test_a_word_without_end_covers_no_other_clause() -> None:
    assert written("W" * 60) == "\u200b".join(("W" * 24, "W" * 24, "W" * 12))
    assert written("Cooperativa Agraria Ñaupa Ltda.") == "Cooperativa Agraria Ñaupa Ltda."


@pytest.mark.parametrize("where", [b"/Title", b"stream\n", b"%mazorca-seal "])
def test_a_changed_file_is_told_from_a_genuine_one(market: Market, agreed: Agreed, where: bytes) -> None:
    file = bytearray(pdf_of(agreed))
    at = file.index(where) + len(where) + 4
    file[at] ^= 1
    answer = bring(market, bytes(file))
    assert "The file is genuine" not in answer.text
    assert answer.status_code in (200, 422)


def test_a_page_changed_around_the_genuine_document_is_said_to_be_changed(market: Market, agreed: Agreed) -> None:
    writer = pypdf.PdfWriter(clone_from=BytesIO(pdf_of(agreed)))
    writer.add_blank_page(200, 200)
    changed = BytesIO()
    writer.write(changed)
    assert "The file was changed after it was made" in bring(market, changed.getvalue()).text


def test_a_document_changed_inside_was_never_kept_here(market: Market, agreed: Agreed) -> None:
    body = pypdf.PdfReader(BytesIO(pdf_of(agreed))).attachments["contract.json"][0]
    fresh = pypdf.PdfWriter()
    fresh.append_pages_from_reader(pypdf.PdfReader(BytesIO(pdf_of(agreed))))
    fresh.add_attachment("contract.json", body.replace(b'"claim_days":21', b'"claim_days":90'))
    changed = BytesIO()
    fresh.write(changed)
    answer = bring(market, changed.getvalue())
    assert answer.status_code == 422
    assert "no such text was ever kept here" in answer.text


@pytest.mark.parametrize(
    "file", [b"", b"not a pdf", b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF", b"\x00" * 100, b"PK\x03\x04" + b"0" * 50]
)
def test_any_other_file_is_not_ours(market: Market, file: bytes) -> None:
    answer = bring(market, file)
    assert answer.status_code == 422
    assert ("carries no contract" in answer.text) or ("Please choose the contract" in answer.text)


def test_a_file_that_is_too_large_is_not_read(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "MOST_BYTES", 1_000)
    assert "Please choose a file of at most" in bring(market, b"%PDF-" + b"0" * 1_000).text


def test_a_version_that_was_replaced_is_said_to_be_so(market: Market) -> None:
    agreed = agreements.signed(market)
    old = pdf_of(agreed)
    reason = "Please ship a month later."
    market.do(judging.send_back_contract, agreed.id, reason, seen=agreed.seen, by=agreed.facilitator, now=NOW)
    terms = agreed.terms(claim_days=30)
    market.do(amending.revise_contract, agreed.id, terms, seen=agreed.seen, by=agreed.maker, now=NOW)
    page = bring(market, old).text
    assert "version 3 took its place" in page


def test_a_hash_is_enough_with_or_without_the_code(market: Market, agreed: Agreed) -> None:
    pages = [ask(market, document_hash=hash_of(agreed), code=code).text for code in ("", agreed.row.code.lower())]
    assert all("The hash is genuine" in page for page in pages)


def test_a_hash_may_be_typed_with_spaces_and_capitals(market: Market, agreed: Agreed) -> None:
    known = hash_of(agreed)
    assert "The hash is genuine" in ask(market, document_hash=f"{known[:32].upper()} {known[32:]}").text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"document_hash": "0" * 64}, "No contract of this market has this hash."),
        ({"document_hash": "abc"}, "A hash has 64 signs"),
        ({}, "Please choose the contract as a PDF"),
    ],
)
def test_what_nobody_knows_is_said_plainly(market: Market, words: dict[str, str], said: str) -> None:
    answer = ask(market, **words)
    assert (answer.status_code, said in answer.text) == (422, True)


def test_the_hash_of_another_contract_is_not_this_one(market: Market, agreed: Agreed) -> None:
    answer = ask(market, document_hash=hash_of(agreed), code="MZ-2026-99999")
    assert answer.status_code == 422


@pytest.mark.parametrize("address", ["0" * 64, "g" * 64, "short"])
def test_an_unknown_address_says_so_and_asks_for_the_paper(market: Market, address: str) -> None:
    answer = market.browser().get(f"/verify/{address}")
    assert answer.status_code == 404
    assert "No contract of this market has this hash." in answer.text


def test_checking_again_and_again_is_slowed_down(market: Market) -> None:
    browser = market.browser()
    answers = [browser.post("/verify/", {"document_hash": "0" * 64}) for _ in range(40)]
    assert "Too many tries" in answers[-1].text or "wait" in answers[-1].text


def test_the_paper_leads_a_camera_to_its_own_page(market: Market, agreed: Agreed) -> None:
    page = market.browser().get(f"/verify/{hash_of(agreed)}")
    assert (page.status_code, agreed.row.code in page.text) == (200, True)


def test_a_file_that_is_far_too_large_is_refused_beside_its_field(market: Market) -> None:
    head = b'--limit\r\nContent-Disposition: form-data; name="paper"; filename="contract.pdf"\r\n\r\n'
    sent = head + b"0" * 30_000_000 + b"\r\n--limit--\r\n"
    answer = market.browser().client.post("/verify/", data=sent, content_type="multipart/form-data; boundary=limit")
    assert answer.status_code == 413
    assert 'id="paper-error"' in answer.text
