"""Shipments in a browser: planned, moved with what they carry, papers brought and read, arrival noted, printed."""

from io import BytesIO

import pytest

from marketplace.domain.contracts.clauses import Side
from marketplace.domain.shipments.life import ShipmentState, ShipmentStep
from marketplace.domain.shipments.papers import PaperKind, PaperState
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
from tests.market import Market
from tests.shipping import TODAY, Aboard

FACTS = {
    "carriage": "container_20",
    "collection_point": "Callao",
    "destination": "FR",
    "load_on": "2026-11-24",
    "depart_on": "2026-11-27",
    "arrive_on": "2027-01-02",
}
A_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


def test_a_group_plans_the_shipment_of_its_contract(market: Market) -> None:
    producer = market.a_producer()
    contract_id = market.an_approved_contract(producer, market.a_maker())
    browser = market.browser(producer)
    offered = browser.get(f"/shipments/new?chosen={contract_id}-0").text
    answer = browser.post("/shipments/new", FACTS | {"chosen": f"{contract_id}-0"})
    assert (answer.status_code, f'value="{contract_id}-0"' in offered) == (303, True)
    assert "Loading is planned for" in browser.get(answer.location).text


def test_a_wrong_container_number_is_said_beside_its_field(market: Market) -> None:
    producer = market.a_producer()
    contract_id = market.an_approved_contract(producer, market.a_maker())
    form = FACTS | {"chosen": f"{contract_id}-0", "container_number": "CSQU3054384"}
    answer = market.browser(producer).post("/shipments/new", form)
    assert (answer.status_code, "its last digit would have to be 3" in answer.text) == (422, True)


def test_a_maker_sees_its_own_cacao_and_only_counts_the_rest(market: Market) -> None:
    found = Aboard.in_market(market, count=2)
    text = market.browser(found.makers[0]).get(f"/shipments/{found.id}").text
    own, other = (market.do(_code_of, each) for each in found.contracts)
    assert (own in text, other in text, "1 contract of others travels along" in text) == (True, False, True)


def test_a_maker_does_not_open_the_papers_of_others(market: Market) -> None:
    found = Aboard.in_market(market, count=2)
    answer = market.browser(found.makers[0]).get(f"/shipments/cargo/{found.cargo_ids[1]}")
    assert answer.status_code == 404


def test_a_paper_with_its_file_is_brought_read_and_opened_by_both_sides_only(market: Market) -> None:
    found = Aboard.in_market(market)
    cargo_id, page = found.cargo_ids[0], f"/shipments/cargo/{found.cargo_ids[0]}"
    producer, maker = market.browser(found.producer), market.browser(found.makers[0])
    form = {"number": "F001-23", "paper": (BytesIO(A_PDF), "factura.pdf")}
    sent = producer.post(f"{page}/papers/invoice/upload", form, content_type="multipart/form-data")
    text = maker.get(page).text
    address = text.split('href="/files/')[1].split('"')[0]
    maker.post(f"{page}/papers/invoice/refuse", {"note": "The total has a mistake."})
    codes = [browser.get(f"/files/{address}").status_code for browser in (maker, market.browser(market.a_maker()))]
    assert (sent.status_code, codes) == (303, [200, 404])
    assert found.papers(cargo_id, Side.PRODUCER, PaperState.REFUSED) == [PaperKind.INVOICE]
    assert "The total has a mistake." in producer.get(page).text


def test_a_file_that_is_none_is_refused_beside_its_field(market: Market) -> None:
    found = Aboard.in_market(market)
    page = f"/shipments/cargo/{found.cargo_ids[0]}/papers/invoice/upload"
    form = {"paper": (BytesIO(b"MZ\x90\x00 a program"), "factura.exe")}
    answer = market.browser(found.producer).post(page, form, content_type="multipart/form-data")
    assert answer.status_code == 422


def test_a_shipment_goes_its_way_in_the_browser(market: Market) -> None:
    found = Aboard.in_market(market)
    browser = market.browser(found.facilitator)
    for step in (ShipmentStep.LOAD, ShipmentStep.SHIP):
        version = str(found.row.version)
        browser.post(f"/shipments/{found.id}/{step.value}", {"version": version, "day": TODAY.isoformat()})
    early = browser.post(
        f"/shipments/{found.id}/send_documents", {"version": str(found.row.version), "day": TODAY.isoformat()}
    )
    assert (found.state, early.status_code) == (ShipmentState.SHIPPED, 422)
    assert "these papers are missing" in early.text


def test_costs_are_shared_by_weight_and_shown_to_each(market: Market) -> None:
    found = Aboard.in_market(market, count=2)
    form = {"version": str(found.row.version), "kind": "freight", "amount": "1000.01", "currency": "USD"}
    market.browser(found.facilitator).post(f"/shipments/{found.id}/costs", form)
    text = market.browser(found.makers[1]).get(f"/shipments/{found.id}").text
    assert ("USD 1,000.01" in text, "USD 500.00" in text) == (True, True)


def test_what_arrived_is_where_the_final_weight_starts(market: Market) -> None:
    found = Aboard.in_market(market)
    found.arrive()
    page, maker = f"/shipments/cargo/{found.cargo_ids[0]}", market.browser(found.makers[0])
    text = maker.get(page).text
    version = text.split('name="version"')[1].split('value="')[1].split('"')[0]
    noted = maker.post(f"{page}/arrival", {"version": version, "net": "985.5", "bags": "20", "moisture": "7.1"})
    settle = maker.get(f"/contracts/{found.contracts[0]}/settlement/").text
    assert (noted.status_code, 'value="985.5"' in settle) == (303, True)


@pytest.mark.parametrize("paper", ["packing-list.pdf", "weight-note.pdf", "labels.pdf"])
def test_papers_are_printed_for_those_concerned(market: Market, paper: str) -> None:
    found = Aboard.in_market(market)
    page = f"/shipments/cargo/{found.cargo_ids[0]}/{paper}"
    answer, strange = market.browser(found.producer).get(page), market.browser(market.a_maker()).get(page)
    assert (answer.data[:5], strange.status_code) == (b"%PDF-", 404)


def test_facilitators_see_who_could_share_a_container_and_what_that_saves(market: Market) -> None:
    market.set_freight()
    producer = market.a_producer()
    codes = [
        market.do(_code_of, market.an_approved_contract(producer, market.a_maker(), destination="FR")) for _each in "ab"
    ]
    text = market.browser(market.a_facilitator()).get("/shipments/containers").text
    assert [code in text for code in codes] == [True, True]


def test_the_board_of_what_is_late_is_the_facilitators(market: Market) -> None:
    found = Aboard.in_market(market)
    board = market.browser(found.facilitator).get("/shipments/late")
    codes = [market.browser(each).get("/shipments/late").status_code for each in (found.producer, found.makers[0])]
    assert (board.status_code, codes) == (200, [403, 403])


def _code_of(contract_id: int) -> str:
    return db.session.get_one(Contract, contract_id).code
