"""The scale house, receipts, payments, tables and mass balance through the browser's client."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from werkzeug.test import TestResponse

from marketplace.documents.tables import as_xlsx
from marketplace.domain.viewers import Viewer
from tests.market import Browser, Market
from tests.tracing import a_batch, a_delivery, a_farmer, a_plot, fill, kg

RECEIPT = {
    "delivered_on": "2026-06-10",
    "form": "wet",
    "weight": "82,5",
    "price": "3.40",
    "means": "cash",
    "variety": "",
}


@pytest.fixture
def producer(market: Market) -> Viewer:
    return market.a_producer()


@pytest.fixture
def browser(market: Market, producer: Viewer) -> Browser:
    return market.browser(producer)


def taken(browser: Browser, **changes: object) -> TestResponse:
    return browser.post("/deliveries/new", {**RECEIPT, **changes}, follow_redirects=True)


def test_a_receipt_is_written_with_a_decimal_comma_and_the_only_plot(
    market: Market, producer: Viewer, browser: Browser
) -> None:
    farmer = a_farmer(market, producer, name="Rosa Tello")
    plot = a_plot(market, producer, farmer, code="S-1-P1")
    form = browser.get(f"/deliveries/new?farmer={farmer}").text
    assert f'<option selected value="{plot}">' in form
    page = taken(browser, farmer=farmer, plot=plot).text
    assert "82.5 kg" in page
    assert "PEN 280.50" in page
    assert "S-1-P1" in page


def test_without_signal_the_code_is_enough(market: Market, producer: Viewer, browser: Browser) -> None:
    a_farmer(market, producer, code="S-7", name="Rosa Tello")
    assert "Rosa Tello" in taken(browser, who="s-7").text
    assert "not in your group" in taken(browser, who="nobody").text


def test_farmers_are_found_by_name_code_and_number(market: Market, producer: Viewer, browser: Browser) -> None:
    a_farmer(market, producer, code="S-7", name="Nélida Tuesta", national_id="45678912")
    a_farmer(market, market.a_producer(), name="Nélida Ajena")
    for typed in ("nelida", "S-7", "456789"):
        found = browser.get("/deliveries/farmers", query_string={"q": typed}).text
        assert "Nélida Tuesta" in found
        assert "Ajena" not in found
        assert "45678912" not in found


def test_the_amount_is_shown_before_saving_also_without_script(
    market: Market, producer: Viewer, browser: Browser
) -> None:
    farmer = a_farmer(market, producer)
    page = browser.post("/deliveries/new", {**RECEIPT, "farmer": farmer, "look": "1"})
    assert page.status_code == 200
    assert "PEN 280.50" in page.text
    assert "No cacao was brought" in browser.get("/deliveries/?first=2026-01-01").text


def test_what_cannot_be_is_said_beside_its_field(market: Market, producer: Viewer, browser: Browser) -> None:
    farmer = a_farmer(market, producer)
    assert "still to come" in taken(browser, farmer=farmer, delivered_on="2099-01-01").text
    assert "two ways" in taken(browser, farmer=farmer, weight="1,500").text


def test_a_day_is_added_up_and_given_as_a_table(market: Market, producer: Viewer, browser: Browser) -> None:
    farmer = a_farmer(market, producer)
    a_delivery(market, producer, farmer)
    a_delivery(market, producer, farmer, weight=kg("50.5"))
    assert "150.5 kg" in browser.get("/deliveries/?first=2026-06-01").text
    table = browser.get("/deliveries/table.csv").data.decode("utf-8-sig")
    assert table.count("E26-") == 2


def test_a_receipt_is_printed_twice(market: Market, producer: Viewer, browser: Browser) -> None:
    number = a_delivery(market, producer)
    for address in (f"/deliveries/{number}/receipt", f"/deliveries/{number}/receipt?roll=1"):
        assert browser.get(address).text.count("E26-00001</h1>") == 2


def test_a_receipt_is_corrected_and_voided(market: Market, producer: Viewer, browser: Browser) -> None:
    number = a_delivery(market, producer)
    form = {**RECEIPT, "version": 1, "why": "mal pesado"}
    page = browser.post(f"/deliveries/{number}/correct", form, follow_redirects=True).text
    assert "82.5 kg" in page
    assert "mal pesado" in page
    gone = browser.post(f"/deliveries/{number}/void", {"version": 2, "why": "duplicada"}, follow_redirects=True).text
    assert "voided" in gone
    again = browser.post(f"/deliveries/{number}/void", {"version": 3, "why": "duplicada"})
    assert again.status_code == 422


def test_a_farmer_is_paid_with_a_proof_that_others_do_not_see(
    market: Market, producer: Viewer, browser: Browser
) -> None:
    farmer = a_farmer(market, producer, name="Rosa Tello")
    number = a_delivery(market, producer, farmer)
    assert "Rosa Tello" in browser.get("/deliveries/unpaid").text
    form = {"chosen": [number], "paid_on": "2026-06-11", "means": "bank", "reference": "004512"}
    proof = (BytesIO(b"operation 004512"), "voucher.txt")
    page = browser.post(f"/deliveries/pay/{farmer}", {**form, "file": proof}, follow_redirects=True).text
    assert "Everybody who brought cacao is paid" in page
    shown = browser.get(f"/deliveries/{number}").text
    address = shown.partition('href="/files/')[2].partition('"')[0]
    assert browser.get(f"/files/{address}").status_code == 200
    assert market.browser(market.a_maker()).get(f"/files/{address}").status_code == 404


SHEET = "delivered_on,farmer,form,weight_kg,plot,price_pen_kg,paid\n"


def brought(browser: Browser, rows: str) -> TestResponse:
    sheet = (BytesIO((SHEET + rows).encode()), "deliveries.csv")
    return browser.post("/deliveries/import", {"sheet": sheet}, follow_redirects=True)


def test_a_table_is_taken_in_whole(market: Market, producer: Viewer, browser: Browser) -> None:
    a_farmer(market, producer, code="S-1", national_id="45678912")
    page = brought(browser, '2026-06-10,S-1,baba,"82,5",,3.40,si\n2026-06-11,45678912,dry,40,,9.10,\n').text
    assert "Taken in: 2 receipts." in page
    assert "82.5 kg" in page


def test_a_workbook_is_taken_in_too(market: Market, producer: Viewer, browser: Browser) -> None:
    a_farmer(market, producer, code="S-1")
    heads = SHEET.strip().split(",")
    rows: list[list[Any]] = [[date(2026, 6, 10), "S-1", "wet", Decimal("82.125"), "", Decimal("3.4"), "yes"]]
    book = as_xlsx(heads, rows, title="entregas")
    page = browser.post("/deliveries/import", {"sheet": (BytesIO(book), "entregas.xlsx")}, follow_redirects=True).text
    assert "Taken in: 1 receipts." in page
    assert "82.125 kg" in page
    broken = browser.post("/deliveries/import", {"sheet": (BytesIO(b"PK" + book[2:900]), "x.xlsx")})
    assert broken.status_code == 422


@pytest.mark.parametrize(
    ("written", "forged"),
    [(b'<row r="2"', b'<row r="99999999"'), (b"<v>46183</v>", b"<v>soon</v>"), (b"<v>46183</v>", b"<v>1e40</v>")],
)
def test_a_forged_workbook_is_refused(
    market: Market, producer: Viewer, browser: Browser, *, written: bytes, forged: bytes
) -> None:
    a_farmer(market, producer, code="S-1")
    rows: list[list[Any]] = [[date(2026, 6, 10), "S-1", "wet", Decimal("82.125"), "", Decimal("3.4"), "yes"]]
    book, false = as_xlsx(SHEET.strip().split(","), rows, title="entregas"), BytesIO()
    with ZipFile(BytesIO(book)) as packed, ZipFile(false, "w") as made:
        for name in packed.namelist():
            made.writestr(name, packed.read(name).replace(written, forged))
    assert forged in b"".join(ZipFile(false).read(name) for name in packed.namelist())
    sent = {"sheet": (BytesIO(false.getvalue()), "entregas.xlsx")}
    assert browser.post("/deliveries/import", sent).status_code == 422


def test_a_table_with_faults_is_not_taken_in_and_each_is_told(
    market: Market, producer: Viewer, browser: Browser
) -> None:
    a_farmer(market, producer, code="S-1")
    page = brought(browser, "2026-06-10,S-1,wet,80,,,\n2026-06-10,S-9,wet,80,,,\n2026-06-10,S-1,wet,80,X-1,,\n").text
    assert "Row 3, column farmer" in page
    assert "Row 4, column plot" in page
    assert brought(browser, "2026-06-10,S\0-1,wet,80,,,\n").status_code == 422
    unread = brought(browser, "10/6/26,S-1,maybe,heavy,,,perhaps\n").text
    assert all(f"Row 2, column {each}" in unread for each in ("delivered_on", "form", "weight_kg", "paid"))
    assert "No cacao was brought" in browser.get("/deliveries/?first=2026-01-01").text


def test_alarms_stand_gravest_first(market: Market, producer: Viewer, browser: Browser) -> None:
    farmer = a_farmer(market, producer, code="S-1")
    plot = a_plot(market, producer, farmer, code="S-1-P1")
    for _ in range(2):
        a_delivery(market, producer, farmer, plot_id=plot, weight=kg(9000))
    lot_id = market.a_lot(producer)
    page = browser.get("/deliveries/balance?season=2025/26").text
    assert "More than 2,000 cannot grow" in page
    assert page.index("cannot be") < page.index("Origin not yet traced")
    assert market.code_of_lot(lot_id) in page


def test_facilitators_choose_a_group(market: Market, producer: Viewer) -> None:
    a_delivery(market, producer)
    judge = market.browser(market.a_facilitator())
    assert "Organization 1" in judge.get("/deliveries/balance").text
    assert "Mass balance" in judge.get(f"/deliveries/balance?group={producer.organization_id}").text
    assert (
        market.browser(market.a_producer()).get(f"/deliveries/balance?group={producer.organization_id}").status_code
        == 404
    )


def test_a_lot_tells_its_group_who_brought_it_and_others_only_how_many(
    market: Market, producer: Viewer, browser: Browser
) -> None:
    names = [f"Canaria {each}" for each in ("Uno", "Dos", "Tres", "Cuatro", "Cinco")]
    brought_in = [a_delivery(market, producer, a_farmer(market, producer, name=name)) for name in names]
    box = a_batch(market, producer, *brought_in, dry=190)
    lot_id = market.a_lot(producer)
    fill(market, producer, lot_id, box)
    code = market.code_of_lot(lot_id)
    assert all(name in browser.get(f"/lots/{code}/origin").text for name in names)
    for stranger in (market.browser(market.a_maker()), market.browser()):
        page = stranger.get(f"/lots/{code}/origin").text
        assert "Canaria" not in page
        assert "E26-" not in page
        assert "100%" in page
        assert "Tocache" in page


def test_of_few_people_nothing_is_told_that_could_name_them(market: Market, producer: Viewer) -> None:
    lot_id = market.a_lot(producer)
    fill(market, producer, lot_id, a_batch(market, producer, a_delivery(market, producer), dry=38))
    page = market.browser(market.a_maker()).get(f"/lots/{market.code_of_lot(lot_id)}/origin").text
    assert "not told of so few people" in page


def test_a_lot_without_deliveries_says_so(market: Market, producer: Viewer, browser: Browser) -> None:
    code = market.code_of_lot(market.a_lot(producer))
    assert "Origin not yet traced" in browser.get(f"/lots/{code}/origin").text
