"""A group records its certificates on the page, and is told beside each field what is wrong."""

import re
from io import BytesIO

import pytest

from marketplace.domain.viewers import Viewer
from tests.market import Browser, Market

FORM = {
    "scheme": "EU_ORGANIC",
    "number": "CU-8123",
    "control_body": "Control Body",
    "valid_from": "2026-01-01",
    "valid_to": "2027-12-31",
}


@pytest.fixture
def seller(market: Market) -> Viewer:
    return market.a_producer()


@pytest.fixture
def browser(market: Market, seller: Viewer) -> Browser:
    return market.browser(seller)


def test_a_recorded_certificate_stands_in_the_list(browser: Browser) -> None:
    assert browser.post("/certificates/new", FORM).location == "/certificates"
    page = browser.get("/certificates").text
    assert "CU-8123" in page
    assert "in force" in page


def test_an_empty_list_shows_the_way(browser: Browser) -> None:
    assert 'href="/certificates/new"' in browser.get("/certificates").text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"number": " "}, "Please write the number of the certificate."),
        ({"scheme": ""}, "Please fill this in."),
        ({"valid_to": "2025-01-01"}, "The certificate ends before it starts"),
        ({"valid_to": "2199-01-01"}, "No certificate is valid for more than five years."),
        ({"valid_to": "31/12/2027"}, "Not a valid date"),
    ],
)
def test_what_cannot_be_true_is_refused_in_words(browser: Browser, changes: dict[str, str], said: str) -> None:
    page = browser.post("/certificates/new", {**FORM, **changes})
    assert page.status_code == 422
    assert said in page.text


def test_a_number_taken_by_anybody_is_refused(market: Market, browser: Browser) -> None:
    market.browser(market.a_producer()).post("/certificates/new", FORM)
    assert "This certificate has been recorded already." in browser.post("/certificates/new", FORM).text


def test_a_certificate_is_corrected(market: Market, seller: Viewer, browser: Browser) -> None:
    address = f"/certificates/{market.a_certificate(seller)}"
    assert 'value="2027-12-31"' in browser.get(address).text
    browser.post(address, {**FORM, "number": "CU-9999"})
    assert "CU-9999" in browser.get("/certificates").text


def test_a_correction_that_cannot_be_true_is_refused(market: Market, seller: Viewer, browser: Browser) -> None:
    address = f"/certificates/{market.a_certificate(seller)}"
    assert browser.post(address, {**FORM, "valid_to": "2020-01-01"}).status_code == 422


def test_makers_have_none(market: Market) -> None:
    assert market.browser(market.a_maker()).get("/certificates").status_code == 403


def test_its_file_is_read_by_its_group_and_by_makers_only(market: Market, browser: Browser) -> None:
    paper = (BytesIO(b"%PDF-1.4\n%%EOF\n"), "certificado.pdf")
    assert browser.post("/certificates/new", {**FORM, "file": paper}).status_code == 303
    address = re.search(r'href="(/files/[^"]+)"', browser.get("/certificates").text)
    assert address is not None
    readers = {"own": browser, "maker": market.browser(market.a_maker()), "rival": market.browser(market.a_producer())}
    assert {who: each.get(address[1]).status_code for who, each in readers.items()} == {
        "own": 200,
        "maker": 200,
        "rival": 404,
    }


def test_a_program_is_no_certificate(browser: Browser) -> None:
    answer = browser.post("/certificates/new", {**FORM, "file": (BytesIO(b"MZ\x90\x00"), "certificado.pdf")})
    assert (answer.status_code, "CU-8123" in answer.text) == (422, True)


def test_a_withdrawal_is_recorded_and_shown(market: Market, seller: Viewer, browser: Browser) -> None:
    address = f"/certificates/{market.a_certificate(seller)}/withdraw"
    assert browser.post(address, {"withdrawn_on": "2026-06-01", "why": " "}).status_code == 422
    assert browser.post(address, {"withdrawn_on": "2026-06-01", "why": "Letter of 1 June."}).status_code == 303
    assert "withdrawn on" in browser.get("/certificates").text
