"""Facilitators bring figures in a file: looked at first, all of them set or none."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

from werkzeug.test import TestResponse

from marketplace import clock
from marketplace.domain.prices import ReferenceKind, Terminal
from marketplace.domain.terminals.calendar import listed_months
from marketplace.queries.references import get_references
from tests.market import NOW, Browser, Market

HEAD = "what,value,from,month,incoterm,destination,mode\n"
GOOD = HEAD + "ice_ny,3275,2026-11-20,2027-03,,,\nfreight,430,2026-11-01,,FOB,FR,lcl\n"
BAD = GOOD + "ice_ny,much,2026-11-21,2027-03,,,\n"


def bring(browser: Browser, text: str, **form: Any) -> TestResponse:
    sheet = {"sheet": (io.BytesIO(text.encode()), "figures.csv"), "source": "ICE"}
    return browser.post("/references/check", sheet | form, content_type="multipart/form-data")


def level(market: Market) -> Decimal | None:
    figure = market.do(lambda: get_references(NOW.date())).months.get((ReferenceKind.ICE_NY, "2027-03"))
    return figure.value if figure else None


def test_everybody_reads_the_figures_of_the_day(market: Market) -> None:
    market.set_references()
    page = market.browser().get("/references/").text
    assert "Farm-gate price of ordinary cacao, PEN/kg" in page
    assert "Bring new figures" not in page


def test_a_file_is_looked_at_before_anything_is_set(market: Market) -> None:
    page = bring(market.browser(market.a_facilitator()), GOOD)
    assert (page.status_code, level(market)) == (200, None)
    assert "3,275" in page.text


def test_what_was_looked_at_is_set(market: Market) -> None:
    sent = market.browser(market.a_facilitator()).post("/references/", {"text": GOOD, "source": "ICE"})
    assert (sent.status_code, level(market)) == (303, Decimal(3275))


def test_a_fault_is_told_with_row_and_column_and_nothing_is_set(market: Market) -> None:
    browser = market.browser(market.a_facilitator())
    answers = [bring(browser, BAD), browser.post("/references/", {"text": BAD, "source": "ICE"})]
    assert [each.status_code for each in answers] == [422, 422]
    assert all("Row 4, column value" in each.text for each in answers)
    assert level(market) is None


def test_a_month_that_is_missing_or_over_is_told_in_both_languages(market: Market) -> None:
    facilitator = market.a_facilitator()
    text = HEAD + "ice_ny,3275,2026-11-20,,,,\nice_london,2400,2027-03-13,2027-03,,,\n"
    said = {language: bring(market.browser(facilitator, language), text).text for language in ("en", "es")}
    assert "Row 2, column month: Write the delivery month" in said["en"]
    assert "Row 3, column month: ICE London 2027-03 is traded until 12 Mar 2027" in said["en"]
    assert "Fila 2, columna month: Escriba el mes de entrega" in said["es"]


def test_each_months_figure_is_shown_while_the_month_is_traded(market: Market) -> None:
    market.set_references()
    today = clock.now().date()
    month = listed_months(Terminal.NEW_YORK, today)[1]
    market.set_levels("3300", month=month, since=today)
    market.set_levels("2990", month="2026-09", since=date(2026, 9, 1))
    page = market.browser().get("/references/").text
    assert (month in page, "3,300" in page, "2026-09" in page) == (True, True, False)
    assert "compared by the nearest one" in page


def test_nobody_else_sets_a_figure(market: Market) -> None:
    assert market.browser(market.a_maker()).post("/references/", {"text": GOOD, "source": "me"}).status_code == 403


def test_a_file_that_is_far_too_large_is_refused_and_its_source_is_kept(market: Market) -> None:
    source = b'--limit\r\nContent-Disposition: form-data; name="source"\r\n\r\nICE\r\n'
    sheet = b'--limit\r\nContent-Disposition: form-data; name="sheet"; filename="figures.csv"\r\n\r\n'
    sent = source + sheet + GOOD.encode() * 300_000 + b"\r\n--limit--\r\n"
    client = market.browser(market.a_facilitator()).client
    answer = client.post("/references/check", data=sent, content_type="multipart/form-data; boundary=limit")
    assert answer.status_code == 413
    assert "too large: at most 10 MB" in answer.text
    assert 'value="ICE"' in answer.text
