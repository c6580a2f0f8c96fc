"""A pack holds exactly what customs ask for, makes the same bytes twice, and leaves the group only when ready."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pyogrio
import pytest

from marketplace.domain.errors import NotFound, Refused
from marketplace.domain.evidence.screening import Risk
from marketplace.gateways.files import uploads
from marketplace.geodata.judging import judge_file
from marketplace.models.base import db
from marketplace.models.rows.record.files import StoredFile
from marketplace.models.rows.traces.statements import Pack
from marketplace.services.evidence.packs import make_pack
from tests.approved import Approved
from tests.market import NOW, Market
from tests.proving import Traced, a_proven_lot, a_traced_lot


def an_approved(lot: Traced, **terms: Any) -> Approved:
    """Approve a contract on ten of the lot's twenty bags."""
    market = lot.market
    maker, facilitator = market.a_maker(), market.a_facilitator()
    contract_id = market.an_approved_contract(
        lot.producer, maker, bags=10, lot_id=lot.lot_id, facilitator=facilitator, **terms
    )
    return Approved(market, lot.producer, maker, facilitator, contract_id)  # type: ignore[arg-type]


def row_of(market: Market, pack_id: int) -> Pack:
    return market.do(lambda: db.session.get_one(Pack, pack_id))


def opened(market: Market, pack_id: int) -> dict[str, bytes]:
    """Return the files of a pack by their names."""

    def read() -> bytes:
        file = db.session.get_one(StoredFile, db.session.get_one(Pack, pack_id).file_id)
        return uploads().read(file.stored)

    with zipfile.ZipFile(io.BytesIO(market.do(read))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


@pytest.fixture
def deal(market: Market) -> Approved:
    return an_approved(a_proven_lot(market))


def test_a_pack_holds_what_customs_ask_for(deal: Approved) -> None:
    deal.market.state_street(deal.producer, "Jr. San Martín 480, 22701")
    files = opened(deal.market, deal.market.do(make_pack, deal.id, by=deal.maker, now=NOW))
    annex = json.loads(files["annex-ii.json"])
    assert (annex["hsHeading"], annex["netWeight"], annex["countryOfProduction"]) == ("180100", "500.000", "PE")
    assert (annex["harvestDateStart"], annex["harvestDateEnd"], annex["gaps"]) == ("2026-06-10", "2026-06-10", [])
    assert [each["name"] for each in annex["producers"]] == ["Rosa Pinchi 0", "Rosa Pinchi 1"]
    assert annex["supplier"]["post"].startswith("Jr. San Martín 480, 22701, ")
    assert annex["supplier"]["email"].startswith("person")
    rows = table(files["deliveries.csv"])
    assert [(each["kg_in_lot"], each["kg_in_contract"]) for each in rows] == [("500.000", "250.000")] * 2
    assert {each["risk_pcrop"] for each in table(files["evidence/screenings.csv"])} == {"low"}
    assert b"Peru is a country of standard risk" in files["README.txt"]
    assert "riesgo estándar".encode() in files["README.txt"]


def test_the_manifest_names_every_other_file_with_its_hash(deal: Approved) -> None:
    pack_id = deal.market.do(make_pack, deal.id, by=deal.maker, now=NOW)
    files = opened(deal.market, pack_id)
    listed = {each["name"]: each["sha256"] for each in json.loads(files.pop("manifest.json"))["files"]}
    assert listed == {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    assert row_of(deal.market, pack_id).manifest["contract"] == deal.contract.code


def test_another_reader_finds_the_same_plots_and_customs_would_take_them(deal: Approved) -> None:
    files = opened(deal.market, deal.market.do(make_pack, deal.id, by=deal.maker, now=NOW))
    data = files["geolocation-1.geojson"]
    assert judge_file(data) == []
    meta, _index, shapes, columns = pyogrio.raw.read(io.BytesIO(data))
    found = dict(zip(meta["fields"], columns, strict=True))
    assert (meta["crs"], meta["geometry_type"], len(shapes)) == ("EPSG:4326", "Polygon", 2)
    assert sorted(found["ProductionPlace"]) == ["S0001-P1", "S0002-P1"]
    assert set(found["ProducerCountry"]) == {"PE"}
    assert all(area > 2 for area in found["Area"])


def test_only_plots_that_fed_the_lot_are_in_it(deal: Approved) -> None:
    a_proven_lot(deal.market, deal.producer, code="OTHER")
    files = opened(deal.market, deal.market.do(make_pack, deal.id, by=deal.producer, now=NOW))
    assert len(json.loads(files["geolocation-1.geojson"])["features"]) == 2


def test_the_same_content_is_the_same_pack_and_more_is_a_new_number(deal: Approved) -> None:
    first = deal.market.do(make_pack, deal.id, by=deal.maker, now=NOW)
    assert deal.market.do(make_pack, deal.id, by=deal.producer, now=NOW) == first
    lot = Traced(deal.market, deal.producer, deal.contract.lot_id, plots=[1, 2])  # type: ignore[list-item]
    lot.screen(Risk.LOW, on=NOW.date().replace(day=22))
    second = deal.market.do(make_pack, deal.id, by=deal.maker, now=NOW)
    assert [row_of(deal.market, each).number for each in (first, second)] == [1, 2]


def test_without_consent_there_is_no_pack_and_the_group_is_told_whom_to_ask(deal: Approved) -> None:
    lot = Traced(deal.market, deal.producer, deal.contract.lot_id, farmers=[1])  # type: ignore[list-item]
    lot.consent(is_given=False)
    with pytest.raises(Refused) as no:
        deal.market.do(make_pack, deal.id, by=deal.producer, now=NOW)
    assert [(each.code, each.facts["codes"]) for each in no.value.reasons] == [("evidence.no_consent", ("S0001",))]


def test_before_the_approval_a_draft_is_for_the_group_and_facilitators_only(market: Market) -> None:
    lot = a_traced_lot(market)
    lot.consent()
    maker = market.a_maker()
    contract_id = market.a_signed_contract(lot.producer, maker, bags=10, lot_id=lot.lot_id)
    with pytest.raises(Refused, match=r"pack\.not_in_force"):
        market.do(make_pack, contract_id, by=maker, now=NOW)
    pack = row_of(market, market.do(make_pack, contract_id, by=lot.producer, now=NOW))
    assert pack.is_draft
    files = opened(market, pack.id)
    assert b"DRAFT" in files["README.txt"]
    assert [each["code"] for each in json.loads(files["annex-ii.json"])["gaps"]] == ["evidence.not_screened"]


def test_strangers_get_none(deal: Approved) -> None:
    strangers: list[Callable[[], Any]] = [deal.market.a_maker, deal.market.a_producer]
    for stranger in strangers:
        with pytest.raises(NotFound):
            deal.market.do(make_pack, deal.id, by=stranger(), now=NOW)
