"""Pages of proof: results brought and looked at first, a plot proven and judged, a pack made, a statement recorded."""

import io
import json
import re
from typing import Any

from marketplace.domain.evidence.screening import Risk
from tests.market import Market
from tests.proving import Traced, a_proven_lot, a_traced_lot
from tests.services.evidence.test_packs import an_approved

DAY = "2026-11-23"


def whisp(lot: Traced, *risks: str) -> bytes:
    rows = [f"{number},{code},PER,{risk}" for number, (code, risk) in enumerate(zip(lot.codes(), risks, strict=True))]
    return "\n".join(["plotId,external_id,Country,Risk_PCrop", *rows, "9,UNKNOWN-P1,PER,low"]).encode()


def sent(content: bytes, name: str = "whisp.csv") -> dict[str, Any]:
    return {"file": (io.BytesIO(content), name), "dataset_on": DAY, "source": "whisp"}


def test_results_are_looked_at_first_and_taken_in_then(market: Market) -> None:
    lot = a_traced_lot(market)
    page = market.browser(lot.producer)
    seen = page.post("/plots/screenings", sent(whisp(lot, "low", "more_info_needed")))
    assert (seen.status_code, lot.gaps[0]) == (200, "evidence.not_screened")
    assert "There is no plot UNKNOWN-P1 in use." in seen.text
    ticket = re.search(r'name="ticket"\s+value="([^"]+)"', seen.text)
    assert ticket
    done = page.post(
        "/plots/screenings",
        {"ticket": ticket[1], "do": "take", "dataset_on": DAY, "source": "whisp"},
        follow_redirects=True,
    )
    assert "2 results taken. 1 row left out." in done.text
    assert lot.gaps[0] == "evidence.more_info_needed"


def test_one_faulty_row_keeps_the_whole_file_out(market: Market) -> None:
    lot = a_traced_lot(market)
    seen = market.browser(lot.producer).post("/plots/screenings", sent(whisp(lot, "low", "perhaps")) | {"do": "take"})
    assert (seen.status_code, lot.gaps[0]) == (422, "evidence.not_screened")
    assert "Row 3: “perhaps” is no result" in seen.text


def test_geojson_is_read_as_well_and_goes_out_as_it_comes_back(market: Market) -> None:
    lot = a_traced_lot(market)
    page = market.browser(lot.producer)
    out = json.loads(page.get("/plots/screenings/plots-1.geojson").data)
    for feature in out["features"]:
        feature["properties"] |= {"risk_pcrop": "low", "ProducerCountry": "PE"}
    page.post("/plots/screenings", sent(json.dumps(out).encode(), "whisp.geojson") | {"do": "take"})
    assert lot.gaps == ["evidence.no_consent"]
    assert page.get("/plots/screenings/plots-2.geojson").status_code == 404
    assert "Rosa" not in json.dumps(out)


def test_what_is_no_file_of_results_is_said_to_be_none(market: Market) -> None:
    page = market.browser(market.a_producer())
    for content in (b"", b"\xff\xfe", b"{", b"[]", b"plotId\n"):
        assert page.post("/plots/screenings", sent(content)).status_code == 422


def test_a_plot_is_proven_by_its_group_and_cleared_at_the_desk(market: Market) -> None:
    lot, facilitator = a_proven_lot(market), market.a_facilitator()
    lot.screen(Risk.MORE_INFO_NEEDED)
    group, desk = market.browser(lot.producer), market.browser(facilitator)
    assert "Satellites cannot tell" in group.get(f"/plots/{lot.plots[0]}").text
    group.post(f"/plots/{lot.plots[0]}/proofs", {"kind": "visit", "shown_on": DAY, "note": "Old shade trees."})
    assert lot.codes()[0] in desk.get("/plots/screenings").text
    version = re.search(r'name="version" value="(\d+)"', desk.get(f"/plots/{lot.plots[0]}/review").text)
    assert version
    said = {"version": version[1], "reason": "The visit shows shade trees older than ten years."}
    desk.post(f"/plots/{lot.plots[0]}/review/cleared", said)
    assert lot.gaps == []
    assert "a facilitator cleared it upon proof" in group.get(f"/plots/{lot.plots[0]}").text


def test_high_risk_is_kept_apart_at_the_press_of_a_button(market: Market) -> None:
    lot = a_proven_lot(market)
    lot.screen(Risk.HIGH)
    page = market.browser(lot.producer)
    assert "must be kept apart" in page.get(f"/plots/{lot.plots[0]}").text
    done = page.post(f"/plots/{lot.plots[0]}/segregation", follow_redirects=True)
    assert "Its cacao is kept apart." in done.text


def test_a_maker_makes_the_pack_and_records_the_statement(market: Market) -> None:
    deal = an_approved(a_proven_lot(market))
    page = market.browser(deal.maker)
    made = page.post(f"/contracts/{deal.id}/pack", follow_redirects=True).text
    link = re.search(r'href="(/files/\d+/EUDR[^"]+\.zip)"', made)
    assert link
    assert page.get(link[1]).mimetype == "application/zip"
    assert market.browser(market.a_maker()).get(link[1]).status_code == 404
    numbers = {"reference_number": "26fr-7xtvczaq2s", "verification_number": "sffcb4y3", "filed_on": DAY}
    told = page.post(f"/contracts/{deal.id}/statements", numbers | {"state": "submitted"}, follow_redirects=True)
    assert "26FR7XTVCZAQ2S" in told.text
    refused = page.post(
        f"/contracts/{deal.id}/statements", numbers | {"state": "submitted", "reference_number": "S26PE7XTVCZAQ2"}
    )
    assert "Those are only for small growers of low-risk countries" in refused.text


def test_makers_see_what_is_missing_in_counts_and_groups_whom_to_ask(market: Market) -> None:
    deal = an_approved(a_traced_lot(market))
    of_maker = market.browser(deal.maker).get(f"/contracts/{deal.id}/pack").text
    of_group = market.browser(deal.producer).get(f"/contracts/{deal.id}/pack").text
    assert "Farmers who must be asked" in of_maker
    assert "S0001" not in of_maker
    assert "S0001" in of_group
