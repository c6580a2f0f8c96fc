"""Several panels are shown together and one by one; a laboratory's report is read by those who may buy by it."""

import re
from datetime import date
from io import BytesIO

from marketplace.domain.ids import LotId
from marketplace.services.evaluations import record_panel
from tests.domain import samples
from tests.gateways.contents import a_paper
from tests.lot_desk import Desk
from tests.market import NOW, Market

CADMIUM = {"analyte": "cadmium", "value": "0.31", "method": "ICP-MS", "samples": "3", "sampled_on": "2026-09-01"}


def report_of(text: str) -> str | None:
    found = re.search(r'href="(/files/[^"]+)"', text)
    return found[1] if found else None


def test_a_report_is_read_by_its_group_and_by_verified_makers_only(market: Market) -> None:
    desk = Desk(market)
    lot_id = desk.published()
    code, group, maker = market.code_of_lot(lot_id), market.browser(desk.seller), market.browser(market.a_maker())
    paper = (BytesIO(a_paper()), "informe.pdf")
    assert group.post(f"/lots/{code}/results/laboratory", {**CADMIUM, "report": paper}).status_code == 303
    address = report_of(maker.get(f"/lots/{code}").text)
    assert address
    assert [each.get(address).status_code for each in (group, maker)] == [200, 200]
    stranger = market.browser(market.a_producer())
    assert report_of(stranger.get(f"/lots/{code}").text) is None
    assert stranger.get(address).status_code == 404
    assert market.browser().get(address).status_code in {303, 404}


def test_a_program_is_no_report(market: Market) -> None:
    desk = Desk(market)
    code = market.code_of_lot(desk.published())
    sent = {**CADMIUM, "report": (BytesIO(b"MZ\x90\x00"), "informe.pdf")}
    assert market.browser(desk.seller).post(f"/lots/{code}/results/laboratory", sent).status_code == 422


def test_panels_are_taken_together_and_each_is_shown(market: Market) -> None:
    desk = Desk(market)
    lot_id = LotId(desk.published())
    second = samples.an_evaluation(evaluated_on=date(2026, 10, 1), laboratory="Panel de Lyon", panel_size=8)
    market.do(record_panel, lot_id, second, by=desk.seller, now=NOW)
    text = market.browser().get(f"/lots/{market.code_of_lot(lot_id)}").text
    assert "2 panels of " in text
    assert "Panel de Lyon" in text
    assert re.search(r"8 \S 3", text)
