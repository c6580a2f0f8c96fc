"""Passing pages on: a readable text for WhatsApp, and a preview that tells strangers nothing private."""

import html
import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest

from marketplace.domain.lots import LotState
from tests.market import Browser, Market


def shared(page: str) -> str:
    """Give the text that WhatsApp would be handed."""
    [href] = re.findall(r'href="(https://wa\.me/[^"]+)"', page)
    return parse_qs(urlsplit(html.unescape(href)).query)["text"][0]


def preview(browser: Browser, address: str) -> list[str]:
    """Give what a messenger would show of a page."""
    page = browser.get(address, follow_redirects=True).text
    return [html.unescape(each) for each in re.findall(r'<meta property="og:[a-z_]+" content="([^"]*)">', page)]


def test_a_lot_is_passed_on_with_what_it_is_what_it_costs_and_where(market: Market) -> None:
    producer = market.a_producer()
    code = market.code_of_lot(market.a_lot(producer))
    lines = shared(market.browser(producer).get(f"/lots/{code}").text).splitlines()
    assert f"Lot {code}" in lines[0]
    assert "kg left at" in lines[1]
    assert "USD/t FOB" in lines[1]
    assert lines[-1] == f"http://localhost/lots/{code}"


def test_the_text_speaks_the_readers_language(market: Market) -> None:
    producer = market.a_producer()
    code = market.code_of_lot(market.a_lot(producer))
    assert f"Lote {code}" in shared(market.browser(producer, locale="es_PE").get(f"/lots/{code}").text)


def test_a_contract_is_passed_on_with_its_state_and_address(market: Market) -> None:
    producer, maker = market.a_producer(name="Yanayacu"), market.a_maker(name="Lyon & fils")
    contract_id = market.a_contract(producer, maker)
    text = shared(market.browser(maker).get(f"/contracts/{contract_id}").text)
    assert "Yanayacu → Lyon & fils" in text
    assert text.endswith(f"http://localhost/contracts/{contract_id}")


def test_a_public_lot_is_previewed_with_its_price(market: Market) -> None:
    code = market.code_of_lot(market.a_lot(market.a_producer(name="Yanayacu")))
    _site, title, description = preview(market.browser(), f"/lots/{code}")
    assert code in title
    assert "USD/t" in description


@pytest.mark.parametrize("what", ["contract", "draft lot", "inbox"])
def test_a_private_page_is_previewed_as_nothing_but_mazorca(market: Market, what: str) -> None:
    producer = market.a_producer(name="Yanayacu")
    makers: dict[str, Callable[[], str]] = {
        "contract": lambda: f"/contracts/{market.a_contract(producer, market.a_maker())}",
        "draft lot": lambda: f"/lots/{market.code_of_lot(market.a_lot(producer, state=LotState.DRAFT))}",
        "inbox": lambda: "/inbox",
    }
    address = makers[what]()
    assert preview(market.browser(), address) == ["Mazorca", "Mazorca", "Sign in to see this page."]
