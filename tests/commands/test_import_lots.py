"""`flask import lots`: all rows or none, every fault at its place, and nothing twice."""

import csv
import io
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import func, select

from marketplace.domain.accounts import VerificationState
from marketplace.domain.lots import LotState
from marketplace.domain.physical import Grade
from marketplace.models.base import db
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.record.events import Event
from marketplace.services.certificates import record_certificate
from tests.domain.samples import a_certificate
from tests.market import NOW, Market, World

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "lots.csv"
PROFILE = (
    "cacao=5; acidity_total=3; bitterness=3; astringency=3; roast_degree=4; fresh_fruit_total=3; browned_fruit_total=1;"
    "vegetal_total=0.5; floral_total=2; woody_total=1; spice_total=0.5; nutty_total=1; caramel_panela=1; off_total=0"
)
ROW = {
    "group": "Cooperativa Yanayacu",
    "code": "SHEET-1",
    "crop_year": "2026",
    "harvest_start": "2026-05-02",
    "harvest_end": "2026-08-10",
    "region": "SAM",
    "province": "Tocache",
    "district": "Uchiza",
    "varieties": "native=60; trinitario=40",
    "bags": "120",
    "bag_weight": "50",
    "minimum_bags": "2",
    "available_from": "2026-09-01",
    "price_amount": "5650",
    "fermentation_method": "wooden_box",
    "drying_method": "raised_beds",
    "farm_gate_pen_kg": "13.2",
    "panel_date": "2026-09-15",
    "panel_size": "7",
    "global_quality": "7.5",
    "profile": PROFILE,
    "analysis_date": "2026-09-01",
    "moisture": "6.8",
    "cut_test": "well_fermented=80; partly_fermented=10; violet=10",
    "cadmium": "0.31",
    "cadmium_date": "2026-09-01",
}


@pytest.fixture
def yanayacu(market: Market) -> Market:
    market.a_producer(name="Cooperativa Yanayacu")
    market.set_references()
    return market


def take(market: Market, path: Path, *options: str) -> Result:
    return market.app.test_cli_runner().invoke(args=["import", "lots", str(path), *options])


def sheet(tmp_path: Path, *rows: dict[str, str]) -> Path:
    written = io.StringIO()
    writer = csv.DictWriter(written, list(dict.fromkeys(name for row in rows for name in row)))
    writer.writeheader()
    writer.writerows(rows)
    path = tmp_path / "lots.csv"
    path.write_text(written.getvalue(), encoding="utf-8")
    return path


def count(market: Market) -> int:
    return market.do(lambda: db.session.scalar(select(func.count()).select_from(Lot))) or 0


def stored(market: Market, code: str = "SHEET-1") -> Lot:
    return market.do(lambda: db.session.scalars(select(Lot).where(Lot.code == code)).one())


def test_the_example_is_taken_in_whole(world: World) -> None:
    result = take(world.market, EXAMPLE)
    assert (result.exit_code, result.output) == (0, "3 lots read: 3 added, 0 there already.\n")


def test_the_same_file_again_changes_nothing(yanayacu: Market, tmp_path: Path) -> None:
    path = sheet(tmp_path, ROW)
    take(yanayacu, path)
    before = stored(yanayacu).version
    assert take(yanayacu, path).output == "1 lots read: 0 added, 1 there already.\n"
    assert (stored(yanayacu).version, count(yanayacu)) == (before, 1)


def test_a_row_becomes_a_published_lot_with_its_results(yanayacu: Market, tmp_path: Path) -> None:
    take(yanayacu, sheet(tmp_path, ROW))
    lot = stored(yanayacu)
    assert (lot.state, lot.is_listed, lot.grade, str(lot.cadmium)) == (LotState.PUBLISHED, True, Grade.ONE, "0.3100")


def test_its_history_says_that_the_market_itself_did_it(yanayacu: Market, tmp_path: Path) -> None:
    take(yanayacu, sheet(tmp_path, ROW))
    query = select(Event.kind, Event.role).where(Event.subject_kind == "lot").order_by(Event.id)
    happened = yanayacu.do(lambda: [(kind, role.value) for kind, role in db.session.execute(query)])
    assert happened[0] == ("lot.drafted", "system")
    assert happened[-1] == ("lot.published", "system")


def test_a_draft_needs_no_results(yanayacu: Market, tmp_path: Path) -> None:
    bare = {name: ROW[name] for name in list(ROW)[:14]}
    assert take(yanayacu, sheet(tmp_path, {**bare, "state": "draft"})).exit_code == 0
    assert stored(yanayacu).state is LotState.DRAFT


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"bag_weight": "1,5"}, "Row 2, column bag_weight: This can be read in two ways. Write 1.5 or 15."),
        ({"price_amount": "5.650"}, "Row 2, column price_amount: This can be read in two ways. Write 5650 or 5.65."),
        ({"harvest_start": "02/05/2026"}, "Row 2, column harvest_start: Not a valid date value."),
        ({"region": "XYZ"}, "Row 2, column region: Not a valid choice."),
        ({"varieties": "native=60; gold=40"}, "Row 2, column varieties: gold is not understood here."),
        ({"varieties": "native=60"}, "Row 2, column varieties: The shares of the varieties make 60%."),
        ({"certificates": "EU_ORGANIC; GOLD"}, "Row 2, column certificates: GOLD is not understood here."),
        ({"certificates": "EU_ORGANIC"}, "Row 2, column certificates: Your group has not recorded any EU organic"),
        ({"minimum_bags": "200"}, "Row 2, column minimum_bags: The smallest order cannot be larger than the lot"),
        ({"is_wet_purchase": "maybe"}, "Row 2, column is_wet_purchase: Write yes or no."),
        ({"state": "sold"}, "Row 2, column state: Write draft or published."),
        ({"group": "Nobody"}, "Row 2, column group: No producer group has the code or the name Nobody."),
        ({"profile": "cacao=5"}, "Row 2, column profile: acidity_total: Please fill this in."),
        ({"profile": f"{PROFILE}; sparkle=3"}, "Row 2, column profile: sparkle is not understood here."),
        ({"profile": PROFILE.replace("cacao=5", "cacao=15")}, "column profile: cacao: Cacao: a score lies between 0"),
        ({"cut_test": "well_fermented=80"}, "Row 2, column cut_test: The classes of the cut test make 80%."),
        ({"moisture": "8.5"}, "Row 2, column moisture: The beans are too wet"),
        (
            {"cut_test": "well_fermented=90; mouldy=10"},
            "Row 2, column cut_test: The cut test makes this lot substandard",
        ),
        ({"cadmium": ""}, "column cadmium: Please fill this in."),
        ({"farm_gate_pen_kg": "2"}, "Row 2, column farm_gate_pen_kg: Below the day's reference"),
        ({"price_stack_farm_gate": "100"}, "Row 2: Please state all five parts of the price, or none."),
        ({"spread": "cacao=0,4"}, "Row 2, column spread: sd_cacao: This can be read in two ways"),
    ],
)
def test_every_fault_is_told_at_its_place_and_nothing_is_written(
    yanayacu: Market, tmp_path: Path, changes: dict[str, str], said: str
) -> None:
    good = {**ROW, "code": "GOOD-1"}
    result = take(yanayacu, sheet(tmp_path, {**ROW, **changes}, good))
    assert result.exit_code == 1
    assert said in result.output
    assert count(yanayacu) == 0


def test_all_faults_are_told_at_once(yanayacu: Market, tmp_path: Path) -> None:
    rows = [{**ROW, "bags": "0"}, {**ROW, "code": "bad code"}, {**ROW, "code": "sheet-1", "crop_year": "x"}]
    output = take(yanayacu, sheet(tmp_path, *rows)).output
    assert [
        f"Row {number}, column {name}:" in output for number, name in ((2, "bags"), (3, "code"), (4, "crop_year"))
    ] == [True] * 3
    assert "Row 4, column code: Row 2 has this code already." in output


def test_faults_are_told_in_spanish_too(yanayacu: Market, tmp_path: Path) -> None:
    output = take(yanayacu, sheet(tmp_path, {**ROW, "bag_weight": "1,5"}), "--locale", "es_PE").output
    assert "bag_weight" in output
    assert "This can be read in two ways" not in output


def test_a_code_taken_by_something_else_is_a_fault(yanayacu: Market, tmp_path: Path) -> None:
    take(yanayacu, sheet(tmp_path, ROW))
    output = take(yanayacu, sheet(tmp_path, {**ROW, "bags": "130"})).output
    assert "Row 2, column code: There is a lot SHEET-1 already, which states something else." in output


def test_a_group_that_is_not_verified_may_only_draft(market: Market, tmp_path: Path) -> None:
    market.a_producer(name="Cooperativa Yanayacu", state=VerificationState.UNVERIFIED)
    market.set_references()
    assert "is not verified yet" in take(market, sheet(tmp_path, ROW)).output
    assert take(market, sheet(tmp_path, {**ROW, "state": "draft"})).exit_code == 0


def test_two_groups_of_one_name_are_told_apart_by_their_codes(yanayacu: Market, tmp_path: Path) -> None:
    other = yanayacu.a_producer(name="Cooperativa Yanayacu")
    assert "Several groups are called" in take(yanayacu, sheet(tmp_path, ROW)).output
    code = yanayacu.code_of(other.organization_id)
    assert take(yanayacu, sheet(tmp_path, {**ROW, "group": code})).exit_code == 0


def test_a_claim_that_the_group_holds_is_taken(market: Market, tmp_path: Path) -> None:
    seller = market.a_producer(name="Cooperativa Yanayacu")
    market.set_references()
    market.do(record_certificate, a_certificate(), by=seller, now=NOW)
    assert take(market, sheet(tmp_path, {**ROW, "certificates": "eu_organic"})).exit_code == 0
