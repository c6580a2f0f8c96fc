"""The list of lots on the page: filters in the address, chips to drop them, a way out of an empty list, little work."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import event
from werkzeug.test import TestResponse

from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from tests.domain.samples import usd
from tests.market import NOW, Browser, Market


@pytest.fixture
def seller(market: Market) -> Viewer:
    return market.a_producer(name="Cooperativa Yanayacu")


def words(page: TestResponse) -> str:
    main = page.text.partition('<main id="main"')[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def codes(page: TestResponse) -> list[str]:
    return re.findall(r'class="entry-code">([^<]+)<', page.text)


def own_codes(page: TestResponse) -> list[str]:
    return re.findall(r'<a href="/lots/[^"]+">(O[^<]+)</a>', page.text)


def test_anybody_reads_the_list(market: Market, seller: Viewer) -> None:
    market.a_lot(seller, code="YANA-1")
    page = market.browser().get("/lots")
    assert codes(page) == ["YANA-1"]
    assert {"5,650 USD/t", "FOB Callao", "Cadmium 0.31 mg/kg", "Quality 7.5", "6,000 kg left"} <= {
        said
        for said in ("5,650 USD/t", "FOB Callao", "Cadmium 0.31 mg/kg", "Quality 7.5", "6,000 kg left")
        if said in words(page)
    }


def test_the_list_reads_spanish_too(market: Market, seller: Viewer) -> None:
    market.a_lot(seller)
    assert '<html lang="es-PE"' in market.browser(locale="es_PE").get("/lots").text


def test_filters_stand_in_the_address_and_are_said_back_as_chips(market: Market, seller: Viewer) -> None:
    market.a_lot(seller, code="LOW", cadmium=Decimal("0.2"))
    market.a_lot(seller, code="HIGH", cadmium=Decimal("0.9"))
    page = market.browser().get("/lots?cadmium_max=0.5&region=SAM")
    assert codes(page) == ["LOW"]
    assert 'href="/lots?region=SAM"' in page.text
    assert "Cadmium at most 0.5 mg/kg" in words(page)


def test_an_ambiguous_number_is_left_out_and_asked_back_beside_its_field(market: Market, seller: Viewer) -> None:
    market.a_lot(seller, code="ONE")
    page = market.browser().get("/lots?price_max=1,5")
    assert codes(page) == ["ONE"]
    assert 'aria-describedby="filter-price_max-unit filter-price_max-error"' in page.text
    assert "1,5 can be read in two ways, so it was left out. Write 1.5 or 15." in words(page)


def test_unknown_parameters_are_ignored_and_said(market: Market, seller: Viewer) -> None:
    market.a_lot(seller, code="ONE")
    page = market.browser().get("/lots?colour=red&utm_source=<b>")
    assert codes(page) == ["ONE"]
    assert "Not known in this list, and left out: colour, utm_source." in words(page)


def test_an_empty_list_says_which_wish_to_drop(market: Market, seller: Viewer) -> None:
    market.a_lot(seller)
    page = market.browser().get("/lots?cadmium_max=0.1&region=SAM")
    assert "Without “Cadmium at most 0.1 mg/kg” there is 1 lot." in words(page)
    assert '<a href="/lots?region=SAM">' in page.text


def test_an_empty_market_shows_the_way_to_the_first_lot(market: Market, seller: Viewer) -> None:
    assert 'href="/lots/new"' in market.browser(seller).get("/lots").text
    assert 'href="/lots/new"' not in market.browser().get("/lots").text


def test_similar_words_are_said_to_be_only_similar(market: Market, seller: Viewer) -> None:
    market.a_lot(seller, code="CHUN", search_text="chuncho de la convencion")
    page = market.browser().get("/lots?q=chuncu")
    assert codes(page) == ["CHUN"]
    assert "No lot has these words; these have similar ones." in words(page)


def test_markup_in_words_is_shown_as_words(market: Market, seller: Viewer) -> None:
    market.a_lot(seller, code="BAD-1", producer_name="<script>alert(1)</script>", province="<img src=x>")
    page = market.browser().get("/lots?q=<script>alert(2)</script>")
    assert "<script>alert" not in page.text + market.browser().get("/lots").text


def test_pages_are_linked_and_keep_the_filters(market: Market, seller: Viewer) -> None:
    for _ in range(25):
        market.a_lot(seller)
    page = market.browser().get("/lots?region=SAM&foo=1")
    assert 'rel="next" href="/lots?region=SAM&amp;page=2"' in page.text
    assert len(codes(market.browser().get("/lots?region=SAM&page=2"))) == 1


def test_a_page_beyond_the_last_leads_back(market: Market, seller: Viewer) -> None:
    market.a_lot(seller)
    assert market.browser().get("/lots?page=99&region=SAM").location == "/lots?region=SAM"


@pytest.mark.parametrize("who", ["anybody", "maker"])
@pytest.mark.parametrize(
    "address", ["/lots", "/lots?page=2", "/lots?region=SAM&q=native&price_max=9000", "/lots?q=zzzz"]
)
def test_a_sight_of_the_list_costs_few_statements(market: Market, seller: Viewer, who: str, address: str) -> None:
    for _ in range(30):
        market.a_lot(seller)
    browser = market.browser(market.a_maker() if who == "maker" else None)
    assert 0 < statements(market, browser, address) <= 6


def statements(market: Market, browser: Browser, address: str) -> int:
    asked: list[str] = []
    with market.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *each: asked.append(each[2]))
    assert browser.get(address).status_code == 200
    return len(asked)


def test_a_changed_lot_is_shown_changed_at_once(market: Market, seller: Viewer) -> None:
    lot_id = market.a_lot(seller)
    browser = market.browser()
    assert "6,000 kg left" in words(browser.get("/lots"))
    market.an_allocation(seller, market.a_maker(), bags=20, lot_id=lot_id)
    assert "5,000 kg left" in words(browser.get("/lots"))
    market.a_lot(seller, code="NEXT", price=usd(4321))
    assert "4,321 USD/t" in words(browser.get("/lots"))


def test_only_producers_have_lots_of_their_own(market: Market) -> None:
    assert market.browser(market.a_maker()).get("/lots/mine").status_code == 403
    assert market.browser().get("/lots/mine").status_code == 303


def test_a_group_reads_its_lots_page_by_page_the_last_changed_first(market: Market, seller: Viewer) -> None:
    for number in range(26):
        market.a_lot(seller, code=f"OWN-{number:02}", changed_at=NOW + timedelta(minutes=number))
    market.a_lot(market.a_producer(), code="OTHERS")
    browser = market.browser(seller)
    first, second, beyond = (browser.get(f"/lots/mine?page={page}") for page in (1, 2, 99))
    assert own_codes(first) == [f"OWN-{number:02}" for number in range(25, 1, -1)]
    assert own_codes(second) == own_codes(beyond) == ["OWN-01", "OWN-00"]
    assert 'rel="next" href="/lots/mine?page=2"' in first.text
    assert "Page 2 of 2 26 lots" in words(second)
