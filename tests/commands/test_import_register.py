"""A register is taken in from the command line: looked at first, all of it or nothing, unless told otherwise."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from marketplace.models.base import db
from marketplace.models.rows.traces.farmers import Farmer
from tests.market import Market

SHEET = "codigo,nombre,dni\nA-1,Canaria Primera,01234567\nA-2,Canaria Segunda,12\n"


def count(market: Market) -> int:
    return market.do(lambda: db.session.scalar(select(func.count()).select_from(Farmer))) or 0


@pytest.mark.parametrize(("take", "exit_code", "farmers"), [("all", 1, 0), ("none", 1, 0), ("right", 0, 1)])
def test_a_file_with_a_wrong_line_is_taken_as_told(
    market: Market, tmp_path: Path, take: str, *, exit_code: int, farmers: int
) -> None:
    file = tmp_path / "register.csv"
    file.write_text(SHEET, encoding="utf-8")
    code = market.code_of(market.a_producer().organization_id)
    done = market.app.test_cli_runner().invoke(args=["plots", "import", str(file), "--group", code, "--take", take])
    assert (done.exit_code, count(market)) == (exit_code, farmers)
    assert "farmer.national_id_malformed" in done.output
    assert "Canaria" not in done.output


def test_a_group_that_is_not_there_takes_nothing(market: Market, tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    file.write_text("nombre\nRosa\n", encoding="utf-8")
    done = market.app.test_cli_runner().invoke(args=["plots", "import", str(file), "--group", "NOBODY"])
    assert (done.exit_code, count(market)) == (1, 0)
