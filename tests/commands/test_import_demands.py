"""`flask import demands`: all rows or none, every fault at its place, and nothing twice."""

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import func, select

from marketplace.domain.accounts import VerificationState
from marketplace.domain.cadmium import Confection, Recipe
from marketplace.domain.demands import DemandState
from marketplace.models.base import db
from marketplace.models.lots.facts import demand_terms
from marketplace.models.rows.market.demands import Demand
from marketplace.models.rows.record.events import Event
from tests.domain.samples import mass
from tests.market import Market, World

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "demands.csv"
ROW = {
    "code": "LYON-1",
    "maker": "Atelier",
    "title": "Floral",
    "target": "cacao=4.7; floral_total=1.8",
    "volume_min": "3000",
    "volume_max": "6000",
    "destination": "FR",
    "ceiling_amount": "7200",
    "ceiling_place": "Lyon",
    "delivery_start": "2027-01-15",
    "delivery_end": "2027-04-30",
}


@pytest.fixture
def atelier(market: Market) -> Market:
    market.a_maker(name="Atelier")
    market.set_freight()
    return market


def take(market: Market, path: Path, *options: str) -> Result:
    return market.app.test_cli_runner().invoke(args=["import", "demands", str(path), *options])


def sheet(tmp_path: Path, *rows: dict[str, str]) -> Path:
    names = list(dict.fromkeys(name for row in rows for name in row))
    written = io.StringIO()
    writer = csv.DictWriter(written, names)
    writer.writeheader()
    writer.writerows(rows)
    path = tmp_path / "demands.csv"
    path.write_text(written.getvalue(), encoding="utf-8")
    return path


def count(market: Market) -> int:
    return market.do(lambda: db.session.scalar(select(func.count()).select_from(Demand))) or 0


def stored(market: Market, code: str) -> Demand:
    return market.do(lambda: db.session.scalars(select(Demand).where(Demand.code == code)).one())


def test_the_example_is_taken_in_whole(world: World) -> None:
    result = take(world.market, EXAMPLE)
    assert (result.exit_code, result.output) == (0, "4 demands read: 4 added, 0 there already.\n")


def test_a_row_says_everything_that_the_pages_can(world: World) -> None:
    take(world.market, EXAMPLE)
    terms = world.market.do(demand_terms, stored(world.market, "LYON-FLORAL-27"))
    assert terms.recipe == Recipe(Confection.DARK, 75, 70, "EU")  # type: ignore[arg-type]
    assert (terms.volume_min, terms.max_lots, terms.tolerance("floral_total")) == (mass(3000), 2, Decimal(1))


def test_rows_are_open_or_drafts_as_they_say(world: World) -> None:
    take(world.market, EXAMPLE)
    states = [stored(world.market, code).state for code in ("LYON-BASE-27", "DENVER-MILK-27")]
    assert states == [DemandState.OPEN, DemandState.DRAFT]


def test_taken_in_again_it_changes_nothing(world: World) -> None:
    take(world.market, EXAMPLE)
    events = world.market.do(lambda: db.session.scalar(select(func.count()).select_from(Event)))
    assert take(world.market, EXAMPLE).output == "4 demands read: 0 added, 4 there already.\n"
    assert world.market.do(lambda: db.session.scalar(select(func.count()).select_from(Event))) == events


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"code": "lyon"}, "Row 2, column code: Write the code with capital letters"),
        ({"code": ""}, "Row 2, column code: Please fill this in."),
        ({"maker": "Nobody"}, "Row 2, column maker: No maker has the code or the name Nobody."),
        ({"title": ""}, "Row 2, column title: Please fill this in."),
        ({"target": ""}, "Row 2, column target: Please fill this in."),
        ({"target": "cacao=4,7"}, "Row 2, column target: cacao: This can be read in two ways. Write 4.7 or 47."),
        ({"target": "cacao=12"}, "Row 2, column target: cacao: An intensity lies between 0 and 10."),
        ({"target": "sweetness=2; cacao=5"}, "Row 2, column target: sweetness is not understood here."),
        ({"weights": "cacao=11"}, "Row 2, column weights: cacao: A weight lies above 0 and up to 10."),
        ({"weights": "cacao=much"}, "Row 2, column weights: cacao: "),
        ({"tolerances": "cacao=0"}, "Row 2, column tolerances: cacao: A tolerance lies above 0"),
        ({"certificates": "ORGANIC"}, "Row 2, column certificates: ORGANIC is not understood here."),
        ({"needs_eudr": "perhaps"}, "Row 2, column needs_eudr: Write yes or no."),
        ({"recipe_confection": "dark"}, "Row 2, column recipe_cocoa_solids: Please fill this in too"),
        ({"moisture_max": "101"}, "Row 2, column moisture_max: Must lie between 0 and 100."),
        ({"volume_max": "1.500"}, "Row 2, column volume_max: This can be read in two ways. Write 1500 or 1.5."),
        ({"volume_max": "2000"}, "Row 2, column volume_max: The most you take cannot be less than the least"),
        ({"unit": "stone"}, "Row 2, column unit: "),
        ({"destination": "XX"}, "Row 2, column destination: "),
        ({"delivery_end": "30/04/2027"}, "Row 2, column delivery_end: "),
        ({"delivery_start": "2026-01-01", "delivery_end": "2026-02-01"}, "Row 2, column delivery_end: The delivery"),
        ({"state": "closed"}, "Row 2, column state: Write draft or open."),
    ],
)
def test_each_fault_is_told_with_its_row_and_column(
    atelier: Market, tmp_path: Path, change: dict[str, str], said: str
) -> None:
    result = take(atelier, sheet(tmp_path, ROW | change))
    assert said in result.output
    assert (result.exit_code, count(atelier)) == (1, 0)


def test_one_faulty_row_keeps_all_out_and_all_faults_are_told(atelier: Market, tmp_path: Path) -> None:
    wrong = ROW | {"code": "LYON-2", "title": "", "moisture_max": "x"}
    result = take(atelier, sheet(tmp_path, ROW, wrong))
    assert "Row 3, column title" in result.output
    assert "Row 3, column moisture_max" in result.output
    assert "Nothing was written." in result.output
    assert count(atelier) == 0


def test_a_code_stands_once_in_a_file(atelier: Market, tmp_path: Path) -> None:
    assert "Row 3, column code: Row 2 has this code already." in take(atelier, sheet(tmp_path, ROW, ROW)).output


def test_a_code_taken_by_something_else_is_a_fault(atelier: Market, tmp_path: Path) -> None:
    take(atelier, sheet(tmp_path, ROW))
    result = take(atelier, sheet(tmp_path, ROW | {"volume_max": "9000"}))
    assert "Row 2, column code: There is a demand LYON-1 already, which states something else." in result.output


def test_makers_that_are_not_verified_state_drafts_only(market: Market, tmp_path: Path) -> None:
    market.a_maker(name="Atelier", state=VerificationState.UNVERIFIED)
    market.set_freight()
    assert "Row 2, column state: Atelier is not verified yet" in take(market, sheet(tmp_path, ROW)).output
    assert take(market, sheet(tmp_path, ROW | {"state": "draft"})).exit_code == 0


def test_makers_of_one_name_are_told_apart_by_code(atelier: Market, tmp_path: Path) -> None:
    maker = atelier.a_maker(name="Atelier")
    assert "Several makers are called Atelier." in take(atelier, sheet(tmp_path, ROW)).output
    code = atelier.code_of(maker.organization_id)
    assert take(atelier, sheet(tmp_path, ROW | {"maker": code})).exit_code == 0


def test_weights_between_those_of_the_page_are_kept(atelier: Market, tmp_path: Path) -> None:
    take(atelier, sheet(tmp_path, ROW | {"weights": "cacao=2.5"}))
    assert stored(atelier, "LYON-1").weights == {"cacao": "2.5", "floral_total": "1"}


def test_faults_are_told_in_spanish_too(atelier: Market, tmp_path: Path) -> None:
    result = take(atelier, sheet(tmp_path, ROW | {"moisture_max": "101"}), "--locale", "es_PE")
    assert result.exit_code == 1
